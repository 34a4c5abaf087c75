import { TextField } from '../../../../kit/ui/form/Field.tsx';
import '../../../../kit/ui/form/style.ts';
import { Icon } from '../../../../kit/ui/Icon.tsx';
import { watching } from '../../../../kit/ui/signals.ts';
import { cross } from '../icons.ts';
import type { ExtrasProps } from './Extras.tsx';

const over = new Set([
  'expired',
  'coupon.expired',
  'used-up',
  'coupon.used-up',
  'used-before',
  'coupon.used-before',
  'not-yet',
  'coupon.not-yet',
]);
const elsewhere = new Set([
  'other-product',
  'coupon.other-product',
  'other-currency',
  'coupon.other-currency',
]);

/** A code that lowers the price; one that does not work stays where it was typed. */
export const Coupon = watching(function Coupon({ t, model }: ExtrasProps) {
  // Kept by the order: the figures around it go and come while something is wrong with a quantity.
  const typed = model.couponTyped.value ?? (model.coupon.value || undefined);
  const type = (text: string) => {
    model.couponTyped.value = text;
  };
  const refused = model.couponError.value;
  const quote = model.quote.value;
  const used = quote?.coupon;
  if (used && model.coupon.value) {
    const periods = used.periods < 0 ? 'all' : t('order.coupon.periods', { count: used.periods });
    return (
      <div class="order-coupon small">
        <span>
          {t.rich('order.coupon.done', {
            code: used.code,
            b: (inner: string[]) => <strong>{inner.join('')}</strong>,
          })}
          <span class="order-band">
            {used.percent === null
              ? t('order.coupon.amount', {
                  amount: { amount: used.amount ?? 0, currency: quote?.currency ?? '' },
                  periods,
                })
              : t('order.coupon.percent', { percent: used.percent, periods })}
          </span>
        </span>
        <button
          type="button"
          class="order-x"
          aria-label={t('order.coupon.remove', { code: used.code })}
          onClick={() => {
            type('');
            model.redeem('');
          }}
        >
          <Icon d={cross} />
        </button>
      </div>
    );
  }
  if (typed === undefined) {
    return (
      <button type="button" class="link order-start small" onClick={() => type('')}>
        {t('order.coupon.ask')}
      </button>
    );
  }
  const words = refused && (over.has(refused) ? 'over' : elsewhere.has(refused) ? 'not-here' : 'wrong');
  return (
    <div class="order-code">
      <TextField
        t={t}
        id="order-coupon"
        label={t('order.coupon.label')}
        value={typed}
        dir="ltr"
        error={words ? t(`order.coupon.${words}`) : undefined}
        onInput={type}
      />
      <button type="button" class="btn" onClick={() => model.redeem(typed)}>
        {t('order.coupon.apply')}
      </button>
    </div>
  );
});
