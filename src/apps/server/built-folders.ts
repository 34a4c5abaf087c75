/** The folders Vite builds; absent in tests that only speak to the API. */
export const builtFolders = { portal: 'dist/portal', console: 'dist/console', embed: 'dist/embed' } as const;
