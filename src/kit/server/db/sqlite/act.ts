import { databaseProblem } from '../problems.ts';
import type { DatabaseValue } from '../values.ts';
import { toSqliteProblem } from './errors.ts';
import type { StatementResult } from './statements.ts';
import { toError } from './thread.ts';
import type { WriterReply, WriterRequest } from './writer-thread.ts';

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
    if (this.#state !== 'running')
      throw this.#abandoned ?? new Error(`query after its transaction ended: ${sql}`);
    if (this.lost !== undefined) throw toSqliteProblem(this.lost);
    const control = this.#hasSavepoint ? [] : ['savepoint act'];
    this.#hasSavepoint = true;
    const reply = await this.#ask({ control, sql, values });
    if (reply.error) throw toSqliteProblem(toError(reply.error));
    return { rows: reply.rows ?? [], changes: reply.changes ?? 0 };
  }

  /** Resolves when the act is on disk. */
  async commit(): Promise<void> {
    await this.#finish(['release act']);
    if (this.#abandoned) throw this.#abandoned;
    return this.#outcome.promise;
  }

  /** Undoes this act alone; resolves when what it saw of its neighbours is certain. */
  async rollback(): Promise<void> {
    await this.#finish(['rollback to act', 'release act']);
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

  async #finish(control: readonly string[]): Promise<void> {
    if (this.#state !== 'running') return;
    this.#state = 'ended';
    try {
      if (!this.#hasSavepoint || this.lost !== undefined) return;
      const reply = await this.#ask({ control });
      if (reply.error) this.lost ??= toError(reply.error);
    } finally {
      this.#end.resolve();
    }
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
    await this.#finish(['rollback to act', 'release act']).catch(() => undefined); // then it is lost
  }
}
