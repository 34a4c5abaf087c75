import type * as Hooks from 'preact/hooks';

// In the portal's build this module takes the place of `preact/hooks` (see vite.config.ts).

type Kit = Pick<
  typeof Hooks,
  'useCallback' | 'useEffect' | 'useId' | 'useLayoutEffect' | 'useMemo' | 'useReducer' | 'useRef' | 'useState'
>;

const nothing = () => {};
/** For a component that is drawn once: it has its first state, and effects are left to Preact. */
const once: Record<keyof Kit, (given: never, second: never) => unknown> = {
  useCallback: (act) => act,
  useEffect: nothing,
  useId: nothing,
  useLayoutEffect: nothing,
  useMemo: (get: () => unknown) => get(),
  useReducer: (_, first) => [first, nothing],
  useRef: (current) => ({ current }),
  useState: (first: unknown) => [typeof first === 'function' ? first() : first, nothing],
};
let kit = once as unknown as Kit;

export const useCallback = ((...given) => kit.useCallback(...given)) as Kit['useCallback'];
export const useEffect = ((...given) => kit.useEffect(...given)) as Kit['useEffect'];
export const useId = (() => kit.useId()) as Kit['useId'];
export const useLayoutEffect = ((...given) => kit.useLayoutEffect(...given)) as Kit['useLayoutEffect'];
export const useMemo = ((...given) => kit.useMemo(...given)) as Kit['useMemo'];
export const useReducer = ((...given: [never, never]) =>
  kit.useReducer(...given)) as unknown as Kit['useReducer'];
export const useRef = ((given: unknown) => kit.useRef(given)) as Kit['useRef'];
export const useState = ((given: unknown) => kit.useState(given)) as Kit['useState'];

/** From now on hooks are Preact's. */
export function takeHooks(full: Kit): void {
  kit = full;
}
