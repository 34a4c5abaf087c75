import { useState } from 'preact/hooks';
import { Action, To } from '../../../kit/ui/console/Action.tsx';
import { Confirm } from '../../../kit/ui/console/Confirm.tsx';
import { Load, useLoad } from '../../../kit/ui/console/Load.tsx';
import { Section } from '../../../kit/ui/console/Page.tsx';
import { Table } from '../../../kit/ui/console/Table.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import { pauseOn } from '../../contracts/rules.ts';
import type { VendorContract } from '../../contracts/schema.ts';
import type { ContractChangeRecord, ContractCharge, HistoryEntry } from '../schema.ts';
import { ChangeDialog } from './ChangeDialog.tsx';
import type { GoesOnProps } from './words.ts';

/** On a contract's page: what is waiting or on, changing and pausing on behalf, and what was charged. */
export const GoesOn = watching(function GoesOn({ desk, t, contract, onChanged }: GoesOnProps) {
  const at = `/api/v1/contracts/${contract.id}`;
  const { today } = t.manner;
  const [asks, setAsks] = useState<'change' | 'off' | 'pause' | 'resume' | undefined>(undefined);
  const [from, setFrom] = useState(today);
  const [until, setUntil] = useState('');
  const known = useLoad(`going on ${contract.id} ${contract.updatedAt}`, async () => ({
    changes: (await desk.api.get<{ items: ContractChangeRecord[] }>(`${at}/changes`)).items,
    charges: (await desk.api.get<{ items: ContractCharge[] }>(`${at}/charges`)).items,
    history: (await desk.api.get<{ items: HistoryEntry[] }>(`${at}/history`)).items,
  }));
  const { pendingChange } = contract;
  const pause = pauseOn(contract.pauses, today);
  const writes = desk.may('contracts:write') && contract.status === 'active';
  const close = () => setAsks(undefined);
  const done = async (said: string) => {
    close();
    desk.say(said);
    await onChanged();
  };
  return (
    <Section title={t('billing.goes-on')}>
      {pendingChange ? (
        <p>
          {t('billing.pending', {
            on: t.day(pendingChange.on, 'near'),
            title: pendingChange.title,
            price: t.money(pendingChange.price),
          })}
        </p>
      ) : null}
      {pause ? (
        <p>
          {t('billing.paused', {
            from: t.day(pause.from, 'near'),
            until: pause.until ? t.day(pause.until, 'near') : t('billing.until-resumed'),
            percent: pause.billedPercent,
          })}
        </p>
      ) : null}
      {writes ? (
        <div class="actions">
          {pendingChange ? (
            <Action onClick={() => setAsks('off')}>{t('billing.call-off')}</Action>
          ) : isOfCatalogue(contract) && !(pause && pause.from <= today) ? (
            <Action onClick={() => setAsks('change')}>{t('billing.change')}</Action>
          ) : null}
          {pause ? (
            <Action onClick={() => setAsks('resume')}>{t('billing.resume')}</Action>
          ) : (
            <Action onClick={() => setAsks('pause')}>{t('billing.pause')}</Action>
          )}
        </div>
      ) : null}
      <Load of={known} what={t('billing.goes-on')} rows={2}>
        {({ changes, charges, history }) => (
          <>
            <History t={t} entries={history} />
            {changes.length > 0 ? <Changes t={t} changes={changes} /> : null}
            {charges.length > 0 ? (
              <Charges t={t} charges={charges} />
            ) : (
              <p class="small muted">{t('billing.nothing-charged')}</p>
            )}
          </>
        )}
      </Load>
      {asks === 'change' ? (
        <ChangeDialog {...{ desk, t, contract }} onClose={close} onDone={() => done(t('billing.changed'))} />
      ) : null}
      {asks === 'off' ? (
        <Confirm
          title={t('billing.call-off.question')}
          label={t('billing.call-off')}
          pending={t('billing.doing')}
          danger={false}
          onClose={close}
          act={async () => {
            await desk.api.delete(`${at}/change`);
            await done(t('billing.called-off'));
          }}
        >
          <p>{t('billing.call-off.text')}</p>
        </Confirm>
      ) : null}
      {asks === 'resume' ? (
        <Confirm
          title={t('billing.resume.question')}
          label={t('billing.resume')}
          pending={t('billing.doing')}
          danger={false}
          onClose={close}
          act={async () => {
            await desk.api.delete(`${at}/pause`);
            await done(t('billing.resumed'));
          }}
        >
          <p>{t('billing.resume.text')}</p>
        </Confirm>
      ) : null}
      {asks === 'pause' ? (
        <Confirm
          title={t('billing.pause.question', { title: contract.title })}
          label={t('billing.pause')}
          pending={t('billing.doing')}
          danger={false}
          refusals={{ 'request.invalid': t('billing.pause.wrong') }}
          onClose={close}
          act={async () => {
            await desk.api.post(`${at}/pause`, { from, until: until || null });
            await done(t('billing.paused.said'));
          }}
        >
          <p>{t('billing.pause.text')}</p>
          {(
            [
              ['from', from, setFrom],
              ['until', until, setUntil],
            ] as const
          ).map(([name, value, set]) => (
            <div class="field" key={name}>
              <label for={`pause-${name}`}>{t(`billing.pause.${name}`)}</label>
              <input
                id={`pause-${name}`}
                type="date"
                class="input"
                min={name === 'from' ? today : from}
                value={value}
                onInput={(event) => set(event.currentTarget.value)}
              />
            </div>
          ))}
        </Confirm>
      ) : null}
    </Section>
  );
});

