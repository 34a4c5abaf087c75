import { useEffect, useState } from 'preact/hooks';
import { codeOf } from '../../../kit/browser/api-error.ts';
import { Confirm } from '../../../kit/ui/console/Confirm.tsx';
import { Load, useLoad } from '../../../kit/ui/console/Load.tsx';
import { componentsBeside } from '../../catalogue/rules.ts';
import { type ChangeOptions, type ChangeQuote, type ChangeWish, Start } from '../schema.ts';
import type { GoesOnProps } from './words.ts';

interface ChangeDialogProps extends Omit<GoesOnProps, 'onChanged'> {
  readonly onClose: () => void;
  readonly onDone: () => Promise<void>;
}

/** Another plan, or another number of something, with what it comes to before it is agreed. */
export function ChangeDialog({ desk, t, contract, onClose, onDone }: ChangeDialogProps) {
  const at = `/api/v1/contracts/${contract.id}/change`;
  const known = useLoad(`change ${contract.id}`, () => desk.api.get<ChangeOptions>(at));
  const [variantId, setVariant] = useState<string | undefined>(undefined);
  const [quantities, setQuantities] = useState<Readonly<Record<string, number>>>({});
  const [start, setStart] = useState<Start>('now');
  const [quote, setQuote] = useState<ChangeQuote | undefined>(undefined);
  const [refusal, setRefusal] = useState<string | undefined>(undefined);
  const options = known.value;
  const chosen = options?.variants.find(({ id }) => id === (variantId ?? options.variantId));
  const beside = options && chosen ? componentsBeside({ components: options.offered }, chosen) : [];
  const quantityOf = (id: string) =>
    quantities[id] ?? options?.components.find((one) => one.id === id)?.quantity ?? 0;
  const wish: ChangeWish | undefined = chosen && {
    variantId: chosen.id,
    start,
    components: beside.flatMap(({ id }) => (quantityOf(id) > 0 ? [{ id, quantity: quantityOf(id) }] : [])),
  };
  const asked = JSON.stringify(wish);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `asked` is the whole wish
  useEffect(() => {
    if (!wish) return;
    let wanted = true;
    const timer = setTimeout(() => {
      void desk.api.post<ChangeQuote>(`${at}/preview`, wish).then(
        (found) => {
          if (!wanted) return;
          setQuote(found);
          setRefusal(undefined);
        },
        (error: unknown) => {
          if (!wanted) return;
          setQuote(undefined);
          setRefusal(codeOf(error) ?? 'failed');
        },
      );
    }, 250);
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  }, [asked]);
  return (
    <Confirm
      title={t('billing.change.title', { title: contract.title })}
      label={t('billing.change')}
      pending={t('billing.doing')}
      danger={false}
      refusals={{
        'contract-change.price-changed': t('billing.moved'),
        'contract-change.unchanged': t('billing.unchanged'),
      }}
      onClose={onClose}
      act={async () => {
        if (!wish) return;
        await desk.api.post(at, { ...wish, priceHash: quote?.priceHash ?? 'none' });
        await onDone();
      }}
    >
      <Load of={known} what={t('billing.change')} rows={3} missing={t('billing.not-possible')}>
        {({ variants }) => (
          <>
            <div class="field">
              <label for="change-plan">{t('billing.plan')}</label>
              <select
                id="change-plan"
                class="input"
                value={chosen?.id}
                onChange={(event) => setVariant(event.currentTarget.value)}
              >
                {variants.map(({ id, title }) => (
                  <option key={id} value={id}>
                    {title}
                  </option>
                ))}
              </select>
            </div>
            {beside.map(({ id, name }) => (
              <div class="field" key={id}>
                <label for={`change-${id}`}>{name}</label>
                <input
                  id={`change-${id}`}
                  class="input"
                  type="number"
                  min={0}
                  value={quantityOf(id)}
                  onInput={(event) => {
                    const quantity = Math.min(
                      1_000_000,
                      Math.max(0, Math.floor(Number(event.currentTarget.value) || 0)),
                    );
                    setQuantities((before) => ({ ...before, [id]: quantity }));
                  }}
                />
              </div>
            ))}
            <div class="field">
              <label for="change-start">{t('billing.start')}</label>
              <select
                id="change-start"
                class="input"
                value={start}
                onChange={(event) => setStart(event.currentTarget.value as Start)}
              >
                {Start.options.map((one) => (
                  <option key={one} value={one}>
                    {t(`billing.start.${one}`)}
                  </option>
                ))}
              </select>
            </div>
            <div aria-live="polite">
              {quote ? (
                <p>
                  {t('billing.quote', {
                    before: t.money(quote.before.price),
                    after: t.money(quote.after.price),
                    on: t.day(quote.on, 'near'),
                    due: t.money({ amount: quote.dueNow.gross, currency: quote.dueNow.currency }),
                  })}
                </p>
              ) : refusal ? (
                <p class="small muted">
                  {t(refusal === 'contract-change.unchanged' ? 'billing.unchanged' : 'billing.not-possible')}
                </p>
              ) : null}
            </div>
          </>
        )}
      </Load>
    </Confirm>
  );
}
