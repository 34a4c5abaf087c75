import { List } from '../../../../kit/ui/console/List.tsx';
import { Section } from '../../../../kit/ui/console/Page.tsx';
import { watching } from '../../../../kit/ui/signals.ts';
import type { BulkChange, BulkRow, BulkValues } from '../../bulk-schema.ts';
import type { Part } from '../words.ts';
import { type BulkNames, pathSaid, valueSaid } from './said.ts';

interface BulkRowsProps extends Part {
  readonly change: BulkChange;
  readonly names: BulkNames;
}

/** Its customers one by one, each with what it had and has; first examples, later all of them. */
export const BulkRows = watching(function BulkRows({ t, change, names }: BulkRowsProps) {
  const isAhead = change.state === 'checked' || change.state === 'planned';
  const said = (values: BulkValues) =>
    Object.entries(values)
      .map(([path, value]) =>
        t('customers.bulk.sets', { what: pathSaid(t, names, path), value: valueSaid(t, names, path, value) }),
      )
      .join(', ');
  const result = ({ outcome, code }: BulkRow) =>
    outcome === 'refused' ? t(reasonOf(code)) : t(`customers.bulk.row.${outcome}`);
  return (
    <Section title={t(isAhead ? 'customers.bulk.examples' : 'customers.bulk.rows')}>
      <List<BulkRow>
        inside
        name={`bulk rows ${change.id} ${change.state}`}
        title={t('customers.bulk.rows')}
        path={`/api/v1/bulk-changes/${change.id}/rows`}
        nameOf={({ name }) => name}
        to={({ id }) => `/customers/${id}`}
        csv={`changes-${change.id}`}
        filters={[
          {
            name: 'outcome',
            label: t('customers.bulk.result'),
            options: (isAhead ? (['example', 'refused'] as const) : (['changed', 'refused'] as const)).map(
              (value) => ({ value, label: t(`customers.bulk.row.${value}`) }),
            ),
          },
        ]}
        columns={[
          { key: 'name', label: t('customers.name'), cell: ({ name }) => name, csv: ({ name }) => name },
          {
            key: 'number',
            label: t('customers.number'),
            class: 'num muted',
            cell: ({ number }) => number,
            csv: ({ number }) => number ?? '',
          },
          {
            key: 'before',
            label: t('customers.bulk.before'),
            cell: ({ before }) => said(before),
            csv: ({ before }) => said(before),
          },
          {
            key: 'after',
            label: t('customers.bulk.after'),
            cell: ({ after }) => said(after),
            csv: ({ after }) => said(after),
          },
          { key: 'result', label: t('customers.bulk.result'), cell: result, csv: result },
        ]}
        empty={<p class="muted">{t('customers.bulk.rows.none')}</p>}
      />
    </Section>
  );
});

const reasonOf = (code: string | null) =>
  code === 'bulk-change.changed-since'
    ? 'customers.bulk.refused.since'
    : code === 'request.invalid' || code === 'customer.moving'
      ? 'customers.bulk.refused.moving'
      : 'customers.bulk.refused.other';
