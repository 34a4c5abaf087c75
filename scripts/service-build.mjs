// Makes `dist/service/main.mjs`: the server of src/apps/server as one file, and one more for each thread it starts.
// It does what the sources do, sooner and in less memory: Node reads one file in place of seven hundred, and no thread
// has to keep what takes the types out of a source (16 MB each). What a source reads beside itself it still reads there,
// so `src` belongs to an installation. Lines stay lines: a stack trace names a place that can be read.
import { readdirSync, rmSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { build } from 'vite';
import { root } from './install.mjs';

const folder = join(root, 'dist/service');
const main = join(root, 'src/apps/server/main.ts');

const slashes = (path) => path.replaceAll('\\', '/');
const nameOf = (entry) =>
  entry === main
    ? 'main.mjs'
    : slashes(relative(join(root, 'src'), entry))
        .replaceAll('/', '-')
        .replace(/\.ts$/, '.mjs');

/** Files of their own for threads; every other address that begins at a source goes on beginning there. */
const places = (threads) => ({
  name: 'portico-places',
  enforce: 'pre',
  transform(code, id) {
    const ours = id.startsWith(root) && !id.includes('node_modules');
    if (!ours || !code.includes('import.meta.')) return undefined;
    const place = slashes(relative(folder, id));
    const started = /new Worker\(\s*new URL\('(\.[^']+\.ts)', import\.meta\.url\)/g;
    return code
      .replaceAll(started, (_, path) => {
        const thread = join(dirname(id), path);
        threads.add(thread);
        return `new Worker(new URL('./${nameOf(thread)}', import.meta.bundle)`;
      })
      .replaceAll('import.meta.url', `new URL('${place}', import.meta.url).href`)
      .replaceAll('import.meta.dirname', `(import.meta.dirname + '/${dirname(place)}')`)
      .replaceAll('import.meta.bundle', 'import.meta.url');
  },
  // A library that is loaded with its first use stays out: it costs nothing before.
  resolveDynamicImport: (name) =>
    typeof name === 'string' && /^[^./]/.test(name) ? { id: name, external: true } : null,
});

const entries = new Set([main]);
for (const entry of entries) {
  await build({
    root,
    configFile: false,
    logLevel: 'warn',
    publicDir: false,
    plugins: [places(entries)],
    // What reads files of its own stays where they are; the other one is only there where somebody installed it.
    ssr: { noExternal: true, external: ['pdfkit', 'pg-native'] },
    build: {
      ssr: entry,
      target: 'node24',
      outDir: folder,
      emptyOutDir: false,
      minify: false,
      reportCompressedSize: false,
      rolldownOptions: {
        output: {
          codeSplitting: false,
          entryFileNames: nameOf(entry),
          // One symbol beyond Latin-1, and V8 keeps the whole file with two bytes for each.
          charset: 'ascii',
          comments: false,
        },
      },
    },
  });
}
const made = new Set([...entries].map(nameOf));
for (const name of readdirSync(folder)) if (!made.has(name)) rmSync(join(folder, name), { recursive: true });
