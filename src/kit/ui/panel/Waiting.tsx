import { useEffect } from 'preact/hooks';
import { Failed } from '../Failed.tsx';
import { Skeleton } from '../Skeleton.tsx';
import { watching } from '../signals.ts';
import type { UiWords } from '../words.ts';
import type { Pages, State } from './pages.ts';

type Loading = Pick<Pages<unknown>, 'state' | 'error' | 'load'>;

/** Loads what a panel shows, tells the portal when that is there or can't be had, and gives its state. */
export function useLoaded(model: Loading, onReady: (error?: unknown) => void): State {
  const state = model.state.value;
  useEffect(() => void model.load(), [model]);
  useEffect(() => {
    if (state !== 'loading') onReady(model.error.peek());
  }, [state, model, onReady]);
  return state;
}

interface WaitingProps {
  readonly t: UiWords;
  readonly model: Loading;
  /** What is on its way. */
  readonly what: string;
  /** That it can't be had, and that nothing is lost. */
  readonly failed: string;
}

/** What stands where something is loading or can't be had; nothing once it is there. */
export const Waiting = watching(function Waiting({ t, model, what, failed }: WaitingProps) {
  const state = model.state.value;
  if (state === 'failed')
    return <Failed t={t} title={failed} error={model.error.value} onRetry={() => void model.load()} />;
  if (state === 'loading') return <Skeleton label={t('state.loading', { what })} slow={t('state.slow')} />;
  return null;
});
