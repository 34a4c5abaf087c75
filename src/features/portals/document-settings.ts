import * as v from 'valibot';
import { Money } from '../../kit/common/money.ts';
import { lines } from '../../kit/common/text.ts';
import { Language } from './language.ts';
import { placeholders } from './mail-texts.ts';

/** What may be filled into the text of a reminder's letter. */
export const reminderPlaceholders = [
  'DocumentNumber',
  'DocumentDate',
  'DueDate',
  'OpenAmount',
  'Fee',
  'Total',
  'PayUntil',
] as const;

export const mailedDocuments = ['invoice', 'credit-note', 'reminder'] as const;
const MailedDocument = v.picklist(mailedDocuments);

const days = (least: number) => v.pipe(v.number(), v.integer(), v.minValue(least), v.maxValue(365));

const textByLanguage = v.record(
  Language,
  v.pipe(lines(1000), v.minLength(1), placeholders(reminderPlaceholders)),
);

/** One step of asking for money that is late. */
export const ReminderLevel = v.strictObject({
  /** Days after the invoice's last day to pay. */
  afterDays: days(1),
  /** The new last day, counted from the reminder. */
  payWithinDays: v.optional(days(0), 7),
  /** What the reminder costs, by currency of the invoice; where none is named it is free. */
  fees: v.optional(
    v.pipe(
      v.array(v.object({ ...Money.entries, amount: v.pipe(v.number(), v.safeInteger(), v.minValue(0)) })),
      v.maxLength(20),
      v.check(
        (fees) => new Set(fees.map(({ currency }) => currency)).size === fees.length,
        'expected each currency once',
      ),
    ),
    [],
  ),
  /** Of the letter, by language, in place of the usual words. */
  texts: v.optional(textByLanguage, {}),
});
export type ReminderLevel = v.InferOutput<typeof ReminderLevel>;

export const ReminderSettings = v.strictObject({
  enabled: v.optional(v.boolean(), false),
  /** None is made on Saturdays and Sundays; it follows on Monday. */
  workdaysOnly: v.optional(v.boolean(), true),
  /** Invoices that were made elsewhere are reminded of too. */
  external: v.optional(v.boolean(), false),
  levels: v.optional(
    v.pipe(
      v.array(ReminderLevel),
      v.maxLength(3),
      v.check(
        (levels) =>
          levels.every(({ afterDays }, at) => at === 0 || afterDays > (levels[at - 1]?.afterDays ?? 0)),
        'expected each level later than the one before',
      ),
    ),
    [],
  ),
});
export type ReminderSettings = v.InferOutput<typeof ReminderSettings>;

const fields = {
  /** What is mailed by itself when it is issued. */
  mailed: v.pipe(
    v.array(MailedDocument),
    v.check((kinds) => new Set(kinds).size === kinds.length, 'expected each kind once'),
  ),
  /**
   * Customers may ask for an invoice with corrected billing data: `ask` leaves it to an operator, `automatic` does it at
   * once where neither country nor VAT id changes, since those decide on the tax.
   */
  corrections: v.picklist(['off', 'ask', 'automatic']),
  /** PDFs made here carry their data as XML (Factur-X), which is offered beside them too. */
  eInvoices: v.boolean(),
  reminders: ReminderSettings,
};

export const documentDefaults = {
  mailed: [],
  corrections: 'ask',
  eInvoices: true,
  reminders: { enabled: false, workdaysOnly: true, external: false, levels: [] },
} as const;

/** What a portal does with its documents. A change names only what changes. */
export const DocumentSettings = v.strictObject({
  mailed: v.optional(fields.mailed, []),
  corrections: v.optional(fields.corrections, documentDefaults.corrections),
  eInvoices: v.optional(fields.eInvoices, documentDefaults.eInvoices),
  reminders: v.optional(fields.reminders, { ...documentDefaults.reminders, levels: [] }),
});
export type DocumentSettings = v.InferOutput<typeof DocumentSettings>;
export const DocumentSettingsChange = v.partial(v.strictObject(fields));
