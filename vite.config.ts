import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { defineConfig, type Plugin } from 'vite';
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

/** Vite wraps each `import()` to preload styles of its chunk; ours have none, and the wrapper is 1 kB of the entry. */
function plainImports(): Plugin {
  return {
    name: 'portico-plain-imports',
    enforce: 'pre',
    load: (id) =>
      id === '\0vite/preload-helper.js' ? 'export const __vitePreload = (load) => load();' : undefined,
  };
}

/** The portal: one entry for shell and first panel, one chunk for each further panel and each of its languages. */
export default defineConfig({
  plugins: [messages(), plainImports()],
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
      input: 'src/apps/portal/main.tsx',
      output: {
        entryFileNames: 'assets/[name]-[hash].js',
        chunkFileNames: 'assets/[name]-[hash].js',
        assetFileNames: 'assets/[name]-[hash][extname]',
      },
    },
  },
});
