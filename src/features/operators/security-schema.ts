import * as v from 'valibot';
import { idOf } from '../../kit/common/id.ts';
import { line, plain } from '../../kit/common/text.ts';
import { Email } from '../customers/schema.ts';
import { ConsoleLanguage } from '../portals/schema.ts';
import { NewPassword, OperatorRole } from './schema.ts';

export const SignInWay = v.picklist(['password', 'passkey', 'oidc']);
export type SignInWay = v.InferOutput<typeof SignInWay>;

/** A ceremony of a browser with an authenticator: what WebAuthn says in JSON, checked by the library that reads it. */
const WebAuthnPart = v.looseObject({
  id: v.pipe(v.string(), v.minLength(1), v.maxLength(2000)),
  rawId: v.pipe(v.string(), v.maxLength(2000)),
  response: v.record(v.string(), v.unknown()),
  type: v.literal('public-key'),
});
export const PasskeyAnswer = WebAuthnPart;
export type PasskeyAnswer = v.InferOutput<typeof PasskeyAnswer>;

/** What `navigator.credentials` is asked with, in WebAuthn's JSON. */
export const PasskeyOptions = v.looseObject({ challenge: v.string() });

export const PasskeyId = idOf('pky');
export const Passkey = v.object({
  id: PasskeyId,
  name: v.string(),
  createdAt: v.string(),
  lastUsedAt: v.nullable(v.string()),
});
export type Passkey = v.InferOutput<typeof Passkey>;

const passkeyName = v.pipe(line(80), v.minLength(1));
export const NewPasskey = v.strictObject({ name: passkeyName, passkey: PasskeyAnswer });
export const PasskeyChange = v.strictObject({ name: passkeyName });

const recoveryCodes = v.array(v.string());
export const RecoveryCodes = v.object({ recoveryCodes });
export const AddedPasskey = v.object({
  passkey: Passkey,
  /** With the first thing beside the password; told this once. */
  recoveryCodes: v.nullable(recoveryCodes),
});

/** What secures one's own sign-in. */
export const OwnSecurity = v.object({
  app: v.object({
    state: v.picklist(['off', 'pending', 'on']),
    since: v.nullable(v.string()),
    /** While one is being added: what the app is told. */
    setup: v.nullable(v.object({ key: v.string(), uri: v.string() })),
  }),
  recoveryCodesLeft: v.number(),
  passkeys: v.array(Passkey),
  hasPassword: v.boolean(),
  /** A vendor for which this person works asks everybody for a second factor. */
  required: v.boolean(),
  /** This session began at a company's own sign-in, and changes none of it. */
  narrow: v.boolean(),
});
export type OwnSecurity = v.InferOutput<typeof OwnSecurity>;

const Typed = v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(40));
export const AppCode = v.strictObject({ code: Typed });

/** Who is it? One of these three. */
export const Proof = v.union([
  v.strictObject({ password: v.pipe(v.string(), v.minLength(1), v.maxLength(200)) }),
  v.strictObject({ code: Typed }),
  v.strictObject({ passkey: PasskeyAnswer }),
]);
export type Proof = v.InferOutput<typeof Proof>;

/** The password was right; the session opens nothing until a second factor was shown. */
export const SecondFactorAsked = v.object({
  next: v.literal('second-factor'),
  ways: v.array(v.picklist(['app', 'passkey', 'recovery'])),
});
export type SecondFactorAsked = v.InferOutput<typeof SecondFactorAsked>;

/** POST /api/v1/operator-sessions/passkey. */
export const PasskeySignIn = v.strictObject({ passkey: PasskeyAnswer });

/** A browser in which one is signed in. */
export const ConsoleSession = v.object({
  id: idOf('ose'),
  /** Browser and system, as they say themselves: “Firefox, Linux”. */
  agent: v.nullable(v.string()),
  way: SignInWay,
  secondFactor: v.boolean(),
  current: v.boolean(),
  createdAt: v.string(),
  lastUsedAt: v.string(),
});
export type ConsoleSession = v.InferOutput<typeof ConsoleSession>;

