import { useEffect, useRef } from 'preact/hooks';
import { type ShownWatch, watchShown } from '../../../../kit/browser/shown.ts';
import { Button } from '../../../../kit/ui/Button.tsx';
import { ErrorSummary } from '../../../../kit/ui/form/ErrorSummary.tsx';
import '../../../../kit/ui/form/style.ts';
import { circleAlert } from '../../../../kit/ui/icons.ts';
import { Notice } from '../../../../kit/ui/Notice.tsx';
import { watching } from '../../../../kit/ui/signals.ts';
import { hasNumberField } from '../../details-rules.ts';
import type { Field, Mistake } from '../../rules.ts';
import { Agree } from './Agree.tsx';
import './details.style.ts';
import type { DetailsProps } from './DetailsPart.tsx';
import { errorWords, idOf } from './mistakes.ts';

export { OrderingModel } from './ordering-model.ts';

/** What has to be mended, over everything else. */
export const Mistaken = watching(function Mistaken({ t, model, form, ordering }: DetailsProps) {
  const there = (field: Field) => {
    const to = field.startsWith('to.');
    return {
      address: to ? model.toAddress.value : model.address.value,
      hasNumber: hasNumberField(to ? (model.values.value['to.country'] ?? '') : model.country.value),
    };
  };
  const found = Object.entries(ordering.mistakes.value) as [Field, Mistake][];
  const errors = found.map(([field, mistake]) => {
    const { address, hasNumber } = there(field);
    return { id: idOf(field), text: errorWords(t, form, address, field, mistake, hasNumber) };
  });
  return <ErrorSummary t={t} errors={errors} attempt={ordering.attempts.value} />;
});

/** Only Chromium can say whether something lies over an element. */
const canTell =
  typeof IntersectionObserver !== 'undefined' && 'isVisible' in IntersectionObserverEntry.prototype;

/** What is agreed to, and the one button. */
export const Go = watching(function Go(props: DetailsProps) {
  const { t, brand, model, form, ordering, framed } = props;
  const place = useRef<HTMLDivElement>(null);
  const shown = useRef<ShownWatch | undefined>(undefined);
  useEffect(() => {
    if (!framed || !canTell || !place.current) return;
    const watch = watchShown(place.current);
    shown.current = watch;
    return () => watch.stop();
  }, [framed]);
  useEffect(() => {
    const whole = place.current?.closest('form');
    const press = (event: Event) => {
      event.preventDefault();
      // What lies over the button, or a page that hides it, must not make somebody order: it has to be seen first.
      if (shown.current && !shown.current.isShown()) {
        ordering.refuse('own-tab');
        place.current?.querySelector('button')?.focus();
      } else void ordering.submit();
    };
    whole?.addEventListener('submit', press);
    return () => whole?.removeEventListener('submit', press);
  }, [ordering]);
  return (
    <>
      <Agree {...props} />
      <Refused {...props} />
      <div ref={place} class="order-go">
        <Button kind="primary" type="submit" pending={ordering.sending.value ? t('order.going') : undefined}>
          {form.button.by[model.country.value] ?? form.button.usual}
        </Button>
      </div>
      {form.approval ? <p class="small muted">{t('order.approval', { brand })}</p> : null}
    </>
  );
});

const Refused = watching(function Refused({ t, brand, model, ordering, address }: DetailsProps) {
  const refusal = ordering.refusal.value;
  if (!refusal) return null;
  const text = () => {
    if (refusal === 'closed') return t('order.closed.text', { brand });
    if (refusal === 'price') {
      const [before, after] = [ordering.before.value, model.quote.value];
      return before && after
        ? t('order.refused.price.text', {
            before: { amount: before.dueToday.gross, currency: before.currency },
            after: { amount: after.dueToday.gross, currency: after.currency },
          })
        : null;
    }
    if (refusal === 'own-tab')
      return t.rich('order.refused.own-tab.text', {
        link: (inner: string[]) => (
          <a href={address} target="_blank" rel="noopener noreferrer">
            {inner.join('')}
          </a>
        ),
      });
    return refusal === 'suspicious'
      ? t('order.refused.suspicious.text', { brand })
      : t(`order.refused.${refusal}.text`);
  };
  const title = refusal === 'closed' ? t('order.closed') : t(`order.refused.${refusal}`);
  return (
    <Notice tone={refusal === 'price' ? 'warn' : 'bad'} icon={circleAlert} title={title} urgent>
      {text()}
    </Notice>
  );
});