const isOfCatalogue = ({ items }: VendorContract): boolean => items.some(({ variantId }) => variantId);

function Changes({ t, changes }: Pick<GoesOnProps, 't'> & { readonly changes: ContractChangeRecord[] }) {
  return (
    <Table
      name={t('billing.changes')}
      items={changes}
      idOf={({ id }) => id}
      columns={[
        { key: 'on', label: t('billing.on'), class: 'nowrap', cell: ({ effectiveOn }) => t.day(effectiveOn) },
        {
          key: 'what',
          label: t('billing.changes'),
          fill: true,
          cell: ({ before, after }) =>
            `${before.title}, ${t.money(before.price)} → ${after.title}, ${t.money(after.price)}`,
        },
        { key: 'state', label: t('billing.state'), cell: ({ state }) => t(`billing.state.${state}`) },
      ]}
    />
  );
}

/** Few of them at once: what is older opens by a press. */
const shownOfHistory = 8;

function History({ t, entries }: Pick<GoesOnProps, 't'> & { readonly entries: readonly HistoryEntry[] }) {
  const [all, setAll] = useState(false);
  return (
    <>
      <Table
        name={t('billing.history.title')}
        items={all ? entries : entries.slice(0, shownOfHistory)}
        idOf={({ kind, on, documentId, title }) => `${kind} ${on} ${documentId} ${title}`}
        columns={[
          { key: 'on', label: t('billing.on'), class: 'nowrap', cell: ({ on }) => t.day(on) },
          {
            key: 'what',
            label: t('billing.history.title'),
            fill: true,
            cell: ({ kind, on, until, title, number, documentId }) => {
              const said = t(`billing.history.${kind}`, {
                ...{ title: title ?? '', number: number ?? '', until: until ?? 'none', day: until ?? on },
              });
              return documentId ? <To to={`/documents/${documentId}`}>{said}</To> : said;
            },
          },
          {
            key: 'amount',
            label: t('billing.history.amount'),
            end: true,
            class: 'money',
            cell: ({ amount }) => (amount ? t.money(amount) : ''),
          },
        ]}
      />
      {entries.length > shownOfHistory && !all ? (
        <Action kind="plain" onClick={() => setAll(true)}>
          {t('billing.history.all', { count: entries.length })}
        </Action>
      ) : null}
    </>
  );
}

function Charges({ t, charges }: Pick<GoesOnProps, 't'> & { readonly charges: ContractCharge[] }) {
  return (
    <Table
      name={t('billing.charges')}
      items={charges.slice(0, 12)}
      idOf={({ from, until, units }) => `${from} ${until} ${units}`}
      columns={[
        {
          key: 'from',
          label: t('billing.charges'),
          fill: true,
          cell: ({ from, until }) => `${t.day(from)} – ${t.day(until)}`,
        },
        {
          key: 'share',
          label: t('billing.share'),
          end: true,
          class: 'num',
          cell: ({ units, ofUnits }) => t('billing.days', { days: units / 100, of: ofUnits / 100 }),
        },
        {
          key: 'paper',
          label: t('billing.paper'),
          cell: ({ documentId }) =>
            documentId ? <To to={`/documents/${documentId}`}>{t('billing.open')}</To> : '–',
        },
      ]}
    />
  );
}
