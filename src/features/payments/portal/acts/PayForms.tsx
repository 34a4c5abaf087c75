import { useState } from 'preact/hooks';
import { SelectField, TextField } from '../../../../kit/ui/form/Field.tsx';
import { methodName } from '../../method-name.ts';
import type { OpenInvoice, PaymentsOverview } from '../../panel-schema.ts';
import { surchargeOf } from '../../rules.ts';
import type { PortalPayment } from '../../schema.ts';
import type { TopUpWay } from '../../settings-schema.ts';
import { amountOf, typedOf } from './amount.ts';
import { type ActProps, Frame, useActing } from './Frame.tsx';
import type { ActsWords } from './words.ts';

interface Way {
  readonly value: string;
  readonly label: string;
  readonly kind: TopUpWay | 'balance';
  readonly body: object;
}

/** What can be paid by: what is stored first, the default one before all. */
function waysOf(t: ActsWords, { methods }: PaymentsOverview, kinds: readonly string[]): Way[] {
  const stored = methods
    .filter(({ kind }) => kinds.includes(kind))
    .map(
      (method): Way => ({
        ...{ value: method.id, label: methodName(method), kind: method.kind },
        body: { kind: 'stored', methodId: method.id },
      }),
    );
  const other = (['stripe', 'invoice'] as const)
    .filter((kind) => kinds.includes(kind))
    .map((kind): Way => ({ value: kind, label: t(`acts.way.${kind}`), kind, body: { kind } }));
  return [...stored, ...other];
}

/** Begins a payment and goes on to wherever it is made. */
async function pay({ model }: ActProps, way: Way, begin: () => Promise<PortalPayment>): Promise<void> {
  if (way.kind === 'stripe') {
    await model.api.leave(async () => {
      const { id } = await begin();
      const checkout = await model.api.send<{ url: string | null }>('post', `/${id}/checkout`, {});
      return checkout.url;
    });
    await model.done();
    return;
  }
  const payment = await begin();
  if (way.kind === 'invoice') model.begin({ kind: 'transfer', payment });
  else await model.done();
}

export function TopUp({ t, model }: ActProps) {
  const overview = model.overview.peek() as PaymentsOverview;
  const offer = overview.topUp as NonNullable<PaymentsOverview['topUp']>;
  const acting = useActing();
  const ways = waysOf(t, overview, offer.ways);
  const [currency, setCurrency] = useState(
    (overview.accounts[0]?.balance.currency ?? offer.currencies[0]?.currency) as string,
  );
  const rule = offer.currencies.find((one) => one.currency === currency) ?? offer.currencies[0];
  const [typed, setTyped] = useState(rule ? typedOf(rule.minimum, rule.currency) : '');
  const [chosen, setChosen] = useState(ways[0]?.value ?? '');
  const [wrong, setWrong] = useState(false);
  const way = ways.find(({ value }) => value === chosen);
  if (!rule || !way) return null;
  const money = (amount: number) => t.money({ amount, currency: rule.currency });
  const amount = amountOf(typed, rule.currency);
  const fits = amount !== undefined && amount >= rule.minimum && amount <= rule.maximum;
  const surcharge = rule.surcharges[way.kind as 'stripe'];
  const more = fits && surcharge ? surchargeOf(amount, surcharge) : 0;
  const go = () => {
    setWrong(!fits);
    if (!fits) return;
    void acting.run(() =>
      pay({ t, model }, way, () =>
        model.api.send(
          'post',
          '/top-ups',
          { amount: { amount, currency: rule.currency }, way: way.body, surcharge: more },
          acting.key,
        ),
      ),
    );
  };
  const limits = t('acts.top-up.limits', { least: money(rule.minimum), most: money(rule.maximum) });
  return (
    <Frame {...{ t, model, acting }} title={t('acts.top-up')} submit={t('acts.top-up.go')} onSubmit={go}>
      {offer.currencies.length > 1 ? (
        <SelectField
          {...{ t, id: 'top-up-currency', value: rule.currency, onInput: setCurrency, class: 'w-short' }}
          label={t('acts.currency')}
          options={offer.currencies.map((one) => ({ value: one.currency, label: one.currency }))}
        />
      ) : null}
      <TextField
        {...{ t, id: 'top-up-amount', value: typed, onInput: setTyped, class: 'w-short', dir: 'ltr' }}
        label={t('acts.amount', { currency: rule.currency })}
        hint={limits}
        error={wrong && !fits ? limits : undefined}
      />
      <SelectField
        {...{ t, id: 'top-up-way', value: way.value, onInput: setChosen }}
        label={t('acts.way')}
        options={ways}
      />
      <p role="status">
        {fits
          ? more > 0
            ? t('acts.top-up.sum', { sum: money(amount + more), surcharge: money(more) })
            : t('acts.top-up.plain', { sum: money(amount) })
          : ''}
      </p>
      {way.kind === 'stripe' || way.kind === 'balance' ? null : (
        <p class="small muted">{t('acts.top-up.later')}</p>
      )}
    </Frame>
  );
}

export function PayInvoice({ t, model, invoice }: ActProps & { readonly invoice: OpenInvoice }) {
  const overview = model.overview.peek() as PaymentsOverview;
  const acting = useActing();
  const account = overview.accounts.find(({ balance }) => balance.currency === invoice.due.currency);
  const ways: Way[] = [
    ...(account && account.available >= invoice.due.amount
      ? [
          {
            ...{ value: 'balance', kind: 'balance' as const, body: { kind: 'balance' } },
            label: t('acts.way.balance', { balance: t.money(account.balance) }),
          },
        ]
      : []),
    ...waysOf(t, overview, [...overview.adds, 'invoice']),
  ];
  const [chosen, setChosen] = useState(ways[0]?.value ?? '');
  const way = ways.find(({ value }) => value === chosen);
  if (!way) return null;
  const body = { invoiceId: invoice.id, way: way.body };
  return (
    <Frame
      {...{ t, model, acting }}
      title={t('acts.pay', { number: invoice.number })}
      submit={t('acts.pay.go', { amount: t.money(invoice.due) })}
      onSubmit={() =>
        void acting.run(() =>
          pay({ t, model }, way, () => model.api.send('post', '/invoices', body, acting.key)),
        )
      }
    >
      <SelectField
        {...{ t, id: 'pay-way', value: way.value, onInput: setChosen }}
        label={t('acts.way')}
        options={ways}
      />
    </Frame>
  );
}
