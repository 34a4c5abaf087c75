import * as v from 'valibot';
import { Day } from '../../kit/common/day.ts';
import { idOf } from '../../kit/common/id.ts';
import { line, lines, plain } from '../../kit/common/text.ts';
import { CustomerId, CustomerReference, ExternalId } from '../customers/schema.ts';
import { Language } from '../portals/schema.ts';

export const ProductId = idOf('prd');
export const LicenceId = idOf('lic');
export const MachineId = idOf('mac');

/** Of machines at once: `-1` as many as one likes, `0` none. */
export const MachineLimit = v.pipe(
  v.number(),
  v.integer(),
  v.minValue(-1, 'expected -1 for no limit, 0 for none, or how many'),
  v.maxValue(1_000_000),
);

/**
 * `node-locked`: a machine counts until it is de-activated. `floating`: only while it is in use, which its software says
 * at least every `heartbeatMinutes`.
 */
export const LicenceMode = v.picklist(['node-locked', 'floating']);
export type LicenceMode = v.InferOutput<typeof LicenceMode>;

/** `subscription`: for a time that may be renewed; `perpetual`: bought once. */
export const LicenceKind = v.picklist(['trial', 'subscription', 'perpetual']);
export type LicenceKind = v.InferOutput<typeof LicenceKind>;

/** What a licence lets its holder use, by the names that the vendor's software asks for: `render`, `seats.pro`. */
export const Entitlement = v.pipe(
  v.string(),
  v.regex(/^[A-Za-z0-9][\w.:-]{0,63}$/, 'expected a name like render or export.pdf'),
);
export const Entitlements = v.pipe(
  v.array(Entitlement),
  v.maxLength(100),
  v.check((names) => new Set(names).size === names.length, 'expected each name once'),
);

export const Instant = v.pipe(
  v.string(),
  v.isoTimestamp('expected an instant like 2027-01-01T00:00:00Z'),
  v.transform((text) => new Date(text).toISOString()),
);
/** The moment it stops, or the last day on which it works, in the zone of the customer's portal. */
export const Expiry = v.union(
  [Day, Instant],
  'expected a day like 2027-03-31 or an instant like 2027-03-31T22:00:00Z',
);

const Reference = v.pipe(v.string(), v.minLength(1), v.maxLength(132), plain);
const name = v.pipe(line(120), v.minLength(1));
const Address = v.pipe(
  v.string(),
  v.trim(),
  v.maxLength(2000),
  v.check((text) => URL.canParse(text) && new URL(text).protocol === 'https:', 'expected an https address'),
);

/** A file that holders of a licence may fetch. */
export const Download = v.strictObject({
  name,
  url: Address,
  os: v.optional(v.nullable(v.picklist(['windows', 'macos', 'linux'])), null),
  version: v.optional(v.nullable(line(40)), null),
});
export type Download = v.InferOutput<typeof Download>;

/** `groups`: five groups of five symbols, the last one a check symbol, `7KQ2M-…`; `guid`: as RFC 9562 writes it. */
export const KeyFormat = v.picklist(['groups', 'guid']);
export type KeyFormat = v.InferOutput<typeof KeyFormat>;

const productFields = {
  name,
  texts: v.record(Language, v.strictObject({ name: v.optional(name), description: v.optional(lines(2000)) })),
  description: v.nullable(lines(2000)),
  active: v.boolean(),
  /** New keys begin with it: `DWS8-…`. */
  keyPrefix: v.nullable(
    v.pipe(v.string(), v.regex(/^[A-Z0-9]{2,8}$/, 'expected 2 to 8 capital letters and digits, like DWS8')),
  ),
  keyFormat: KeyFormat,
  /** A floating machine that was silent for so long is no longer in use. */
  heartbeatMinutes: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(44_640)),
  /** How many machines of one licence may be freed within `perDays` days; `most` of -1: as many as one likes. */
  deactivations: v.strictObject({
    most: v.pipe(v.number(), v.integer(), v.minValue(-1), v.maxValue(10_000)),
    perDays: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(366)),
  }),
  /** A machine that was not seen for so long is listed as unreachable. */
  unreachableDays: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(3660)),
  /** How long the signed answer of a check is good without another one. */
  offlineDays: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(3660)),
  downloads: v.pipe(v.array(Download), v.maxLength(20)),
  releaseNotesUrl: v.nullable(Address),
};

