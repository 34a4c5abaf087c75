import type { Context } from 'hono';
import { createMiddleware } from 'hono/factory';
import { movedClock } from '../../../kit/server/clock.ts';
import { clientAddress } from '../../../kit/server/http/client-address.ts';
import { requestProblem } from '../../../kit/server/http/problems.ts';
import { refuseCrossSite } from '../../../kit/server/http/same-site.ts';
import { mayComeFrom } from '../../customers/sign-in-rules.ts';
import { sessionTokenOf } from '../../operators/server/cookies.ts';
import { requireOperatorSession, requireWorkplace } from '../../operators/server/sessions-store.ts';
import { findUsableApiKey } from '../../vendors/server/api-keys-store.ts';
import { findVendor } from '../../vendors/server/store.ts';
import type { VendorEnv, VendorVars } from './env.ts';

type Caller = Pick<VendorVars, 'vendorId' | 'scopes' | 'testSide' | 'actor' | 'operatorSession'>;

/** Every vendor route behind this one knows its caller: an API key, or an operator who is signed in to the console. */
export const vendorAuth = createMiddleware<VendorEnv>(async (c, next) => {
  const authorization = c.req.header('authorization');
  const token = authorization === undefined ? sessionTokenOf(c) : undefined;
  const caller = token === undefined ? await byApiKey(c, authorization) : await byOperator(c, token);
  c.set('vendorId', caller.vendorId);
  c.set('scopes', caller.scopes);
  c.set('testSide', caller.testSide);
  c.set('actor', caller.actor);
  if (caller.operatorSession) c.set('operatorSession', caller.operatorSession);
  if (caller.testSide) {
    const vendor = await findVendor(c.var.db, caller.vendorId);
    c.set('clock', movedClock(c.var.clock, vendor?.clockOffsetMs ?? 0));
  }
  await next();
});

async function byApiKey(c: Context<VendorEnv>, authorization = ''): Promise<Caller> {
  const [, key] = /^Bearer (\S{1,200})$/.exec(authorization) ?? [];
  const found = key && (await findUsableApiKey(c.var.db, key, c.var.clock.now()));
  if (!found) {
    throw requestProblem('request.unauthenticated', {
      detail: 'Send Authorization: Bearer with an API key that is not revoked or expired.',
      headers: { 'www-authenticate': 'Bearer' },
    });
  }
  const { vendorId, scopes, testSide, id } = found;
  const address = clientAddress(c, c.var.trustedProxies);
  if (!mayComeFrom(found.allowedAddresses, address)) {
    throw requestProblem('request.forbidden', {
      detail: `This API key is not taken from ${address ?? 'there'}: see its allowed addresses.`,
    });
  }
  return { vendorId, scopes, testSide, actor: { kind: 'api-key', id } };
}

/** The cookie names the operator, the header `x-portico-vendor` the side of the vendor that is meant. */
async function byOperator(c: Context<VendorEnv>, token: string): Promise<Caller> {
  refuseCrossSite(c, c.var.publicUrl);
  const found = await requireOperatorSession(c.var.db, token, c.var.clock.now());
  const place = await requireWorkplace(c.var.db, found, c.req.header('x-portico-vendor'), c.var.clock.now());
  const { vendor, scopes, session } = place;
  return {
    vendorId: vendor.id,
    scopes,
    testSide: vendor.side === 'test',
    actor: { kind: 'operator', id: vendor.operatorId },
    operatorSession: { ...session, provedAt: found.provedAt },
  };
}
