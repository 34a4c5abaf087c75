import * as v from 'valibot';
import { AddressRange } from '../../kit/common/address-range.ts';
import { idOf } from '../../kit/common/id.ts';
import { oneOf } from '../../kit/common/one-of.ts';
import { line } from '../../kit/common/text.ts';

export const VendorId = idOf('ven');

/** What an API key may do: `<collection>:read` or `:write`; write includes read. */
export const Scope = v.picklist([
  'portals:read',
  'portals:write',
  'customers:read',
  'customers:write',
  'contacts:read',
  'contacts:write',
  'product-families:read',
  'product-families:write',
  'plans:read',
  'plans:write',
  'plan-variants:read',
  'plan-variants:write',
  'components:read',
  'components:write',
  'coupons:read',
  'coupons:write',
  'tax-classes:read',
  'tax-classes:write',
  'custom-fields:read',
  'custom-fields:write',
  'contracts:read',
  'contracts:write',
  'orders:read',
  'orders:write',
  'terms-documents:read',
  'terms-documents:write',
  'portal-tokens:write',
  'api-keys:read',
  'api-keys:write',
  'signing-keys:read',
  'signing-keys:write',
  'activity:read',
  'invoices:read',
  'invoices:write',
  'credit-notes:read',
  'credit-notes:write',
  'payments:read',
  'payments:write',
  'domains:read',
  'domains:write',
  'products:read',
  'products:write',
  'licences:read',
  'licences:write',
  'locations:read',
  'locations:write',
  'installations:read',
  'installations:write',
  'logbook-entries:read',
  'logbook-entries:write',
  'site-documents:read',
  'site-documents:write',
  'site-requests:read',
  'site-requests:write',
  'inspections:read',
  'inspections:write',
  'login-as:write',
  'plugins:read',
  'plugins:write',
  'routes:read',
  'routes:write',
  'packages:read',
  'packages:write',
  'alerts:read',
  'alerts:write',
  'call-counts:read',
  'call-counts:write',
  'usage-records:read',
  'usage-records:write',
  'mails:read',
  'mails:write',
  'imports:read',
  'imports:write',
  'exports:read',
  'exports:write',
  'settings:read',
  'settings:write',
  'operators:read',
  'operators:write',
  'webhook-endpoints:read',
  'webhook-endpoints:write',
  'system:read',
]);
export type Scope = v.InferOutput<typeof Scope>;

export const ApiKeyId = idOf('key');
const name = v.pipe(line(80), v.minLength(1));

export const ApiKey = v.object({
  id: ApiKeyId,
  name: v.string(),
  scopes: v.array(Scope),
  /** The first symbols of the key, enough to recognise it: `pk_live_01k…_a1b2`. */
  prefix: v.string(),
  createdAt: v.string(),
  expiresAt: v.nullable(v.string()),
  /** To the minute; `null`: never. */
  lastUsedAt: v.nullable(v.string()),
  /** Where requests with it may come from, `203.0.113.0/24`; empty: from anywhere. */
  allowedAddresses: v.array(v.string()),
});
export type ApiKey = v.InferOutput<typeof ApiKey>;

export const NewApiKey = v.strictObject({
  name,
  /** All but `system:read` unless named. */
  scopes: v.optional(v.pipe(v.array(Scope), v.minLength(1))),
  expiresAt: v.optional(v.pipe(v.string(), v.isoTimestamp('expected an instant like 2027-01-01T00:00:00Z'))),
  allowedAddresses: v.optional(v.pipe(v.array(AddressRange), v.maxLength(50))),
});
export type NewApiKey = v.InferOutput<typeof NewApiKey>;

/** POST /api/v1/api-keys/:id/rotation. */
export const ApiKeyRotation = v.strictObject({
  /** So long the old key goes on working: 0 to 720 hours, 24 unless said. */
  hours: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(720)), 24),
});

/** Answered once, at creation: `key` can't be read again. */
export const CreatedApiKey = v.object({ ...ApiKey.entries, key: v.string() });
export type CreatedApiKey = v.InferOutput<typeof CreatedApiKey>;

export const SigningKeyId = idOf('sig');
/** `EdDSA` (Ed25519) and `ES256` (P-256) take the vendor's public key; `HS256` a secret made here. */
export const SigningAlgorithm = v.picklist(['EdDSA', 'ES256', 'HS256']);
export type SigningAlgorithm = v.InferOutput<typeof SigningAlgorithm>;

/** `retiring` keys work until `retiresAt`; `revoked` ones never again. */
export const SigningKeyStatus = v.picklist(['active', 'retiring', 'revoked']);

export const SigningKey = v.object({
  /** Stands in the token's header as `kid`. */
  id: SigningKeyId,
  name: v.string(),
  algorithm: SigningAlgorithm,
  publicKey: v.nullable(v.string()),
  status: SigningKeyStatus,
  retiresAt: v.nullable(v.string()),
  /** Tokens issued before this instant are refused. */
  notBefore: v.nullable(v.string()),
  createdAt: v.string(),
});
export type SigningKey = v.InferOutput<typeof SigningKey>;

export const NewSigningKey = v.strictObject({
  name,
  algorithm: SigningAlgorithm,
  /** SPKI PEM, `-----BEGIN PUBLIC KEY-----…`; not for HS256, whose secret is made here and answered once. */
  publicKey: v.optional(v.pipe(v.string(), v.maxLength(2000))),
});
export type NewSigningKey = v.InferOutput<typeof NewSigningKey>;
export const CreatedSigningKey = v.object({ ...SigningKey.entries, secret: v.nullable(v.string()) });

export const SigningKeyChange = v.strictObject({
  name: v.optional(name),
  status: v.optional(SigningKeyStatus),
  retiresAt: v.optional(v.pipe(v.string(), v.isoTimestamp())),
  notBefore: v.optional(v.pipe(v.string(), v.isoTimestamp())),
});
export type SigningKeyChange = v.InferOutput<typeof SigningKeyChange>;

/** What a test side takes for now. */
export const TestClock = v.object({ now: v.string(), offsetSeconds: v.number() });
export type TestClock = v.InferOutput<typeof TestClock>;

/** At most so far from the world's time: what is dated must stay a date. */
const mostOffsetSeconds = 20 * 366 * 86_400;
const NewNow = v.strictObject({
  now: v.pipe(
    v.string(),
    v.isoTimestamp('expected an instant like 2027-01-01T00:00:00Z'),
    v.check((text) => {
      const ms = Date.parse(text);
      return ms > Date.parse('2007-01-01') && ms < Date.parse('2046-01-01');
    }, 'expected an instant between 2007 and 2045'),
  ),
});
const NewOffset = v.strictObject({
  offsetSeconds: v.pipe(
    v.number(),
    v.integer(),
    v.minValue(-mostOffsetSeconds),
    v.maxValue(mostOffsetSeconds),
  ),
});
/** PUT /api/v1/test-clock: an instant, or how far from the world's time; 0 puts it back. */
export const TestClockChange = oneOf([NewNow, NewOffset], (given) =>
  'offsetSeconds' in given ? NewOffset : NewNow,
);
export type TestClockChange = v.InferOutput<typeof TestClockChange>;
