import { databaseProblem } from '../problems.ts';
import type { DatabaseValue } from '../values.ts';
import { toSqliteProblem } from './errors.ts';
import type { StatementResult } from './statements.ts';
import { toError } from './thread.ts';
import type { Statement, WriterReply, WriterRequest } from './writer-thread.ts';

/** An act that neither asks nor ends for so long is taken for dead, so that one mistake cannot stop every writer. */
const IDLE_LIMIT_MS = 5_000;

type Send = (request: WriterRequest) => Promise<WriterReply>;

/**
 * One transaction's turn at the writer. Its life: waiting → `run()` by the writer → queries → `commit()` or
 * `rollback()` by its owner → `settle()` or `refuse()` by the writer, once the group's COMMIT is over.
 */
export class Act {
  readonly deadline: number;
  /** Why the whole group is lost, when it is. */
  lost: unknown;

  readonly #send: Send;
  readonly #start = Promise.withResolvers<Act>();
  readonly #end = Promise.withResolvers<void>();
  readonly #outcome = Promise.withResolvers<void>();
  #state: 'waiting' | 'running' | 'ended' = 'waiting';
  #hasSavepoint = false;
  #asking = 0;
  /** Writes of which nothing is asked: they go with the next statement. */
  #left: Statement[] = [];
  /** Of a write that was left: until a savepoint before it is gone back to, nothing may follow it. */
  #failure: unknown;
  #idle: NodeJS.Timeout | undefined;
  #abandoned: unknown;

  constructor(send: Send, deadline: number) {
    this.#send = send;
    this.deadline = deadline;
    this.#outcome.promise.catch(() => undefined); // an abandoned act has nobody left to hear it
  }

  get started(): Promise<Act> {
    return this.#start.promise;
  }

  /** Hands the turn to the owner; resolves when it ended. False when the transaction was lost under it. */
  async run(): Promise<boolean> {
    this.#state = 'running';
    this.#idle = setTimeout(() => void this.#abandon(), IDLE_LIMIT_MS);
    this.#start.resolve(this);
    await this.#end.promise;
    clearTimeout(this.#idle);
    return this.lost === undefined;
  }

  async query(sql: string, values: readonly DatabaseValue[]): Promise<StatementResult> {
    this.#assertRunning(sql);
    const goesBack = /^rollback to /i.test(sql);
    if (this.#failure !== undefined && !goesBack) throw toSqliteProblem(this.#failure);
    const reply = await this.#ask({ control: this.#opening(), first: this.#takeLeft(), sql, values });
    if (reply.failedFirst) this.#failure = reply.error && toError(reply.error);
    if (reply.error) throw toSqliteProblem(toError(reply.error));
    // What failed was behind that savepoint, or the savepoint would never have been made.
    if (goesBack) this.#failure = undefined;
    return { rows: reply.rows ?? [], changes: reply.changes ?? 0 };
  }

  /** A write of which nothing is asked: run before the next statement, or before the act ends well. */
  leave(sql: string, values: readonly DatabaseValue[]): void {
    this.#assertRunning(sql);
    // What stands behind a failure is undone with it, or the act is.
    if (this.#failure === undefined) this.#left.push({ sql, values });
  }

  /** Resolves when the act is on disk. */
  async commit(): Promise<void> {
    await this.#finish('release');
    if (this.#abandoned) throw this.#abandoned;
    await this.#outcome.promise;
    if (this.#failure !== undefined) throw toSqliteProblem(this.#failure);
  }

  /** Undoes this act alone; resolves when what it saw of its neighbours is certain. */
  async rollback(): Promise<void> {
    await this.#finish('undo');
    return this.#outcome.promise;
  }

  settle(): void {
    this.#outcome.resolve();
  }

  /** Ends the act in failure, begun or not. */
  refuse(problem: unknown): void {
    this.#state = 'ended';
    this.#start.reject(problem);
    this.#outcome.reject(problem);
  }

  /** Where the last writes that were left fail, the act is undone after all, and `#failure` says why. */
  async #finish(how: 'release' | 'undo'): Promise<void> {
    if (this.#state !== 'running') return;
    this.#state = 'ended';
    try {
      const first = how === 'release' && this.#failure === undefined ? this.#takeLeft() : [];
      if (first.length > 0 && this.lost === undefined) {
        const release = { sql: 'release act', values: [] };
        const reply = await this.#ask({ control: this.#opening(), first: [...first, release] });
        if (!reply.error) return;
        this.#failure = toError(reply.error);
      }
      if (!this.#hasSavepoint || this.lost !== undefined) return;
      const undone = how === 'undo' || this.#failure !== undefined;
      const reply = await this.#ask({ control: [...(undone ? ['rollback to act'] : []), 'release act'] });
      if (reply.error) this.lost ??= toError(reply.error);
    } finally {
      this.#end.resolve();
    }
  }

  #assertRunning(sql: string): void {
    if (this.#state !== 'running')
      throw this.#abandoned ?? new Error(`query after its transaction ended: ${sql}`);
    if (this.lost !== undefined) throw toSqliteProblem(this.lost);
  }

  /** Its savepoint, the first time. */
  #opening(): readonly string[] {
    const control = this.#hasSavepoint ? [] : ['savepoint act'];
    this.#hasSavepoint = true;
    return control;
  }

  #takeLeft(): readonly Statement[] {
    return this.#left.splice(0);
  }

  async #ask(request: WriterRequest): Promise<WriterReply> {
    this.#asking++;
    const reply = await this.#send(request)
      .catch((error: unknown) => {
        this.lost ??= error;
        throw databaseProblem('database.failed', error);
      })
      .finally(() => {
        this.#asking--;
        this.#idle?.refresh();
      });
    if (!reply.inTransaction)
      this.lost ??= reply.error ? toError(reply.error) : new Error('the transaction is gone');
    return reply;
  }

  async #abandon(): Promise<void> {
    if (this.#state !== 'running') return;
    if (this.#asking > 0) return void this.#idle?.refresh();
    const idle = new Error(`a transaction was idle for ${IDLE_LIMIT_MS} ms and was rolled back`);
    this.#abandoned = databaseProblem('database.busy', idle);
    await this.#finish('undo').catch(() => undefined); // then it is lost
  }
}
