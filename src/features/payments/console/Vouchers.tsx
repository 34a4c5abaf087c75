import { useState } from 'preact/hooks';
import type { InferOutput } from 'valibot';
import { decimalOf } from '../../../kit/common/money.ts';
import { Badge } from '../../../kit/ui/Badge.tsx';
import { download } from '../../../kit/ui/console/csv.ts';
import { Form } from '../../../kit/ui/console/Form.tsx';
import { List } from '../../../kit/ui/console/List.tsx';
import { PageHead } from '../../../kit/ui/console/Page.tsx';
import { check, circleOff, clock } from '../../../kit/ui/icons.ts';
import { watching } from '../../../kit/ui/signals.ts';
import type { MadeVouchers, Voucher } from '../voucher-schema.ts';
import { amountTyped, type Part, paymentTabs } from './words.ts';

const looks = { open: ['info', clock], redeemed: ['good', check], voided: ['past', circleOff] } as const;

/** Codes that customers redeem into their balance, made in batches; the codes are handed out once, as a file. */
export const Vouchers = watching(function Vouchers({ desk, t }: Part) {
  const [made, setMade] = useState(0);
  const may = desk.may('payments:write');
  return (
    <>
      <PageHead title={t('payments.title')} tabs={paymentTabs(desk, t)} tab="vouchers" />
      {may ? (
        <div class="page narrow">
          <Form
            key={made}
            name="vouchers new"
            start={{ batch: '', count: '10', amount: '', currency: 'EUR', expiresOn: '' }}
            submit={t('vouchers.make')}
            pending={t('vouchers.making')}
            failed={t('vouchers.failed')}
            quiet
            onSave={async (values) => {
              const currency = String(values.currency);
              const answer = await desk.api.post<InferOutput<typeof MadeVouchers>>('/api/v1/vouchers', {
                ...{ batch: values.batch, count: Number(values.count), expiresOn: values.expiresOn || null },
                amount: { amount: amountTyped(String(values.amount), currency), currency },
              });
              const amount = decimalOf({
                ...{ amount: amountTyped(String(values.amount), currency) ?? 0, currency },
              });
              const lines = answer.vouchers.map(({ code }) => `${code},${amount},${currency}`);
              download(
                `vouchers-${answer.batch}.csv`,
                ['code,amount,currency', ...lines, ''].join('\r\n'),
                'text/csv',
              );
              desk.say(t('vouchers.made', { count: answer.vouchers.length }));
              setMade(made + 1);
            }}
            groups={(values) => [
              {
                title: t('vouchers.new'),
                fields: [
                  [
                    { name: 'batch', label: t('vouchers.batch'), need: t('vouchers.need') },
                    {
                      name: 'count',
                      label: t('vouchers.count'),
                      need: t('vouchers.need'),
                      width: 'w-short',
                      check: (value: string) =>
                        /^\d{1,3}$/.test(value) && Number(value) >= 1 && Number(value) <= 500
                          ? undefined
                          : t('vouchers.count.need'),
                    },
                  ],
                  [
                    {
                      name: 'amount',
                      label: t('payments.amount'),
                      need: t('payments.amount.need'),
                      ltr: true,
                      check: (value: string) =>
                        (amountTyped(value, String(values.currency)) ?? 0) > 0
                          ? undefined
                          : t('payments.amount.need'),
                    },
                    {
                      name: 'currency',
                      label: t('payments.currency'),
                      need: t('payments.currency.need'),
                      width: 'w-short',
                      check: (value: string) =>
                        /^[A-Z]{3}$/.test(value) ? undefined : t('payments.currency.need'),
                    },
                  ],
                  { name: 'expiresOn', label: t('vouchers.expires'), kind: 'date', width: 'w-middle' },
                ],
              },
            ]}
          />
        </div>
      ) : null}
      <List<Voucher>
        key={`list ${made}`}
        name="vouchers"
        title={t('payments.tab.vouchers')}
        path="/api/v1/vouchers"
        nameOf={({ batch, last4 }) => `${batch} •••• ${last4}`}
        search={t('vouchers.search')}
        filters={[
          {
            name: 'state',
            label: t('payments.status'),
            options: (['open', 'redeemed', 'voided'] as const).map((value) => ({
              value,
              label: t(`vouchers.state.${value}`),
            })),
          },
        ]}
        columns={[
          { key: 'code', label: t('vouchers.code'), class: 'nowrap', cell: ({ last4 }) => `•••• ${last4}` },
          { key: 'batch', label: t('vouchers.batch'), fill: true, cell: ({ batch }) => batch },
          {
            key: 'amount',
            label: t('payments.amount'),
            end: true,
            class: 'money',
            cell: ({ amount }) => t.money(amount),
          },
          {
            key: 'expires',
            label: t('vouchers.expires'),
            cell: ({ expiresOn }) => (expiresOn ? t.day(expiresOn) : '–'),
          },
          {
            key: 'state',
            label: t('payments.status'),
            cell: ({ state }) => (
              <Badge tone={looks[state][0]} icon={looks[state][1]}>
                {t(`vouchers.state.${state}`)}
              </Badge>
            ),
          },
        ]}
        bulk={
          may
            ? [
                {
                  key: 'void',
                  label: t('vouchers.void'),
                  question: t('vouchers.void.ask'),
                  go: t('vouchers.void'),
                  skips: ({ state }) => (state === 'open' ? undefined : t('vouchers.void.skip')),
                  run: async (voucher) => {
                    await desk.api.delete(`/api/v1/vouchers/${voucher.id}`);
                    return { ...voucher, state: 'voided' };
                  },
                },
              ]
            : []
        }
        empty={<p class="strong">{t('vouchers.empty')}</p>}
      />
    </>
  );
});
