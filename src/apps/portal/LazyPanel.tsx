import { useEffect, useReducer, useState } from 'preact/hooks';
import { translator } from '../../kit/browser/words.ts';
import { Failed } from '../../kit/ui/Failed.tsx';
import { PanelHead } from '../../kit/ui/PanelHead.tsx';
import { Skeleton } from '../../kit/ui/Skeleton.tsx';
import { watching } from '../../kit/ui/signals.ts';
import { waysFor } from './gate.ts';
import type { OtherPanelProps } from './OtherPanel.tsx';
import { Part } from './Part.tsx';
import { type LoadedPanel, loadedPanel, loadPanel } from './panels.ts';
import { titleOf } from './titles.ts';

export const OtherPanel = ({ panel, ...props }: OtherPanelProps) =>
  panel ? <LazyPanel {...props} panel={panel} /> : <Hidden {...props} />;

type PlaceProps = Omit<OtherPanelProps, 'panel'>;

/** Opened by address without the right to see it. */
const Hidden = watching(function Hidden({ portal, onReady }: PlaceProps) {
  const t = portal.t.value;
  useEffect(() => onReady(), [onReady]);
  return (
    <div class="panel" data-portico-state="hidden">
      <div class="measure">
        <h1 class="title" tabIndex={-1}>
          {t('shell.hidden')}
        </h1>
        <p>{t('shell.hidden.text', { brand: portal.page.brandName })}</p>
      </div>
    </div>
  );
});

interface Found {
  readonly loaded?: LoadedPanel | undefined;
  readonly error?: unknown;
}

/** A panel that comes in its own file, with the words of the language spoken now. */
const LazyPanel = watching(function LazyPanel({
  portal,
  panel,
  onReady,
}: PlaceProps & { readonly panel: string }) {
  const t = portal.t.value;
  const language = portal.language.value;
  const [attempt, again] = useReducer((count: number) => count + 1, 0);
  const [{ loaded: Loaded, error }, setFound] = useState<Found>(() => ({
    loaded: loadedPanel(panel, language),
  }));

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new attempt is a reason to load again
  useEffect(() => {
    let wanted = true;
    void loadPanel(panel, language, portal).then(
      (loaded) => wanted && setFound({ loaded }),
      (cause: unknown) => wanted && setFound({ error: cause }),
    );
    return () => {
      wanted = false;
    };
  }, [panel, language, attempt]);

  if (Loaded)
    return (
      <Loaded.Panel
        portal={portal}
        panel={panel}
        t={translator({ ...portal.words.value, ...Loaded.words }, portal.manner.value)}
        words={Loaded.words}
        part={(own, load, draw, meanwhile) => (
          <Part
            portal={portal}
            words={Loaded.words}
            load={(spoken) => Promise.all([load(), portal.wordsOf(own, spoken)])}
            draw={draw}
            meanwhile={meanwhile}
          />
        )}
        waysFor={(kind) => waysFor(portal.page, kind, portal.asksHost.value)}
        onReady={onReady}
      />
    );
  const title = titleOf(t, panel, portal.bootstrap.value?.plugins);
  const isGate = ['gate', 'arrival', 'entrance'].includes(panel);
  return (
    <div class="panel" data-portico-state={error ? 'failed' : 'loading'}>
      {isGate ? null : <PanelHead title={title} />}
      {error ? (
        <Failed t={t} title={t('state.failed')} error={error} onRetry={() => again(undefined as never)} />
      ) : (
        <Skeleton
          label={t('state.loading', { what: isGate ? portal.page.brandName : title })}
          slow={t('state.slow')}
        />
      )}
    </div>
  );
});
