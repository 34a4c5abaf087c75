import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { inject } from 'vitest';
import { testDatabaseUrl } from './databases.ts';

/** A place where no data is: a path without a file, or a database without tables. */
export const emptyPlace = async (kind: 'sqlite' | 'postgres'): Promise<string> =>
  kind === 'sqlite'
    ? join(inject('databaseFolder'), `${randomUUID()}/portico.db`)
    : testDatabaseUrl(kind, []);
