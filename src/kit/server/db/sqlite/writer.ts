import { setTimeout as pause } from 'node:timers/promises';
import { isProblem } from '../../../common/problem.ts';
import { databaseProblem } from '../problems.ts';
import { Act } from './act.ts';
import { Batch } from './batch.ts';
import { isBusy, isFatal, toSqliteProblem } from './errors.ts';
import type { StatementResult } from './statements.ts';
import { toError, WriterThread } from './thread.ts';
import type { Statement, WriterReply } from './writer-thread.ts';

/** How long an act waits for its turn, or for another process that writes, before `database.busy`. */
const PATIENCE_MS = 5_000;
/** How long finished acts may wait for others to share their COMMIT: as long as the last COMMIT took, within these. */
const GROUP_MS = { least: 3, most: 20 };
/** Batches of one COMMIT: few enough that others wait milliseconds, not more. */
const MOST_BATCHES = 64;

/**
 * One writer for the whole process. Acts run one after the other, each in a savepoint, and share a COMMIT: waiting
 * for the disk is by far the dearest part, so fifty acts that arrive together cost one wait instead of fifty.
 *
 * What makes that safe: **no act hears its outcome, good or bad, before the shared COMMIT is on disk.** Good, because
 * an answer is a promise; bad too, because a refusal may rest on what a neighbour wrote. An act that fails goes
 * back to its savepoint and its neighbours stay. When SQLite drops the whole transaction (disk full) or the COMMIT
 * fails, every act of the group fails with it.
 */
export class Writer {
  readonly #thread: WriterThread;
  readonly #queue: (Act | Batch)[] = [];
  readonly #onFatal: (error: unknown) => void;
  #groupMs = GROUP_MS.least;
  #running: Promise<void> | undefined;
  #broken: unknown;
  #closed = false;

  private constructor(thread: WriterThread, onFatal: (error: unknown) => void) {
    this.#thread = thread;
    this.#onFatal = onFatal;
  }

  /** `onFatal` is told once, when nothing can be written any more and only a new start helps. */
  static async open(path: string, onFatal: (error: unknown) => void): Promise<Writer> {
    const made: { writer?: Writer } = {};
    const thread = await WriterThread.start(path, (error) => {
      if (made.writer) made.writer.#break(error);
    });
    made.writer = new Writer(thread, onFatal);
    return made.writer;
  }

