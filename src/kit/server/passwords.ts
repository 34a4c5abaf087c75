import { randomBytes, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { requestProblem } from './http/problems.ts';
import { type Argon2Hash, type PasswordHash, readPasswordHash } from './password-formats.ts';
import { drawGroups } from './typed-codes.ts';

/** Argon2id as OWASP's cheat sheet asks: 19 MiB, two passes, one lane; some 30 ms of one core. */
const ours = { memoryKib: 19_456, passes: 2, parallelism: 1 } as const;
const hashBytes = 32;

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
  const hash = await inTurn(() => derive(wanted, password.normalize('NFKC')));
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

/** 80 random bits, to be read from a screen or paper: `k7wm-x3pd-hq9r-tn5v`. */
export const generatePassword = (): string => drawGroups(4);

/** A foreign hash was made of the password as it was typed there; ours of its NFKC form. Either may match. */
async function matches(known: PasswordHash, password: string): Promise<boolean> {
  const forms = new Set([password.normalize('NFKC'), password, password.normalize('NFC')]);
  const stored = known.kind === 'bcrypt' ? Buffer.from(known.text) : known.hash;
  for (const form of forms) if (same(await derive(known, form), stored)) return true;
  return false;
}

const same = (one: Buffer, other: Buffer): boolean =>
  one.length === other.length && timingSafeEqual(one, other);

/** Threads without work; with those that work there are never more than `slots`. */
const idle: Worker[] = [];

/** What the password gives with salt and costs of the known hash; of a bcrypt hash its whole text. */
async function derive(known: PasswordHash, password: string): Promise<Buffer> {
  const thread = idle.pop() ?? startThread();
  // Keeps a command alive until it has its hash, and no longer.
  thread.ref();
  thread.postMessage({ known, password });
  const [derived] = (await once(thread, 'message')) as [Uint8Array];
  thread.unref();
  idle.push(thread);
  return Buffer.from(derived);
}

const startThread = (): Worker =>
  new Worker(new URL('./password-thread.ts', import.meta.url), { execArgv: [], name: 'portico-passwords' });
