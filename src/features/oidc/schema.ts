import * as v from 'valibot';
import { plain } from '../../kit/common/text.ts';

/** How the vendor's own sign-in (OpenID Connect) opens a portal. */
export const OidcSettings = v.object({
  /** `https://login.acme.example`; its `/.well-known/openid-configuration` is asked. */
  issuer: v.string(),
  clientId: v.string(),
  /** The secret itself is never shown again. */
  hasSecret: v.boolean(),
  /**
   * Who somebody is: `email`, the contacts with the verified address; `external-id`, the contact whose id of the vendor's
   * own is the provider's `sub`.
   */
  contactBy: v.picklist(['email', 'external-id']),
  /** To be registered at the provider. */
  redirectUri: v.string(),
  updatedAt: v.string(),
});
export type OidcSettings = v.InferOutput<typeof OidcSettings>;

/** PUT /api/v1/portals/:id/oidc. */
export const NewOidcSettings = v.strictObject({
  issuer: v.pipe(v.string(), v.trim(), v.maxLength(500), plain),
  clientId: v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(300), plain),
  /** Absent: the one there is stays. `null`: the client has none, PKCE alone protects it. */
  clientSecret: v.optional(v.nullable(v.pipe(v.string(), v.minLength(1), v.maxLength(1000), plain))),
  contactBy: v.optional(v.picklist(['email', 'external-id']), 'email'),
});
export type NewOidcSettings = v.InferOutput<typeof NewOidcSettings>;

/** What asking the provider showed. */
export const OidcCheck = v.object({
  ok: v.boolean(),
  /** What is wrong, in one sentence; `null` when nothing is. */
  fault: v.nullable(v.string()),
  authorizationEndpoint: v.nullable(v.string()),
});
export type OidcCheck = v.InferOutput<typeof OidcCheck>;