/** What a vendor asks of everybody who works for it. */
export const OperatorPolicy = v.object({ secondFactor: v.picklist(['optional', 'required']) });
export type OperatorPolicy = v.InferOutput<typeof OperatorPolicy>;
export const OperatorPolicyChange = v.strictObject(OperatorPolicy.entries);

export const OperatorInvitationId = idOf('oin');
export const OperatorInvitation = v.object({
  id: OperatorInvitationId,
  email: v.string(),
  name: v.string(),
  role: OperatorRole,
  language: v.nullable(ConsoleLanguage),
  /** Who invited; `null`: an API key. */
  operatorId: v.nullable(v.string()),
  sentAt: v.string(),
  endsAt: v.string(),
  ended: v.boolean(),
  createdAt: v.string(),
});
export type OperatorInvitation = v.InferOutput<typeof OperatorInvitation>;
/** Answered when it is made and when it is sent again: `url` can't be read afterwards. */
export const SentOperatorInvitation = v.object({ ...OperatorInvitation.entries, url: v.string() });
export type SentOperatorInvitation = v.InferOutput<typeof SentOperatorInvitation>;

export const NewOperatorInvitation = v.strictObject({
  email: Email,
  name: v.pipe(line(160), v.minLength(1)),
  role: OperatorRole,
  language: v.optional(v.nullable(ConsoleLanguage), null),
});
export type NewOperatorInvitation = v.InferOutput<typeof NewOperatorInvitation>;

const token = v.pipe(v.string(), v.minLength(1), v.maxLength(200));
export const JoinLook = v.strictObject({ token });
export const JoinOffer = v.object({
  vendor: v.string(),
  email: v.string(),
  name: v.string(),
  role: OperatorRole,
  /** Who asks is signed in with the address that was invited: the new vendor joins that sign-in. */
  signedIn: v.boolean(),
});
export type JoinOffer = v.InferOutput<typeof JoinOffer>;
export const Join = v.strictObject({
  token,
  /** Of a new account; without it the session that asks joins. */
  account: v.optional(
    v.strictObject({
      name: v.pipe(line(160), v.minLength(1)),
      password: NewPassword,
      language: v.optional(v.nullable(ConsoleLanguage), null),
    }),
  ),
});
export type Join = v.InferOutput<typeof Join>;

export const NewOperatorReset = v.strictObject({
  email: v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(254)),
  /** Of the mail where the person has chosen none; absent: English. */
  language: v.optional(ConsoleLanguage, 'en'),
});
export type NewOperatorReset = v.InferOutput<typeof NewOperatorReset>;
export const ResetLook = v.strictObject({ token });
export const ResetOffer = v.object({ vendor: v.string(), email: v.string() });
export type ResetOffer = v.InferOutput<typeof ResetOffer>;
export const OperatorReset = v.strictObject({ token, password: NewPassword });

const claim = v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(200), plain);
const OidcRoles = v.array(v.strictObject({ value: claim, role: OperatorRole }));
/** The vendor's own sign-in (OpenID Connect) for its staff. */
export const OperatorOidc = v.object({
  issuer: v.string(),
  clientId: v.string(),
  hasSecret: v.boolean(),
  /** The claim that says what somebody may do, as `groups`; `null`: roles are given here. */
  roleClaim: v.nullable(v.string()),
  roles: OidcRoles,
  /** Whether somebody new, whom the provider gives a role, becomes an operator by signing in. */
  makesOperators: v.boolean(),
  /** To be registered at the provider. */
  redirectUri: v.string(),
  /** Where staff begin. */
  startUrl: v.string(),
});
export type OperatorOidc = v.InferOutput<typeof OperatorOidc>;

export const NewOperatorOidc = v.strictObject({
  issuer: v.pipe(v.string(), v.trim(), v.maxLength(500), plain),
  clientId: v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(300), plain),
  /** Absent: the one there is stays. `null`: the client has none, PKCE alone protects it. */
  clientSecret: v.optional(v.nullable(v.pipe(v.string(), v.minLength(1), v.maxLength(1000), plain))),
  roleClaim: v.optional(v.nullable(claim), null),
  roles: v.optional(v.pipe(OidcRoles, v.maxLength(50)), []),
  makesOperators: v.optional(v.boolean(), false),
});
export type NewOperatorOidc = v.InferOutput<typeof NewOperatorOidc>;
