import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { build, defineConfig, type Plugin, type Rollup } from 'vite';
import { missingTexts } from './src/apps/words/check.ts';
import { completeLanguages } from './src/kit/common/languages.ts';
import { compileWords } from './src/kit/common/message-compile.ts';

/** `messages/<tag>.json` arrives as the tree that `message.ts` runs; a sentence that doesn't parse stops the build. */
function messages(): Plugin {
  const mark = '\0words:';
  return {
    name: 'portico-messages',
    enforce: 'pre',
    resolveId(source, importer) {
      if (!importer || !/\/messages\/[\w-]+\.json$/.test(source)) return undefined;
      return mark + resolve(dirname(importer), source).replace(/\.json$/, '');
    },
    load(id) {
      if (!id.startsWith(mark)) return undefined;
      const file = `${id.slice(mark.length)}.json`;
      this.addWatchFile(file);
      return `export default ${JSON.stringify(compileWords(JSON.parse(readFileSync(file, 'utf8'))))}`;
    },
  };
}

/** A language that is offered has every text, or nothing is built. */
function completeWords(): Plugin {
  return {
    name: 'portico-complete-words',
    apply: 'build',
    buildStart() {
      const lacking = completeLanguages.flatMap((tag) => missingTexts(import.meta.dirname, tag));
      if (lacking.length > 0) this.error(`Languages that are offered lack texts:\n${lacking.join('\n')}`);
    },
  };
}

/** Vite wraps each `import()` to preload styles of its chunk; ours have none, and the wrapper is 1 kB of the entry. */
function plainImports(): Plugin {
  return {
    name: 'portico-plain-imports',
    enforce: 'pre',
    load: (id) =>
      id === '\0vite/preload-helper.js' ? 'export const __vitePreload = (load) => load();' : undefined,
  };
}

/** The compiler's own helper, of a hundred bytes, in a file that nobody could do without: one request less for each page. */
function noHelperFile(): Plugin {
  const asked = /import\{t as (\w+)\}from"\.\/rolldown-runtime-[\w-]+\.js";/;
  return {
    name: 'portico-no-helper-file',
    apply: 'build',
    enforce: 'post',
    generateBundle: {
      order: 'pre',
      handler(_, bundle) {
        const helper = Object.values(bundle).find(({ fileName }) => fileName.includes('/rolldown-runtime-'));
        if (helper?.type !== 'chunk') return;
        for (const chunk of Object.values(bundle)) {
          if (chunk.type !== 'chunk' || !chunk.imports.includes(helper.fileName)) continue;
          if (!asked.test(chunk.code))
            this.error(`${chunk.fileName} asks the compiler's helper for more than exports.`);
          chunk.code = chunk.code.replace(
            asked,
            'const $1=o=>{let r={};for(let k in o)Object.defineProperty(r,k,{get:o[k],enumerable:!0});return r};',
          );
          chunk.imports = chunk.imports.filter((name) => name !== helper.fileName);
        }
        delete bundle[helper.fileName];
      },
    },
  };
}

const runtime: Readonly<Record<string, string>> = {
  'preact/jsx-runtime': 'jsx.ts',
  'preact/jsx-dev-runtime': 'jsx.ts',
  'preact/hooks': 'hooks.ts',
  '@preact/signals-core': 'signals.ts',
};

const standing = resolve(import.meta.dirname, 'src/kit/ui/runtime');

/**
 * The views of the first screen are drawn before Preact and signals are there, by modules that stand in for them and
 * hand over when they come (`kit/ui/runtime`). Only those modules mean the libraries when they name them.
 */
function standIns(): Plugin {
  return {
    name: 'portico-stand-ins',
    apply: 'build',
    enforce: 'pre',
    resolveId(source, importer) {
      const file = runtime[source];
      const ours = importer && !importer.includes('node_modules') && !importer.startsWith(standing);
      return file && ours ? join(standing, file) : undefined;
    },
  };
}

/**
 * `boot.js`: what the server writes into the document to run before the entry is there; `script.js`: what runs before a
 * vendor's script in its frame. Each one file that imports nothing.
 */
