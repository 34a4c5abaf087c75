import { databaseProblem } from '../problems.ts';
import { toSqliteProblem } from './errors.ts';
import type { StatementResult } from './statements.ts';
import { toError } from './thread.ts';
import type { BatchReply, Statement, WriterReply, WriterRequest } from './writer-thread.ts';

type Send = (request: WriterRequest) => Promise<WriterReply>;

/**
 * A transaction whose statements are known beforehand: it goes to the thread as one message, where an act asks once
 * for each statement. Like an act it hears its outcome only after the COMMIT that it shares.
 */
export class Batch {
  readonly deadline: number;
  readonly statements: readonly Statement[];
  /** Why the whole group is lost, when it is. */
  lost: unknown;

  readonly #send: Send;
  readonly #outcome = Promise.withResolvers<readonly StatementResult[]>();
  #reply: BatchReply | undefined;

  constructor(statements: readonly Statement[], send: Send, deadline: number) {
    this.statements = statements;
    this.#send = send;
    this.deadline = deadline;
  }

  get outcome(): Promise<readonly StatementResult[]> {
    return this.#outcome.promise;
  }

  /** Its turn in a group of acts. False when the transaction was lost under it. */
  async run(): Promise<boolean> {
    const reply: Partial<WriterReply> = await this.#send({ batches: [this.statements] }).catch((error) => {
      this.lost = error;
      return {};
    });
    if (this.lost === undefined && !reply.inTransaction)
      this.lost = reply.error ? toError(reply.error) : new Error('the transaction is gone');
    this.#reply = reply.batches?.[0];
    return this.lost === undefined;
  }

  settle(reply: BatchReply | undefined = this.#reply): void {
    if (reply?.results) this.#outcome.resolve(reply.results);
    else
      this.#outcome.reject(
        reply?.error ? toSqliteProblem(toError(reply.error)) : databaseProblem('database.failed', this.lost),
      );
  }

  refuse(problem: unknown): void {
    this.#outcome.reject(problem);
  }
}
