import type { Clock } from '../../../kit/server/clock.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import { requestProblem } from '../../../kit/server/http/problems.ts';
import type { Secrets } from '../../../kit/server/secrets.ts';
import { addressOf } from '../../portals/address.ts';
import type { Portal } from '../../portals/schema.ts';
import type { NewPortalToken, TokenClaims } from '../schema.ts';
import { launchSeconds, signToken } from './tokens.ts';

export interface TokenContext {
  readonly db: Db;
  readonly secrets: Secrets;
  readonly publicUrl: string;
  /** Whoever takes the token in looks at the world's clock. */
  readonly worldClock: Clock;
}

export interface MadeToken {
  readonly token: string;
  readonly jti: string;
  /** The portal's address with the token in its fragment, which no server and no other site is told. */
  readonly url: string;
  readonly expiresAt: Date;
}

/** A portal token that the service signs for the vendor. @throws `request.invalid` for a launch token of a longer life */
export async function makeToken(
  { db, secrets, publicUrl, worldClock }: TokenContext,
  vendorId: string,
  portal: Portal,
  wanted: Omit<NewPortalToken, 'portal'>,
): Promise<MadeToken> {
  const claims: Omit<TokenClaims, 'iss' | 'jti' | 'iat' | 'exp'> = {
    // Who it is for stays the same, whatever name the portal is reached under.
    aud: `${publicUrl}/p/${portal.slug}`,
    sub: wanted.customerId,
    use: wanted.use,
    readOnly: wanted.readOnly,
    ...(wanted.oneUse !== undefined && { oneUse: wanted.oneUse }),
    ...(wanted.contact !== undefined && { contact: wanted.contact }),
    ...(wanted.subject && { subject: wanted.subject }),
    ...(wanted.panels && { panels: wanted.panels }),
    ...(wanted.language && { language: wanted.language }),
  };
  const now = worldClock.now();
  const made = await signToken(db, secrets, vendorId, claims, {
    now,
    lifetimeSeconds: lifetimeOf(wanted, portal.linkLifetimeMinutes),
  });
  return { ...made, url: `${addressOf(portal, publicUrl)}#token=${made.token}` };
}

function lifetimeOf({ use, lifetimeMinutes }: Omit<NewPortalToken, 'portal'>, linkMinutes: number): number {
  const usual = use === 'launch' ? launchSeconds : linkMinutes * 60;
  const seconds = lifetimeMinutes === undefined ? usual : lifetimeMinutes * 60;
  if (use === 'launch' && seconds > launchSeconds) {
    const message = `A launch token lives ${launchSeconds / 60} minutes at most; ask for \`use: link\`.`;
    throw requestProblem('request.invalid', {
      fields: [{ path: 'lifetimeMinutes', code: 'max_value', message }],
    });
  }
  return seconds;
}
