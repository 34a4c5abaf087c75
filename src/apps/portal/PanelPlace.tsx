import { useCallback, useEffect } from 'preact/hooks';
import type { Bootstrap } from '../../features/access/schema.ts';
import { ContractsPanel } from '../../features/contracts/portal/ContractsPanel.tsx';
import type { Contract } from '../../features/contracts/schema.ts';
import { watching } from '../../kit/ui/signals.ts';
import { LazyPanel } from './LazyPanel.tsx';
import { isLazy, loadPanel } from './panels.ts';
import type { Portal } from './portal.ts';

interface PanelPlaceProps {
  readonly portal: Portal;
  readonly bootstrap: Bootstrap;
  readonly panel: string | null;
  readonly visible: readonly string[];
  readonly onSettled: () => void;
}

/** After two frames what was drawn has been painted. */
const afterPaint = (act: () => void) => requestAnimationFrame(() => requestAnimationFrame(act));

/** The panel of the address, or why it is not there. */
export const PanelPlace = watching(function PanelPlace({
  portal,
  bootstrap,
  panel,
  visible,
  onSettled,
}: PanelPlaceProps) {
  const t = portal.t.value;
  const { brandName: brand } = portal.page;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the list is made anew with each drawing; its words count
  const onReady = useCallback(
    (error?: unknown) => {
      afterPaint(() => {
        portal.painted(error);
        onSettled();
        for (const other of visible.filter((id) => id !== panel)) whenIdle(() => prefetch(other, portal));
      });
    },
    [portal, panel, visible.join()],
  );

  if (!panel || !visible.includes(panel)) {
    return <Hidden portal={portal} onReady={onReady} />;
  }
  if (panel !== 'contracts') return <LazyPanel key={panel} portal={portal} panel={panel} onReady={onReady} />;
  const { router } = portal;
  return (
    <ContractsPanel
      t={t}
      initial={bootstrap.contracts}
      api={{
        list: async () =>
          (await (await portal.http()).get<{ items: Contract[] }>('/portal/v1/contracts')).items,
      }}
      today={bootstrap.today}
      brand={brand}
      customer={bootstrap.customer}
      openId={router.route.value.id}
      linkTo={(id) => router.link({ panel, id })}
      onReady={onReady}
    />
  );
});

interface PlaceProps {
  readonly portal: Portal;
  readonly onReady: (error?: unknown) => void;
}

/** Opened by address without the right to see it. */
function Hidden({ portal, onReady }: PlaceProps) {
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
}

const whenIdle = (act: () => void) =>
  'requestIdleCallback' in window ? requestIdleCallback(act, { timeout: 4_000 }) : setTimeout(act, 1_000);

/** Fetches what the next click needs; that it failed shows only then. */
function prefetch(panel: string, portal: Portal): void {
  if (isLazy(panel)) void loadPanel(panel, portal.language.peek()).catch(() => {});
  void portal.http().catch(() => {});
}
