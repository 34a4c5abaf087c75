import * as v from 'valibot';
import { oneOf } from '../../kit/common/one-of.ts';
import { line, plain } from '../../kit/common/text.ts';
import { PanelVisibility } from '../../kit/common/visibility.ts';
import { Contract } from '../contracts/schema.ts';
import { ContactRole, CustomerId, Email, ExternalId, Password } from '../customers/schema.ts';
import { FieldSubject } from '../fields/schema.ts';
import { Helping } from '../login-as/schema.ts';
import { OrderForm } from '../order-page/schema.ts';
import { FeatureId } from '../portals/features.ts';
import { Language, PanelId, Slug } from '../portals/schema.ts';
import { NewMailedSession, NewMailLinkSession, NewProvedSession, visit } from './sign-in-schema.ts';
import { Terms } from './terms-schema.ts';

/** What a narrow token or session is limited to. */
export const Subject = v.strictObject({
  type: v.picklist(['contract', 'location', 'installation', 'licence']),
  id: v.pipe(v.string(), v.maxLength(140), plain),
});
export type Subject = v.InferOutput<typeof Subject>;

/** How a session began. Switching a way off at the portal ends the sessions that began by it. */
export const Way = v.picklist([
  'token',
  'link',
  'password',
  'code',
  'mailed-code',
  'oidc',
  'secret',
  'licence',
  'sign-up',
  'login-as',
  'preview',
]);
export type Way = v.InferOutput<typeof Way>;

/** POST /api/v1/portal-tokens. */
export const NewPortalToken = v.strictObject({
  /** Our id, or `ext:` and the vendor's own. */
  customerId: v.union([CustomerId, v.pipe(v.string(), v.startsWith('ext:'), v.maxLength(132), plain)]),
  portal: Slug,
  /** Id, `ext:…` or e-mail of one of the customer's contacts (DAY-2). */
  contact: v.optional(v.pipe(v.string(), v.minLength(1), v.maxLength(254), plain)),
  subject: v.optional(Subject),
  panels: v.optional(v.pipe(v.array(PanelId), v.minLength(1))),
  readOnly: v.optional(v.boolean(), false),
  language: v.optional(Language),
  /** `launch`: handed over by the vendor's page, 5 minutes, once. `link`: mailed, as long as the portal says. */
  use: v.optional(v.picklist(['launch', 'link']), 'launch'),
  lifetimeMinutes: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(10_080))),
  oneUse: v.optional(v.boolean()),
});
export type NewPortalToken = v.InferOutput<typeof NewPortalToken>;
export const PortalToken = v.object({ token: v.string(), url: v.string(), expiresAt: v.string() });
export type PortalToken = v.InferOutput<typeof PortalToken>;

/** The payload of a portal token after its signature was checked. Unknown claims are ignored, as in RFC 7519 §4. */
export const TokenClaims = v.object({
  iss: v.pipe(v.string(), plain),
  aud: v.pipe(v.string(), plain),
  sub: v.pipe(v.string(), v.minLength(1), v.maxLength(132), plain),
  iat: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
  exp: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
  jti: v.pipe(v.string(), v.minLength(16), v.maxLength(200), plain),
  use: v.picklist(['launch', 'link']),
  oneUse: v.optional(v.boolean()),
  contact: v.optional(v.pipe(v.string(), v.minLength(1), v.maxLength(254), plain)),
  subject: v.optional(Subject),
  panels: v.optional(v.pipe(v.array(PanelId), v.minLength(1))),
  readOnly: v.optional(v.boolean()),
  language: v.optional(Language),
  origin: v.optional(v.pipe(v.string(), plain)),
  name: v.optional(v.pipe(line(160), v.minLength(1))),
  email: v.optional(Email),
  company: v.optional(line(120)),
  country: v.optional(v.pipe(v.string(), v.regex(/^[A-Z]{2}$/))),
});
export type TokenClaims = v.InferOutput<typeof TokenClaims>;

export const NewTokenSession = v.strictObject({
  token: v.pipe(v.string(), v.minLength(1), v.maxLength(40_000)),
  /** The portal that was opened with it: a token of another one opens nothing there. */
  portal: v.optional(Slug),
  /** The person was asked: whoever is signed in by this browser's cookie leaves. */
  replace: v.optional(v.boolean()),
  /** The person pressed: a link that works once is used up by nothing else. */
  pressed: v.optional(v.boolean()),
  ...visit,
});
export type NewTokenSession = v.InferOutput<typeof NewTokenSession>;

export const NewPasswordSession = v.strictObject({
  portal: Slug,
  /** User name or e-mail address. */
  username: v.pipe(v.string(), v.minLength(1), v.maxLength(254), plain),
  password: v.pipe(v.string(), v.minLength(1), v.maxLength(256), plain),
  /** After `sign-in.second-factor`: a code of the authenticator app, or a recovery code. */
  otp: v.optional(v.pipe(v.string(), v.maxLength(60), plain)),
  /** After `sign-in.must-change`: the password from now on. */
  newPassword: v.optional(Password),
  ...visit,
});
export type NewPasswordSession = v.InferOutput<typeof NewPasswordSession>;

export const NewCodeSession = v.strictObject({
  /** As it was typed: small letters, spaces, dashes and `O` for `0` are read as what was meant. */
  accessCode: v.pipe(v.string(), v.minLength(1), v.maxLength(200)),
  /** The second secret, where a location's code asks for one; else empty. */
  installationToken: v.optional(v.pipe(v.string(), v.maxLength(200), plain)),
  /** Where the code was typed; absent at the general entrance, where any portal's code may be. */
  portal: v.optional(Slug),
  ...visit,
});
export type NewCodeSession = v.InferOutput<typeof NewCodeSession>;

