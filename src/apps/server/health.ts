import { Hono } from 'hono';
import { requestProblem } from '../../kit/server/http/problems.ts';
import type { AppContext } from './context.ts';

interface SocketBindings {
  readonly incoming?: { readonly socket: { readonly remoteAddress?: string } };
}

/** `/healthz`: the process answers. `/readyz`: it can do its work. `/metrics`: figures, for this machine only. */
export function healthRoutes(app: AppContext): Hono<{ Bindings: SocketBindings }> {
  return new Hono<{ Bindings: SocketBindings }>()
    .get('/healthz', (c) => c.json({ status: 'ok' }))
    .get('/readyz', async (c) => {
      if (app.stopping()) throw requestProblem('service.stopping', { headers: { 'retry-after': '5' } });
      await app.database.ping();
      return c.json({ status: 'ready' });
    })
    .get('/metrics', async (c) => {
      // A proxy in front forwards for others: with such a header the request is not from this machine.
      const address = c.env.incoming?.socket.remoteAddress ?? '';
      const local = /^(127\.|::1$|::ffff:127\.)/.test(address) && !c.req.header('x-forwarded-for');
      if (!local) throw requestProblem('request.not-found');
      return c.body(await app.metrics.text(), 200, { 'content-type': app.metrics.contentType });
    });
}
