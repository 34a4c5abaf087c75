/** Style sheets are gathered by Vite; importing one has no value. */
declare module '*.css';
