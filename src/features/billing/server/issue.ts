import { addDays, type Day, dayIn } from '../../../kit/common/day.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import { announce } from '../../activity/server/announce.ts';
import type { Actor } from '../../activity/server/record.ts';
import type { VendorContract } from '../../contracts/schema.ts';
import type { Customer } from '../../customers/schema.ts';
import type { NewDocumentLine } from '../../documents/schema.ts';
import { createDocument, requireDocument } from '../../documents/server/store.ts';
import type { StoredDocument } from '../../documents/server/table.ts';
import type { MailWords } from '../../mails/server/words.ts';
import type { InvoiceWay } from '../../payments/panel-schema.ts';
import { paymentProblem } from '../../payments/problems.ts';
import { collectInvoice } from '../../payments/server/collect.ts';
import { requireUsable } from '../../payments/server/methods-store.ts';
import { readProviders } from '../../payments/server/settings-store.ts';
import { payInvoice } from '../../payments/server/top-ups.ts';
import type { Language, Portal } from '../../portals/schema.ts';
import type { TaxReason } from '../../pricing/schema.ts';
import { documentLine, type PartLine } from '../charges.ts';
import type { UsageSource } from '../usage-source.ts';

/** What a run of billing has at hand; nothing else is waited for inside a transaction. */
export interface BillingContext {
  readonly vendorId: string;
  /** The vendor's time. */
  readonly at: Date;
  readonly actor: Actor;
  readonly words: MailWords;
  readonly usageSources: readonly UsageSource<Db>[];
}

/** A contract with whose it is and where. */
export interface Billed {
  readonly contract: VendorContract;
  readonly customer: Customer;
  readonly portal: Portal;
}

export interface Issue {
  readonly lines: readonly NewDocumentLine[];
  /** What the lines come to: below 0 a credit note is made. */
  readonly gross: number;
  readonly currency: string;
  readonly included: boolean;
  readonly reason: TaxReason;
  readonly title: string | null;
  readonly period: { readonly from: Day; readonly until: Day };
  /** The invoice that a credit note takes back. */
  readonly invoiceId: string | null;
  /** By what an invoice is paid, where somebody said so; else by what the contract is. */
  readonly payment?: InvoiceWay | undefined;
}

export const languageOf = ({ customer, portal }: Omit<Billed, 'contract'>): Language =>
  customer.language ?? portal.languages[0] ?? 'en';

/** Lines of parts of a period, in the customer's language. */
export const partLines = (
  { words }: BillingContext,
  billed: Billed,
  parts: readonly PartLine[],
  currency: string,
): NewDocumentLine[] => {
  const say = words(languageOf(billed), billed.portal.timeZone, billed.portal.words);
  return parts.map((part) => {
    const { title, days, amount } = part;
    const text = say(amount < 0 ? 'invoice.part-back' : 'invoice.part', { title, ...days });
    return documentLine(part, text, currency);
  });
};

const negative = ({ unitPrice, ...line }: NewDocumentLine): NewDocumentLine => ({
  ...line,
  unitPrice: unitPrice.startsWith('-')
    ? unitPrice.slice(1)
    : /[1-9]/.test(unitPrice)
      ? `-${unitPrice}`
      : unitPrice,
});

/**
 * The one document that these lines come to: an invoice where something is to be paid, a credit note where something goes
 * back, none where it comes to nothing. What was taken back of the invoice already is not taken back again.
 */
export async function issueDocument(
  tx: Db,
  context: BillingContext,
  billed: Billed,
  issue: Issue,
): Promise<string | null> {
  const { vendorId, at, actor, words } = context;
  const { contract, customer, portal } = billed;
  const { currency, included, lines, period, gross } = issue;
  if (gross === 0) return null;
  const language = languageOf(billed);
  const say = words(language, portal.timeZone, portal.words);
  const issuedOn = dayIn(portal.timeZone, at);
  const { reason } = issue;
  const shared = {
    ...{ customerId: customer.id, contractId: contract.id, title: issue.title ?? contract.title },
    ...{ issuedOn, period, currency, pricesIncludeTax: included, language },
    notes: reason === 'domestic' || reason === 'destination' ? null : say(`order.invoice.${reason}`),
  };
  const customerId = customer.id;
  if (gross < 0) {
    const invoiceId = await invoiceToTakeBack(tx, context, issue.invoiceId, -gross);
    if (invoiceId === undefined) return null;
    const credit = { ...shared, invoiceId, lines: lines.map(negative) };
    const { document } = await createDocument(tx, vendorId, 'credit-note', credit, at, billed);
    await announce(tx, {
      ...{ vendorId, customerId, actor, at, subjectId: document.id, action: 'credit-note.created' },
      data: { customerId, creditNoteId: document.id },
    });
    return document.id;
  }
  const { invoice } = await readProviders(tx, vendorId);
  const wanted = {
    ...shared,
    lines: [...lines],
    dueOn: addDays(issuedOn, invoice.dueDays),
  };
  const { document } = await createDocument(tx, vendorId, 'invoice', wanted, at, billed);
  await announce(tx, {
    ...{ vendorId, customerId, actor, at, subjectId: document.id, action: 'invoice.created' },
    data: { customerId, invoiceId: document.id },
  });
  await collect(tx, context, billed, document, issue.payment);
  return document.id;
}

/** @throws `payment.not-offered`, `payment.balance-too-low`, `payment-method.not-found` where a way was named */
async function collect(
  tx: Db,
  { vendorId, actor, at }: BillingContext,
  { contract, customer }: Billed,
  made: StoredDocument,
  way: InvoiceWay | undefined,
): Promise<void> {
  const owner = { vendorId, customerId: customer.id };
  const invoice = { invoiceId: made.id, made };
  if (way === undefined) {
    await collectInvoice(tx, { vendorId, actor, at }, { ...invoice, methodId: contract.paymentMethodId });
  } else if (way.kind === 'stored') {
    const { id } = await requireUsable(tx, owner, way.methodId);
    const begun = await collectInvoice(tx, { vendorId, actor, at }, { ...invoice, methodId: id });
    if (!begun) throw paymentProblem('payment.not-offered');
  } else if (way.kind === 'balance') {
    await payInvoice(tx, { ...owner, actor, at }, { invoiceId: made.id, way });
  }
}

/** `null`: a credit note of its own. `undefined`: all of the invoice went back before. */
async function invoiceToTakeBack(
  tx: Db,
  { vendorId, at }: BillingContext,
  invoiceId: string | null,
  amount: number,
): Promise<string | null | undefined> {
  if (invoiceId === null || !invoiceId.startsWith('inv_')) return null;
  const found = await requireDocument(tx, vendorId, 'invoice', invoiceId, at).catch(() => undefined);
  if (!found) return null;
  const { gross, credited, status } = found.document;
  const left = gross - credited;
  if (left <= 0 || status === 'cancelled') return undefined;
  return amount <= left ? invoiceId : null;
}
