import { defineProblems, problemThrower } from '../../common/problem.ts';

/** What a database may refuse. All are the server's trouble, never the client's: the same request may succeed later. */
export const databaseProblems = defineProblems({
  'database.busy': { status: 503, title: 'The database is busy' },
  'database.unavailable': { status: 503, title: 'The database cannot be reached' },
  'database.failed': { status: 503, title: 'The database could not write' },
  'database.moved': { status: 503, title: 'The data was moved to another database' },
  'database.full': { status: 507, title: 'The disk of the database is full' },
});

/** What a write to data that was moved away is told by its own triggers; see portable/freeze.ts. */
export const movedMark = 'portico: the data was moved';

const thrower = problemThrower(databaseProblems);

/** Seconds after which a client may try again, sent as `Retry-After`. */
const RETRY_AFTER = {
  'database.busy': '1',
  'database.unavailable': '5',
  'database.failed': '30',
  'database.moved': '30',
  'database.full': '30',
};

/** A database problem with its `Retry-After`; `cause` is for the log only. */
export const databaseProblem = (code: keyof typeof databaseProblems, cause: unknown, detail?: string) =>
  thrower(code, { cause, headers: { 'Retry-After': RETRY_AFTER[code] }, ...(detail ? { detail } : {}) });
