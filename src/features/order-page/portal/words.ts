import type { Translate } from '../../../kit/browser/words.ts';
import type { Period } from '../../../kit/common/day.ts';
import type parts from '../../../kit/ui/messages/en.json';
import type contracts from '../../contracts/messages/en.json';
import type { ContractTerms } from '../../contracts/schema.ts';
import type en from '../messages/en.json';

export type OrderMessage =
  | keyof typeof en
  | keyof typeof parts
  | Extract<keyof typeof contracts, 'contracts.every'>;
export type OrderWords = Translate<OrderMessage>;

/** `im Monat`, `alle 3 Monate`. */
export const every = (t: OrderWords, period: Period): string => t('contracts.every', period);
export const lengthOf = (t: OrderWords, period: Period): string => t('order.length', period);

/** `1 month’s notice to the end of a quarter`. */
const noticeOf = (t: OrderWords, notice: Period, to: ContractTerms['noticeTo']): string =>
  t('order.term.notice', { length: lengthOf(t, notice), to: to ?? 'none' });

/** Terms as they stand on a plan: `12 months minimum term · then renews by 1 month · 1 month’s notice`. */
export function termsOf(t: OrderWords, { minimumTerm, renewal, notice, noticeTo }: ContractTerms): string[] {
  const then = renewal
    ? t('order.term.renews', { length: lengthOf(t, renewal) })
    : minimumTerm && !notice
      ? t('order.term.ends')
      : '';
  return [
    minimumTerm ? t('order.term.minimum', { length: lengthOf(t, minimumTerm) }) : t('order.term.open'),
    then,
    notice ? noticeOf(t, notice, noticeTo) : '',
  ].filter(Boolean);
}
