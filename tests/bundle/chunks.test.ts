import { build, type Rollup } from 'vite';
import { beforeAll, expect, test } from 'vitest';
import { filesIn, root, textOf } from './files.ts';

/** The same build once more in memory: the bundler itself says which module went into which chunk. */
let chunks: Rollup.OutputChunk[] = [];
beforeAll(async () => {
  const result = (await build({ root, logLevel: 'silent', build: { write: false } })) as Rollup.RollupOutput;
  chunks = result.output.filter((one): one is Rollup.OutputChunk => one.type === 'chunk');
});

const modulesOf = (chunk: Rollup.OutputChunk): string[] =>
  chunk.moduleIds.map((id) => id.replace(`${root}/`, '').replaceAll('\0', ''));

/** A chunk with everything it imports at once. */
function reachable(from: Rollup.OutputChunk): string[] {
  const seen = new Set<string>([from.fileName]);
  const queue = [from];
  const modules: string[] = [];
  for (let chunk = queue.pop(); chunk; chunk = queue.pop()) {
    modules.push(...modulesOf(chunk));
    for (const name of chunk.imports) {
      const next = chunks.find(({ fileName }) => fileName === name);
      if (next && !seen.has(name)) {
        seen.add(name);
        queue.push(next);
      }
    }
  }
  return modules;
}

test('the files in dist are the ones looked at here', () => {
  expect(chunks.length).toBeGreaterThan(3);
  // Without their hashes: a build within a test runs in another environment, and its bytes differ by that alone.
  const plain = (path: string) => path.replace('dist/portal/', '').replace(/-[\w-]{8}\.js$/, '.js');
  const built = filesIn(['dist/portal/assets'], /\.js$/).map(plain);
  expect(chunks.map(({ fileName }) => plain(fileName)).sort()).toEqual(built.sort());
  for (const chunk of chunks)
    expect([chunk.fileName, chunk.moduleIds.length > 0]).toEqual([chunk.fileName, true]);
});

test('no server module is in a chunk for browsers', () => {
  const modules = chunks.flatMap(modulesOf);
  expect(modules.filter((id) => id.startsWith('src/')).length).toBeGreaterThan(20);
  const strangers = modules.filter(
    (id) =>
      /(^|\/)server\/|^node:|^examples\/|^tests\/|^scripts\//.test(id) ||
      /node_modules\/(?!(@preact\/|preact\/|valibot\/|penpal\/|ky\/|uqr\/))/.test(id),
  );
  expect(strangers).toEqual([]);
});

test('the first screen needs no library: neither Preact nor signals, RPC or an HTTP client', () => {
  const entry = chunks.find(({ isEntry }) => isEntry);
  expect(entry).toBeDefined();
  const modules = entry ? reachable(entry) : [];
  expect(modules.length).toBeGreaterThan(10);
  // What a bundler drops it names all the same, with no bytes: `kit/common` holds schemas beside plain functions.
  const libraries = modules.filter((id) => id.includes('node_modules/') && !id.includes('/valibot/'));
  expect(libraries).toEqual([]);
});

test('no page brings the library of schemas: one value taken from a schema.ts, and all pages pay for it', () => {
  // What a bundler drops it renders first: what counts is what is sent.
  const bringing = chunks.filter(({ code }) => /["'`]valibot["'`]/.test(code));
  expect(bringing.map(({ fileName }) => fileName)).toEqual([]);
});

test('a page that is seen before the sign-in is one file, and so is what leads to it', () => {
  const entry = chunks.find(({ isEntry }) => isEntry)?.fileName;
  const wholes = ['doors.ts', ...['gate', 'door', 'entrance', 'signup'].map((name) => `panels/${name}.tsx`)];
  for (const path of wholes) {
    const chunk = chunks.find(({ facadeModuleId }) => facadeModuleId?.endsWith(`/apps/portal/${path}`));
    expect(chunk?.imports, path).toEqual([entry]);
  }
});

test('what hands over to the libraries is there once, in the entry', () => {
  const copies = chunks.flatMap(modulesOf).filter((id) => /[?&]of=/.test(id));
  expect(copies.length).toBeGreaterThan(10);
  expect(copies.filter((id) => /\/kit\/ui\/(?:runtime\/|wear|signals|later)/.test(id))).toEqual([]);
});

test('no words of the portal are in a script: they come by themselves, in one language', () => {
  const texts = Object.values(
    JSON.parse(textOf('src/features/contracts/messages/nl.json')) as object,
  ) as string[];
  const told = texts.filter((text) => text.length > 12 && !text.includes('{'));
  expect(told.length).toBeGreaterThan(0);
  const scripts = filesIn(['dist/portal'], /\.js$/).map(textOf).join('\n');
  expect(told.filter((text) => scripts.includes(text))).toEqual([]);
});

test('nothing in a browser file names a server’s tool, setting or table', () => {
  const files = filesIn(['dist/portal', 'dist/embed'], /\.m?js$/);
  expect(files.length).toBeGreaterThan(6);
  const secrets =
    /\bnode:|PORTICO_[A-Z]+|process\.env|vendor_id|customer_id|\bkysely\b|sk_live|BEGIN PRIVATE KEY/;
  const named = files.flatMap((path) => {
    const text = textOf(path);
    const found = secrets.exec(text)?.[0] ?? (text.includes(root) ? 'the path of this machine' : undefined);
    return found ? [`${path}: ${found}`] : [];
  });
  expect(named).toEqual([]);
});
