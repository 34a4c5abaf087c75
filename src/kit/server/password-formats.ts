/**
 * The forms in which password hashes come: our own, and those of the systems customers are imported from. Reading is
 * strict and each cost has a bound: a hash somebody imported must not be able to eat the machine at a sign-in.
 */

export interface Argon2Hash {
  readonly kind: 'argon2i' | 'argon2id';
  readonly memoryKib: number;
  readonly passes: number;
  readonly parallelism: number;
  readonly salt: Buffer;
  readonly hash: Buffer;
}
export interface ScryptHash {
  readonly kind: 'scrypt';
  readonly cost: number;
  readonly blockSize: number;
  readonly parallelism: number;
  readonly salt: Buffer;
  readonly hash: Buffer;
}
export interface Pbkdf2Hash {
  readonly kind: 'pbkdf2';
  readonly digest: 'sha1' | 'sha256' | 'sha512';
  readonly iterations: number;
  readonly salt: Buffer;
  readonly hash: Buffer;
}
export interface BcryptHash {
  readonly kind: 'bcrypt';
  readonly text: string;
}
export type PasswordHash = Argon2Hash | ScryptHash | Pbkdf2Hash | BcryptHash;

const mostMemory = 256 * 1024 * 1024;

/** What a stored text means; `undefined` for no known form, or one whose cost is out of bounds. */
export function readPasswordHash(text: string): PasswordHash | undefined {
  if (text.length > 512) return undefined;
  const read = readBcrypt(text) ?? readArgon2(text) ?? readScrypt(text) ?? readPbkdf2(text);
  if (!read || read.kind === 'bcrypt') return read;
  const { salt, hash } = read;
  return salt.length > 0 && hash.length >= 16 && hash.length <= 64 ? read : undefined;
}

/** `$2a$`, `$2b$` and PHP's `$2y$`, all the same; cost 4 to 14 (1 s). `$2x$` marks hashes of a broken version. */
function readBcrypt(text: string): BcryptHash | undefined {
  const [, cost, rest] = /^\$2[aby]\$(\d\d)\$([./A-Za-z0-9]{53})$/.exec(text) ?? [];
  if (!rest || !within(Number(cost), 4, 14)) return undefined;
  return { kind: 'bcrypt', text: `$2b$${cost}$${rest}` };
}

/** PHC: `$argon2id$v=19$m=19456,t=2,p=1$<salt>$<hash>`. */
function readArgon2(text: string): Argon2Hash | undefined {
  const [, kind, m, t, p, salt, hash] =
    /^\$(argon2id?)\$v=19\$m=(\d{1,7}),t=(\d{1,3}),p=(\d{1,2})\$([^$]+)\$([^$]+)$/.exec(text) ?? [];
  const parts = partsOf(salt, hash);
  if (!kind || !parts || parts.salt.length < 8) return undefined;
  const [memoryKib, passes, parallelism] = [Number(m), Number(t), Number(p)];
  const fits =
    within(parallelism, 1, 16) &&
    within(passes, 1, 12) &&
    within(memoryKib, 8 * parallelism, mostMemory / 1024);
  return fits ? { kind: kind as Argon2Hash['kind'], memoryKib, passes, parallelism, ...parts } : undefined;
}

/** PHC: `$scrypt$ln=17,r=8,p=1$<salt>$<hash>`. */
function readScrypt(text: string): ScryptHash | undefined {
  const [, ln, r, p, salt, hash] =
    /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d{1,2})\$([^$]+)\$([^$]+)$/.exec(text) ?? [];
  const parts = partsOf(salt, hash);
  const [cost, blockSize, parallelism] = [2 ** Number(ln), Number(r), Number(p)];
  if (!parts || !within(Number(ln), 1, 20) || !within(blockSize, 1, 32) || !within(parallelism, 1, 8)) {
    return undefined;
  }
  if (128 * cost * blockSize > mostMemory) return undefined;
  return { kind: 'scrypt', cost, blockSize, parallelism, ...parts };
}

/** PHC `$pbkdf2-sha256$i=600000$…`, the same without `i=` as Python's passlib writes it, and Django's form. */
function readPbkdf2(text: string): Pbkdf2Hash | undefined {
  const [, name = 'sha1', i, salt, hash] =
    /^\$pbkdf2(?:-(sha1|sha256|sha512))?\$(?:i=)?(\d{1,7})(?:,l=\d{1,3})?\$([^$]+)\$([^$]+)$/.exec(text) ??
    [];
  const phc = i === undefined ? undefined : partsOf(salt, hash);
  if (phc) return pbkdf2(name, Number(i), phc);
  const [, django, iterations, words, value] =
    /^pbkdf2_(sha1|sha256|sha512)\$(\d{1,7})\$([^$]{1,128})\$([^$]+)$/.exec(text) ?? [];
  const bytes = value === undefined ? undefined : base64(value);
  // Django's salt is text and goes in as it stands.
  return django && words && bytes
    ? pbkdf2(django, Number(iterations), { salt: Buffer.from(words), hash: bytes })
    : undefined;
}

function pbkdf2(digest: string, iterations: number, parts: { salt: Buffer; hash: Buffer }) {
  if (!within(iterations, 1, 2_000_000)) return undefined;
  return { kind: 'pbkdf2', digest: digest as Pbkdf2Hash['digest'], iterations, ...parts } as const;
}

function partsOf(salt: string | undefined, hash: string | undefined) {
  const [one, other] = [salt, hash].map((text) => (text === undefined ? undefined : base64(text)));
  return one && other ? { salt: one, hash: other } : undefined;
}

/** Base64 with or without `=`; `.` stands for `+` in passlib. `undefined` for anything else. */
function base64(text: string): Buffer | undefined {
  const plain = text.replace(/={0,2}$/, '').replaceAll('.', '+');
  const bytes = Buffer.from(plain, 'base64');
  return bytes.toString('base64').replace(/=*$/, '') === plain ? bytes : undefined;
}

const within = (value: number, least: number, most: number) => value >= least && value <= most;
