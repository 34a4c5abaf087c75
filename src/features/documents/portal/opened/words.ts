import type { Translate } from '../../../../kit/browser/words.ts';
import { currencyExponent } from '../../../../kit/common/money.ts';
import type { UiMessage } from '../../../../kit/ui/words.ts';
import type { PortalDocumentDetail } from '../../schema.ts';
import { type DocumentsMessage, type State, stateOf } from '../words.ts';
import type en from './messages/en.json';

export type OpenedMessage = keyof typeof en;
export type OpenedWords = Translate<OpenedMessage | DocumentsMessage | UiMessage>;

/** Where it stands, as a sentence with its day. */
export function stateSentence(t: OpenedWords, document: PortalDocumentDetail): State {
  const { kind, status, dueOn, paidOn } = document;
  const state = stateOf(t, document);
  if (kind === 'credit-note') {
    if (status === 'paid' && paidOn) {
      return { ...state, word: t('documents.state.credit-paid', { day: t.day(paidOn) }) };
    }
    return status === 'open' ? { ...state, word: t('documents.state.credit-open') } : state;
  }
  if (status === 'open') {
    const word = dueOn
      ? t('documents.state.open', { day: t.day(dueOn, 'near') })
      : t('documents.state.open-undated');
    return { ...state, word };
  }
  if (status === 'overdue' && dueOn) {
    return { ...state, word: t('documents.state.overdue', { day: t.day(dueOn, 'near') }) };
  }
  if (status === 'paid' && paidOn)
    return { ...state, word: t('documents.state.paid', { day: t.day(paidOn) }) };
  return { ...state, word: state.word.charAt(0).toLocaleUpperCase(t.manner.locale) + state.word.slice(1) };
}

/** `84 kB` */
export const sizeOf = (t: OpenedWords, bytes: number): string =>
  new Intl.NumberFormat(t.manner.locale, {
    ...{ style: 'unit', maximumFractionDigits: bytes < 1e6 ? 0 : 1 },
    unit: bytes < 1e6 ? 'kilobyte' : 'megabyte',
  })
    .format(Math.max(bytes / (bytes < 1e6 ? 1e3 : 1e6), bytes < 1e6 ? 1 : 0.1))
    .replaceAll(' ', '\u00a0');

const minus = (text: string): string => text.replace('-', '−');

/** `3.212 kWh × 0,3142 €`; nothing for one piece, whose price stands beside it. */
export function lineContext(t: OpenedWords, line: PortalDocumentDetail['lines'][number]): string | undefined {
  const { quantity, unit, unitPrice, amount } = line;
  if (quantity === '1' && !unit) return undefined;
  const { locale } = t.manner;
  const digits = currencyExponent(amount.currency);
  const price = new Intl.NumberFormat(locale, {
    ...{ style: 'currency', currency: amount.currency },
    ...{ minimumFractionDigits: digits, maximumFractionDigits: 10 },
  });
  const count = new Intl.NumberFormat(locale, { maximumFractionDigits: 10 }).format(quantity as never);
  const figures = [unit ? `${count} ${unit}` : count, price.format(unitPrice as never)];
  return minus(figures.map((text) => text.replaceAll(' ', '\u00a0')).join(' × '));
}

/** `19 %` */
export const percentOf = (t: OpenedWords, percent: number): string =>
  new Intl.NumberFormat(t.manner.locale, { style: 'percent', maximumFractionDigits: 2 }).format(
    percent / 100,
  );
