import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildEmbed } from '../../embed/build.ts';

let folder: string;
const sizes: Record<string, number> = {};
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'portico-size-'));
  await buildEmbed(folder);
  for (const name of await readdir(folder))
    sizes[name.replace(/-[\w-]{6,}\.js$/, '.js')] = brotliCompressSync(
      await readFile(join(folder, name)),
    ).length;
});
afterAll(() => rm(folder, { recursive: true }));

test('B1 the loader is at most 1,370 bytes with brotli', () => {
  expect(sizes['portico.js']).toBeGreaterThan(500);
  expect(sizes['portico.js']).toBeLessThanOrEqual(1_370);
});

test('B2 the bridge is at most 5,000 bytes with brotli; dialog and help are fetched when needed, 1,000 each', () => {
  expect(sizes['bridge.js']).toBeGreaterThan(2_000);
  expect(sizes['bridge.js']).toBeLessThanOrEqual(5_000);
  expect(sizes['dialog.js']).toBeLessThanOrEqual(1_000);
  expect(sizes['help.js']).toBeLessThanOrEqual(1_000);
});

test('neither loader nor bridge leaves words of a build behind', async () => {
  for (const name of await readdir(folder)) {
    const code = await readFile(join(folder, name), 'utf8');
    expect(code).not.toMatch(/__BRIDGE__|process\.env|__vitePreload|exports,/);
  }
});
