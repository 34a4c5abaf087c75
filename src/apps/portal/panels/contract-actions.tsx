import { useEffect, useState } from 'preact/hooks';
import { GoesOnActions, HistoryAction } from '../../../features/billing/portal/GoesOnActions.tsx';
import type { GoesOnApi } from '../../../features/billing/portal/goes-on-api.ts';
import type {
  ChangeOptions,
  ChangeQuote,
  ContractChangeRecord,
  HistoryEntry,
  PauseOptions,
} from '../../../features/billing/schema.ts';
import { EndingActions } from '../../../features/cancellations/portal/EndingActions.tsx';
import type { EndingApi } from '../../../features/cancellations/portal/ending-api.ts';
import type { CancellationPreview, Receipt } from '../../../features/cancellations/schema.ts';
import type { ContractPlace } from '../../../features/contracts/portal/ContractsPanel.tsx';
import type { Contract } from '../../../features/contracts/schema.ts';
import { translator } from '../../../kit/browser/words.ts';
import type { Words } from '../../../kit/common/message.ts';
import { later } from '../../../kit/ui/later.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import { leaveFor } from '../paying.ts';
import type { Portal } from '../portal.ts';

/** Only a press needs it. */
const GoesOnPage = later(
  async () => (await import('../../../features/billing/portal/GoesOnPage.tsx')).GoesOnPage,
  () => null,
);

/** Only a press needs it. */
const EndingPage = later(
  async () => (await import('../../../features/cancellations/portal/CancelPage.tsx')).EndingPage,
  () => null,
);

const apiOf = (portal: Portal, id: string): EndingApi => {
  const at = (rest: string) => `/portal/v1/contracts/${encodeURIComponent(id)}/${rest}`;
  return {
    preview: async () => (await portal.http()).get<CancellationPreview>(at('cancellation')),
    cancel: async (wanted) => (await portal.http()).post<Receipt>(at('cancellation'), wanted),
    undo: async () => {
      await (await portal.http()).delete(at('cancellation'));
    },
    withdraw: async () => (await portal.http()).post<Receipt>(at('withdrawal'), {}),
    again: async () => (await (await portal.http()).post<Contract>(at('resubscription'), {})).term,
    receipt: async (declarationId) =>
      (await portal.http()).get<Receipt['file']>(at(`declarations/${declarationId}/receipt`)),
  };
};

const goesOnApiOf = (portal: Portal, id: string): GoesOnApi => {
  const at = (rest: string) => `/portal/v1/contracts/${encodeURIComponent(id)}/${rest}`;
  return {
    history: async () => (await (await portal.http()).get<{ items: HistoryEntry[] }>(at('history'))).items,
    options: async () => (await portal.http()).get<ChangeOptions>(at('change')),
    preview: async (wish) => (await portal.http()).post<ChangeQuote>(at('change/preview'), wish),
    change: async (wish, key) =>
      (await portal.http()).post<ContractChangeRecord>(at('change'), wish, { 'idempotency-key': key }),
    async changeAndLeave(wish, key) {
      let changed: ContractChangeRecord | undefined;
      await leaveFor(portal.framed, async () => {
        const http = await portal.http();
        const headers = { 'idempotency-key': key };
        changed = await http.post<ContractChangeRecord>(at('change'), wish, headers);
        const invoiceId = changed.documentIds.find((one) => one.startsWith('inv_'));
        if (!invoiceId) return null;
        // It is changed: where the page does not open, its invoice waits among those to be paid.
        const paying = async () => {
          const { id: payment } = await http.post<{ id: string }>(
            '/portal/v1/payments/invoices',
            { invoiceId, way: { kind: 'stripe' } },
            headers,
          );
          const back = { panel: 'payments', from: portal.framed ? 'tab' : 'page' };
          return (await http.post<{ url: string | null }>(`/portal/v1/payments/${payment}/checkout`, back))
            .url;
        };
        return paying().catch(() => null);
      });
      return changed as ContractChangeRecord;
    },
    callOff: async () => (await portal.http()).delete(at('change')),
    pauseOptions: async () => (await portal.http()).get<PauseOptions>(at('pause')),
    pause: async (wish) => (await portal.http()).post(at('pause'), wish),
    resume: async () => (await portal.http()).delete(at('pause')),
  };
};

interface ContractActionsProps {
  readonly portal: Portal;
  readonly contract: Contract;
  readonly place: ContractPlace;
}

/** What can be done about a contract: a row of its page, each opening what it needs. */
export const ContractActions = watching(function ContractActions({
  portal,
  contract,
  place,
}: ContractActionsProps) {
  const language = portal.language.value;
  const [words, setWords] = useState<Words | undefined>(undefined);
  useEffect(() => {
    let wanted = true;
    void Promise.all([portal.wordsOf('ending', language), portal.wordsOf('goesOn', language)]).then(
      ([ending, going]) => wanted && setWords({ ...ending, ...going }),
      // Without its words there is no row; the panel above says what the contract is all the same.
      () => undefined,
    );
    return () => {
      wanted = false;
    };
  }, [portal, language]);
  const { panels = [], features = [] } = portal.bootstrap.value ?? {};
  const changes = panels.some(({ panel, change }) => panel === 'contracts' && change);
  if (!words || !changes) return null;
  const t = translator<never>({ ...portal.words.value, ...words }, portal.manner.value);
  const api = apiOf(portal, contract.id);
  const onOpen = (what: 'cancel' | 'withdraw') =>
    place.open(
      <EndingPage
        {...{ t, api, contract, language, what }}
        onClose={(changed) => {
          place.open(null);
          if (changed) place.changed();
        }}
      />,
    );
  const goesOnApi = goesOnApiOf(portal, contract.id);
  const seesPapers = panels.some(({ panel }) => panel === 'documents');
  const openGoesOn = (what: 'change' | 'pause' | 'history') =>
    place.open(
      <GoesOnPage
        {...{ t, contract, language, what, api: goesOnApi }}
        today={portal.manner.value.today}
        paper={seesPapers ? (id) => portal.router.link({ panel: 'documents', id }) : undefined}
        onClose={(changed) => {
          place.open(null);
          if (changed) place.changed();
        }}
      />,
    );
  return (
    <>
      <GoesOnActions
        {...{ t, contract, api: goesOnApi, onOpen: openGoesOn }}
        today={portal.manner.value.today}
        may={{ change: features.includes('contracts.change'), pause: features.includes('contracts.pause') }}
        onChanged={place.changed}
      />
      <EndingActions
        {...{ t, api, contract, language, onOpen }}
        may={{
          cancel: features.includes('contracts.cancel'),
          again: features.includes('contracts.resubscribe'),
        }}
        orderLink={(variantId) => portal.router.link({ panel: 'order', id: variantId })}
        onChanged={place.changed}
      />
      <HistoryAction t={t} onOpen={() => openGoesOn('history')} />
    </>
  );
});
