import { Hono } from 'hono';
import { hostName } from '../../../kit/server/http/known-hosts.ts';
import type { RequestVars } from '../../access/server/env.ts';

/**
 * `/tls/ask?domain=…`: whether the proxy in front may get a certificate for a name (Caddy's `on_demand_tls`). Only what
 * is proven to lead here may; answered from memory, so that neither strangers nor an absent database hold it up.
 */
export const askRoutes = new Hono<{ Variables: RequestVars }>().get('/ask', async (c) => {
  const name = hostName(c.req.query('domain') ?? '');
  const found = name === undefined ? undefined : await c.var.addresses.find(name);
  c.header('cache-control', 'no-store');
  return found && !found.broken ? c.text('yes', 200) : c.text('no', 403);
});
