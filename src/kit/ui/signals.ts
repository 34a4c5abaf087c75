import { effect } from '@preact/signals-core';
import type { ComponentChildren, FunctionComponent, VNode } from 'preact';
import { useEffect, useMemo, useReducer, useRef } from 'preact/hooks';

/**
 * A component that draws again when a signal it read has changed. Ten lines in place of `@preact/signals`, which
 * patches the renderer for all components and costs 1.2 kB of the first screen; a view that forgets the wrapper
 * shows old values, so every view that reads `.value` is made with it.
 */
export function watching<Props>(View: (props: Props) => ComponentChildren): FunctionComponent<Props> {
  return function Watching(props: Props) {
    const [, draw] = useReducer((count: number) => count + 1, 0);
    const stop = useRef<(() => void) | undefined>(undefined);
    useEffect(() => () => stop.current?.(), []);
    stop.current?.();
    let drawn: ComponentChildren;
    let first = true;
    stop.current = effect(() => {
      if (!first) return draw(undefined as never);
      first = false;
      drawn = View(props);
    });
    return drawn as VNode;
  };
}

/** One model for as long as the component is there. A model holds signals and calls but no effects: nothing to end. */
export function useModel<Model>(make: () => Model): Model {
  // biome-ignore lint/correctness/useExhaustiveDependencies: another model would lose what was typed into this one
  return useMemo(make, []);
}
