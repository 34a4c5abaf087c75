import type { ReadonlySignal } from '@preact/signals-core';
import { useEffect, useState } from 'preact/hooks';
import type { Translate } from '../../../kit/browser/words.ts';
import { watching } from '../../../kit/ui/signals.ts';
import type { Helping } from '../schema.ts';
import { type HelpMessage, momentOf } from './words.ts';

export interface HelpBarProps {
  readonly t: ReadonlySignal<Translate<HelpMessage>>;
  readonly helping: Helping;
  readonly brand: string;
  readonly customer: string;
  /** True once the session or the grant is over. */
  readonly over: ReadonlySignal<boolean>;
  readonly end: () => Promise<void>;
}

/** Who is in whose portal, until when, and the way out. It can not be closed while they are. */
export const HelpBar = watching(function HelpBar({
  t: words,
  helping,
  brand,
  customer,
  over,
  end,
}: HelpBarProps) {
  const t = words.value;
  const { side, kind, mode, operator, endsAt } = helping;
  const [now, setNow] = useState(() => Date.now());
  const [ending, setEnding] = useState(false);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 15_000);
    return () => clearInterval(timer);
  }, []);
  const isOver = over.value;
  const who = { operator, brand, customer, until: momentOf(t, endsAt, new Date(now)) };
  const text = isOver
    ? t(`helping.${side === 'operator' ? 'staff' : 'customer'}.over`, who)
    : kind === 'preview'
      ? t('helping.staff.preview', who)
      : t(`helping.${side === 'operator' ? 'staff' : 'customer'}.${mode}`, who);
  const minutes = Math.max(0, Math.ceil((Date.parse(endsAt) - now) / 60_000));
  return (
    <section
      class={isOver ? 'over' : kind === 'preview' ? 'preview' : mode}
      aria-label={t('helping.label', { brand })}
    >
      <p role="status">{text}</p>
      {!isOver && kind !== 'preview' && minutes <= 120 ? (
        <p class="left">{t('helping.left', { minutes })}</p>
      ) : null}
      {isOver ? null : (
        <button
          type="button"
          aria-disabled={ending ? 'true' : undefined}
          onClick={() => {
            if (ending) return;
            setEnding(true);
            void end().finally(() => setEnding(false));
          }}
        >
          {ending ? t('helping.ending') : t('helping.end')}
        </button>
      )}
    </section>
  );
});
