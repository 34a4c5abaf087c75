/** Style sheets are gathered by Vite; importing one has no value, unless it is asked for as text. */
declare module '*.css';
declare module '*.css?inline' {
  const css: string;
  // biome-ignore lint/style/noDefaultExport: that is how Vite hands it over
  export default css;
}
