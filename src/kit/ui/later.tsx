import type { ComponentChildren, ComponentType, FunctionComponent } from 'preact';
import { useEffect, useReducer, useState } from 'preact/hooks';

/**
 * A component in a file of its own, which the first screen does without. Nothing stands in its place while the file
 * comes; `instead` does where it can't be had, and may try `again`.
 */
export function later<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
  instead: (props: Props, again: () => void) => ComponentChildren,
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
    return <>{failed ? instead(props, again) : null}</>;
  }
  return Object.assign(Later, { fetch });
}

interface Fetched<T> {
  readonly found?: T;
  readonly error?: unknown;
}

/** What comes with its words in the language spoken now: anew with another language, and after `again`. */
export function useFetched<T>(language: string, fetch: () => Promise<T>): Fetched<T> & { again(): void } {
  const [fetched, setFetched] = useState<Fetched<T>>({});
  const [attempt, again] = useReducer((count: number) => count + 1, 0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new attempt is a reason to fetch again
  useEffect(() => {
    let wanted = true;
    void fetch().then(
      (found) => wanted && setFetched({ found }),
      (error: unknown) => wanted && setFetched({ error }),
    );
    return () => {
      wanted = false;
    };
  }, [language, attempt]);
  return { ...fetched, again: () => again(undefined as never) };
}
