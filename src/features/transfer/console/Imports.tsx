import { To } from '../../../kit/ui/console/Action.tsx';
import { Load, useLoad } from '../../../kit/ui/console/Load.tsx';
import { moment } from '../../../kit/ui/console/moments.ts';
import { Table } from '../../../kit/ui/console/Table.tsx';
import { useAgain } from '../../../kit/ui/console/use-again.ts';
import { watching } from '../../../kit/ui/signals.ts';
import type { Import } from '../schema.ts';
import { isBusy, StateBadge } from './StateBadge.tsx';
import { kindName, type Props } from './words.ts';

/** What was imported lately, newest first. */
export const Imports = watching(function Imports({ desk, t }: Props) {
  const list = useLoad('imports', () => desk.api.get<{ items: Import[] }>('/api/v1/imports?limit=20'));
  useAgain(list.value?.items.some(({ state }) => isBusy(state)) ?? false, list.reload, 2_000);
  return (
    <Load of={list} what={t('transfer.imports')}>
      {({ items }) =>
        items.length === 0 ? (
          <p class="muted">{t('transfer.imports.none')}</p>
        ) : (
          <Table
            name={t('transfer.imports')}
            items={items}
            idOf={({ id }) => id}
            columns={[
              {
                key: 'kind',
                label: t('transfer.what'),
                fill: true,
                cell: ({ id, kind }) => <To to={`/transfer/${id}`}>{kindName(t, kind)}</To>,
              },
              {
                key: 'state',
                label: t('transfer.state'),
                cell: ({ state }) => <StateBadge t={t} state={state} />,
              },
              {
                key: 'rows',
                label: t('transfer.rows'),
                end: true,
                class: 'num',
                cell: ({ total, done }) => t.number(total ?? done),
              },
              { key: 'when', label: t('transfer.when'), cell: ({ createdAt }) => moment(t, createdAt) },
            ]}
          />
        )
      }
    </Load>
  );
});
