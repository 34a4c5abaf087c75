import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { build, type Rollup } from 'vite';
import { beforeAll, expect, test } from 'vitest';
import { brotliBytes, filesIn, root, textOf } from './files.ts';

/** The console built once more in memory: the bundler itself says which module went into which chunk. */
let chunks: Rollup.OutputChunk[] = [];
beforeAll(async () => {
  const result = (await build({
    root,
    configFile: join(root, 'vite.console.config.ts'),
    logLevel: 'silent',
    build: { write: false },
  })) as Rollup.RollupOutput;
  chunks = result.output.filter((one): one is Rollup.OutputChunk => one.type === 'chunk');
});

const modulesOf = (chunk: Rollup.OutputChunk): string[] =>
  chunk.moduleIds.map((id) => id.replace(`${root}/`, '').replaceAll('\0', ''));

/** A chunk and everything it imports at once. */
function withImports(
  chunk: Rollup.OutputChunk,
  seen = new Set<Rollup.OutputChunk>(),
): Set<Rollup.OutputChunk> {
  if (seen.has(chunk)) return seen;
  seen.add(chunk);
  for (const name of chunk.imports) {
    const next = chunks.find(({ fileName }) => fileName === name);
    if (next) withImports(next, seen);
  }
  return seen;
}

const bytesOf = (some: Iterable<Rollup.OutputChunk>): number =>
  [...some].reduce((all, { code }) => all + brotliBytes(code), 0);

test('no server module is in a chunk of the console, and nothing of the portal’s shell', () => {
  const modules = chunks.flatMap(modulesOf);
  expect(modules.filter((id) => id.startsWith('src/')).length).toBeGreaterThan(40);
  const strangers = modules.filter(
    (id) =>
      /(^|\/)server\/|^node:|^examples\/|^tests\/|^scripts\/|^src\/apps\/portal\/|^src\/bridge\//.test(id) ||
      /node_modules\/(?!(@preact\/signals-core|@simplewebauthn\/browser|preact|uqr|valibot)\/)/.test(id),
  );
  expect(strangers).toEqual([]);
});

test('nothing of the console is in a chunk of the portal', () => {
  const portal = filesIn(['dist/portal'], /\.m?js$/);
  expect(portal.length).toBeGreaterThan(3);
  const names = /x-portico-vendor|portico_looks|operator-session/;
  expect(portal.filter((path) => names.test(textOf(path)))).toEqual([]);
});

test('the console’s first screen is its document, the shell and one view', () => {
  const entry = chunks.find(({ isEntry }) => isEntry);
  expect(entry).toBeDefined();
  if (!entry) return;
  const first = withImports(entry);
  console.log(`console: shell ${bytesOf(first)} B`);
  expect(bytesOf(first)).toBeLessThanOrEqual(45_000);
  // No view, no language and no HTTP library is fetched before it is needed.
  const modules = [...first].flatMap(modulesOf);
  expect(modules.filter((id) => /features\/[^/]+\/console\//.test(id))).toEqual([]);
  expect(modules.filter((id) => /node_modules\/ky\//.test(id))).toEqual([]);
});

test('each view comes with no more than it needs', () => {
  const entry = chunks.find(({ isEntry }) => isEntry);
  const first = entry ? withImports(entry) : new Set();
  const views = chunks.filter(({ facadeModuleId }) => /\/\w+View\.tsx$/.test(facadeModuleId ?? ''));
  expect(views.length).toBeGreaterThanOrEqual(6);
  for (const view of views) {
    const own = [...withImports(view)].filter((chunk) => !first.has(chunk));
    expect([view.name, bytesOf(own) <= 40_000]).toEqual([view.name, true]);
  }
});

test('the files in dist are the ones looked at here', () => {
  const built = readdirSync(join(root, 'dist/console/assets')).filter((name) => name.endsWith('.js'));
  const plain = (name: string) => name.replace(/^assets\//, '').replace(/-[\w-]{8}\.js$/, '.js');
  expect(built.map(plain).sort()).toEqual(chunks.map(({ fileName }) => plain(fileName)).sort());
});
