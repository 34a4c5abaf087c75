/** Copies a SQLite file as it is at one moment, beside whoever writes to it; in a thread, because it takes its time. */
import { parentPort, workerData } from 'node:worker_threads';
import { openSqliteFile } from '../portable/sqlite.ts';

const { from, to } = workerData as { from: string; to: string };
const database = openSqliteFile(from);
try {
  database.prepare('vacuum into ?').run(to);
} finally {
  database.close();
}
parentPort?.postMessage('done');
