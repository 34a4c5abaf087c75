import { useState } from 'preact/hooks';
import { decimalOf } from '../../../kit/common/money.ts';
import { Action } from '../../../kit/ui/console/Action.tsx';
import { csvOf, download } from '../../../kit/ui/console/csv.ts';
import { Load, useLoad } from '../../../kit/ui/console/Load.tsx';
import { Figures as FiguresRow, PageHead, Section } from '../../../kit/ui/console/Page.tsx';
import { Table } from '../../../kit/ui/console/Table.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import type { Figures } from '../schema.ts';
import type { Props } from './words.ts';

const rowsOf = ({ from, until, active, paused, begun, ended, cancelled, recurring, overdue }: Figures) => [
  ['from', from, ''],
  ['until', until, ''],
  ['active', String(active), ''],
  ['paused', String(paused), ''],
  ['begun', String(begun), ''],
  ['ended', String(ended), ''],
  ...cancelled.map(({ reason, count }) => [`cancelled ${reason ?? ''}`.trim(), String(count), '']),
  ...recurring.map(({ amount }) => ['recurring a month', decimalOf(amount), amount.currency]),
  ...overdue.map(({ amount }) => ['overdue', decimalOf(amount), amount.currency]),
];

/** `/figures`: what the owner counts, of a month or any days. */
export const FiguresView = watching(function FiguresView({ desk, t }: Props) {
  const { today } = t.manner;
  const [from, setFrom] = useState(`${today.slice(0, 7)}-01`);
  const [until, setUntil] = useState(today);
  const known = useLoad(`figures ${from} ${until}`, () =>
    desk.api.get<Figures>(`/api/v1/contract-figures?from=${from}&until=${until}`),
  );
  return (
    <>
      <PageHead
        title={t('billing.figures')}
        actions={
          <Action
            onClick={() => {
              if (known.value)
                download(`figures-${from}-${until}.csv`, csvOf(rowsOf(known.value)), 'text/csv');
            }}
          >
            {t('billing.csv')}
          </Action>
        }
      />
      <div class="page">
        <div class="actions">
          {(
            [
              ['from', from, setFrom],
              ['until', until, setUntil],
            ] as const
          ).map(([name, value, set]) => (
            <div class="field w-short" key={name}>
              <label for={`figures-${name}`}>{t(`billing.figures.${name}`)}</label>
              <input
                id={`figures-${name}`}
                type="date"
                class="input"
                value={value}
                max={name === 'from' ? until : undefined}
                onChange={(event) => event.currentTarget.value && set(event.currentTarget.value)}
              />
            </div>
          ))}
        </div>
        <Load of={known} what={t('billing.figures')} rows={4}>
          {({ active, paused, begun, ended, cancelled, recurring, overdue }) => (
            <>
              <div class="measured">
                <FiguresRow
                  figures={[
                    {
                      label: t('billing.figures.active'),
                      value: t.number(active),
                      sub: t('billing.figures.paused', { count: paused }),
                    },
                    { label: t('billing.figures.begun'), value: t.number(begun) },
                    { label: t('billing.figures.ended'), value: t.number(ended) },
                  ]}
                />
              </div>
              <Section title={t('billing.figures.money')}>
                <Table
                  name={t('billing.figures.money')}
                  items={[
                    ...recurring.map(({ amount, contracts }) => ({
                      what: 'recurring' as const,
                      amount,
                      count: contracts,
                    })),
                    ...overdue.map(({ amount, count }) => ({ what: 'overdue' as const, amount, count })),
                  ]}
                  idOf={({ what, amount }) => `${what} ${amount.currency}`}
                  columns={[
                    {
                      key: 'what',
                      label: t('billing.figures.what'),
                      fill: true,
                      cell: ({ what }) => t(`billing.figures.${what}`),
                    },
                    {
                      key: 'count',
                      label: t('billing.figures.count'),
                      end: true,
                      class: 'num',
                      cell: ({ count }) => t.number(count),
                    },
                    {
                      key: 'amount',
                      label: t('billing.figures.amount'),
                      end: true,
                      class: 'money',
                      cell: ({ amount }) => t.money(amount),
                    },
                  ]}
                />
                <p class="small muted">{t('billing.figures.recurring.text')}</p>
              </Section>
              <Section title={t('billing.figures.cancelled')}>
                {cancelled.length === 0 ? (
                  <p class="muted">{t('billing.figures.cancelled.none')}</p>
                ) : (
                  <Table
                    name={t('billing.figures.cancelled')}
                    items={cancelled}
                    idOf={({ reason }) => reason ?? 'none'}
                    columns={[
                      {
                        key: 'reason',
                        label: t('billing.figures.reason'),
                        fill: true,
                        cell: ({ reason }) => reasonIn(t, reason),
                      },
                      {
                        key: 'count',
                        label: t('billing.figures.count'),
                        end: true,
                        class: 'num',
                        cell: ({ count }) => t.number(count),
                      },
                    ]}
                  />
                )}
              </Section>
            </>
          )}
        </Load>
      </div>
    </>
  );
});

const known = ['price', 'unused', 'missing', 'moving', 'service', 'other'] as const;

/** Those that customers pick have words of their own; a clerk's text stands as it was written. */
function reasonIn(t: Props['t'], reason: string | null): string {
  const picked = known.find((one) => one === reason);
  return picked ? t(`billing.reason.${picked}`) : (reason ?? t('billing.reason.none'));
}
