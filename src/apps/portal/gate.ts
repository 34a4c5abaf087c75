import type { EmbedErrorCode } from '../../bridge/link.ts';
import { type OwnWay, ownWays } from '../../features/access/own-ways.ts';
import type { Reason } from '../../features/access/portal/GatePage.tsx';
import type { Choice } from '../../features/access/sign-in-schema.ts';
import type { PortalPage } from '../../features/portals/page.ts';
import { codeOf, isApiError } from '../../kit/browser/api-error.ts';

/** Why there is nothing to show, as the customer sees it. */
export type GateKind =
  | Reason
  | 'choice'
  | 'occupied'
  | 'press'
  | 'failed'
  | 'offline'
  | 'mail'
  | 'oidc'
  | 'terms';

export interface Gate {
  readonly kind: GateKind;
  readonly error?: unknown;
  /** Of `choice`: the accounts to change to. */
  readonly choice?: Choice['choice'];
}

const kinds: Readonly<Record<string, GateKind>> = {
  'token.invalid': 'link',
  'token.expired': 'link',
  'token.used': 'link',
  'token.lifetime': 'link',
  'sign-in.not-offered': 'link',
  'token.not-yet-valid': 'failed',
  'customer.unknown': 'unknown',
  'customer.inactive': 'inactive',
  'customer.pending': 'pending',
  'contact.inactive': 'inactive',
  'contact.address': 'inactive',
  'session.occupied': 'occupied',
  'token.press-needed': 'press',
  'origin.not-allowed': 'place',
  origin_not_allowed: 'place',
  'session.expired': 'ended',
  'session.idle': 'ended',
  'session.ended': 'ended',
  token_missing: 'none',
  token_failed: 'none',
  offline: 'offline',
};

const embedCodes: Readonly<Record<GateKind, EmbedErrorCode>> = {
  ended: 'session_expired',
  link: 'token_rejected',
  occupied: 'token_rejected',
  press: 'token_rejected',
  none: 'token_missing',
  mail: 'token_missing',
  oidc: 'token_missing',
  choice: 'token_missing',
  terms: 'server',
  unknown: 'customer_unknown',
  inactive: 'customer_inactive',
  pending: 'customer_inactive',
  'signed-out': 'session_expired',
  place: 'origin_not_allowed',
  failed: 'server',
  offline: 'offline',
};

/** The ways in that people have by themselves: none where the page around the portal would sign them in again. */
export const waysFor = (
  page: PortalPage,
  kind: GateKind | undefined,
  asksHost: boolean,
): readonly OwnWay[] =>
  kind === 'none' || (!asksHost && ['ended', 'signed-out', 'link'].includes(kind ?? ''))
    ? ownWays(page.signIn, page.accessMail)
    : [];

/** A link that somebody opened, which has something to ask before it lets them in. */
export const asksPerson = (kind: GateKind): boolean => ['mail', 'oidc', 'press'].includes(kind);

/** A 401 whose code this version does not know still means that the person has to come in again. */
export const gateFor = (error: unknown): Gate => ({
  kind: kinds[codeOf(error)] ?? (isApiError(error) && error.status === 401 ? 'ended' : 'failed'),
  error,
});

/** The same in the words of the host's developer. */
export function embedErrorFor({ kind, error }: Gate): { code: EmbedErrorCode; [detail: string]: unknown } {
  const code = codeOf(error);
  return {
    code:
      code === 'token.not-yet-valid'
        ? 'clock_skew'
        : code === 'portal.not-found'
          ? 'unknown_portal'
          : code === 'token_failed'
            ? code
            : embedCodes[kind],
    fatal: true,
    retryable: kind === 'offline' || kind === 'failed' || kind === 'ended',
    requestId: isApiError(error) ? (error.reference ?? null) : null,
    reason: code,
    // What the host's own function said, for its own developer.
    ...(code === 'token_failed' && { message: (error as Error).message }),
  };
}
