import { useState } from 'preact/hooks';
import { SelectField, TextField } from '../../../../kit/ui/form/Field.tsx';
import { methodName } from '../../method-name.ts';
import type { PaymentsOverview } from '../../panel-schema.ts';
import { amountOf, typedOf } from './amount.ts';
import { type ActProps, Frame, useActing } from './Frame.tsx';
import { Tick } from './MethodForms.tsx';

/** The yes to a balance that tops itself up: from which line, by how much, and how much in a month at most. */
export function Automatic({ t, model }: ActProps) {
  const { accounts, topUp, methods } = model.overview.peek() as PaymentsOverview;
  const account = accounts.find(({ automatic }) => automatic) ?? accounts[0];
  const currency = account?.balance.currency ?? 'EUR';
  const rule = topUp?.currencies.find((one) => one.currency === currency);
  const cards = methods.filter(({ kind }) => kind === 'stripe');
  const agreed = account?.automatic ?? null;
  const least = rule?.minimum ?? 0;
  const acting = useActing();
  const typed = (amount: number) => typedOf(amount, currency);
  const [below, setBelow] = useState(typed(agreed?.below ?? rule?.lowAt ?? least));
  const [amount, setAmount] = useState(typed(agreed?.amount ?? least));
  const [ceiling, setCeiling] = useState(typed(agreed?.ceiling ?? least * 5));
  const [card, setCard] = useState(agreed?.methodId ?? cards[0]?.id ?? '');
  const [yes, setYes] = useState(false);
  const [tried, setTried] = useState(false);
  const read = (text: string) => amountOf(text, currency);
  const [from, by, most] = [read(below), read(amount), read(ceiling)];
  const wrongBy = by === undefined || by < least || by > (rule?.maximum ?? 0);
  const wrongMost = most === undefined || (by !== undefined && most < by);
  const money = (value: number) => t.money({ amount: value, currency });
  const send = (wanted: object | null) =>
    void acting.run(async () => {
      await model.api.send('put', '/automatic', { currency, agreed: wanted });
      await model.done();
    });
  if (!rule || cards.length === 0) {
    return (
      <Frame {...{ t, model, acting }} title={t('acts.auto')}>
        <p>{t('acts.auto.card-first')}</p>
      </Frame>
    );
  }
  const go = () => {
    setTried(true);
    if (from === undefined || wrongBy || wrongMost || !yes) return;
    send({ below: from, amount: by, ceiling: most, methodId: card, consent: true });
  };
  const limits = t('acts.top-up.limits', { least: money(least), most: money(rule.maximum) });
  const field = (
    id: string,
    label: string,
    value: string,
    onInput: (text: string) => void,
    error?: string,
  ) => (
    <TextField
      {...{ t, id, label, value, onInput, class: 'w-short', dir: 'ltr' as const }}
      error={tried ? error : undefined}
    />
  );
  return (
    <Frame {...{ t, model, acting }} title={t('acts.auto')} submit={t('acts.auto.go')} onSubmit={go}>
      {field(
        'auto-below',
        t('acts.auto.below', { currency }),
        below,
        setBelow,
        from === undefined ? limits : undefined,
      )}
      {field(
        'auto-amount',
        t('acts.auto.amount', { currency }),
        amount,
        setAmount,
        wrongBy ? limits : undefined,
      )}
      {field(
        'auto-ceiling',
        t('acts.auto.ceiling', { currency }),
        ceiling,
        setCeiling,
        wrongMost ? t('acts.auto.ceiling.need') : undefined,
      )}
      <SelectField
        {...{ t, id: 'auto-card', value: card, onInput: setCard }}
        label={t('acts.way')}
        options={cards.map((one) => ({ value: one.id, label: methodName(one) }))}
      />
      <Tick
        id="auto-yes"
        checked={yes}
        onTick={setYes}
        error={tried && !yes ? t('acts.add.need') : undefined}
      >
        {t('acts.auto.yes', {
          below: money(from ?? 0),
          amount: money(by ?? 0),
          ceiling: money(most ?? 0),
        })}
      </Tick>
      {agreed ? (
        <button type="button" class="link small" onClick={() => send(null)}>
          {t('acts.auto.end')}
        </button>
      ) : null}
    </Frame>
  );
}
