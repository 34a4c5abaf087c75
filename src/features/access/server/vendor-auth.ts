import { createMiddleware } from 'hono/factory';
import { requestProblem } from '../../../kit/server/http/problems.ts';
import { findUsableApiKey } from '../../vendors/server/api-keys-store.ts';
import type { VendorEnv } from './env.ts';

/** Every vendor route behind this one has `vendorId`, `actor` and `scopes`, all of them from the API key alone. */
export const vendorAuth = createMiddleware<VendorEnv>(async (c, next) => {
  const [, key] = /^Bearer (\S{1,200})$/.exec(c.req.header('authorization') ?? '') ?? [];
  const found = key && (await findUsableApiKey(c.var.db, key, c.var.clock.now()));
  if (!found) {
    throw requestProblem('request.unauthenticated', {
      detail: 'Send Authorization: Bearer with an API key that is not revoked or expired.',
      headers: { 'www-authenticate': 'Bearer' },
    });
  }
  c.set('vendorId', found.vendorId);
  c.set('scopes', found.scopes);
  c.set('testSide', found.testSide);
  c.set('actor', { kind: 'api-key', id: found.id });
  await next();
});
