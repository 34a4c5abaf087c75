import { useSignal, useSignalEffect } from '@preact/signals';
import { Failed } from '../../kit/ui/Failed.tsx';
import { PanelHead } from '../../kit/ui/PanelHead.tsx';
import { Skeleton } from '../../kit/ui/Skeleton.tsx';
import { type LoadedPanel, loadPanel } from './panels.ts';
import type { Portal } from './portal.ts';
import { titleOf } from './titles.ts';

interface LazyPanelProps {
  readonly portal: Portal;
  readonly panel: string;
  readonly onReady: (error?: unknown) => void;
}

/** A panel that comes in its own file, with the words of the language spoken now. */
export function LazyPanel({ portal, panel, onReady }: LazyPanelProps) {
  const t = portal.t.value;
  const loaded = useSignal<LoadedPanel | undefined>(undefined);
  const error = useSignal<unknown>(undefined);
  const attempt = useSignal(0);
  useSignalEffect(() => {
    attempt.value;
    void loadPanel(panel, portal.language.value).then(
      (found) => {
        loaded.value = found;
        error.value = undefined;
      },
      (cause: unknown) => {
        error.value = cause;
      },
    );
  });
  const ready = loaded.value;
  if (ready) return <ready.Panel portal={portal} words={ready.words} onReady={onReady} />;
  const title = titleOf(t, panel);
  return (
    <div class="panel" data-portico-state={error.value ? 'failed' : 'loading'}>
      {panel === 'gate' ? null : <PanelHead title={title} />}
      {error.value ? (
        <Failed
          t={t}
          title={t('state.failed')}
          error={error.value}
          onRetry={() => {
            attempt.value += 1;
          }}
        />
      ) : (
        <Skeleton
          label={t('state.loading', { what: panel === 'gate' ? portal.page.brandName : title })}
          slow={t('state.slow')}
        />
      )}
    </div>
  );
}
