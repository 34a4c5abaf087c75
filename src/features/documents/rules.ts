import { type Day, isDay } from '../../kit/common/day.ts';
import { decimalOf } from '../../kit/common/money.ts';
import type { ProblemField } from '../../kit/common/problem.ts';
import { amountOf, divideRounded, exact } from './decimal.ts';
import type { DocumentLine, InvoiceStatus, NewDocumentLine, NumberSeries, TaxTotal } from './schema.ts';

export interface Totals {
  readonly taxes: TaxTotal[];
  readonly net: number;
  readonly tax: number;
  readonly gross: number;
}

/**
 * Each line's amount: quantity × unit price, rounded once. A line from elsewhere keeps what its own system rounded to.
 * @throws RangeError beyond what is counted exactly
 */
export const withAmounts = (
  lines: readonly NewDocumentLine[],
  currency: string,
  keepsGiven: boolean,
): DocumentLine[] =>
  lines.map((line) => ({
    ...line,
    amount:
      keepsGiven && line.amount !== undefined
        ? line.amount
        : amountOf(line.quantity, line.unitPrice, currency),
  }));

/**
 * What the lines come to. Tax is worked out once for each rate on the sum of its lines (EN 16931, BR-CO-17), so that
 * no cent is lost or made between lines and total. Rates from high to low.
 *
 * - Prices without tax: net is the sum, tax = net × rate.
 * - Prices with tax: gross is the sum, net = gross ÷ (1 + rate), tax the rest.
 *
 * @throws RangeError beyond what is counted exactly
 */
export function totalsOf(
  lines: readonly Pick<DocumentLine, 'amount' | 'taxPercent'>[],
  pricesIncludeTax: boolean,
): Totals {
  const sums = new Map<number, bigint>();
  for (const { taxPercent, amount } of lines) {
    sums.set(taxPercent, (sums.get(taxPercent) ?? 0n) + BigInt(amount));
  }
  const taxes = [...sums]
    .sort(([a], [b]) => b - a)
    .map(([percent, sum]): TaxTotal => {
      const hundredths = BigInt(Math.round(percent * 100));
      const net = pricesIncludeTax ? divideRounded(sum * 10_000n, 10_000n + hundredths) : sum;
      const tax = pricesIncludeTax ? sum - net : divideRounded(sum * hundredths, 10_000n);
      return { percent, net: exact(net), tax: exact(tax) };
    });
  const net = sumOf(taxes.map((one) => one.net));
  const tax = sumOf(taxes.map((one) => one.tax));
  return { taxes, net, tax, gross: sumOf([net, tax]) };
}

const sumOf = (amounts: readonly number[]): number =>
  exact(amounts.reduce((sum, amount) => sum + BigInt(amount), 0n));

/** What a schema can't see because it is between fields. */
export interface Checked extends Totals {
  readonly issuedOn: Day;
  readonly dueOn: Day | null;
  readonly paidOn: Day | null;
  readonly period: { readonly from: Day; readonly until: Day } | null;
  readonly lines: readonly DocumentLine[];
  readonly pricesIncludeTax: boolean;
}

const [firstDay, lastDay] = ['1990-01-01', '2999-12-31'];

/** Empty where the document holds together: lines, rates and totals add up, days are in order. */
export function checkDocument(document: Checked): readonly ProblemField[] {
  const fields: ProblemField[] = [];
  const refuse = (path: string, code: string, message: string) => fields.push({ path, code, message });
  const days = { issuedOn: document.issuedOn, dueOn: document.dueOn, paidOn: document.paidOn };
  for (const [path, day] of Object.entries(days)) {
    if (day !== null && (!isDay(day) || day < firstDay || day > lastDay)) {
      refuse(path, 'out_of_range', `Expected a day from ${firstDay} to ${lastDay}.`);
    }
  }
  if (document.dueOn !== null && document.dueOn < document.issuedOn) {
    refuse('dueOn', 'before_issue', 'An invoice is not due before it was issued.');
  }
  if (document.period && document.period.until < document.period.from) {
    refuse('period.until', 'before_start', 'A period does not end before it begins.');
  }
  const { net, tax, gross, taxes, lines, pricesIncludeTax } = document;
  if (net + tax !== gross) refuse('gross', 'sum', `Net and tax come to ${net + tax}.`);
  if (taxes.length > 0) {
    const [taxedNet, taxed] = [sumOf(taxes.map((one) => one.net)), sumOf(taxes.map((one) => one.tax))];
    if (taxedNet !== net) refuse('net', 'sum', `The rates' net amounts come to ${taxedNet}.`);
    if (taxed !== tax) refuse('tax', 'sum', `The rates' taxes come to ${taxed}.`);
  }
  if (lines.length > 0) {
    const amounts = sumOf(lines.map(({ amount }) => amount));
    const path = pricesIncludeTax ? 'gross' : 'net';
    if (amounts !== document[path]) refuse(path, 'sum', `The lines come to ${amounts}.`);
  }
  return fields;
}

