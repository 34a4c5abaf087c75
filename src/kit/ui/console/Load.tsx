import type { ComponentChildren } from 'preact';
import { useCallback, useEffect, useReducer, useState } from 'preact/hooks';
import { isApiError } from '../../browser/api-error.ts';
import { Failed } from '../Failed.tsx';
import { Skeleton } from '../Skeleton.tsx';
import { useDesk } from './desk.ts';

export interface Loaded<Value> {
  readonly value: Value | undefined;
  readonly error: unknown;
  /** Fetches again; what is shown stays until the new answer is there. */
  reload(): void;
  set(value: Value): void;
}

/** Fetches when drawn, and again when `key` changes. A slow answer to an old question is dropped. */
export function useLoad<Value>(key: string, fetch: () => Promise<Value>): Loaded<Value> {
  const [state, setState] = useState<{ key: string; value?: Value; error?: unknown }>({ key });
  const [attempt, again] = useReducer((count: number) => count + 1, 0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key says what is fetched
  useEffect(() => {
    let wanted = true;
    void fetch().then(
      (value) => wanted && setState({ key, value }),
      (error: unknown) =>
        wanted &&
        setState((old) => ({
          key,
          error,
          ...(old.key === key && old.value !== undefined && { value: old.value }),
        })),
    );
    return () => {
      wanted = false;
    };
  }, [key, attempt]);
  const current = state.key === key ? state : { key };
  return {
    value: 'value' in current ? (current.value as Value) : undefined,
    error: 'error' in current ? current.error : undefined,
    reload: useCallback(() => again(undefined as never), []),
    set: (value) => setState({ key, value }),
  };
}

interface LoadProps<Value> {
  readonly of: Loaded<Value>;
  /** Read aloud while it loads: “Loading: customer”. */
  readonly what: string;
  readonly rows?: number;
  /** What stands there for something that does not exist or may not be seen. */
  readonly missing?: string;
  readonly children: (value: Value) => ComponentChildren;
}

/** The four faces of anything that is fetched: loading, failed with a way on, gone, there. */
export function Load<Value>({ of, what, rows = 4, missing, children }: LoadProps<Value>) {
  const { t } = useDesk();
  const { value, error } = of;
  const gone = isApiError(error) && [403, 404, 410].includes(error.status);
  if (error && gone && missing) return <p class="load muted">{missing}</p>;
  return (
    <>
      {error ? (
        <div class="load">
          <Failed t={t} title={t('desk.load-failed')} error={error} onRetry={of.reload} />
        </div>
      ) : null}
      {value !== undefined ? (
        children(value)
      ) : error ? null : (
        <div class="load">
          <Skeleton label={t('state.loading', { what })} rows={rows} slow={t('state.slow')} />
        </div>
      )}
    </>
  );
}
