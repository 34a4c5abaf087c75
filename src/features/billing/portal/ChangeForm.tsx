import { useEffect, useRef, useState } from 'preact/hooks';
import { codeOf } from '../../../kit/browser/api-error.ts';
import { Button } from '../../../kit/ui/Button.tsx';
import { SelectField } from '../../../kit/ui/form/Field.tsx';
import '../../../kit/ui/form/style.ts';
import { circleAlert } from '../../../kit/ui/icons.ts';
import { Notice } from '../../../kit/ui/Notice.tsx';
import { componentsBeside } from '../../catalogue/rules.ts';
import { methodName } from '../../payments/method-name.ts';
import type { InvoiceWay } from '../../payments/panel-schema.ts';
import type { ChangeOptions, ChangeQuote, ChangeWish, Start } from '../schema.ts';
import { ChangeTable } from './ChangeTable.tsx';
import type { GoesOnPageProps } from './GoesOnPage.tsx';
import type { GoesOnWords } from './goes-on-api.ts';

interface ChangeFormProps extends GoesOnPageProps {
  readonly options: ChangeOptions;
  readonly onDone: (said: string) => void;
}

type Quantities = Readonly<Record<string, number>>;

/** While somebody chooses, the service is asked once they pause; the figures before stay until others are there. */
const pauseMs = 250;

const refusals = {
  'contract-change.unchanged': 'goes.change.unchanged',
  'contract-change.price-changed': 'goes.change.moved',
  'contract-change.not-offered': 'goes.change.not-offered',
  'contract-change.not-possible': 'goes.change.not-possible',
  'contract-change.pending': 'goes.change.not-possible',
  'request.invalid': 'goes.change.quantity',
  'payment.not-offered': 'goes.pay.not',
  'payment.balance-too-low': 'goes.pay.not',
  'payment-method.not-found': 'goes.pay.not',
} as const;

/** Random enough for one change; `crypto.randomUUID` is absent on http. */
const newKey = (): string =>
  [...crypto.getRandomValues(new Uint32Array(4))].map((part) => part.toString(36)).join('-');

interface Way {
  readonly value: string;
  readonly label: string;
  readonly payment: InvoiceWay;
}

/** By what today's charge may be paid: first by what the contract is, then by what else there is. */
function waysOf(t: GoesOnWords, ways: ChangeOptions['ways'], due: ChangeQuote['dueNow']): Way[] {
  if (!ways) return [];
  const { methods, methodId, kinds, balance } = ways;
  const stored = methods.map((method): Way => {
    const { id } = method;
    return { value: id, label: methodName(method), payment: { kind: 'stored', methodId: id } };
  });
  const others = [...kinds].reverse().map(
    (kind): Way => ({
      ...{ value: kind, label: t(`goes.pay.${kind}`), payment: { kind } },
    }),
  );
  const kept: Way[] =
    balance && balance.amount >= due.gross
      ? [
          {
            ...{ value: 'balance', payment: { kind: 'balance' } },
            label: t('goes.pay.balance', { balance: t.money(balance) }),
          },
        ]
      : [];
  const all = [...stored, ...others, ...kept];
  const isUsual = ({ value }: Way) => value === (methodId ?? 'invoice');
  return [...all.filter(isUsual), ...all.filter((one) => !isUsual(one))];
}