/** `pub_<vendor>_<product>`: what software is shipped with. It opens nothing by itself. */
export const PublishableKey = v.pipe(
  v.string(),
  v.regex(/^pub_[0-9a-z]{12,26}_[0-9a-z]{12,26}$/, 'expected a publishable key like pub_01k…_01k…'),
);

export const Product = v.object({
  id: ProductId,
  externalId: v.nullable(v.string()),
  publishableKey: v.string(),
  ...productFields,
  createdAt: v.string(),
  updatedAt: v.string(),
});
export type Product = v.InferOutput<typeof Product>;

export const productDefaults = {
  texts: {},
  description: null,
  active: true,
  keyPrefix: null,
  keyFormat: 'groups',
  heartbeatMinutes: 10,
  deactivations: { most: 5, perDays: 30 },
  unreachableDays: 60,
  offlineDays: 14,
  downloads: [],
  releaseNotesUrl: null,
} as const satisfies Partial<v.InferOutput<typeof Product>>;

export const NewProduct = v.strictObject({
  ...v.partial(v.strictObject(productFields)).entries,
  name,
  externalId: v.optional(ExternalId),
});
export type NewProduct = v.InferOutput<typeof NewProduct>;
export const ProductChange = v.partial(v.strictObject(productFields));
export type ProductChange = v.InferOutput<typeof ProductChange>;

/** Why a licence was stopped; the customer reads it in plain words. */
/** `paused` comes and goes by itself, with a pause of the contract it came with. */
export const BlockReason = v.picklist(['payment', 'leaked', 'ended', 'paused', 'other']);
export type BlockReason = v.InferOutput<typeof BlockReason>;

const licenceFields = {
  kind: LicenceKind,
  mode: LicenceMode,
  machineLimit: MachineLimit,
  /** The moment it stops; `null`: never. */
  expiresAt: v.nullable(Expiry),
  /** Whether it goes on at `expiresAt` by itself, as a subscription that is paid on does. */
  renews: v.boolean(),
  /** `null`: it works. */
  blocked: v.nullable(BlockReason),
  entitlements: Entitlements,
  /** For the vendor's staff alone. */
  note: v.nullable(lines(2000)),
};

/** As the vendor's API and console see it; the key itself is read apart, which is written down. */
export const Licence = v.object({
  id: LicenceId,
  externalId: v.nullable(v.string()),
  /** `null`: nobody's yet; whoever has the key may claim it. */
  customerId: v.nullable(CustomerId),
  productId: ProductId,
  /** Enough to recognise it: `DWS8-…-9F3C`. */
  keyHint: v.string(),
  ...licenceFields,
  expiresAt: v.nullable(v.string()),
  /** Machines that count now. */
  machines: v.number(),
  /** The order and the contract it came from. */
  orderId: v.nullable(v.string()),
  contractId: v.nullable(v.string()),
  createdAt: v.string(),
  updatedAt: v.string(),
});
export type Licence = v.InferOutput<typeof Licence>;

/** A key that customers have already, kept byte for byte. */
export const GivenKey = v.pipe(
  v.string(),
  v.minLength(4),
  v.maxLength(500),
  v.regex(/^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/, 'expected a key of printable ASCII symbols'),
);

export const NewLicence = v.strictObject({
  ...v.partial(v.strictObject(licenceFields)).entries,
  externalId: v.optional(ExternalId),
  customerId: v.optional(v.nullable(CustomerReference)),
  /** Our id or `ext:` and your own. */
  productId: Reference,
  /** One from elsewhere; without it one is made. */
  key: v.optional(GivenKey),
  contractId: v.optional(v.nullable(Reference)),
});
export type NewLicence = v.InferOutput<typeof NewLicence>;
export const LicenceChange = v.partial(
  v.strictObject({ ...licenceFields, customerId: v.nullable(CustomerReference) }),
);
export type LicenceChange = v.InferOutput<typeof LicenceChange>;

export const LicenceKey = v.object({ key: v.string() });
/** POST …/key */
export const RenewedKey = v.object({ key: v.string(), licence: Licence });

/** What tells one machine from another, as the vendor's software makes it; kept as it is. */
export const Fingerprint = v.pipe(
  v.string(),
  v.minLength(4, 'expected 4 to 200 symbols that tell this machine from all others'),
  v.maxLength(200),
  plain,
);
const machineFields = {
  /** As its software or its user calls it. */
  name: v.optional(v.nullable(line(120))),
  /** `Windows 11` */
  os: v.optional(v.nullable(line(80))),
  /** Of the vendor's software. */
  version: v.optional(v.nullable(line(40))),
};