  /** Resolves when it is this act's turn; it must then end by `commit()` or `rollback()`. */
  begin(): Promise<Act> {
    if (this.#broken) return Promise.reject(databaseProblem('database.failed', this.#broken));
    if (this.#closed) return Promise.reject(databaseProblem('database.unavailable', new Error('closed')));
    const act = new Act((request) => this.#thread.send(request), performance.now() + PATIENCE_MS);
    this.#queue.push(act);
    this.#running ??= this.#run();
    return act.started;
  }

  /** One transaction of statements known beforehand; resolves when it is on disk. */
  batch(statements: readonly Statement[]): Promise<readonly StatementResult[]> {
    if (this.#broken) return Promise.reject(databaseProblem('database.failed', this.#broken));
    if (this.#closed) return Promise.reject(databaseProblem('database.unavailable', new Error('closed')));
    const send = this.#thread.send.bind(this.#thread);
    const batch = new Batch(statements, send, performance.now() + PATIENCE_MS);
    this.#queue.push(batch);
    this.#running ??= this.#run();
    return batch.outcome;
  }

  /** @throws `database.failed` when nothing can be written any more */
  assertWorking(): void {
    if (this.#broken) throw databaseProblem('database.failed', this.#broken);
  }

  /** Finishes what was begun; later acts are refused. */
  async drain(): Promise<void> {
    await new Promise(setImmediate); // what was asked for a moment ago is on its way here
    this.#closed = true;
    await this.#running;
  }

  close(): Promise<void> {
    return this.#thread.close();
  }

  async #run(): Promise<void> {
    try {
      while (this.#queue.length > 0) {
        await this.#gather();
        if (this.#queue[0] instanceof Batch) {
          await this.#runBatches();
          continue;
        }
        if (!(await this.#beginGroup())) continue;
        const group = await this.#runGroup();
        await this.#settle(group);
      }
    } finally {
      this.#running = undefined; // in the same breath as the last look at the queue, or an act could fall between
    }
  }

  /** Lets in what has already arrived: whoever comes together shares one message, one COMMIT and one wait for the disk. */
  async #gather(): Promise<void> {
    const until = performance.now() + GROUP_MS.least;
    let before = 0;
    await new Promise(setImmediate); // the rest of this turn of the event loop
    do {
      before = this.#queue.length;
      await new Promise(setImmediate); // the next one, in which Node hears of what lies in its sockets
    } while (this.#queue.length > before && performance.now() < until);
  }

  /** Takes the write lock; false when everybody gave up waiting for it. */
  async #beginGroup(): Promise<boolean> {
    while (this.#queue.length > 0) {
      const error = await this.#control('begin immediate');
      if (error === undefined) return true;
      await this.#waitForLock(error);
    }
    return false;
  }

  async #waitForLock(error: unknown): Promise<void> {
    if (isFatal(error)) this.#break(error);
    for (const act of this.#takeHopeless(error)) act.refuse(toSqliteProblem(error));
    await pause(5 + Math.random() * 20);
  }

  /** Batches at the head of the queue need nothing from here in between: BEGIN to COMMIT is one message. */
  async #runBatches(): Promise<void> {
    const end = this.#queue.findIndex((act, index) => !(act instanceof Batch) || index >= MOST_BATCHES);
    const group = this.#queue.splice(0, end === -1 ? this.#queue.length : end) as Batch[];
    const batches = group.map(({ statements }) => statements);
    const reply: Partial<WriterReply> = await this.#thread
      .send({ control: ['begin immediate'], batches, commit: true })
      .catch((error) => ({ batches: [], error }));
    const error = reply.error && (reply.error instanceof Error ? reply.error : toError(reply.error));
    if (error === undefined) {
      for (const [index, batch] of group.entries()) batch.settle(reply.batches?.[index]);
      return;
    }
    if (reply.batches) return this.#lose(group, error);
    this.#queue.unshift(...group); // not begun: somebody else has the lock
    await this.#waitForLock(error);
  }

  /** Busy: those whose patience is over. Anything else: everybody. */
  #takeHopeless(error: unknown): (Act | Batch)[] {
    if (!isBusy(error)) return this.#queue.splice(0);
    const now = performance.now();
    const late = this.#queue.findIndex((act) => act.deadline > now);
    return this.#queue.splice(0, late === -1 ? this.#queue.length : late);
  }

  async #runGroup(): Promise<(Act | Batch)[]> {
    const group: (Act | Batch)[] = [];
    const closesAt = performance.now() + this.#groupMs;
    let act = this.#queue.shift();
    while (act) {
      if (act.deadline < performance.now()) {
        act.refuse(databaseProblem('database.busy', new Error(`no turn within ${PATIENCE_MS} ms`)));
      } else {
        group.push(act);
        const intact = await act.run();
        if (!intact || performance.now() >= closesAt) break;
      }
      act = this.#queue.shift();
    }
    return group;
  }

  /** COMMIT, then tell everybody. */
  async #settle(group: readonly (Act | Batch)[]): Promise<void> {
    const lost = group.find((act) => act.lost !== undefined)?.lost;
    const started = performance.now();
    const error = lost ?? (await this.#control('commit'));
    this.#groupMs = Math.min(Math.max(performance.now() - started, GROUP_MS.least), GROUP_MS.most);
    if (error === undefined) {
      for (const act of group) act.settle();
      return;
    }
    await this.#lose(group, error);
  }

  /** Undoes the whole group: the COMMIT failed, or SQLite dropped the transaction before. */
  async #lose(group: readonly (Act | Batch)[], error: unknown): Promise<void> {
    await this.#control('rollback'); // SQLite may have done so already; then this one fails, which is fine
    if (isFatal(error)) this.#break(error);
    const named = toSqliteProblem(error);
    // one act's mistake must not look like its neighbours': they may simply try again
    const problem = isProblem(named) ? named : databaseProblem('database.busy', error);
    for (const act of group) act.refuse(problem);
  }

  async #control(statement: string): Promise<unknown> {
    const reply: WriterReply | { error: unknown } = await this.#thread
      .send({ control: [statement] })
      .catch((error: unknown) => ({ error }));
    if (!reply.error) return undefined;
    return reply.error instanceof Error
      ? reply.error
      : toError(reply.error as NonNullable<WriterReply['error']>);
  }

  #break(error: unknown): void {
    if (this.#broken) return;
    this.#broken = error;
    for (const act of this.#queue.splice(0)) act.refuse(databaseProblem('database.failed', error));
    this.#onFatal(error);
  }
}
