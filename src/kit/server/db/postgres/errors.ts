import { isProblem } from '../../../common/problem.ts';
import { databaseProblem, movedMark } from '../problems.ts';

/** SQLSTATE classes and codes (https://www.postgresql.org/docs/current/errcodes-appendix.html) by our problem. */
const BUSY = new Set(['55P03', '57014']); // lock not available, statement timeout
const UNAVAILABLE = new Set(['57P01', '57P02', '57P03', '57P04', '53300', '25P03', '25006']);
const FULL = new Set(['53100']);
const FAILED = new Set(['58030', 'XX001', 'XX002']);

const NETWORK = /^(ECONN|EPIPE|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EHOST|ENET|ENOENT)/;
/** `pg` gives its own failures no code. */
const LOST =
  /^(Connection terminated|Client has encountered a connection error|Client was closed|timeout expired|timeout exceeded|Query read timeout|Cannot use a pool)/;

/** Names the troubles that a client may wait out; every other error stays what it is: a mistake in our SQL. */
export function toPostgresProblem(error: unknown): unknown {
  if (isProblem(error) || !(error instanceof Error)) return error;
  if (error.message === movedMark) return databaseProblem('database.moved', error);
  const code = String((error as Error & { code?: unknown }).code ?? '');
  if (FULL.has(code)) return databaseProblem('database.full', error);
  if (FAILED.has(code)) return databaseProblem('database.failed', error);
  if (BUSY.has(code)) return databaseProblem('database.busy', error);
  const lost =
    UNAVAILABLE.has(code) || code.startsWith('08') || NETWORK.test(code) || LOST.test(error.message);
  return lost ? databaseProblem('database.unavailable', error) : error;
}
