import { defineConfig, type Plugin } from 'vite';
import portal from './vite.config.ts';

/**
 * The operators' console, a build of its own: nothing it shares with the portal may change the portal's chunks.
 * One entry for the shell, one chunk for each view and each of its languages.
 */
export default defineConfig({
  ...portal,
  // Words and imports as in the portal; what the portal does before Preact is there is its own.
  plugins: (portal.plugins as Plugin[]).filter(
    ({ name }) => !/^portico-(boot|stand-ins|complete-words)$/.test(name),
  ),
  base: '/console/',
  build: {
    ...portal.build,
    outDir: 'dist/console',
    rolldownOptions: {
      ...portal.build?.rolldownOptions,
      input: 'src/apps/console/main.tsx',
    },
  },
});
