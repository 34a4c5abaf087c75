import { createHmac, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { testPublicUrl } from '../helpers/app.ts';

/** Writes tokens as an attacker would: any header, any payload, any signature. */
export interface Forge {
  readonly vendorId: string;
  readonly slug: string;
  readonly kid: string;
  readonly privateKey: KeyObject;
  readonly now: Date;
}

export const keyPair = (): { publicPem: string; publicKey: KeyObject; privateKey: KeyObject } => {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  return { publicKey, privateKey, publicPem: publicKey.export({ type: 'spki', format: 'pem' }).toString() };
};

export const part = (value: unknown): string =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');

export function claimsOf(
  { vendorId, slug, now }: Forge,
  more: Record<string, unknown> = {},
): Record<string, unknown> {
  const iat = Math.floor(now.getTime() / 1000);
  return {
    iss: vendorId,
    aud: `${testPublicUrl}/p/${slug}`,
    sub: 'ext:anna',
    iat,
    exp: iat + 120,
    jti: crypto.randomUUID(),
    use: 'launch',
    ...more,
  };
}

export const headerOf = (forge: Forge, more: Record<string, unknown> = {}): Record<string, unknown> => ({
  alg: 'EdDSA',
  typ: 'portico+jwt',
  kid: forge.kid,
  ...more,
});

/** A token with a right Ed25519 signature over whatever it says. */
export function signed(forge: Forge, header: unknown, payload: unknown): string {
  const input = `${part(header)}.${part(payload)}`;
  return `${input}.${sign(null, Buffer.from(input), forge.privateKey).toString('base64url')}`;
}

export const goodToken = (forge: Forge, more: Record<string, unknown> = {}): string =>
  signed(forge, headerOf(forge), claimsOf(forge, more));

/** A token whose signature is an HMAC with `secret`, the classic confusion with a public key. */
export function macced(forge: Forge, secret: string | Buffer): string {
  const input = `${part(headerOf(forge, { alg: 'HS256' }))}.${part(claimsOf(forge))}`;
  return `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`;
}
