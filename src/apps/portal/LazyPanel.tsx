import { useEffect, useReducer, useState } from 'preact/hooks';
import { Failed } from '../../kit/ui/Failed.tsx';
import { PanelHead } from '../../kit/ui/PanelHead.tsx';
import { Skeleton } from '../../kit/ui/Skeleton.tsx';
import { watching } from '../../kit/ui/signals.ts';
import { type LoadedPanel, loadPanel } from './panels.ts';
import type { Portal } from './portal.ts';
import { titleOf } from './titles.ts';

interface LazyPanelProps {
  readonly portal: Portal;
  readonly panel: string;
  readonly onReady: (error?: unknown) => void;
}

interface Found {
  readonly loaded?: LoadedPanel | undefined;
  readonly error?: unknown;
}

/** A panel that comes in its own file, with the words of the language spoken now. */
export const LazyPanel = watching(function LazyPanel({ portal, panel, onReady }: LazyPanelProps) {
  const t = portal.t.value;
  const language = portal.language.value;
  const [attempt, again] = useReducer((count: number) => count + 1, 0);
  const [{ loaded: Loaded, error }, setFound] = useState<Found>({});

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new attempt is a reason to load again
  useEffect(() => {
    let wanted = true;
    void loadPanel(panel, language).then(
      (loaded) => wanted && setFound({ loaded }),
      (cause: unknown) => wanted && setFound({ error: cause }),
    );
    return () => {
      wanted = false;
    };
  }, [panel, language, attempt]);

  if (Loaded) return <Loaded.Panel portal={portal} words={Loaded.words} onReady={onReady} />;
  const title = titleOf(t, panel);
  return (
    <div class="panel" data-portico-state={error ? 'failed' : 'loading'}>
      {panel === 'gate' ? null : <PanelHead title={title} />}
      {error ? (
        <Failed t={t} title={t('state.failed')} error={error} onRetry={() => again(undefined as never)} />
      ) : (
        <Skeleton
          label={t('state.loading', { what: panel === 'gate' ? portal.page.brandName : title })}
          slow={t('state.slow')}
        />
      )}
    </div>
  );
});
