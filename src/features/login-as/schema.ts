import * as v from 'valibot';
import { idOf } from '../../kit/common/id.ts';
import { line } from '../../kit/common/text.ts';
import { ContactId } from '../customers/schema.ts';
import { Language } from '../portals/language.ts';

export const GrantId = idOf('gra');

/** `look`: sees the portal and changes nothing. `act`: may change what the customer may, but for what is denied to all. */
export const LoginAsMode = v.picklist(['look', 'act']);
export type LoginAsMode = v.InferOutput<typeof LoginAsMode>;

/** Who allows it: the customer, an operator who writes down who did, or nobody. */
export const LoginAsPolicy = v.picklist(['customer', 'operator', 'off']);
export type LoginAsPolicy = v.InferOutput<typeof LoginAsPolicy>;

/** Minutes that a grant lasts at most: an hour to act, seven days to look. */
export const longestMinutes: Readonly<Record<LoginAsMode, number>> = { look: 10_080, act: 60 };

/** How the customer was asked, where an operator writes it down. */
export const AuthorisedHow = v.picklist(['phone', 'mail', 'letter', 'in-person', 'ticket']);
export type AuthorisedHow = v.InferOutput<typeof AuthorisedHow>;

/** Permission to open a customer's portal, as both sides see it. */
export const Grant = v.object({
  id: GrantId,
  mode: LoginAsMode,
  /** `customer`: given in the portal. `code`: a code that was told. `operator`: written down by the vendor's staff. */
  source: v.picklist(['customer', 'code', 'operator']),
  /** `waiting`: a code that nobody has used yet. */
  state: v.picklist(['waiting', 'live', 'ended']),
  /** The person at the customer who gave it; `null`: the customer as a whole, or an operator wrote it down. */
  givenBy: v.nullable(v.string()),
  /** The only operator whom it lets in; `null`: everybody whose role may. */
  operator: v.nullable(v.string()),
  /** Who said yes, how they were asked, and why; where an operator wrote it down. */
  authorisedBy: v.nullable(v.string()),
  authorisedHow: v.nullable(AuthorisedHow),
  reason: v.nullable(v.string()),
  createdAt: v.string(),
  /** Of a waiting code, until when it may be told; else the end of the grant. */
  endsAt: v.string(),
  /** Set where it ended before that. */
  endedAt: v.nullable(v.string()),
  /** When the portal was last opened by it. */
  usedAt: v.nullable(v.string()),
});
export type Grant = v.InferOutput<typeof Grant>;

const minutes = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(longestMinutes.look));

/** Checks the two lengths against each other's mode. */
const withinMode = v.check<{ mode: LoginAsMode; minutes: number }, string>(
  ({ mode, minutes: asked }) => asked <= longestMinutes[mode],
  'expected 60 minutes at most to act, 10,080 to look',
);

/** POST /portal/v1/login-as/grants and …/codes. */
export const NewGrant = v.pipe(v.strictObject({ mode: LoginAsMode, minutes }), withinMode);
export type NewGrant = v.InferOutput<typeof NewGrant>;

/** What the customer tells on the phone: eight figures, once, for ten minutes. */
export const SpokenCode = v.object({ code: v.string(), grant: Grant });
export type SpokenCode = v.InferOutput<typeof SpokenCode>;

/** GET /portal/v1/login-as. */
export const HelpAccess = v.object({
  policy: LoginAsPolicy,
  /** Newest first: what is waiting or live, and what was. */
  grants: v.array(Grant),
});
export type HelpAccess = v.InferOutput<typeof HelpAccess>;

/** POST /api/v1/customers/:id/login-as. */
export const NewLoginAs = v.strictObject({
  mode: LoginAsMode,
  /** Opens it as this person of the customer; without, as the customer as a whole. */
  contactId: v.optional(ContactId),
  /** Why; the customer reads it. */
  reason: v.optional(line(300)),
  /** The code that the customer told: makes the grant. */
  code: v.optional(v.pipe(v.string(), v.maxLength(40))),
  /** Under the policy `operator`: who said yes, and how they were asked; `reason` is needed then. Makes the grant. */
  authorisation: v.optional(
    v.strictObject({
      by: v.pipe(line(160), v.minLength(1)),
      how: AuthorisedHow,
      minutes,
    }),
  ),
});
export type NewLoginAs = v.InferOutput<typeof NewLoginAs>;

/** `url` opens the portal once, within five minutes, in a window of its own. */
export const LoginAs = v.object({ url: v.string(), expiresAt: v.string(), grant: Grant });
export type LoginAs = v.InferOutput<typeof LoginAs>;

/** Why it can not be opened, in the order in which it is looked at. */
export const LoginAsObstacle = v.picklist(['off', 'customer-inactive', 'not-shown', 'not-granted']);
export type LoginAsObstacle = v.InferOutput<typeof LoginAsObstacle>;

/** GET /api/v1/customers/:id/login-as: what the asking operator may do now, and what was allowed so far. */
export const LoginAsState = v.object({
  policy: LoginAsPolicy,
  /** What stands in the way of each mode; `null`: it can be opened now. */
  look: v.nullable(LoginAsObstacle),
  act: v.nullable(LoginAsObstacle),
  grants: v.array(Grant),
});
export type LoginAsState = v.InferOutput<typeof LoginAsState>;

/** POST /api/v1/portals/:id/preview. */
export const NewPreview = v.strictObject({
  /** Any customer of this portal; none: the first one there is. */
  customerId: v.optional(v.pipe(v.string(), v.maxLength(132))),
  /** With the portal's draft in place of what is live. */
  draft: v.optional(v.boolean(), false),
  /** One that the portal speaks; else the customer's. */
  language: v.optional(Language),
});
export const Preview = v.object({ url: v.string(), expiresAt: v.string() });
export type Preview = v.InferOutput<typeof Preview>;

/** In the portal's bootstrap: somebody of the vendor's staff is in this portal. */
export const Helping = v.object({
  /** `operator`: this very session is theirs. `customer`: they are in it beside the customer. */
  side: v.picklist(['operator', 'customer']),
  kind: v.picklist(['login-as', 'preview']),
  operator: v.string(),
  mode: LoginAsMode,
  endsAt: v.string(),
  /** Ends it; for the customer's side. */
  grantId: v.nullable(GrantId),
});
export type Helping = v.InferOutput<typeof Helping>;
