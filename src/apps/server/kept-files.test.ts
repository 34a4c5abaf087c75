import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import { Hono } from 'hono';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { databaseKinds, testDatabase } from '../../../tests/helpers/databases.ts';
import type { RequestVars } from '../../features/access/server/env.ts';
import type { Database } from '../../kit/server/db/db.ts';

import { problemHandler } from '../../kit/server/http/problems.ts';
import { assetRoutes } from './assets.ts';
import { keepFiles } from './kept-files.ts';
import { migrations } from './migrations.ts';

describe.each(databaseKinds)('EMBED 3k scripts of releases before this one, on %s', (kind) => {
  let database: Database;
  const folders: string[] = [];
  beforeAll(async () => {
    database = await testDatabase(kind, migrations);
  });
  afterAll(async () => {
    for (const folder of folders) rmSync(folder, { recursive: true });
    await database.close();
  });

  /** A release as it lies on the disk. */
  function release(files: Readonly<Record<string, string>>) {
    const folder = mkdtempSync(join(tmpdir(), 'release-'));
    folders.push(folder);
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    return { assets: folder, v1: folder };
  }
  const day = (n: number): Date => new Date(Date.UTC(2026, 0, n));

  test('a file that an open page asks for is there under its old name, for ninety days after the last release with it', async () => {
    const first = release({
      'panel-aaaaaaaa.js': 'old()',
      'both-cccccccc.js': 'both()',
      'bridge-123456.js': 'bridge(1)',
      'portico.js': 'loader(1)',
    });
    const next = release({
      'panel-bbbbbbbb.js': 'young()',
      'both-cccccccc.js': 'both()',
      'bridge.js': 'bridge(2)',
      'portico.js': 'loader(2)',
    });
    const served = (place: 'assets' | 'v1') => {
      const app = new Hono<{ Variables: RequestVars }>();
      app.use(async (c, go) => {
        c.set('db', database.db);
        await go();
      });
      app.onError(problemHandler(() => {}));
      app.route('/', assetRoutes(next[place], place));
      return app;
    };
    const ask = async (name: string, place: 'assets' | 'v1' = 'assets', encoding = '') => {
      const answer = await served(place).request(`/${name}`, { headers: { 'accept-encoding': encoding } });
      return { answer, bytes: Buffer.from(await answer.arrayBuffer()) };
    };
    await keepFiles(database.db, first, day(1));
    expect((await ask('panel-aaaaaaaa.js')).bytes.toString()).toBe('old()');
    await keepFiles(database.db, next, day(100)); // However long the first one ran.
    const { answer, bytes } = await ask('panel-aaaaaaaa.js', 'assets', 'gzip, br');
    expect(brotliDecompressSync(bytes).toString()).toBe('old()');
    expect(answer.headers.get('cache-control')).toContain('immutable');
    expect(answer.headers.get('content-type')).toContain('text/javascript');
    expect((await ask('bridge-123456.js', 'v1')).bytes.toString()).toBe('bridge(1)');
    expect((await ask('portico.js', 'v1')).bytes.toString()).toBe('loader(2)');
    expect((await ask('bridge-654321.js', 'v1')).bytes.toString()).toBe('bridge(2)');
    expect((await ask('panel-dddddddd.js')).answer.status).toBe(404);

    await keepFiles(database.db, next, day(189));
    expect((await ask('panel-aaaaaaaa.js')).answer.status).toBe(200);
    await keepFiles(database.db, next, day(191));
    expect((await ask('panel-aaaaaaaa.js')).answer.status).toBe(404);
    expect((await ask('both-cccccccc.js')).bytes.toString()).toBe('both()');
  });

  test('two processes of two releases at once keep the files of both', async () => {
    const one = release({ 'one-aaaaaaaa.js': '1' });
    const other = release({ 'two-bbbbbbbb.js': '2' });
    await Promise.all([keepFiles(database.db, one, day(1)), keepFiles(database.db, other, day(1))]);
    await keepFiles(database.db, one, day(2));
    const names = await database.db
      .selectFrom('kept_file')
      .select('name')
      .where('place', '=', 'assets')
      .execute();
    expect(names.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['one-aaaaaaaa.js', 'two-bbbbbbbb.js']),
    );
  });
});