export const Machine = v.object({
  id: MachineId,
  licenceId: LicenceId,
  fingerprint: v.string(),
  name: v.nullable(v.string()),
  os: v.nullable(v.string()),
  version: v.nullable(v.string()),
  /** Where it last asked from, as the proxy in front says: `NL`; `null` where nobody says it. */
  country: v.nullable(v.string()),
  activatedAt: v.string(),
  lastSeenAt: v.string(),
  /** Of a floating licence: until then it counts, unless it says that it is still in use. */
  leaseEndsAt: v.nullable(v.string()),
});
export type Machine = v.InferOutput<typeof Machine>;

/** What is left of a licence's machines to free. */
export const FreeingLeft = v.object({
  /** -1: as many as one likes. */
  left: v.number(),
  /** When there is one more; `null`: none was freed of late. */
  nextAt: v.nullable(v.string()),
});
export const Machines = v.object({ items: v.array(Machine), freeing: FreeingLeft });

/** POST /api/v1/licences/:id/machines: one that is known from elsewhere, or was activated by phone. */
export const NewMachine = v.strictObject({ fingerprint: Fingerprint, ...machineFields });
export type NewMachine = v.InferOutput<typeof NewMachine>;
/** A machine in an import, with when it was activated and last seen. */
export const MovedMachine = v.strictObject({
  ...NewMachine.entries,
  activatedAt: v.optional(Instant),
  lastSeenAt: v.optional(Instant),
});
export const MachineChange = v.strictObject({ name: v.nullable(line(120)) });

/** POST /runtime/v1/licences/activate. */
export const Activation = v.strictObject({
  /** The product's publishable key. */
  product: PublishableKey,
  key: v.pipe(v.string(), v.minLength(1), v.maxLength(600)),
  fingerprint: Fingerprint,
  ...machineFields,
});
export type Activation = v.InferOutput<typeof Activation>;
export const Deactivation = v.strictObject({
  product: PublishableKey,
  key: Activation.entries.key,
  fingerprint: Fingerprint,
});
export const LicenceCheck = v.strictObject({
  product: PublishableKey,
  key: Activation.entries.key,
  /** Without it, the licence alone is looked at. */
  fingerprint: v.optional(Fingerprint),
});

/** What the vendor's software learns of a licence. */
export const RuntimeLicence = v.object({
  id: LicenceId,
  /** Its publishable key. */
  product: v.string(),
  kind: LicenceKind,
  mode: LicenceMode,
  machineLimit: MachineLimit,
  machines: v.number(),
  expiresAt: v.nullable(v.string()),
  entitlements: v.array(v.string()),
});
export type RuntimeLicence = v.InferOutput<typeof RuntimeLicence>;
export const LicenceState = v.picklist(['valid', 'expired', 'blocked', 'not-activated']);
export type LicenceState = v.InferOutput<typeof LicenceState>;
export const RuntimeAnswer = v.object({
  state: LicenceState,
  licence: RuntimeLicence,
  machine: v.nullable(v.pick(Machine, ['id', 'name', 'activatedAt', 'leaseEndsAt'])),
  /** Signed: to be kept and looked at while there is no connection. `null` unless the machine may use the licence. */
  file: v.nullable(v.string()),
});
export type RuntimeAnswer = v.InferOutput<typeof RuntimeAnswer>;

/** GET /runtime/v1/licences: with the keys, since whoever has the secret may use them all. */
export const RuntimeLicences = v.object({
  items: v.array(
    v.object({
      ...RuntimeLicence.entries,
      productName: v.string(),
      key: v.string(),
      state: v.picklist(['valid', 'expired', 'blocked']),
    }),
  ),
});

/** GET /runtime/v1/licences/keys: a set of JSON Web Keys. */
export const RuntimeKeys = v.object({
  keys: v.array(
    v.object({
      kty: v.literal('OKP'),
      crv: v.literal('Ed25519'),
      alg: v.literal('EdDSA'),
      use: v.literal('sig'),
      kid: v.string(),
      x: v.string(),
    }),
  ),
});

/** A key that signs files of licences. */
export const LicenceSigningKey = v.object({
  id: v.string(),
  /** SPKI PEM. */
  publicKey: v.string(),
  createdAt: v.string(),
  /** Since then it only verifies. */
  retiredAt: v.nullable(v.string()),
});
export type LicenceSigningKey = v.InferOutput<typeof LicenceSigningKey>;
