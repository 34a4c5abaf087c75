import { createHmac, createPrivateKey, type KeyObject, randomBytes, sign } from 'node:crypto';
import { PortalTokenError, type PortalTokenOptions, portalClaims } from './claims.ts';

/** A private key as `node:crypto` reads it: PEM text (PKCS #8), a JWK, or a `KeyObject`. */
export type PrivateKeyInput = string | Readonly<Record<string, unknown>> | KeyObject;

/** The signing key of the vendor: `kid` and algorithm as registered in Portico. */
export type PortalKey =
  | { readonly kid: string; readonly algorithm: 'EdDSA' | 'ES256'; readonly privateKey: PrivateKeyInput }
  /** `secret`: the text that Portico showed when the key was made, taken as it is (not decoded). */
  | { readonly kid: string; readonly algorithm: 'HS256'; readonly secret: string };

const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

const wanted = { EdDSA: { type: 'ed25519' }, ES256: { type: 'ec', curve: 'prime256v1' } } as const;

function privateKeyOf(input: PrivateKeyInput, algorithm: 'EdDSA' | 'ES256'): KeyObject {
  let key: KeyObject;
  try {
    if (typeof input === 'string') key = createPrivateKey(input);
    else if ('asymmetricKeyType' in input) key = input as KeyObject;
    else key = createPrivateKey({ key: input as import('node:crypto').JsonWebKey, format: 'jwk' });
  } catch (error) {
    // The cause stays out: messages of the crypto library may quote the key.
    const reason = error instanceof Error && 'code' in error ? ` (${error.code})` : '';
    throw new PortalTokenError('key.privateKey', `must be a private key as PEM, JWK or KeyObject${reason}`);
  }
  const { type, ...rest } = wanted[algorithm];
  const fits =
    key.type === 'private' &&
    key.asymmetricKeyType === type &&
    (!('curve' in rest) || key.asymmetricKeyDetails?.namedCurve === rest.curve);
  if (!fits) {
    const kind = algorithm === 'EdDSA' ? 'an Ed25519' : 'a P-256';
    throw new PortalTokenError('key.privateKey', `must be ${kind} private key for ${algorithm}`);
  }
  return key;
}

function signature(input: string, key: PortalKey): string {
  if (key.algorithm === 'HS256') {
    if (typeof key.secret !== 'string' || key.secret.length < 32) {
      throw new PortalTokenError('key.secret', 'must be the secret that Portico made, as it was shown');
    }
    return createHmac('sha256', key.secret).update(input).digest('base64url');
  }
  if (key.algorithm === 'EdDSA') {
    return sign(null, Buffer.from(input), privateKeyOf(key.privateKey, 'EdDSA')).toString('base64url');
  }
  if (key.algorithm === 'ES256') {
    // JWS wants r and s side by side (RFC 7518 §3.4), not the DER that node:crypto makes by default.
    const privateKey = privateKeyOf(key.privateKey, 'ES256');
    return sign('sha256', Buffer.from(input), { key: privateKey, dsaEncoding: 'ieee-p1363' }).toString(
      'base64url',
    );
  }
  throw new PortalTokenError('key.algorithm', 'must be EdDSA, ES256 or HS256');
}

/**
 * Signs a portal token: says to Portico who is signed in on your page. Call it for the person of your own session,
 * never for an id that came with the request, and hand the text to the page with `Cache-Control: no-store`.
 * @throws PortalTokenError naming the option that is wrong
 */
export async function signPortalToken(
  options: PortalTokenOptions & { readonly key: PortalKey },
): Promise<string> {
  const { key, ...claims } = options;
  if (!key || typeof key.kid !== 'string' || key.kid === '') {
    throw new PortalTokenError('key.kid', 'must be the id of the signing key as Portico shows it');
  }
  const header = { alg: key.algorithm, typ: 'portico+jwt', kid: key.kid };
  const payload = portalClaims(claims, Math.floor(Date.now() / 1000), randomBytes(16).toString('base64url'));
  const input = `${encode(header)}.${encode(payload)}`;
  return `${input}.${signature(input, key)}`;
}
