import { List } from '../../../../kit/ui/console/List.tsx';
import { moment } from '../../../../kit/ui/console/moments.ts';
import { PageHead } from '../../../../kit/ui/console/Page.tsx';
import { watching } from '../../../../kit/ui/signals.ts';
import type { BulkChange } from '../../bulk-schema.ts';
import { customerTabs } from '../customer-tabs.ts';
import type { Part } from '../words.ts';
import { BulkState } from './BulkState.tsx';
import { useBulkNames } from './names.ts';
import { changeSaid } from './said.ts';

/** Changes of many customers: done, planned, running, or waiting for somebody to start them. */
export const BulkList = watching(function BulkList({ desk, t }: Part) {
  const names = useBulkNames(desk);
  const said = (change: BulkChange) => changeSaid(t, names, change);
  return (
    <>
      <PageHead title={t('customers.title')} tabs={customerTabs(t)} tab="changes" />
      <List<BulkChange>
        name="bulk changes"
        title={t('customers.bulk.changes')}
        path="/api/v1/bulk-changes"
        nameOf={said}
        to={({ id }) => `/customers/changes/${id}`}
        columns={[
          { key: 'what', label: t('customers.bulk.change'), cell: said },
          {
            key: 'state',
            label: t('customers.status'),
            cell: ({ state }) => <BulkState t={t} state={state} />,
          },
          {
            key: 'changed',
            label: t('customers.title'),
            end: true,
            class: 'num',
            cell: ({ changed }) => t.number(changed),
          },
          {
            key: 'when',
            label: t('customers.bulk.when'),
            end: true,
            class: 'nowrap muted',
            cell: ({ finishedAt, startAt, createdAt }) => moment(t, finishedAt ?? startAt ?? createdAt),
          },
        ]}
        empty={<p class="muted">{t('customers.bulk.none')}</p>}
      />
    </>
  );
});
