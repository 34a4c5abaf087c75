import { type Context, Hono } from 'hono';
import { cors } from 'hono/cors';
import * as v from 'valibot';
import { spendAttempt } from '../../../kit/server/attempts.ts';
import { inTransaction } from '../../../kit/server/db/db.ts';
import { fieldsOf, readBytes } from '../../../kit/server/http/accept.ts';
import { addressKey, clientAddress } from '../../../kit/server/http/client-address.ts';
import { describe } from '../../../kit/server/http/describe.ts';
import { parseJson } from '../../../kit/server/http/json.ts';
import { requestProblem } from '../../../kit/server/http/problems.ts';
import { addressOf } from '../../portals/address.ts';
import { findDefaultPortal } from '../../portals/server/store.ts';
import { DeviceCodeAnswer, DeviceCodeAsked, DeviceTokenAnswer, DeviceTokenAsked } from '../care-schema.ts';
import { licenceProblem } from '../problems.ts';
import { addDeviceCode, codeSeconds, pollDevice, tokenSeconds } from './device-store.ts';
import { findProduct } from './products-store.ts';
import type { RuntimeEnv } from './runtime-guard.ts';
import { namedBy } from './table.ts';

const tag = 'runtime';
const bodies = ['application/x-www-form-urlencoded', 'application/json'];
/** OAuth's word for a refusal (RFC 6749 §5.2) stands beside our code, so that its libraries understand us. */
const oauth = (error: string) => ({ members: { error: error.replaceAll('-', '_') } });

/** As OAuth libraries send it, a form, or as JSON. @throws `request.invalid` */
async function read<S extends v.GenericSchema<unknown, unknown>>(
  c: Context<RuntimeEnv>,
  schema: S,
): Promise<v.InferOutput<S>> {
  const type = (c.req.header('content-type') ?? '').split(';')[0]?.trim().toLowerCase();
  if (!bodies.includes(type ?? '')) throw requestProblem('request.media-type', oauth('invalid_request'));
  const text = new TextDecoder().decode(await readBytes(c, 8_192));
  const sent = type === 'application/json' ? parseJson(text) : Object.fromEntries(new URLSearchParams(text));
  const parsed = v.safeParse(schema, sent);
  if (!parsed.success)
    throw requestProblem('request.invalid', { fields: fieldsOf(parsed.issues), ...oauth('invalid_request') });
  return parsed.output;
}

const anyOrigin = cors({ origin: '*', allowMethods: ['POST'], allowHeaders: ['content-type'] });
const source = (c: Context<RuntimeEnv>) => addressKey(clientAddress(c, c.var.trustedProxies) ?? '');
const tenMinutes = 10 * 60_000;

/** `/runtime/v1/device-codes`: a program asks to be signed in (RFC 8628 §3.1). */
export const deviceCodeRoutes = new Hono<RuntimeEnv>().use(anyOrigin).post(
  '/',
  describe({
    summary: 'Begin to sign a program in by a code that its user types in the portal',
    description:
      'The device authorisation request of RFC 8628. `client_id` is the publishable key of your product; `device_name` is shown to whoever allows it. Show `user_code` and `verification_uri`, and ask at `POST /runtime/v1/device-tokens` every `interval` seconds.',
    tag,
    takes: bodies,
    answers: { 200: DeviceCodeAnswer },
    problems: ['product.not-found', 'request.too-many'],
  }),
  async (c) => {
    const { db, secrets, clock, publicUrl } = c.var;
    const asked = await read(c, DeviceCodeAsked);
    const now = clock.now();
    await spendAttempt(db, [{ key: `device-code:${source(c)}`, most: 60, perMs: tenMinutes }], now);
    const { vendorId, productId } = namedBy(asked.client_id);
    const product = await findProduct(db, vendorId, productId);
    const portal = product && (await findDefaultPortal(db, vendorId));
    if (!product || !portal) throw licenceProblem('product.not-found', oauth('invalid_client'));
    const { deviceCode, userCode } = await inTransaction(db, (tx) =>
      addDeviceCode(tx, secrets, { vendorId, productId: product.id, name: asked.device_name ?? null }, now),
    );
    c.header('cache-control', 'no-store');
    return c.json({
      ...{ device_code: deviceCode, user_code: userCode },
      verification_uri: `${addressOf(portal, publicUrl)}/licences`,
      ...{ expires_in: codeSeconds, interval: 5 },
    });
  },
);

/** `/runtime/v1/device-tokens`: the program asks whether it was let in (RFC 8628 §3.4). */
export const deviceTokenRoutes = new Hono<RuntimeEnv>().use(anyOrigin).post(
  '/',
  describe({
    summary: 'Ask whether a program was let in',
    description:
      'The device access token request of RFC 8628. Refusals have OAuth’s `error` beside `code`: `authorization_pending`, `slow_down`, `access_denied`, `expired_token`, `invalid_grant`. The token reads `GET /runtime/v1/licences` for an hour, and is given once.',
    tag,
    takes: bodies,
    answers: { 200: DeviceTokenAnswer },
    problems: [
      ...['device-code.authorization-pending', 'device-code.slow-down', 'device-code.access-denied'],
      ...['device-code.expired-token', 'device-code.invalid-grant', 'request.too-many'],
    ],
  }),
  async (c) => {
    const { db, secrets, clock } = c.var;
    const asked = await read(c, DeviceTokenAsked);
    const now = clock.now();
    // A program asks every five seconds, and there may be many behind one address.
    await spendAttempt(db, [{ key: `device-token:${source(c)}`, most: 2_000, perMs: tenMinutes }], now);
    const { vendorId, productId } = namedBy(asked.client_id);
    const polled = await inTransaction(db, (tx) =>
      pollDevice(tx, secrets, { vendorId, productId, deviceCode: asked.device_code }, now),
    );
    if (polled.error) throw licenceProblem(`device-code.${polled.error}`, oauth(polled.error));
    c.header('cache-control', 'no-store');
    return c.json({ access_token: polled.token, token_type: 'Bearer' as const, expires_in: tokenSeconds });
  },
);