/** Plan and components as they are booked; what they would come to, before and after, is worked out by the service. */
export function ChangeForm({ t, api, options, onDone, onClose }: ChangeFormProps) {
  const { variants, offered } = options;
  const [variantId, setVariant] = useState(options.variantId);
  const [quantities, setQuantities] = useState<Quantities>(() =>
    Object.fromEntries(options.components.map(({ id, quantity }) => [id, quantity])),
  );
  const [start, setStart] = useState<Start | undefined>(undefined);
  const [quote, setQuote] = useState<ChangeQuote | undefined>(undefined);
  const [refusal, setRefusal] = useState<string | undefined>('contract-change.unchanged');
  const [stale, setStale] = useState(false);
  const [busy, setBusy] = useState(false);
  const [attempt, again] = useState(0);
  const key = useRef(newKey());
  const due = quote?.dueNow;
  const ways = due && due.gross > 0 ? waysOf(t, options.ways, due) : [];
  const [chosenWay, setWay] = useState<string | undefined>(undefined);
  const way = ways.find(({ value }) => value === chosenWay) ?? ways[0];
  const variant = variants.find(({ id }) => id === variantId) ?? variants[0];
  const beside = variant ? componentsBeside({ components: offered }, variant) : [];
  const components = beside.flatMap(({ id }) => {
    const quantity = quantities[id] ?? 0;
    return quantity > 0 ? [{ id, quantity }] : [];
  });
  const wish: ChangeWish = { variantId, components, ...(start && { start }) };
  const asked = JSON.stringify(wish);

  // biome-ignore lint/correctness/useExhaustiveDependencies: `asked` is the whole wish, and `attempt` asks once more
  useEffect(() => {
    let wanted = true;
    setStale(true);
    const timer = setTimeout(() => {
      void api.preview(wish).then(
        (found) => {
          if (!wanted) return;
          setQuote(found);
          setRefusal((before) => (before === 'contract-change.price-changed' ? before : undefined));
          setStale(false);
        },
        (error: unknown) => {
          if (!wanted) return;
          // A start that the other plan has not is left to it.
          if (start && codeOf(error) === 'contract-change.not-offered') return setStart(undefined);
          setQuote(undefined);
          setRefusal(codeOf(error) ?? 'failed');
          setStale(false);
        },
      );
    }, pauseMs);
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  }, [asked, attempt]);

  const choose = (change: () => void) => {
    setRefusal(undefined);
    key.current = newKey();
    change();
  };
  const send = async () => {
    if (!quote || busy || stale) return;
    setBusy(true);
    setRefusal(undefined);
    try {
      const payment = way && { payment: way.payment };
      const wanted = { ...wish, start: quote.start, priceHash: quote.priceHash, ...payment };
      const change = await (way?.payment.kind === 'stripe' ? api.changeAndLeave : api.change)(
        wanted,
        key.current,
      );
      onDone(
        change.state === 'pending'
          ? t('goes.change.agreed', { on: change.effectiveOn })
          : t('goes.change.done'),
      );
    } catch (error) {
      setRefusal(codeOf(error) ?? 'failed');
      // What was agreed to holds no longer: the new figures come before a second press.
      if (codeOf(error)) key.current = newKey();
      again((count) => count + 1);
    } finally {
      setBusy(false);
    }
  };

  return (
    <form
      class="goes-on-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      {variants.length > 1 ? (
        <fieldset>
          <legend class="strong">{t('goes.change.plan')}</legend>
          {variants.map((one) => (
            <label class="pick" key={one.id}>
              <input
                type="radio"
                name="goes-variant"
                checked={one.id === variantId}
                onChange={() => choose(() => setVariant(one.id))}
              />
              <span>
                <span class="strong">{one.title}</span>{' '}
                <span class="small muted">
                  {t('contracts.every', one.billingPeriod)}
                  {one.id === options.variantId ? ` (${t('goes.change.now-yours')})` : ''}
                </span>
                {one.description ? <span class="small muted block">{one.description}</span> : null}
              </span>
            </label>
          ))}
        </fieldset>
      ) : null}
      {beside.length > 0 ? (
        <fieldset>
          <legend class="strong">{t('goes.change.extras')}</legend>
          {beside.map((component) => {
            const { id, name, kind, unit, required, min } = component;
            const fixed = offered.some((one) => one.id === id && one.fixed);
            const quantity = quantities[id] ?? 0;
            const set = (value: number) =>
              choose(() => setQuantities((before) => ({ ...before, [id]: value })));
            return (
              <label class="pick" key={id} for={`goes-${id}`}>
                {kind === 'switch' ? (
                  <input
                    id={`goes-${id}`}
                    type="checkbox"
                    checked={quantity > 0}
                    disabled={fixed || required}
                    onChange={(event) => set(event.currentTarget.checked ? 1 : 0)}
                  />
                ) : (
                  <input
                    id={`goes-${id}`}
                    class="input goes-on-number"
                    type="number"
                    inputMode="numeric"
                    min={required ? min : 0}
                    value={quantity}
                    disabled={fixed}
                    onInput={(event) =>
                      set(Math.min(1_000_000, Number(event.currentTarget.value.replace(/\D/g, '')) || 0))
                    }
                  />
                )}
                <span>
                  <span class="strong">{name}</span> {unit ? <span class="small muted">{unit}</span> : null}
                  {fixed ? <span class="small muted block">{t('goes.change.fixed')}</span> : null}
                </span>
              </label>
            );
          })}
        </fieldset>
      ) : null}
      {quote && quote.starts.length > 1 ? (
        <fieldset>
          <legend class="strong">{t('goes.change.start')}</legend>
          {quote.starts.map((one) => (
            <label class="pick" key={one}>
              <input
                type="radio"
                name="goes-start"
                checked={(start ?? quote.start) === one}
                onChange={() => choose(() => setStart(one))}
              />
              <span>{t(`goes.start.${one}`)}</span>
            </label>
          ))}
        </fieldset>
      ) : null}
      {quote ? <ChangeTable t={t} quote={quote} stale={stale} /> : null}
      {way ? (
        <SelectField
          {...{ t, id: 'goes-way', value: way.value, options: ways }}
          label={t('goes.pay.by')}
          onInput={(value) => choose(() => setWay(value))}
        />
      ) : null}
      {refusal ? (
        <Notice
          tone={refusal === 'contract-change.unchanged' ? 'info' : 'bad'}
          icon={circleAlert}
          urgent={refusal !== 'contract-change.unchanged'}
          title={t(refusals[refusal as keyof typeof refusals] ?? 'goes.failed')}
        >
          {refusal === 'contract-change.not-offered' && variant?.amount === 0
            ? t('goes.change.cancel-instead')
            : null}
        </Notice>
      ) : null}
      <div class="actions">
        {quote ? (
          <Button kind="primary" type="submit" pending={busy ? t('goes.change.pending') : undefined}>
            {t(
              quote.dueNow.gross > 0 || quote.direction.endsWith('up')
                ? 'goes.change.pay'
                : 'goes.change.agree',
            )}
          </Button>
        ) : null}
        <button type="button" class="link" onClick={() => onClose(false)}>
          {t('goes.back')}
        </button>
      </div>
    </form>
  );
}
