import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  hash,
  hkdfSync,
  randomBytes,
  randomFillSync,
} from 'node:crypto';

/**
 * What protects stored secrets. Two kinds: what is only compared is hashed (`digest` for tokens of 128 bits and more);
 * what must be read again is sealed (AES-256-GCM under `PORTICO_SECRET`) beside a keyed look-up hash.
 */
export interface Secrets {
  /** `k1.<base64url>`; bound to `context` (table and row), so that a sealed value can't be moved to another row. */
  seal(plain: string, context: string): string;
  /** @throws when the value was sealed under another secret, for another context, or changed */
  open(sealed: string, context: string): string;
  /** The same value sealed by the first secret; `undefined` where it is already. @throws as `open` */
  reseal(sealed: string, context: string): string | undefined;
  /** Keyed hash under which a secret value is stored, to be found without being readable. */
  lookup(plain: string): string;
  /** Those under which it may have been stored, by any of the secrets: look for them all. */
  lookups(plain: string): readonly string[];
  /** A key of its own for one purpose, 32 bytes. */
  derive(purpose: string): Buffer;
  /** The same of every secret, the first one's first. */
  derivations(purpose: string): readonly Buffer[];
}

/** SHA-256 in base64url: for values of 128 random bits and more, which need no salt and no stretching. */
export const digest = (value: string): string => hash('sha256', value, 'base64url');

const secretBytes = 32;
const drawn = Buffer.alloc(64 * secretBytes);
let used = drawn.length;

/** 256 random bits in base64url, 43 symbols. Drawn for many at once, as ids are; what was given out is not kept. */
export function randomSecret(): string {
  if (used === drawn.length) {
    randomFillSync(drawn);
    used = 0;
  }
  const end = used + secretBytes;
  const secret = drawn.toString('base64url', used, end);
  drawn.fill(0, used, end);
  used = end;
  return secret;
}

/**
 * @param secret one secret, or several parted by commas: the first seals, all open, so that a change of secret
 *   needs no moment at which nothing can be read. Each 32 bytes in base64url, or any text of 32 symbols and more.
 */
export function makeSecrets(secret: string): Secrets {
  const masters = secret.split(',').map((part) => Buffer.from(part.trim()));
  if (masters.some((master) => master.length < 32)) {
    throw new Error(
      'PORTICO_SECRET must hold at least 32 symbols, for example the output of: openssl rand -base64 32',
    );
  }
  const current = masters[0] as Buffer;
  const key = (master: Buffer, purpose: string) =>
    Buffer.from(hkdfSync('sha256', master, '', `portico:${purpose}`, 32));
  const lookupKeys = masters.map((master) => key(master, 'lookup'));
  const sealKeys = masters.map((master) => key(master, 'seal'));
  const hash = (lookupKey: Buffer, plain: string) =>
    createHmac('sha256', lookupKey).update(plain).digest('base64url');
  const opened = (sealKey: Buffer, sealed: string, context: string): string | undefined => {
    const bytes = Buffer.from(sealed.slice(3), 'base64url');
    try {
      const decipher = createDecipheriv('aes-256-gcm', sealKey, bytes.subarray(0, 12))
        .setAAD(Buffer.from(context))
        .setAuthTag(bytes.subarray(12, 28));
      return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString('utf8');
    } catch {
      return undefined; // sealed under another of the secrets
    }
  };
  const secrets: Secrets = {
    seal(plain, context) {
      const iv = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', sealKeys[0] as Buffer, iv).setAAD(Buffer.from(context));
      const body = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
      return `k1.${Buffer.concat([iv, cipher.getAuthTag(), body]).toString('base64url')}`;
    },
    open(sealed, context) {
      for (const sealKey of sealKeys) {
        const plain = opened(sealKey, sealed, context);
        if (plain !== undefined) return plain;
      }
      throw new Error('A stored secret can not be read: PORTICO_SECRET is not the one it was stored with.');
    },
    reseal(sealed, context) {
      if (opened(sealKeys[0] as Buffer, sealed, context) !== undefined) return undefined;
      return secrets.seal(secrets.open(sealed, context), context);
    },
    lookup: (plain) => hash(lookupKeys[0] as Buffer, plain),
    lookups: (plain) => lookupKeys.map((lookupKey) => hash(lookupKey, plain)),
    derive: (purpose) => key(current, purpose),
    derivations: (purpose) => masters.map((master) => key(master, purpose)),
  };
  return secrets;
}
