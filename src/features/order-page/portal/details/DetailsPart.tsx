import '../../../../kit/ui/form/style.ts';
import { watching } from '../../../../kit/ui/signals.ts';
import type { OrderPartProps } from '../OrderPage.tsx';
import { Details } from './Details.tsx';
import './details.style.ts';
import type { OrderingModel } from './ordering-model.ts';
import { PaymentPart } from './PaymentPart.tsx';
import type { DetailsWords } from './words.ts';

export interface DetailsProps extends Omit<OrderPartProps, 't'> {
  readonly t: DetailsWords;
  readonly ordering: InstanceType<typeof OrderingModel>;
  readonly readTerms: (id: string) => Promise<string>;
  /** In somebody else's page, where a layer could lie over the button. */
  readonly framed: boolean;
  /** The same page in a window of its own. */
  readonly address: string;
}

/** Who orders, and how it is paid. */
export const Asked = watching(function Asked(props: DetailsProps) {
  const { t, ordering } = props;
  return (
    <>
      <Details {...props} />
      <PaymentPart {...props} />
      {/* Only programs fill it in: it is out of sight, out of the order of keys, and says so to whoever hears it. */}
      <div class="order-lure" aria-hidden="true">
        <label for="order-website">{t('order.website')}</label>
        <input
          id="order-website"
          name="website"
          tabIndex={-1}
          autocomplete="off"
          onInput={(event) => ordering.lure(event.currentTarget.value)}
        />
      </div>
    </>
  );
});
