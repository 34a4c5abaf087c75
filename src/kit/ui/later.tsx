import type { ComponentChildren, ComponentType, FunctionComponent } from 'preact';
import { useEffect, useReducer } from 'preact/hooks';

/**
 * A component in a file of its own, which the first screen does without. Unless said, nothing stands in its place while
 * the file comes; `instead` does where it can't be had, and may try `again`.
 */
export function later<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
  instead: (props: Props, again: () => void) => ComponentChildren,
  meanwhile?: (props: Props) => ComponentChildren,
): FunctionComponent<Props> & { fetch(): Promise<ComponentType<Props>> } {
  let Loaded: ComponentType<Props> | undefined;
  let failed = false;
  const fetch = async () => {
    Loaded ??= await load();
    return Loaded;
  };
  // biome-ignore lint/correctness/noComponentHookFactories: `later` is called once for each file, at the module's level
  function Later(props: Props) {
    const [attempt, draw] = useReducer((count: number) => count + 1, 0);
    // biome-ignore lint/correctness/useExhaustiveDependencies: a new attempt is a reason to load again
    useEffect(() => {
      if (Loaded || failed) return;
      fetch()
        .catch(() => {
          failed = true;
        })
        .then(() => draw(undefined as never));
    }, [attempt]);
    if (Loaded) return <Loaded {...props} />;
    const again = () => {
      failed = false;
      draw(undefined as never);
    };
    return <>{failed ? instead(props, again) : meanwhile?.(props)}</>;
  }
  return Object.assign(Later, { fetch });
}
