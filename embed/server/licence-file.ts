import { createPublicKey, verify } from 'node:crypto';

/** What a signed licence file says. Times are seconds since 1970. */
export interface LicenceFile {
  /** The licence, `lic_…`. */
  readonly sub: string;
  /** The product's publishable key, `pub_…`. */
  readonly product: string;
  /** The machine that it was made for. */
  readonly fingerprint: string;
  readonly iat: number;
  /** From then on the file has to be made anew. */
  readonly exp: number;
  /** When the licence itself ends; `null`: it does not. */
  readonly until: number | null;
  readonly kind: string;
  readonly mode: string;
  readonly entitlements: Readonly<Record<string, unknown>> | readonly unknown[];
}

/** An entry of `GET /runtime/v1/licences/keys`. */
export interface LicenceKey {
  readonly kid: string;
  readonly kty: string;
  readonly crv: string;
  readonly x: string;
}

export interface CheckLicenceFileOptions {
  readonly file: string;
  /** Those that were published, old ones too: they stay good for the files they have signed. */
  readonly keys: readonly LicenceKey[];
  readonly product: string;
  readonly fingerprint: string;
  /** The newest time that this machine has seen, in seconds since 1970: kept by you, beside the file. */
  readonly lastSeen?: number;
  /** Days that the program goes on after the file has become stale; default 0. */
  readonly graceDays?: number;
  /** Default: now. */
  readonly at?: Date;
}

export interface CheckedLicenceFile {
  /**
   * `valid`; `stale`: ask for a new file, while `goesOn` says whether the program may go on meanwhile; `ended`: the licence
   * is over; `refused`: no file of this licence for this machine.
   */
  readonly state: 'valid' | 'stale' | 'ended' | 'refused';
  /**
   * Why it is not valid. `signature`: altered, or signed by a key that was withdrawn. `other`: of another product or
   * machine. `age`: older than it may be. `clock`: the clock was set back. `until`: the licence ended.
   */
  readonly reason?: 'signature' | 'other' | 'age' | 'clock' | 'until';
  readonly goesOn: boolean;
  /** Write it down for the next time. */
  readonly lastSeen: number;
  readonly licence?: LicenceFile;
}

/** Clocks differ by some minutes, and a file may be looked at by a machine that is behind ours. */
const toleratedSeconds = 600;

function read(file: string, keys: readonly LicenceKey[]): LicenceFile | undefined {
  const [head = '', content = '', signature = '', ...more] = file.trim().split('.');
  if (more.length > 0 || signature === '') return undefined;
  try {
    const { alg, typ, kid } = JSON.parse(Buffer.from(head, 'base64url').toString('utf8'));
    const key = keys.find((one) => one.kid === kid && one.kty === 'OKP' && one.crv === 'Ed25519');
    if (!key || alg !== 'EdDSA' || typ !== 'portico-licence+jwt') return undefined;
    const publicKey = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: key.x }, format: 'jwk' });
    const signed = Buffer.from(`${head}.${content}`);
    if (!verify(null, signed, publicKey, Buffer.from(signature, 'base64url'))) return undefined;
    return JSON.parse(Buffer.from(content, 'base64url').toString('utf8')) as LicenceFile;
  } catch {
    return undefined;
  }
}

/** Looks at a licence file without any connection. Throws nothing: whatever the file is, the answer says so. */
export function checkLicenceFile(options: CheckLicenceFileOptions): CheckedLicenceFile {
  const { file, keys, product, fingerprint, graceDays = 0, at = new Date() } = options;
  const now = Math.floor(at.getTime() / 1000);
  const seen = Math.max(options.lastSeen ?? 0, now);
  const licence = read(file, keys);
  if (!licence) return { state: 'refused', reason: 'signature', goesOn: false, lastSeen: seen };
  if (licence.product !== product || licence.fingerprint !== fingerprint)
    return { state: 'refused', reason: 'other', goesOn: false, lastSeen: seen };
  // Whoever sets the clock back gains nothing: no grace is given by a clock that is known to be wrong.
  if (now + toleratedSeconds < Math.max(options.lastSeen ?? 0, licence.iat))
    return { state: 'stale', reason: 'clock', goesOn: false, lastSeen: seen, licence };
  if (licence.until !== null && now >= licence.until)
    return { state: 'ended', reason: 'until', goesOn: false, lastSeen: seen, licence };
  if (now >= licence.exp)
    return {
      state: 'stale',
      reason: 'age',
      goesOn: now < licence.exp + graceDays * 86_400,
      lastSeen: seen,
      licence,
    };
  return { state: 'valid', goesOn: true, lastSeen: seen, licence };
}
