/** Style sheets are gathered by Vite; importing one has no value, unless it is asked for as text. */
declare module '*.css';
declare module '*.css?inline' {
  const css: string;
  // biome-ignore lint/style/noDefaultExport: that is how Vite hands it over
  export default css;
}

/** A file as it stands. */
declare module '*.md?raw' {
  const text: string;
  // biome-ignore lint/style/noDefaultExport: that is how Vite hands it over
  export default text;
}

/** Vite gathers files by a pattern, each to be fetched when it is called for. */
interface ImportMeta {
  glob<Content>(
    pattern: string,
    options: { readonly import: 'default' },
  ): Record<string, () => Promise<Content>>;
}
