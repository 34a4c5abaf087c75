import { createPrivateKey } from 'node:crypto';
import * as v from 'valibot';
import { newId } from '../../../kit/common/id.ts';
import { briefly } from '../../../kit/server/db/briefly.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import { parseJson } from '../../../kit/server/http/json.ts';
import type { Secrets } from '../../../kit/server/secrets.ts';
import { VendorId } from '../../vendors/schema.ts';
import { findVerifyingKey, requireServiceKey } from '../../vendors/server/signing-keys-store.ts';
import { findVendor, type Vendor } from '../../vendors/server/store.ts';
import { accessProblem } from '../problems.ts';
import { TokenClaims } from '../schema.ts';
import { signatureFits } from './signature.ts';

export const tokenType = 'portico+jwt';
/** A launch token, handed over by a page, lives five minutes at most. */
export const launchSeconds = 300;
/** A link lives seven days at most (BIL-37). */
export const longestLinkMinutes = 10_080;
const skewSeconds = 30;
const maxLength = 8192;

/** Members that would let a token choose its own key or change what was signed; with any of them it is refused. */
const refusedHeaders = ['jwk', 'jku', 'x5u', 'x5c', 'crit', 'b64', 'zip'];

const Header = v.object({
  alg: v.string(),
  typ: v.literal(tokenType),
  kid: v.pipe(v.string(), v.maxLength(64)),
});

export interface VerifiedToken {
  readonly vendor: Vendor;
  readonly claims: TokenClaims;
  /** Signed by the service for the vendor, and not by a key that the vendor registered. */
  readonly byService: boolean;
}

const findIssuer = briefly(findVendor);

/**
 * Checks a portal token as a stranger's word: shape, key by the vendor it names, signature by the key's own
 * algorithm, claims, times. Not yet checked: audience, portal, replay (see exchange.ts).
 * @throws `token.invalid`, `token.expired`, `token.not-yet-valid`, `token.lifetime`; which of the checks failed
 *   stands in `detail` only where it helps an honest developer and no one else
 */
export async function verifyToken(
  db: Db,
  secrets: Secrets,
  token: string,
  now: Date,
): Promise<VerifiedToken> {
  const { notBefore, ...signed } = await readSigned(db, secrets, token, now);
  checkTimes(signed.claims, now);
  checkNotBefore(signed.claims, [signed.vendor.tokensNotBefore, notBefore]);
  return signed;
}

/** What a token says, signed by whom it names; of what time it is, is not looked at yet. @throws `token.invalid` */
export async function readSigned(
  db: Db,
  secrets: Secrets,
  token: string,
  now: Date,
): Promise<VerifiedToken & { readonly notBefore: string | null }> {
  const { header, payload } = readUnverified(token);
  const issuer = v.is(VendorId, payload.iss) ? payload.iss : '';
  const [vendor, key] = await Promise.all([
    findIssuer(db, issuer),
    findVerifyingKey(db, secrets, issuer, header.kid, now),
  ]);
  if (!vendor || !key) {
    throw accessProblem('token.invalid', {
      detail: 'No usable signing key of this vendor has the token’s `kid`.',
    });
  }
  if (header.alg !== key.algorithm || !signatureFits(token, key)) {
    throw accessProblem('token.invalid', { detail: 'The signature does not fit the registered key.' });
  }
  const claims = v.safeParse(TokenClaims, payload);
  if (!claims.success) {
    const claim = v.getDotPath(claims.issues[0]) ?? 'payload';
    throw accessProblem('token.invalid', { detail: `The claim \`${claim}\` is missing or malformed.` });
  }
  return { vendor, claims: claims.output, byService: key.isService, notBefore: key.notBefore };
}

function readUnverified(token: string): {
  header: v.InferOutput<typeof Header>;
  payload: Record<string, unknown>;
} {
  const parts = token.split('.');
  if (token.length > maxLength || parts.length !== 3) {
    throw accessProblem('token.invalid', { detail: 'A portal token is a compact JWS of three parts.' });
  }
  const [head, payload] = parts.slice(0, 2).map(readPart);
  const header = v.safeParse(Header, head);
  if (!header.success || refusedHeaders.some((name) => Object.hasOwn(head as object, name))) {
    throw accessProblem('token.invalid', {
      detail: `The header needs \`typ: ${tokenType}\` and \`kid\`, and no more.`,
    });
  }
  return { header: header.output, payload: payload as Record<string, unknown> };
}

/** Strict base64url, strict JSON: two readers of one token must not see two contents. */
function readPart(part: string): unknown {
  const bytes = Buffer.from(part, 'base64url');
  if (bytes.toString('base64url') !== part) throw accessProblem('token.invalid');
  try {
    const value = parseJson(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    if (value && typeof value === 'object' && !Array.isArray(value)) return value;
  } catch {
    // refused below, like every other malformed part
  }
  throw accessProblem('token.invalid');
}

function checkTimes({ iat, exp }: TokenClaims, now: Date): void {
  const seconds = now.getTime() / 1000;
  if (iat > seconds + skewSeconds) {
    throw accessProblem('token.not-yet-valid', {
      detail: `The token was issued ${Math.round(iat - seconds)} s in the future: set the clock of the signing server.`,
    });
  }
  if (exp + skewSeconds <= seconds) {
    throw accessProblem('token.expired', {
      detail: `The token expired at ${new Date(exp * 1000).toISOString()}.`,
    });
  }
  if (exp <= iat) throw accessProblem('token.lifetime', { detail: '`exp` must lie after `iat`.' });
}

/** The later of all bounds wins: one of them must never hide another. */
function checkNotBefore({ iat }: TokenClaims, bounds: readonly (string | null)[]): void {
  for (const bound of bounds) {
    if (bound && iat * 1000 < Date.parse(bound)) {
      throw accessProblem('token.invalid', { detail: 'Tokens of that time were withdrawn.' });
    }
  }
}

/** Signs a token with the service's own key of this vendor: what `POST /api/v1/portal-tokens` answers. */
export async function signToken(
  db: Db,
  secrets: Secrets,
  vendorId: string,
  claims: Omit<TokenClaims, 'iss' | 'jti' | 'iat' | 'exp'>,
  { now, lifetimeSeconds }: { now: Date; lifetimeSeconds: number },
): Promise<{ token: string; jti: string; expiresAt: Date }> {
  const { id, pem } = await requireServiceKey(db, secrets, vendorId);
  const iat = Math.floor(now.getTime() / 1000);
  const payload = {
    ...claims,
    iss: vendorId,
    iat,
    exp: iat + lifetimeSeconds,
    jti: newId('jti', now.getTime()),
  };
  const { CompactSign } = await import('jose'); // only those who ask us to sign load it
  const token = await new CompactSign(Buffer.from(JSON.stringify(payload)))
    .setProtectedHeader({ alg: 'EdDSA', typ: tokenType, kid: id })
    .sign(createPrivateKey(pem));
  return { token, jti: payload.jti, expiresAt: new Date(payload.exp * 1000) };
}
