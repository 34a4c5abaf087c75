import { useCallback } from 'preact/hooks';
import type { Bootstrap } from '../../features/access/schema.ts';
import { ContractsPanel } from '../../features/contracts/portal/ContractsPanel.tsx';
import type { Contract } from '../../features/contracts/schema.ts';
import { later } from '../../kit/ui/later.tsx';
import { watching } from '../../kit/ui/signals.ts';
import { OtherPanel } from './OtherPanel.tsx';
import { OwnFieldsLater } from './own-fields-later.ts';
import { afterPaint } from './paint.ts';
import type { Portal } from './portal.ts';

interface PanelPlaceProps {
  readonly portal: Portal;
  readonly bootstrap: Bootstrap;
  readonly panel: string | null;
  readonly visible: readonly string[];
  readonly onSettled: () => void;
}

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
        void idle().then(portal.reach);
        setTimeout(() => void prefetch(portal, visible), prefetchMs);
      });
    },
    [portal, panel, visible.join()],
  );

  // Who is signed in already is told so there.
  const allowed = panel && (visible.includes(panel) || panel === 'signup') ? panel : null;
  if (!allowed || panel !== 'contracts') {
    return <OtherPanel key={allowed} portal={portal} panel={allowed} onReady={onReady} />;
  }
  const { router } = portal;
  const { contracts, fields } = bootstrap;
  const openId = contracts?.length === 1 ? (contracts[0]?.id ?? null) : router.route.value.id;
  return (
    <>
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
        actions={(contract, place) => (
          <ContractActions key={contract.id} portal={portal} contract={contract} place={place} />
        )}
        onReady={onReady}
      />
      {openId && fields?.some((subject) => subject !== 'customer') ? (
        <OwnFieldsLater key={openId} portal={portal} contractId={openId} />
      ) : null}
    </>
  );
});

/** Behind the first screen: nobody presses before they have read. */
const ContractActions = later(
  async () => (await import('./panels/contract-actions.tsx')).ContractActions,
  () => null,
);

const idle = (): Promise<void> =>
  new Promise((done) => {
    if ('requestIdleCallback' in window) requestIdleCallback(() => done(), { timeout: 4_000 });
    else setTimeout(done, 1_000);
  });

/** The page around the portal comes first; nobody has read the first screen by then. */
const prefetchMs = 2_000;

/** Fetches what the next click needs, one file at a time; that it failed shows only then. */
async function prefetch(portal: Portal, panels: readonly string[]): Promise<void> {
  try {
    const { loadPanel } = await import('./doors.ts');
    await portal.http();
    for (const panel of panels) {
      await idle();
      await loadPanel(panel, portal.language.peek(), portal);
    }
  } catch {} // The panel itself says so when it is opened.
}