function alone(fileName: string, input: string): Plugin {
  return {
    name: `portico-alone-${fileName}`,
    apply: 'build',
    async generateBundle() {
      const [made] = (await build({
        configFile: false,
        logLevel: 'warn',
        build: {
          write: false,
          target: 'es2022',
          rolldownOptions: { input, output: { format: 'iife' } },
        },
      }).then((result) => [result].flat())) as Rollup.RollupOutput[];
      this.emitFile({ type: 'asset', fileName, source: made?.output[0].code.trim() ?? '' });
    },
  };
}

const alones = [
  alone('boot.js', 'src/apps/portal/boot.ts'),
  alone('script.js', 'src/features/scripts/portal/inside.ts'),
];

const entry = resolve(import.meta.dirname, 'src/apps/portal/main.tsx');

/** What the entry imports at once is in the entry, even where later chunks share it: one script without a waterfall. */
function ofEntry(id: string, context: Rollup.ChunkingContext): string | null {
  const found = new Set([entry]);
  for (const one of found) for (const next of context.getModuleInfo(one)?.importedIds ?? []) found.add(next);
  return found.has(id) || id.endsWith('/kit/ui/wear.ts') ? 'main' : null;
}

/** Pages that are seen before anything else was fetched, and what leads to all pages. */
const firsts = /\/src\/apps\/portal\/(?:panels\/(gate|door|entrance|signup)\.tsx|(doors)\.ts)$/;
const mark = /[?&]of=(\w+)$/;

/**
 * Each first page is one file: what it shares with panels is in it once more, so that nobody asks for a handful of
 * files before the first field is there. What the entry holds stays shared, state and libraries with it.
 */
function wholePages(): Plugin {
  const held = new Set<string>();
  const imports = /^(?:import|export)\s(?!type\b)(?:[^'";]*?\sfrom\s)?'(\.[^']+)'/gm;
  return {
    name: 'portico-whole-pages',
    apply: 'build',
    enforce: 'pre',
    buildStart() {
      held.clear();
      held.add(entry);
      for (const one of held)
        if (/\.tsx?$/.test(one))
          for (const [, path = ''] of readFileSync(one, 'utf8').matchAll(imports))
            held.add(resolve(one, '..', path));
    },
    resolveId(source, importer, { kind }) {
      const owner = importer && (mark.exec(importer)?.[1] ?? firsts.exec(importer)?.slice(1).find(Boolean));
      if (!owner || !source.startsWith('.') || kind === 'dynamic-import') return undefined;
      const path = resolve(importer.replace(/\?.*/, ''), '..', source);
      if (held.has(path) || path.startsWith(standing) || path.endsWith('/kit/ui/wear.ts')) return undefined;
      return `${path}${path.includes('?') ? '&' : '?'}of=${owner}`;
    },
  };
}

/** What panels and forms are made of: files of a few hundred bytes each compress badly, and most pages need them all. */
const parts = /\/src\/kit\/ui\/(?:form\/(?:Field|ErrorSummary|form|style)|Button|Notice|panel\/Waiting)\./;
const part = /\/src\/(?:kit\/ui\/fetched|apps\/portal\/Part)\./;
/** With two small files of the payments: of its own each is mostly the beginning of a file. */
const lists =
  /\/src\/(?:kit\/(?:ui\/(?:panel|console\/icons)|browser\/query)|apps\/portal\/paying|features\/payments\/method-name)/;

const shared = (test: RegExp) => (id: string) => test.test(id) && !mark.test(id);

/** The portal: one entry for shell and first panel, one chunk for each further panel and each of its languages. */
export default defineConfig({
  plugins: [messages(), completeWords(), standIns(), wholePages(), plainImports(), noHelperFile(), ...alones],
  publicDir: false,
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: 'dist/portal',
    target: 'es2022',
    manifest: 'manifest.json',
    modulePreload: false,
    cssCodeSplit: false, // The server writes it into the document: one request less before the first screen.
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    rolldownOptions: {
      input: entry,
      output: {
        codeSplitting: {
          groups: [
            { name: ofEntry, debugName: 'entry', priority: 2 },
            { name: 'parts', test: shared(parts), priority: 1 },
            { name: 'part', test: shared(part), priority: 1 },
            { name: 'lists', test: shared(lists) },
          ],
        },
        entryFileNames: 'assets/[name]-[hash].js',
        chunkFileNames: 'assets/[name]-[hash].js',
        assetFileNames: 'assets/[name]-[hash][extname]',
      },
    },
  },
});
