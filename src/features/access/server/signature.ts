import { createHmac, type KeyObject, timingSafeEqual, verify } from 'node:crypto';
import type { VerifyingKey } from '../../vendors/server/signing-keys-store.ts';

/**
 * Whether the third part of a compact JWS is the signature of the first two (RFC 7515 §5.2), by the algorithm of the
 * key's record, whatever the token says. On this thread, because it takes less time than handing it to another one,
 * and because it must not wait behind passwords being hashed there.
 */
export function signatureFits(token: string, { algorithm, key }: VerifyingKey): boolean {
  const dot = token.lastIndexOf('.');
  const content = Buffer.from(token.slice(0, dot));
  const encoded = token.slice(dot + 1);
  const signature = Buffer.from(encoded, 'base64url');
  // Two spellings of one signature would make two tokens of one.
  if (signature.length === 0 || signature.toString('base64url') !== encoded) return false;
  switch (algorithm) {
    case 'EdDSA':
      return verify(null, content, key as KeyObject, signature);
    case 'ES256':
      return verify('sha256', content, { key: key as KeyObject, dsaEncoding: 'ieee-p1363' }, signature);
    case 'HS256': {
      const right = createHmac('sha256', key as Uint8Array)
        .update(content)
        .digest();
      return signature.length === right.length && timingSafeEqual(signature, right);
    }
  }
}
