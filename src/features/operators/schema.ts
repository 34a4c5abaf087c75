import * as v from 'valibot';
import { idOf } from '../../kit/common/id.ts';
import { line } from '../../kit/common/text.ts';
import { ShownBranding } from '../branding/schema.ts';
import { Email } from '../customers/schema.ts';
import { ConsoleLanguage, Slug } from '../portals/schema.ts';
import { VendorId } from '../vendors/schema.ts';

export const OperatorId = idOf('opr');

/** What an operator may do; see `scopesOf` in rules.ts. */
export const OperatorRole = v.picklist(['owner', 'admin', 'support', 'billing', 'technician', 'viewer']);
export type OperatorRole = v.InferOutput<typeof OperatorRole>;

/** A new password: length is what protects, so nothing is asked of its symbols. */
export const NewPassword = v.pipe(
  v.string(),
  v.minLength(12, 'expected 12 symbols or more'),
  v.maxLength(200, 'expected 200 symbols at most'),
);

/** A password as somebody types it to prove who they are: whatever its length once was. */
const GivenPassword = v.pipe(v.string(), v.minLength(1), v.maxLength(200));

const operatorFields = {
  name: v.pipe(line(160), v.minLength(1)),
  email: Email,
  role: OperatorRole,
  /** The language of the console; `null`: the browser's. */
  language: v.nullable(ConsoleLanguage),
};

/** A person of the vendor's staff. No answer ever holds the password. */
export const Operator = v.object({
  id: OperatorId,
  ...operatorFields,
  /** Whether an authenticator app or a passkey protects the sign-in. */
  secondFactor: v.boolean(),
  /** A person who works for another vendor too: address, password and second factor are theirs alone to change. */
  shared: v.boolean(),
  /** Last sign-in; `null`: never. */
  lastSignInAt: v.nullable(v.string()),
  createdAt: v.string(),
  updatedAt: v.string(),
});
export type Operator = v.InferOutput<typeof Operator>;

export const NewOperator = v.strictObject({
  ...operatorFields,
  language: v.optional(operatorFields.language, null),
  /** The first password; the operator changes it in the console. */
  password: NewPassword,
});
export type NewOperator = v.InferOutput<typeof NewOperator>;

/** A new password ends the operator's sessions; one that is not named stays. */
export const OperatorChange = v.partial(v.strictObject({ ...operatorFields, password: NewPassword }));
export type OperatorChange = v.InferOutput<typeof OperatorChange>;

/** One side of a vendor that the operator may work on: its `id` goes into the header `x-portico-vendor`. */
export const OperatorVendor = v.object({
  id: VendorId,
  slug: v.string(),
  name: v.string(),
  side: v.picklist(['live', 'test']),
  twinId: VendorId,
  /** Who the person is for this vendor, and what they may do there. */
  operatorId: OperatorId,
  role: OperatorRole,
  /** It asks everybody for a second factor, and this session has shown none: nothing of it opens. */
  needsSecondFactor: v.boolean(),
});
export type OperatorVendor = v.InferOutput<typeof OperatorVendor>;

/** …, and what the console looks like there; `null`: as we made it. */
export const OpenVendor = v.object({ ...OperatorVendor.entries, branding: v.nullable(ShownBranding) });
export type OpenVendor = v.InferOutput<typeof OpenVendor>;

/** Who is signed in to the console, and where they may work. */
export const OperatorSession = v.object({
  operator: v.object({
    id: OperatorId,
    name: v.string(),
    email: v.string(),
    role: OperatorRole,
    language: v.nullable(ConsoleLanguage),
  }),
  vendors: v.array(OpenVendor),
  /** Whether the person has a second factor, and showed it in this session. */
  secondFactor: v.object({ has: v.boolean(), shown: v.boolean() }),
  /** Begun at a vendor's own sign-in: it works for that vendor alone, and changes nothing of how the person signs in. */
  narrow: v.boolean(),
  /** When the session ends if nothing more is asked. */
  expiresAt: v.string(),
});
export type OperatorSession = v.InferOutput<typeof OperatorSession>;

export const NewOperatorSession = v.strictObject({
  email: v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(254)),
  password: GivenPassword,
});
export type NewOperatorSession = v.InferOutput<typeof NewOperatorSession>;

/** What operators change about themselves. A new password ends all their other sessions. */
export const OperatorSessionChange = v.partial(
  v.strictObject({
    name: operatorFields.name,
    language: operatorFields.language,
    password: v.strictObject({ current: GivenPassword, next: NewPassword }),
  }),
);
export type OperatorSessionChange = v.InferOutput<typeof OperatorSessionChange>;

/** Whether the first vendor is still to be made. */
export const SetupState = v.object({ open: v.boolean() });

/** The first vendor and its owner. `token` stands in the address that an empty start prints. */
export const Setup = v.strictObject({
  token: v.pipe(v.string(), v.minLength(1), v.maxLength(200)),
  vendor: v.strictObject({ name: v.pipe(line(80), v.minLength(1)), slug: Slug }),
  operator: v.strictObject({
    name: operatorFields.name,
    email: Email,
    password: NewPassword,
    language: v.optional(operatorFields.language, null),
  }),
});
export type Setup = v.InferOutput<typeof Setup>;
