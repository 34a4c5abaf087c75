import { useState } from 'preact/hooks';
import { decimalOf } from '../../../kit/common/money.ts';
import { Badge } from '../../../kit/ui/Badge.tsx';
import { Action } from '../../../kit/ui/console/Action.tsx';
import { minorOf } from '../../../kit/ui/console/amounts.ts';
import { Dialog } from '../../../kit/ui/console/Dialog.tsx';
import { Form } from '../../../kit/ui/console/Form.tsx';
import { Load, useLoad } from '../../../kit/ui/console/Load.tsx';
import { moment } from '../../../kit/ui/console/moments.ts';
import { Section } from '../../../kit/ui/console/Page.tsx';
import { Table } from '../../../kit/ui/console/Table.tsx';
import { check, circleAlert, clock } from '../../../kit/ui/icons.ts';
import { watching } from '../../../kit/ui/signals.ts';
import type { Balance, BalanceAccount } from '../schema.ts';
import type { Part } from './words.ts';

const looks = { ok: ['good', check], low: ['warn', clock], exhausted: ['bad', circleAlert] } as const;

interface BalanceOfProps extends Pick<Part, 'desk' | 't'> {
  readonly customerId: string;
}

/** What a customer keeps here: how much, how far below zero it may go, and how it is topped up by itself. */
export const BalanceOf = watching(function BalanceOf({ desk, t, customerId }: BalanceOfProps) {
  const path = `/api/v1/customers/${encodeURIComponent(customerId)}`;
  const known = useLoad(`balance of ${customerId}`, () => desk.api.get<Balance>(`${path}/balance`));
  const [limiting, setLimiting] = useState<BalanceAccount | 'new'>();
  const automatic = ({ automatic: rule, balance: { currency } }: BalanceAccount) =>
    rule === null
      ? '–'
      : t('payments.account.automatic-rule', {
          below: t.money({ amount: rule.below, currency }),
          amount: t.money({ amount: rule.amount, currency }),
          ceiling: t.money({ amount: rule.ceiling, currency }),
          when: moment(t, rule.agreedAt),
        });
  return (
    <div class="page">
      <Section
        title={t('payments.account')}
        end={
          desk.may('payments:write') ? (
            <Action small onClick={() => setLimiting(known.value?.accounts[0] ?? 'new')}>
              {t('payments.account.limit')}
            </Action>
          ) : undefined
        }
      >
        <Load of={known} what={t('payments.account')} rows={1}>
          {({ accounts }) =>
            accounts.length === 0 ? (
              <p class="muted">{t('payments.account.none')}</p>
            ) : (
              <Table
                name={t('payments.account')}
                items={accounts}
                idOf={({ balance }) => balance.currency}
                columns={[
                  {
                    key: 'balance',
                    label: t('payments.tab.balance'),
                    class: 'money strong',
                    cell: ({ balance }) => t.money(balance),
                  },
                  {
                    key: 'limit',
                    label: t('payments.account.below'),
                    class: 'money',
                    cell: ({ debitLimit, balance }) => t.money({ ...balance, amount: debitLimit }),
                  },
                  {
                    key: 'available',
                    label: t('payments.account.available'),
                    class: 'money',
                    cell: ({ available, balance }) => t.money({ ...balance, amount: available }),
                  },
                  {
                    key: 'level',
                    label: t('payments.status'),
                    cell: ({ level, blocked }) => (
                      <Badge tone={looks[level][0]} icon={looks[level][1]}>
                        {t(blocked ? 'payments.account.blocked' : `payments.account.${level}`)}
                      </Badge>
                    ),
                  },
                  {
                    key: 'automatic',
                    label: t('payments.account.automatic'),
                    fill: true,
                    cell: automatic,
                  },
                ]}
              />
            )
          }
        </Load>
      </Section>
      {limiting ? (
        <Limit
          {...{ desk, t, path }}
          account={limiting === 'new' ? undefined : limiting}
          onClose={() => setLimiting(undefined)}
          onDone={(balance) => {
            known.set(balance);
            setLimiting(undefined);
            desk.say(t('payments.account.limit.saved'));
          }}
        />
      ) : null}
    </div>
  );
});

interface LimitProps extends Pick<Part, 'desk' | 't'> {
  readonly path: string;
  readonly account: BalanceAccount | undefined;
  readonly onClose: () => void;
  readonly onDone: (balance: Balance) => void;
}

function Limit({ desk, t, path, account, onClose, onDone }: LimitProps) {
  const currency = account?.balance.currency ?? 'EUR';
  return (
    <Dialog title={t('payments.account.limit')} onClose={onClose}>
      <p class="measure">{t('payments.account.limit.text')}</p>
      <Form
        name={`debit limit ${path}`}
        keepsDraft={false}
        start={{ currency, amount: account ? decimalOf({ amount: account.debitLimit, currency }) : '' }}
        submit={t('payments.account.limit.save')}
        pending={t('payments.ways.saving')}
        failed={t('payments.account.limit.failed')}
        cancel={onClose}
        onSave={async (values) => {
          const body = {
            amount: minorOf(String(values.amount), String(values.currency)),
            currency: values.currency,
          };
          onDone(await desk.api.put<Balance>(`${path}/debit-limit`, body));
        }}
        groups={() => [
          {
            fields: [
              [
                {
                  ...{ name: 'amount', label: t('payments.account.below'), need: t('payments.amount.need') },
                  ...{ ltr: true, width: 'w-short' },
                  check: (text: string, values) =>
                    minorOf(text, String(values.currency)) === undefined
                      ? t('payments.amount.need')
                      : undefined,
                },
                {
                  ...{ name: 'currency', label: t('payments.currency'), need: t('payments.currency.need') },
                  ...{ ltr: true, width: 'w-short' },
                  check: (text: string) =>
                    /^[A-Z]{3}$/.test(text) ? undefined : t('payments.currency.need'),
                },
              ],
            ],
          },
        ]}
      />
    </Dialog>
  );
}
