import { useState } from 'preact/hooks';
import { Action, To } from '../../../kit/ui/console/Action.tsx';
import { Confirm } from '../../../kit/ui/console/Confirm.tsx';
import { List } from '../../../kit/ui/console/List.tsx';
import { moment } from '../../../kit/ui/console/moments.ts';
import { PageHead } from '../../../kit/ui/console/Page.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import type { LicenceTransfer } from '../care-schema.ts';
import { tabsOf } from './tabs.ts';
import type { Part } from './words.ts';

/** Licences that customers offered to others, and what became of it; an open offer can be withdrawn. */
export const OfferList = watching(function OfferList({ desk, t }: Part) {
  const [ending, setEnding] = useState<LicenceTransfer | undefined>(undefined);
  const [round, setRound] = useState(0);
  return (
    <>
      <PageHead title={t('licences.title')} tabs={tabsOf(t)} tab="offers" />
      <List<LicenceTransfer>
        key={round}
        name="licence offers"
        title={t('licences.tab.offers')}
        path="/api/v1/licence-transfers"
        nameOf={({ id }) => id}
        filters={[
          {
            name: 'open',
            label: t('licences.state'),
            options: [{ value: 'true', label: t('licences.offer.open') }],
          },
        ]}
        columns={[
          {
            ...{ key: 'licence', label: t('licences.offer.licence') },
            class: 'mono nowrap',
            cell: ({ licenceId, keyHint }) => <To to={`/licences/${licenceId}`}>{keyHint}</To>,
          },
          {
            ...{ key: 'from', label: t('licences.offer.from') },
            cell: ({ fromId, fromName }) => <To to={`/customers/${fromId}`}>{fromName}</To>,
          },
          {
            ...{ key: 'to', label: t('licences.offer.to') },
            cell: ({ toId, toName }) =>
              toId ? <To to={`/customers/${toId}`}>{toName}</To> : t('licences.offer.nobody'),
          },
          { key: 'state', label: t('licences.state'), cell: ({ state }) => t(`licences.offer.${state}`) },
          { key: 'until', label: t('licences.until'), cell: ({ expiresAt }) => moment(t, expiresAt) },
          {
            ...{ key: 'withdraw', label: t('licences.offer.withdraw'), quiet: true, end: true },
            cell: (offer) =>
              offer.state === 'open' && desk.may('licences:write') ? (
                <Action small onClick={() => setEnding(offer)}>
                  {t('licences.offer.withdraw')}
                </Action>
              ) : null,
          },
        ]}
        empty={<p class="muted">{t('licences.offer.none')}</p>}
      />
      {ending ? (
        <Confirm
          title={t('licences.offer.withdraw.question')}
          label={t('licences.offer.withdraw')}
          pending={t('licences.offer.withdrawing')}
          onClose={() => setEnding(undefined)}
          act={async () => {
            await desk.api.delete(`/api/v1/licence-transfers/${ending.id}`);
            setEnding(undefined);
            setRound(round + 1);
            desk.say(t('licences.offer.withdrawn.said'));
          }}
        >
          <p>{t('licences.offer.withdraw.text')}</p>
        </Confirm>
      ) : null}
    </>
  );
});