/** An open invoice is overdue from the day after the one it is due on. */
export const statusOf = (status: InvoiceStatus, dueOn: Day | null, today: Day): InvoiceStatus =>
  status === 'open' && dueOn !== null && dueOn < today ? 'overdue' : status;

export interface Owed {
  readonly status: InvoiceStatus;
  readonly gross: number;
  readonly prepaid: number;
  readonly credited: number;
  /** What payments brought, less what went back of them. */
  readonly received: number;
}

/** What an invoice asks for in all, whatever came of it; below zero where more was taken back than is owed. */
const dueOf = ({ gross, prepaid, credited }: Omit<Owed, 'status' | 'received'>): number =>
  gross - prepaid - credited;

/** What is still to be paid of an invoice. */
export const openAmountOf = (invoice: Owed): number =>
  invoice.status === 'open' || invoice.status === 'overdue'
    ? Math.max(0, dueOf(invoice) - invoice.received)
    : 0;

/**
 * What is still to be paid of the fees of its reminders, which are no part of the invoice: money pays the invoice first,
 * then them. What somebody marked as paid is settled with its fees.
 */
export function openFeesOf(invoice: Owed & { readonly reminderFees: number }): number {
  const over = invoice.received - dueOf(invoice);
  const isOpen = openAmountOf(invoice) > 0;
  if (!isOpen && (invoice.status !== 'paid' || over < 0)) return 0;
  return Math.max(0, invoice.reminderFees - Math.max(0, over));
}

/** What came of an invoice and is more than it asks for with its fees. */
export const overpaidOf = (invoice: Owed & { readonly reminderFees: number }): number =>
  Math.max(
    0,
    invoice.received + invoice.prepaid - Math.max(0, invoice.gross - invoice.credited) - invoice.reminderFees,
  );

/**
 * Where an invoice stands by its payments: `paid` of them came, `back` of that went back. `cameBack`: one of them was
 * taken away just now, without which it may be open again.
 */
export function statusByPayments(
  { status, ...invoice }: Omit<Owed, 'received'>,
  { paid, back, cameBack }: { readonly paid: number; readonly back: number; readonly cameBack: boolean },
): InvoiceStatus {
  if (status === 'cancelled') return status;
  if (paid > 0 && paid >= dueOf(invoice)) {
    const isTakenBack = invoice.gross > 0 && invoice.credited >= invoice.gross;
    return back >= paid || isTakenBack ? 'refunded' : 'paid';
  }
  return cameBack ? 'open' : status;
}

/** What an invoice is once credit notes took back `credited` of it, `before` it was so much. */
export function settled(
  { status, gross, prepaid, received }: Omit<Owed, 'credited'>,
  { before, credited }: { readonly before: number; readonly credited: number },
): InvoiceStatus {
  const whole = gross > 0 && credited >= gross;
  if (whole && status === 'open') return 'cancelled';
  if (whole && status === 'paid') return 'refunded';
  if (!whole && status === 'cancelled') return 'open';
  if (!whole && status === 'refunded') return 'paid';
  // A part that was paid may be all that is left to pay, and is too little again where a credit note was taken back.
  const isThere = (taken: number) => received > 0 && received >= gross - prepaid - taken;
  if (status === 'open' && isThere(credited)) return 'paid';
  if (status === 'paid' && isThere(before) && !isThere(credited)) return 'open';
  return status;
}

/** `RE-{year}-` with five digits and 42, issued in 2026: `RE-2026-00042`. */
export const numberFrom = (
  { prefix, digits }: Pick<NumberSeries, 'prefix' | 'digits'>,
  next: number,
  issuedOn: Day,
): string => prefix.replace('{year}', issuedOn.slice(0, 4)) + String(next).padStart(digits, '0');

/** What a person may type to find a document: its number, its title, its amounts with and without grouping. */
export function searchWords(document: {
  readonly number: string;
  readonly title: string | null;
  readonly gross: number;
  readonly prepaid: number;
  readonly currency: string;
}): string[] {
  const { number, title, gross, prepaid, currency } = document;
  const amounts = [...new Set([gross, gross - prepaid])].flatMap((amount) => {
    const plain = decimalOf({ amount: Math.abs(amount), currency });
    const [whole = '', fraction = ''] = plain.split('.');
    const grouped = (by: string) => whole.replace(/\B(?=(\d{3})+$)/g, by);
    const after = (by: string) => (fraction ? by + fraction : '');
    return [plain, whole + after(','), grouped('.') + after(','), grouped(',') + after('.')];
  });
  return [number, title ?? '', currency, ...new Set(amounts)];
}
