import type { Context } from 'hono';
import { createMiddleware } from 'hono/factory';
import * as v from 'valibot';
import { parseJson } from '../../../kit/server/http/json.ts';
import { hashPassword } from '../../../kit/server/passwords.ts';
import type { VendorEnv } from '../../access/server/env.ts';
import { allows } from '../rules.ts';
import { NewPassword } from '../schema.ts';

const prepared = new WeakMap<Context, { readonly password: string; readonly hash: string }>();

const WithPassword = v.object({ password: NewPassword });
const bytesMost = 65_536;

/**
 * A request with an `Idempotency-Key` is one transaction from here on, and nobody else writes while it waits: so the
 * slow work, the hash of a new password, is done before it begins.
 */
export const passwordFirst = createMiddleware<VendorEnv>(async (c, next) => {
  const repeatable = c.req.method === 'POST' && c.req.header('idempotency-key') !== undefined;
  if (repeatable && allows(c.var.scopes, 'operators:write')) {
    const password = await passwordOf(c.req.raw);
    if (password !== undefined) prepared.set(c, { password, hash: await hashPassword(password) });
  }
  await next();
});

/** The hash that was made ahead, or one made now. @throws `service.busy` */
export async function hashedPassword(c: Context, password: string): Promise<string> {
  const ready = prepared.get(c);
  return ready?.password === password ? ready.hash : hashPassword(password);
}

/** What can't be read is refused by the route itself, in its own words. */
async function passwordOf(request: Request): Promise<string | undefined> {
  const length = Number(request.headers.get('content-length') ?? Number.NaN);
  if (!(length <= bytesMost)) return undefined;
  try {
    const parsed = v.safeParse(WithPassword, parseJson(await request.clone().text()));
    return parsed.success ? parsed.output.password : undefined;
  } catch {
    return undefined;
  }
}
