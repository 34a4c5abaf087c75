import { defineConfig } from 'vite';

const root = new URL('../../..', import.meta.url).pathname;

/** One script for the page: React, the page and Portico's component, as a vendor's bundler would make it. */
export default defineConfig({
  root: import.meta.dirname,
  logLevel: 'warn',
  define: { 'process.env.NODE_ENV': '"production"' },
  resolve: { alias: { 'portico/react': `${root}dist/embed/react.mjs` } },
  oxc: { jsx: { runtime: 'automatic', importSource: 'react' } },
  build: {
    outDir: `${root}dist/examples/voxline`,
    emptyOutDir: true,
    modulePreload: false,
    rolldownOptions: {
      input: `${import.meta.dirname}/page.jsx`,
      output: { entryFileNames: 'page.js' },
    },
  },
});
