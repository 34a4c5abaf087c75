/** Style sheets are gathered by Vite; importing one has no value, unless it is asked for as text. */
declare module '*.css';
declare module '*.css?inline' {
  const css: string;
  export default css;
}