/** POST /portal/v1/sessions. */
export const NewSession = oneOf(
  [
    NewTokenSession,
    NewPasswordSession,
    NewCodeSession,
    NewMailedSession,
    NewMailLinkSession,
    NewProvedSession,
  ],
  (given) => {
    if ('token' in given) return NewTokenSession;
    if ('accessCode' in given) return NewCodeSession;
    if ('mailedCode' in given) return NewMailedSession;
    if ('mailLink' in given) return NewMailLinkSession;
    if ('proof' in given) return NewProvedSession;
    return 'username' in given || 'password' in given ? NewPasswordSession : NewTokenSession;
  },
);
export type NewSession = v.InferOutput<typeof NewSession>;

/** All that the first screen needs. */
export const Bootstrap = v.object({
  customer: v.object({ id: v.string(), name: v.string(), number: v.nullable(v.string()) }),
  contact: v.nullable(v.object({ id: v.string(), name: v.string(), role: ContactRole })),
  language: Language,
  /** In which the person wants to read times of day; absent: the portal’s. */
  timeZone: v.optional(v.string()),
  /** Today in the portal's zone: what "today" means in every panel. */
  today: v.string(),
  readOnly: v.boolean(),
  panels: v.array(v.pick(PanelVisibility, ['panel', 'view', 'change'])),
  /** Names of the features that are there. */
  features: v.array(FeatureId),
  /** Things of the vendor's own in the menu, in the session's language; absent where there are none. */
  plugins: v.optional(
    v.array(
      v.object({
        id: v.string(),
        name: v.string(),
        /** Of a page: where it opens, or what is shown of it here. */
        url: v.optional(v.string()),
        /** What is shown in the portal itself; absent: a page that opens in a tab of its own. */
        kind: v.optional(v.picklist(['frame', 'list'])),
      }),
    ),
  ),
  /** The person has other accounts to change to: POST /portal/v1/sessions/choice. */
  switches: v.optional(v.literal(true)),
  /** Whose people these are, where they came in from the customer above. */
  from: v.optional(v.object({ id: v.string(), name: v.string() })),
  /** Somebody of the vendor's staff is in this portal: in this session, or beside it. */
  helping: v.optional(Helping),
  /**
   * Terms of use that this person has not accepted. Until the end of `dueOn` they may be put off; `null`: they can't, and
   * other routes answer `terms.unaccepted`.
   */
  terms: v.optional(v.object({ ...Terms.entries, dueOn: v.nullable(v.string()), due: v.boolean() })),
  /** Something waits for the customer, or it keeps a balance: GET /portal/v1/tasks. */
  tasks: v.optional(v.literal(true)),
  /** The address of somebody who signed up and has not proven that it is theirs: `a…@blum.example`. */
  unprovenEmail: v.optional(v.string()),
  /** Things at which the vendor has fields of its own that customers see. */
  fields: v.optional(v.array(FieldSubject)),
  /** The first panel's data, present where the contracts panel may be viewed. */
  contracts: v.optional(v.array(Contract)),
  /** What the order page shows, where whoever came in asked for that page and may view it. */
  order: v.optional(OrderForm),
});
export type Bootstrap = v.InferOutput<typeof Bootstrap>;
export const Session = v.object({
  sessionToken: v.string(),
  expiresAt: v.string(),
  bootstrap: Bootstrap,
  /** At the general entrance: where the portal is. */
  address: v.optional(v.string()),
});
export type Session = v.InferOutput<typeof Session>;

export const ExternalSubject = v.pipe(
  v.string(),
  v.startsWith('ext:'),
  v.transform((text) => text.slice(4)),
  ExternalId,
);

/** POST …/access-code of a customer. */
export const NewAccessCode = v.strictObject({});
/** POST …/access-code of a location; with `requiresInstallationToken` the code alone opens nothing. */
export const NewLocationCode = v.strictObject({ requiresInstallationToken: v.optional(v.boolean()) });
const SecretFormat = v.picklist(['guid', 'short']);
/** POST …/secret of a customer. */
export const NewCustomerSecret = v.strictObject({
  /** Unless said, that of the vendor's settings. */
  format: v.optional(SecretFormat),
  /** One that the customer has already, from elsewhere. */
  secret: v.optional(v.pipe(v.string(), v.maxLength(200), plain)),
});
export const CustomerSecret = v.object({
  secret: v.string(),
  format: SecretFormat,
  createdAt: v.string(),
  /** `null`: nobody has signed in with it yet. */
  lastUsedAt: v.nullable(v.string()),
});
export type CustomerSecret = v.InferOutput<typeof CustomerSecret>;

/** Which ways in there are at a customer or location, without the secrets themselves. */
export const WaysIn = v.object({
  accessCode: v.nullable(
    v.object({
      createdAt: v.string(),
      /** `null`: nobody has used it yet. */
      lastUsedAt: v.nullable(v.string()),
      requiresInstallationToken: v.boolean(),
    }),
  ),
  /** Of a customer; a location has none. */
  secret: v.optional(
    v.nullable(
      v.object({
        format: SecretFormat,
        createdAt: v.string(),
        /** `null`: nobody has signed in with it yet. */
        lastUsedAt: v.nullable(v.string()),
      }),
    ),
  ),
});
export type WaysIn = v.InferOutput<typeof WaysIn>;
/** What is handed over: the code, and the address at which it is typed. */
export const AccessCode = v.object({ code: v.string(), url: v.string() });
export type AccessCode = v.InferOutput<typeof AccessCode>;
export const HeldAccessCode = v.object({
  ...AccessCode.entries,
  requiresInstallationToken: v.boolean(),
  /** `null`: nobody has used it yet. */
  lastUsedAt: v.nullable(v.string()),
});
