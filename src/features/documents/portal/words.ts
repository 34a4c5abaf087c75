import type { Translate } from '../../../kit/browser/words.ts';
import type { Tone } from '../../../kit/ui/Badge.tsx';
import { undo2 } from '../../../kit/ui/console/icons.ts';
import { check, circleAlert, circleOff, clock } from '../../../kit/ui/icons.ts';
import type { UiMessage } from '../../../kit/ui/words.ts';
import type en from '../messages/en.json';
import type { PortalDocument } from '../schema.ts';

export type DocumentsMessage = keyof typeof en;
export type DocumentsWords = Translate<DocumentsMessage | UiMessage>;

/** What the customer calls it: its title, or what it is. */
export const titleOf = (t: DocumentsWords, { title, kind }: Pick<PortalDocument, 'title' | 'kind'>): string =>
  title ?? t(`documents.kind.${kind}`);

export interface State {
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

const dayFormat = (t: DocumentsWords, options: Intl.DateTimeFormatOptions) =>
  new Intl.DateTimeFormat(t.manner.locale, { ...options, timeZone: 'UTC', calendar: 'gregory' });
const at = (day: string) => new Date(`${day}T00:00:00Z`);

/** `November 2026` */
export const monthOf = (t: DocumentsWords, day: string): string =>
  dayFormat(t, { month: 'long', year: 'numeric' }).format(at(day));

/** `9. Nov.`: its year stands in the head above. */
export const shortDay = (t: DocumentsWords, day: string): string =>
  dayFormat(t, { day: 'numeric', month: 'short' }).format(at(day)).replaceAll(' ', '\u00a0');
