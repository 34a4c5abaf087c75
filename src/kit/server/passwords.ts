import { argon2, pbkdf2, randomBytes, randomInt, scrypt, timingSafeEqual } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { promisify } from 'node:util';
import { Worker } from 'node:worker_threads';
import { requestProblem } from './http/problems.ts';
import { type Argon2Hash, type PasswordHash, readPasswordHash } from './password-formats.ts';

/** Argon2id as OWASP's cheat sheet asks: 19 MiB, two passes, one lane; some 30 ms of one core. */
const ours = { memoryKib: 19_456, passes: 2, parallelism: 1 } as const;
const hashBytes = 32;

const scryptAsync = promisify<string, Buffer, number, object, Buffer>(scrypt);
const pbkdf2Async = promisify(pbkdf2);

/**
 * At most this many at once, so that a rush of sign-ins leaves a core to everything else; as many wait as are served
 * within some two seconds. Nothing here runs on the thread that serves.
 */
const slots = Math.max(1, availableParallelism() - 1);
const mostWaiting = slots * 64;
const waiting: (() => void)[] = [];
let running = 0;

/** @throws `service.busy` with `Retry-After` where too many wait already */
async function inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
  if (running < slots) running++;
  else {
    if (waiting.length >= mostWaiting) {
      throw requestProblem('service.busy', { headers: { 'retry-after': '2' } });
    }
    // Whoever is done hands its place on, so that nobody who came later slips in between.
    await new Promise<void>((resolve) => waiting.push(resolve));
  }
  try {
    return await work();
  } finally {
    const next = waiting.shift();
    if (next) next();
    else running--;
  }
}

/**
 * A hash to be stored, in PHC form. Two ways to type one password (NFKC) are one password.
 * @throws `service.busy`
 */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const wanted: Argon2Hash = { kind: 'argon2id', ...ours, salt, hash: Buffer.alloc(hashBytes) };
  const hash = await inTurn(() => deriveArgon2(wanted, password.normalize('NFKC')));
  const { memoryKib, passes, parallelism } = ours;
  return `$argon2id$v=19$m=${memoryKib},t=${passes},p=${parallelism}$${base64(salt)}$${base64(hash)}`;
}

const base64 = (bytes: Buffer): string => bytes.toString('base64').replace(/=+$/, '');

/** What is compared where nobody has a password: as much work, never a match. */
const nobody: PasswordHash = {
  kind: 'argon2id',
  ...ours,
  salt: randomBytes(16),
  hash: randomBytes(hashBytes),
};

/**
 * Whether the password is the one that was hashed. Without a stored hash (nobody of this name, or without a
 * password) the same work is done for nothing, so that the time tells no more than the answer.
 * @throws `service.busy`
 */
export function verifyPassword(password: string, stored: string | null | undefined): Promise<boolean> {
  const known = stored ? readPasswordHash(stored) : undefined;
  return inTurn(async () => {
    const fits = await matches(known ?? nobody, password);
    return fits && known !== undefined;
  });
}

/** True for a hash of another system, or of ours with other costs: it is made anew when the password is at hand. */
export function needsRehash(stored: string): boolean {
  const known = readPasswordHash(stored);
  return (
    known?.kind !== 'argon2id' ||
    known.memoryKib !== ours.memoryKib ||
    known.passes !== ours.passes ||
    known.parallelism !== ours.parallelism
  );
}

/** Whether a hash from elsewhere can be taken over. */
export const isPasswordHash = (text: string): boolean => readPasswordHash(text) !== undefined;

const symbols = 'abcdefghijkmnpqrstuvwxyz23456789';

/** 80 random bits, to be read from a screen or paper: `k7wm-x3pd-hq9r-tn5v`; neither `l` nor `o`, `0` nor `1`. */
export function generatePassword(): string {
  const group = () => Array.from({ length: 4 }, () => symbols[randomInt(symbols.length)]).join('');
  return [group(), group(), group(), group()].join('-');
}

/** A foreign hash was made of the password as it was typed there; ours of its NFKC form. Either may match. */
async function matches(known: PasswordHash, password: string): Promise<boolean> {
  const forms = new Set([password.normalize('NFKC'), password, password.normalize('NFC')]);
  for (const form of forms) if (await matchesForm(known, form)) return true;
  return false;
}

async function matchesForm(known: PasswordHash, password: string): Promise<boolean> {
  switch (known.kind) {
    case 'bcrypt':
      return compareBcrypt(known.text, password);
    case 'scrypt': {
      const { cost, blockSize, parallelism, salt, hash } = known;
      const maxmem = 256 * cost * blockSize + 1024 * 1024;
      const costs = { N: cost, r: blockSize, p: parallelism, maxmem };
      return same(await scryptAsync(password, salt, hash.length, costs), hash);
    }
    case 'pbkdf2': {
      const { salt, hash, iterations, digest } = known;
      return same(await pbkdf2Async(password, salt, iterations, hash.length, digest), hash);
    }
    default:
      return same(await deriveArgon2(known, password), known.hash);
  }
}

function deriveArgon2(known: Argon2Hash, password: string): Promise<Buffer> {
  const { kind, memoryKib, passes, parallelism, salt, hash } = known;
  const parameters = { memory: memoryKib, passes, parallelism, nonce: salt, tagLength: hash.length };
  return new Promise((resolve, reject) =>
    argon2(kind, { message: password, ...parameters }, (error, key) =>
      error ? reject(error) : resolve(key),
    ),
  );
}

const same = (one: Buffer, other: Buffer): boolean =>
  one.length === other.length && timingSafeEqual(one, other);

/**
 * bcrypt is JavaScript here and would hold the event loop, so it runs on a thread. One for each comparison: a hash
 * that comes from elsewhere is compared once, then it is one of ours.
 */
function compareBcrypt(hash: string, password: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./bcrypt-thread.ts', import.meta.url), {
      workerData: { hash, password },
      execArgv: [],
      name: 'portico-bcrypt',
    });
    worker.once('message', (matched: boolean) => resolve(matched));
    worker.once('error', reject);
    worker.once('exit', () => reject(new Error('the comparison of a password ended without an answer')));
  });
}
