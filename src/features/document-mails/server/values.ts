import { localeFor } from '../../../kit/common/locale.ts';
import { formatMoney } from '../../../kit/common/message.ts';
import { openAmountOf } from '../../documents/rules.ts';
import type { PaperLanguage } from '../../documents/schema.ts';
import type { StoredDocument } from '../../documents/server/table.ts';
import type { Language } from '../../portals/schema.ts';
import type { Reminder } from '../../reminders/schema.ts';

/** Days and amounts as they are written in a language. */
export function writerOf(language: PaperLanguage, currency: string) {
  const locale = localeFor(language, []);
  const days = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'UTC' });
  const manner = { locale, timeZone: 'UTC', today: '1970-01-01' };
  return {
    day: (day: string | null) => (day ? days.format(new Date(`${day}T12:00:00Z`)) : '–'),
    money: (amount: number) => formatMoney({ amount, currency }, manner),
  };
}

export interface About {
  readonly document: Pick<
    StoredDocument,
    | 'kind'
    | 'number'
    | 'issuedOn'
    | 'dueOn'
    | 'currency'
    | 'gross'
    | 'prepaid'
    | 'credited'
    | 'received'
    | 'status'
  >;
  /** Of a credit note. */
  readonly invoiceNumber?: string | null | undefined;
  readonly reminder?: Pick<Reminder, 'payUntil' | 'openAmount' | 'fee' | 'fees'> | undefined;
}

/** What stands for each placeholder of a document's mail. */
export function valuesOf({ document, invoiceNumber, reminder }: About, language: Language) {
  const { day, money } = writerOf(language, document.currency);
  const open = reminder?.openAmount.amount ?? openAmountOf(document);
  return {
    DocumentNumber: document.number,
    DocumentDate: day(document.issuedOn),
    Amount: money(document.gross),
    DueDate: day(document.dueOn),
    OpenAmount: money(open),
    InvoiceNumber: invoiceNumber ?? '–',
    ...(reminder && {
      Fee: money(reminder.fees.amount),
      Total: money(open + reminder.fees.amount),
      PayUntil: day(reminder.payUntil),
    }),
  };
}
