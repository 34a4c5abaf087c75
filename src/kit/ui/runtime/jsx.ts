import type { JSX, VNode } from 'preact';

// In the portal's build this module takes the place of `preact/jsx-runtime` (see vite.config.ts).

type Make = (type: VNode['type'], props: object, key?: unknown) => object;

/** What `draw` needs of an element. */
let make: Make = (type, props) => ({ type, props });

export const jsx: Make = (type, props, key) => make(type, props, key);
export const jsxs = jsx;
export const jsxDEV = jsx;
export const Fragment = ({ children }: { children?: unknown }) => children as JSX.Element;

/** From now on elements are Preact's. */
export function takeElements(full: Make): void {
  make = full;
}
