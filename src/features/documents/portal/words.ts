import type { Translate } from '../../../kit/browser/words.ts';
import { currencyExponent } from '../../../kit/common/money.ts';
import type { Tone } from '../../../kit/ui/Badge.tsx';
import { undo2 } from '../../../kit/ui/console/icons.ts';
import { check, circleAlert, circleOff, clock } from '../../../kit/ui/icons.ts';
import type { UiMessage } from '../../../kit/ui/words.ts';
import type en from '../messages/en.json';
import type { PortalDocument, PortalDocumentDetail } from '../schema.ts';

export type DocumentsMessage = keyof typeof en;
export type DocumentsWords = Translate<DocumentsMessage | UiMessage>;

/** What the customer calls it: its title, or what it is. */
export const titleOf = (t: DocumentsWords, { title, kind }: Pick<PortalDocument, 'title' | 'kind'>): string =>
  title ?? t(`documents.kind.${kind}`);

interface State {
  readonly tone: Tone;
  readonly icon: string;
  readonly word: string;
}

const invoiceLooks = {
  open: { tone: 'warn', icon: clock },
  overdue: { tone: 'bad', icon: circleAlert },
  paid: { tone: 'good', icon: check },
  refunded: { tone: 'past', icon: undo2 },
  cancelled: { tone: 'past', icon: circleOff },
} as const;
const creditLooks = {
  open: { tone: 'info', icon: clock },
  paid: { tone: 'past', icon: check },
  cancelled: { tone: 'past', icon: circleOff },
} as const;

/** Where it stands, in one word with its icon. */
export function stateOf(t: DocumentsWords, { kind, status }: Pick<PortalDocument, 'kind' | 'status'>): State {
  if (kind === 'invoice') return { ...invoiceLooks[status], word: t(`documents.status.${status}`) };
  const credit = status === 'paid' || status === 'cancelled' ? status : 'open';
  return { ...creditLooks[credit], word: t(`documents.credit.${credit}`) };
}

/** The same as a sentence with its day. */
export function stateSentence(t: DocumentsWords, document: PortalDocumentDetail): State {
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

const dayFormat = (t: DocumentsWords, options: Intl.DateTimeFormatOptions) =>
  new Intl.DateTimeFormat(t.manner.locale, { ...options, timeZone: 'UTC', calendar: 'gregory' });
const at = (day: string) => new Date(`${day}T00:00:00Z`);

/** `November 2026` */
export const monthOf = (t: DocumentsWords, day: string): string =>
  dayFormat(t, { month: 'long', year: 'numeric' }).format(at(day));

/** `9. Nov.`: its year stands in the head above. */
export const shortDay = (t: DocumentsWords, day: string): string =>
  dayFormat(t, { day: 'numeric', month: 'short' }).format(at(day)).replaceAll(' ', '\u00a0');

/** `84 kB` */
export const sizeOf = (t: DocumentsWords, bytes: number): string =>
  new Intl.NumberFormat(t.manner.locale, {
    ...{ style: 'unit', maximumFractionDigits: bytes < 1e6 ? 0 : 1 },
    unit: bytes < 1e6 ? 'kilobyte' : 'megabyte',
  })
    .format(Math.max(bytes / (bytes < 1e6 ? 1e3 : 1e6), bytes < 1e6 ? 1 : 0.1))
    .replaceAll(' ', '\u00a0');

const minus = (text: string): string => text.replace('-', '−');

/** `3.212 kWh × 0,3142 €`; nothing for one piece, whose price stands beside it. */
export function lineContext(
  t: DocumentsWords,
  line: PortalDocumentDetail['lines'][number],
): string | undefined {
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
export const percentOf = (t: DocumentsWords, percent: number): string =>
  new Intl.NumberFormat(t.manner.locale, { style: 'percent', maximumFractionDigits: 2 }).format(
    percent / 100,
  );
