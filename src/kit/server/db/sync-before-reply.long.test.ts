import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, inject, test } from 'vitest';
import { testDatabaseUrl } from '../../../../tests/helpers/databases.ts';
import { openDatabase } from './db.ts';
import { type Migration, migrate } from './migrate.ts';

const migrations: readonly Migration[] = [
  { name: 'test-0001-note', up: ['create table note (vendor_id text primary key)'] },
];
const program = join(import.meta.dirname, '../../../../tests/helpers/serve-database.ts');
/** Needs the system's `strace` and the right to trace a child. */
const canTrace = spawnSync('strace', ['-f', 'true']).status === 0;

const started: ChildProcess[] = [];
afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
});

async function serve(path: string, flags: readonly string[]) {
  const child = spawn('strace', ['-f', '-s', '96', ...flags, process.execPath, program, path], {
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  started.push(child);
  const heard: unknown[] = [];
  child.on('message', (message) => heard.push(message));
  const [{ port }] = (await once(child, 'message')) as [{ port: number }];
  const post = async (id: string) =>
    (await fetch(`http://127.0.0.1:${port}/${id}`, { method: 'POST' })).status;
  return { child, heard, post };
}

/** Ids of the 201 answers that left before a sync that began after their request came in had returned. */
function unsynced(trace: string): { answered: number; early: string[] } {
  const arrived = new Map<string, number>();
  const early: string[] = [];
  let begun = 0; // syncs that have begun
  let answered = 0;
  /** Per thread, the number of the sync it waits for; the highest that returned. */
  const waiting = new Map<string, number>();
  let returned = 0;
  for (const line of trace.split('\n')) {
    const thread = line.match(/^\d+/)?.[0] ?? '';
    if (/ f(data)?sync\(/.test(line)) waiting.set(thread, ++begun);
    if (/ f(data)?sync(\(\d+)?( resumed>)?\)? *\)? += 0/.test(line))
      returned = Math.max(returned, waiting.get(thread) ?? 0);
    const request = line.match(/"POST \/(\w+) HTTP/)?.[1];
    if (request) arrived.set(request, begun);
    const answer = line.match(/"HTTP\/1\.1 201 Created\\r\\nx-id: (\w+)/)?.[1];
    if (!answer) continue;
    answered++;
    if (returned <= (arrived.get(answer) ?? Number.POSITIVE_INFINITY)) early.push(answer);
  }
  return { answered, early };
}

describe.skipIf(!canTrace)('a traced server on SQLite', () => {
  test('R2 answers only after the disk has confirmed', { timeout: 60_000 }, async () => {
    const path = await testDatabaseUrl('sqlite', migrations);
    const output = join(inject('databaseFolder'), 'sync.trace');
    const { child, post } = await serve(path, [
      '-e',
      'trace=fdatasync,fsync,read,recvfrom,write,writev,sendto',
      '-o',
      output,
    ]);
    for (let n = 0; n < 30; n++) expect(await post(`one${n}`)).toBe(201);
    const crowd = await Promise.all(Array.from({ length: 100 }, (_, n) => post(`crowd${n}`)));
    expect(new Set(crowd)).toEqual(new Set([201]));
    child.send('stop');
    await once(child, 'exit');
    expect(unsynced(readFileSync(output, 'utf8'))).toEqual({ answered: 130, early: [] });
  });

  test('R3 answers 503 to everything after the disk failed, says so, and leaves an intact file', {
    timeout: 60_000,
  }, async () => {
    const path = await testDatabaseUrl('sqlite', migrations);
    const fault = [
      '-e',
      'trace=fdatasync,fsync',
      '-e',
      'inject=fdatasync,fsync:error=EIO:when=9+',
      '-o',
      join(inject('databaseFolder'), 'fault.trace'),
    ];
    const { child, heard, post } = await serve(path, fault);
    const statuses: number[] = [];
    for (let n = 0; n < 20; n++) statuses.push(await post(`n${n}`));
    const kept = statuses.filter((status) => status === 201).length;
    expect(statuses.slice(kept)).toEqual(Array(20 - kept).fill(503));
    expect(kept).toBeGreaterThan(0);
    expect(kept).toBeLessThan(20);
    expect(heard).toContain('fatal');
    child.send('stop');
    await once(child, 'exit');

    const database = await openDatabase(path);
    await migrate(database, migrations);
    const rows = await database.db.selectFrom('note').select('vendor_id').execute();
    const ids = rows.map((row) => row.vendor_id);
    for (let n = 0; n < kept; n++) expect(ids).toContain(`n${n}`);
    await database.close();
  });
});

declare module './db.ts' {
  interface Tables {
    note: { vendor_id: string };
  }
}
