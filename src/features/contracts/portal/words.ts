import type { Translate } from '../../../kit/browser/words.ts';
import type { Period } from '../../../kit/common/day.ts';
import { priceOfOne } from '../../../kit/common/money.ts';
import type { Fact } from '../../../kit/ui/Facts.tsx';
import type { UiMessage } from '../../../kit/ui/words.ts';
import type en from '../messages/en.json';
import type { Contract } from '../schema.ts';

export type ContractsMessage = keyof typeof en;
export type ContractsWords = Translate<ContractsMessage | UiMessage>;

/** `im Monat`, `alle 3 Monate`. */
export const every = (t: ContractsWords, period: Period): string => t('contracts.every', period);

const noticeOf = (t: ContractsWords, { terms }: Contract): string =>
  terms.notice ? t('contracts.notice-length', terms.notice) : 'none';

/** The last day for notice, while it lies ahead. */
export const openDeadline = ({ status, term }: Contract, today: string): string | undefined =>
  status === 'active' && term.noticeUntil && term.noticeUntil >= today ? term.noticeUntil : undefined;

/** What happens when the customer does nothing, and what they may do. */
export function whatHappens(t: ContractsWords, contract: Contract): string {
  const { status, term } = contract;
  const { startsOn: from, endsOn: until } = term;
  // What is over or cancelled has an end; what is scheduled says only its start.
  if (status !== 'active') return t(`contracts.then.${status}`, { from, until: until ?? from });
  const notice = noticeOf(t, contract);
  const to = contract.terms.noticeTo ?? 'none';
  if (until === null) {
    const day = term.endsIfCancelledToday;
    const ifToday = day ? ` ${t('contracts.then.if-today', { day })}` : '';
    return t('contracts.then.any-time', { notice, to }) + ifToday;
  }
  if (term.afterwards === 'ends') return t('contracts.then.ends', { until });
  if (term.afterwards === 'open-ended') return t('contracts.then.open-ended', { notice, to });
  const { renewal } = contract.terms;
  return t('contracts.then.renews', { length: renewal ? t('contracts.length', renewal) : '' });
}

/** The term line as a sentence, for those who do not see it. */
export function lineName(t: ContractsWords, contract: Contract, today: string): string {
  const { startsOn: from, endsOn: until } = contract.term;
  const span = until ? t('contracts.line.fixed', { from, until }) : t('contracts.line.open', { from });
  const day = openDeadline(contract, today);
  return day ? `${span} ${t('contracts.line.notice', { day })}` : span;
}

const termLabels = {
  scheduled: 'contracts.starts',
  active: 'contracts.until',
  cancelled: 'contracts.ends',
  expired: 'contracts.ended',
} as const;

/** `Läuft bis` with its day, in the words of the contract's state. */
export function termFact(t: ContractsWords, { status, term }: Contract): Fact {
  const day = status === 'scheduled' ? term.startsOn : term.endsOn;
  const sub = status === 'scheduled' ? undefined : t('contracts.since', { day: term.startsOn });
  return day
    ? { label: t(termLabels[status]), value: t.day(day, 'near'), sub }
    : { label: t('contracts.term'), value: t('contracts.open-ended'), sub };
}

/** `inkl. 19 % USt., zzgl. Verbrauch`; nothing where there is nothing to say. */
export const priceContext = (t: ContractsWords, { tax, items }: Contract): string =>
  [
    tax.percent > 0 ? t('contracts.tax', tax) : '',
    items.some(({ kind }) => kind === 'usage') ? t('contracts.plus-usage') : '',
  ]
    .filter(Boolean)
    .join(', ');

/** `3 Nutzer × 9,00 €`, of use `0,0042 € je Aufruf (≤ 1.000)` by tier; nothing for one piece, whose price stands beside it. */
export function itemContext(t: ContractsWords, item: Contract['items'][number]): (string | undefined)[] {
  const { kind, quantity, unit, unitPrice: price, metered } = item;
  if (kind === 'usage') {
    return (metered?.tiers ?? []).map(({ upTo, unitPrice }) => {
      const says = { price: priceOfOne(unitPrice, price.currency), unit: unit ?? 'none' };
      return t('contracts.item.usage', says) + (upTo ? ` (≤ ${t.number(upTo)})` : '');
    });
  }
  if (quantity === 1) return [];
  if (unit) return [t('contracts.item.units', { quantity, unit, price })];
  return [t('contracts.item.times', { quantity, price })];
}
