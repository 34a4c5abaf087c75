import { createHash } from 'node:crypto';
import type { Context, Env, MiddlewareHandler } from 'hono';
import { defineProblems, problemThrower } from '../common/problem.ts';
import type { Clock } from './clock.ts';
import { type Db, inTransaction } from './db/db.ts';
import { isSerializationFailure } from './db/errors.ts';
import { databaseProblem } from './db/problems.ts';
import { requestProblem } from './http/problems.ts';
import { findAnswer, type KeyOwner, keepAnswer, takeKey } from './idempotency-store.ts';
import type { Secrets } from './secrets.ts';

export const idempotencyProblems = defineProblems({
  'idempotency.missing': { status: 400, title: 'This request needs an Idempotency-Key' },
  'idempotency.invalid': { status: 400, title: 'The Idempotency-Key must be 1 to 255 visible ASCII symbols' },
  'idempotency.running': {
    status: 409,
    title: 'The first request with this Idempotency-Key is still running',
  },
  'idempotency.mismatch': { status: 422, title: 'This Idempotency-Key was used for another request' },
});
const problem = problemThrower(idempotencyProblems);

interface IdempotencyVars {
  db: Db;
  clock: Clock;
  secrets: Secrets;
  /** The whole service, asked the same once more. */
  again?: AskAgain;
}

/** A request from the begin, with what its socket said. */
export type AskAgain = (request: Request, env: object) => Response | Promise<Response>;

export interface IdempotencyOptions {
  /** Refuse a POST without a key: for orders and payments. */
  readonly required?: boolean;
  /** Addresses that wait for somebody outside: others would wait for their transaction, so a key is ignored there. */
  readonly except?: RegExp;
}

/** How long a repetition finds the first answer. */
const KEPT_MS = 24 * 3_600_000;
/** Larger bodies belong to uploads, which bring their own ids. */
const MAX_BYTES = 1_048_576;
/** So often a request that collided with another one is begun anew, as `inTransaction` does it. */
const RETRIES = 3;

/**
 * Makes a POST with an `Idempotency-Key` happen once: a repetition gets the first answer again, with
 * `Idempotency-Replayed: true`. Put it behind authentication, and `required` on single routes.
 *
 * The whole request is **one transaction**, `c.var.db` inside it is that transaction, and the answer is kept in it
 * too. So a crash at any moment leaves both the act and its answer, or neither, and there is no half-done state to
 * guess about. It follows that the handler must await nothing slower than the database, as in `inTransaction`.
 * An answer from 400 on undoes everything and is not kept: the same key may be tried again. Where two collided in the
 * database, the service does so by itself, and answers 503 `database.busy` only when that did not help.
 *
 * @param owner whose key it is: two owners may use the same one
 */
export function idempotent<E extends Env & { Variables: IdempotencyVars }>(
  owner: (vars: E['Variables']) => Pick<KeyOwner, 'vendorId' | 'scope'>,
  { required = false, except }: IdempotencyOptions = {},
): MiddlewareHandler<E> {
  return async (c, next) => {
    const key = c.req.header('idempotency-key');
    if (c.req.method !== 'POST' || (key === undefined && !required) || c.var.db.isTransaction) return next();
    if (except?.test(c.req.path)) return next();
    if (key === undefined) throw problem('idempotency.missing');
    if (!/^[\x21-\x7e]{1,255}$/.test(key)) throw problem('idempotency.invalid');
    const keyOwner = { ...owner(c.var), key };
    const { requestHash, copy } = await readRequest(c);
    const release = takeTurn(keyOwner);
    const collision = await once(c, next, keyOwner, requestHash)
      .then(
        () => undefined,
        (error: unknown) => {
          if (isSerializationFailure(error)) return error;
          throw error;
        },
      )
      .finally(release);
    if (collision) await askAgain(c, copy(), collision);
  };
}

