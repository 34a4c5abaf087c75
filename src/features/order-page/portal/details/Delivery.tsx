import { Failed } from '../../../../kit/ui/Failed.tsx';
import { TextField } from '../../../../kit/ui/form/Field.tsx';
import { later } from '../../../../kit/ui/later.tsx';
import { watching } from '../../../../kit/ui/signals.ts';
import { asksPurchaseOrder, goesElsewhere } from '../../details-rules.ts';
import type { DetailsProps } from './DetailsPart.tsx';
import { errorWords, idOf, labelOf } from './mistakes.ts';

/** Comes when somebody wants it. */
const DeliverTo = later<DetailsProps>(
  () => import('./DeliverTo.tsx').then((file) => file.DeliverTo),
  ({ t }, again) => <Failed t={t} title={t('state.failed')} error={{ code: 'offline' }} onRetry={again} />,
);

/** A company's own number of the order, and another address for delivery: both of this order alone. */
export const Delivery = watching(function Delivery(props: DetailsProps) {
  const { t, model, form, ordering } = props;
  const values = model.values.value;
  const field = 'purchaseOrder';
  const mistake = ordering.mistakes.value[field];
  return (
    <>
      {asksPurchaseOrder(form, model.buyer.value) ? (
        <TextField
          t={t}
          id={idOf(field)}
          label={labelOf(t, form, null, field, false)}
          value={values[field] ?? ''}
          error={mistake && errorWords(t, form, null, field, mistake, false)}
          optional={form.purchaseOrder === 'optional'}
          class="w-middle"
          hint={t('order.purchaseOrder.hint')}
          onInput={(text) => model.type(field, text)}
          onBlur={() => ordering.leave(field)}
        />
      ) : null}
      {form.deliverTo ? (
        <label class="check">
          <input
            type="checkbox"
            id={idOf('elsewhere')}
            checked={goesElsewhere(form, values)}
            onChange={(event) => ordering.tick('elsewhere', event.currentTarget.checked)}
          />
          <span>{t('order.elsewhere')}</span>
        </label>
      ) : null}
      {goesElsewhere(form, values) ? <DeliverTo {...props} /> : null}
    </>
  );
});
