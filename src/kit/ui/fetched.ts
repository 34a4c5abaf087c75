import { useEffect, useReducer, useState } from 'preact/hooks';

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