/** A handler runs once for each request: what collided is asked from the begin, by another request. */
async function askAgain<E extends Env & { Variables: IdempotencyVars }>(
  c: Context<E>,
  request: Request,
  cause: unknown,
): Promise<void> {
  const { again } = c.var as IdempotencyVars;
  const tried = (c.env as { tried?: number } | undefined)?.tried ?? 0;
  if (!again || tried >= RETRIES) throw databaseProblem('database.busy', cause);
  await new Promise((resolve) => setTimeout(resolve, Math.random() * 40 * 2 ** tried));
  const answer = await again(request, { ...c.env, tried: tried + 1 });
  c.error = undefined;
  // Nothing of the answer that said so: its headers would be joined to these.
  c.res = undefined;
  c.res = answer;
}

/** For single addresses behind `idempotent`: a POST without a key is refused. */
export const keyRequired: MiddlewareHandler = async (c, next) => {
  if (c.req.method === 'POST' && c.req.header('idempotency-key') === undefined)
    throw problem('idempotency.missing');
  await next();
};

/** Thrown to undo the transaction of an answer that must not stand. */
class Undo extends Error {}

async function once<E extends Env & { Variables: IdempotencyVars }>(
  c: Context<E>,
  next: () => Promise<void>,
  owner: KeyOwner,
  requestHash: string,
): Promise<void> {
  const { db, clock, secrets } = c.var as IdempotencyVars;
  const vars = c as unknown as Context<{ Variables: IdempotencyVars }>;
  const act = async (tx: Db) => {
    if (!(await takeKey(tx, owner))) throw running();
    const known = await findAnswer(tx, owner, clock.now(), secrets);
    if (known && known.requestHash !== requestHash) throw problem('idempotency.mismatch');
    if (known) {
      const headers = { ...known.headers, 'idempotency-replayed': 'true' };
      c.res = known.body
        ? c.body(known.body, known.status as 200, headers)
        : c.body(null, known.status as 204, headers);
      return;
    }
    vars.set('db', tx);
    await next();
    if (c.error || c.res.status >= 400) throw new Undo();
    const expiresAt = new Date(clock.now().getTime() + KEPT_MS);
    const headers = pick(c.res.headers, ['content-type', 'location', 'cache-control']);
    const body = await c.res.clone().text();
    await keepAnswer(
      tx,
      owner,
      { requestHash, status: c.res.status, headers, body, expiresAt },
      clock.now(),
      secrets,
    );
  };
  try {
    // The handler can run only once per request, and a request does not set what it goes by.
    await inTransaction(db, act, { retries: 0, beside: true });
  } catch (error) {
    const cause = error instanceof Undo ? c.error : error;
    if (isSerializationFailure(cause)) throw cause;
    if (!(error instanceof Undo)) throw error; // Undo: the refusal stands in c.res already
  } finally {
    vars.set('db', db);
  }
}

const running = () => problem('idempotency.running', { headers: { 'Retry-After': '1' } });

const turns = new Set<string>();

/** Within this process the second request is told at once; between processes the database decides. */
function takeTurn({ vendorId, scope, key }: KeyOwner): () => void {
  const turn = JSON.stringify([vendorId, scope, key]);
  if (turns.has(turn)) throw running();
  turns.add(turn);
  return () => turns.delete(turn);
}

interface ReadRequest {
  readonly requestHash: string;
  readonly copy: () => Request;
}

/** Reads the body, for which the request is made anew: a body can be read once. */
async function readRequest(c: Context): Promise<ReadRequest> {
  const { url, method, headers } = c.req.raw;
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of (c.req.raw.body ?? []) as AsyncIterable<Uint8Array>) {
    length += chunk.byteLength;
    if (length > MAX_BYTES)
      throw requestProblem('request.too-large', { detail: `At most ${MAX_BYTES} bytes.` });
    chunks.push(chunk);
  }
  const body = Buffer.concat(chunks);
  const copy = () => new Request(url, { method, headers, body: length > 0 ? body : null });
  c.req.raw = copy();
  const { pathname, search } = new URL(url);
  const hash = createHash('sha256').update(`${pathname}${search}\n`).update(body);
  return { requestHash: hash.digest('base64url'), copy };
}

function pick(headers: Headers, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    names.flatMap((name) => (headers.has(name) ? [[name, headers.get(name) ?? '']] : [])),
  );
}
