import { codeOf } from '../../../../kit/browser/api-error.ts';
import { addDays, addPeriod } from '../../../../kit/common/day.ts';
import { priceOfOne } from '../../../../kit/common/money.ts';
import { Failed } from '../../../../kit/ui/Failed.tsx';
import { Bits } from '../../../../kit/ui/Row.tsx';
import { watching } from '../../../../kit/ui/signals.ts';
import type { PricedLine, PriceQuote } from '../../../pricing/schema.ts';
import { noticeUntil, type Place } from '../../rules.ts';
import { every, termsOf } from '../words.ts';
import type { ExtrasProps } from './Extras.tsx';
import type { ExtrasWords } from './words.ts';

/** Inside: the field for a code, in its place between the lines and the total. */
type SummaryProps = ExtrasProps & { readonly children?: preact.ComponentChildren };

/** What it costs, made up of its lines: all of it as the server worked it out. */
export const Summary = watching(function Summary(props: SummaryProps) {
  const { t, model } = props;
  const quote = model.quote.value;
  const error = model.priceError.value;
  return (
    <>
      <h2 class="section-title strong" id="order-sum">
        {t('order.summary')}
      </h2>
      {error && codeOf(error) !== 'offline' ? (
        <Failed t={t} title={t('order.summary.failed')} error={error} onRetry={() => void model.reprice()} />
      ) : null}
      {quote ? <Figures {...props} quote={quote} /> : <div class="order-wait" aria-hidden="true" />}
    </>
  );
});

type FigureProps = SummaryProps & { readonly quote: PriceQuote };

const Figures = watching(function Figures(props: FigureProps) {
  const { t, model, quote } = props;
  const { currency, shownFirst, dueToday, next } = quote;
  const money = (amount: number) => t.money({ amount, currency });
  // At the begin of a trial nothing is charged: what it will be stands there.
  const charged = dueToday.lines.length > 0 ? dueToday : next;
  const dim = model.settling.value ? ' order-dim' : '';
  const place = model.place.value as Place;
  const { full, discount } = charged;
  return (
    <>
      <dl class={`order-lines num${dim}`}>
        {charged.lines.map((line) => (
          <div key={line.key}>
            <dt>
              {line.title}
              <Bands {...{ t, line, currency }} />
            </dt>
            <dd>{money(line.full[shownFirst])}</dd>
          </div>
        ))}
        {discount[shownFirst] > 0 && full[shownFirst] > 0 ? (
          <div>
            <dt>{t('order.summary.code', { code: quote.coupon?.code ?? '' })}</dt>
            <dd>{money(-discount[shownFirst])}</dd>
          </div>
        ) : null}
        {shownFirst === 'net' ? (
          <div class="order-rule">
            <dt>{t('order.summary.net')}</dt>
            <dd>{money(charged.net)}</dd>
          </div>
        ) : null}
        {shownFirst === 'net' ? <Taxes {...props} /> : null}
        {charged === next ? (
          <div class="order-rule">
            <dt>{t('order.by', quote.billingPeriod)}</dt>
            <dd>{money(next.gross)}</dd>
          </div>
        ) : null}
      </dl>
      {props.children}
      <div class="order-due">
        <p class="order-total">
          <span class="strong">{t('order.summary.today')}</span>
          <span class={`money${dim}`}>{money(dueToday.gross)}</span>
        </p>
        {shownFirst === 'gross' && charged === dueToday ? (
          <dl class={`order-lines num small muted${dim}`}>
            <Taxes {...props} />
          </dl>
        ) : null}
      </div>
      {/* Heard once, when the figures have settled. */}
      <p class="vh" role="status">
        {model.settling.value
          ? ''
          : t('order.summary.said', { amount: { amount: dueToday.gross, currency } })}
      </p>
      <p class={`small muted num${dim}`}>{whatNext(t, quote, place)}</p>
      {/* What is agreed to by the button stands right above it: price, how long it runs, how it ends. */}
      <Bits class={`small muted num${dim}`} bits={termsOf(t, place.variant.terms)} />
    </>
  );
});

const Bands = ({ t, line, currency }: { t: ExtrasWords; line: PricedLine; currency: string }) =>
  line.quantity === 1 && line.bands.length === 1
    ? null
    : line.bands.map(({ from, quantity, unitPrice }) => (
        <span class="muted order-band" key={from}>
          {t.number(quantity)} × {t.money(priceOfOne(unitPrice, currency))}
        </span>
      ));

/** Tax by rate, with the reason where there is none. */
const Taxes = ({ t, quote }: FigureProps) => {
  const { dueToday, next, currency, shownFirst, reason } = quote;
  const charged = dueToday.lines.length > 0 ? dueToday : next;
  const why = reason === 'domestic' || reason === 'destination' ? '' : t(`order.reason.${reason}`);
  return (
    <>
      {charged.taxes.map(({ percent, tax }) => (
        <div key={percent}>
          <dt>
            {t(shownFirst === 'gross' ? 'order.summary.included' : 'order.summary.tax', { percent })}
            {why ? <span class="muted order-band">{why}</span> : null}
          </dt>
          <dd>{t.money({ amount: tax, currency })}</dd>
        </div>
      ))}
      {charged.taxes.length === 0 && why ? (
        <div>
          <dt>{why}</dt>
        </div>
      ) : null}
    </>
  );
};

/** When the next payment comes and how to keep it away, in a sentence or two. */
function whatNext(t: ExtrasWords, quote: PriceQuote, { variant }: Place): string {
  const { next, later, currency, trialEnds, billingPeriod } = quote;
  const { today } = t.manner;
  const amount = { amount: next.gross, currency };
  const { minimumTerm, notice, noticeTo } = variant.terms;
  // Where it ends with a quarter alone, a day before the charge need not be one on which it may.
  const mayEnd = noticeTo ? false : !minimumTerm || addPeriod(today, minimumTerm) <= next.on;
  const until = mayEnd ? noticeUntil(next.on, notice, today) : undefined;
  return [
    // The last free day, where the first charge falls on the day after.
    trialEnds
      ? t('order.summary.trial', { day: trialEnds < next.on ? trialEnds : addDays(next.on, -1) })
      : '',
    until
      ? t('order.summary.unless', { amount, day: next.on, until })
      : t('order.summary.next', { amount, day: next.on }),
    later
      ? t('order.summary.later', {
          day: later.from,
          amount: { amount: later.gross, currency },
          every: every(t, billingPeriod),
        })
      : '',
  ]
    .filter(Boolean)
    .join(' ');
}
