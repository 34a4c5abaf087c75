import type * as Signals from '@preact/signals-core';

// In the portal's build this module takes the place of `@preact/signals-core` (see vite.config.ts).

export type { Model, ReadonlySignal, Signal } from '@preact/signals-core';

type Kit = Pick<typeof Signals, 'batch' | 'computed' | 'createModel' | 'effect' | 'signal'>;

function still<Value>(value: Value) {
  const one = { value, peek: () => one.value };
  return one;
}
/** Values that are read once: nothing follows them yet. */
const once = {
  batch: <Value>(act: () => Value) => act(),
  computed: <Value>(get: () => Value) => ({
    get value() {
      return get();
    },
    peek: get,
  }),
  effect: (act: () => void) => {
    act();
    return () => {};
  },
  signal: still,
  createModel: (make: (...given: unknown[]) => unknown) =>
    function once(...given: unknown[]) {
      return make(...given);
    },
};
let kit = once as unknown as Kit;

export const batch: Kit['batch'] = (act) => kit.batch(act);
export const computed: Kit['computed'] = (get, options) => kit.computed(get, options);
export const effect: Kit['effect'] = (act, options) => kit.effect(act, options);
export const signal = ((value: unknown, options?: object) => kit.signal(value, options)) as Kit['signal'];
/** Models are declared when their file is first read, which may be long before signals are there. */
export const createModel = ((make: never) => {
  let of: Kit | undefined;
  let Model: new (...given: unknown[]) => object;
  return function made(...given: unknown[]) {
    if (of !== kit) {
      of = kit;
      Model = kit.createModel(make) as never;
    }
    return new Model(...given);
  };
}) as unknown as Kit['createModel'];

/** From now on values are followed. */
export function takeSignals(full: Kit): void {
  kit = full;
}
