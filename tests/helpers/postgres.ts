import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { startPostgres } from './postgres-server.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Of the one PostgreSQL of this run; undefined with `PORTICO_TEST_DATABASES=sqlite`. */
    postgresUrl: string | undefined;
    /** Folder for this run's SQLite files, removed at its end. */
    databaseFolder: string;
  }
}

/** Vitest's global setup: one PostgreSQL and one folder of files for the whole run, gone afterwards. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = mkdtempSync(join(tmpdir(), 'portico-test-'));
  const kinds = process.env.PORTICO_TEST_DATABASES ?? 'sqlite,postgres';
  const server = kinds.includes('postgres') ? await startPostgres() : undefined;
  project.provide('databaseFolder', folder);
  project.provide('postgresUrl', server?.url);
  return async () => {
    await server?.stop();
    rmSync(folder, { recursive: true, force: true });
  };
}
