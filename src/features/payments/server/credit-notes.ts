import { newId } from '../../../kit/common/id.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import { lockRow } from '../../../kit/server/rows.ts';
import { announce } from '../../activity/server/announce.ts';
import { overpaidOf } from '../../documents/rules.ts';
import { requireDocument, updateDocument } from '../../documents/server/store.ts';
import type { StoredDocument } from '../../documents/server/table.ts';
import { paymentProblem } from '../problems.ts';
import type { CreditNoteRefunds, NewCreditNoteRefund, Refund } from '../schema.ts';
import { keepAsBalance, promisedOf, refundsOfNote, requestRefund } from './refunds-store.ts';
import type { GivingBack } from './store.ts';
import { type PaymentTable, toPayment } from './table.ts';

/** A payment of the note's invoice, and what of it may still go back. */
interface Pot {
  readonly id: string;
  readonly left: number;
  /** Whether it goes back without the vendor's doing: by Stripe, or into the balance it came out of. */
  readonly returns: boolean;
}

interface Owed {
  readonly note: StoredDocument;
  readonly refunds: readonly Refund[];
  readonly left: number;
  readonly pots: readonly Pot[];
}

const potOf = (row: PaymentTable, promised: number): Pot => {
  const { id, kind, purpose, amount, refunded } = toPayment(row);
  return {
    id,
    left: amount.amount - refunded - promised,
    returns: kind === 'stripe' || purpose === 'balance',
  };
};

/**
 * What of a credit note's sum is money that the customer has paid and has not got back. Of an invoice that nobody paid it
 * is nothing: there the note makes what is owed less.
 */
async function owedFor(db: Db, vendorId: string, note: StoredDocument, at: Date): Promise<Owed> {
  const refunds = await refundsOfNote(db, vendorId, note.id);
  const given = refunds
    .filter(({ state }) => state !== 'failed')
    .reduce((sum, { amount }) => sum + amount.amount, 0);
  const ofNote = note.status === 'open' ? Math.max(0, note.gross - given) : 0;
  if (note.invoiceId === null || ofNote === 0) return { note, refunds, left: ofNote, pots: [] };
  const { document: invoice } = await requireDocument(db, vendorId, 'invoice', note.invoiceId, at);
  const rows = await db
    .selectFrom('payment')
    .selectAll()
    .where('vendor_id', '=', vendorId)
    .where('invoice_id', '=', invoice.id)
    .where('currency', '=', invoice.currency)
    .where('status', 'in', ['completed', 'refunded'])
    .where('amount', '>', 0)
    .orderBy('id', 'desc')
    .execute();
  const promised = await promisedOf(
    db,
    vendorId,
    rows.map(({ id }) => id),
  );
  const pots = rows
    .filter(({ status }) => status === 'completed')
    .map((row) => potOf(row, promised.get(row.id) ?? 0))
    .filter(({ left }) => left > 0);
  // Marked as paid by hand: whoever did that knows what came.
  const isKnown = rows.length > 0 || !['paid', 'refunded'].includes(invoice.status);
  const underWay = [...promised.values()].reduce((sum, amount) => sum + amount, 0);
  const left = isKnown ? Math.min(ofNote, Math.max(0, overpaidOf(invoice) - underWay)) : ofNote;
  return { note, refunds, left, pots };
}

const sumOf = (pots: readonly Pot[]) => pots.reduce((sum, { left }) => sum + left, 0);

const told = ({ note: { currency }, refunds, left, pots }: Owed): CreditNoteRefunds => ({
  left: { amount: left, currency },
  ways:
    left === 0
      ? []
      : [...(pots.some(({ returns }) => returns) ? (['origin'] as const) : []), 'transfer', 'balance'],
  items: [...refunds],
});

/** What went back for a credit note, and what may still. @throws `credit-note.not-found` */
export async function creditNoteRefunds(
  db: Db,
  vendorId: string,
  reference: string,
  at: Date,
): Promise<CreditNoteRefunds> {
  const { document } = await requireDocument(db, vendorId, 'credit-note', reference, at);
  return told(await owedFor(db, vendorId, document, at));
}

/** The note as it is while nobody else books money of it or of its invoice. */
async function lockNote(tx: Db, vendorId: string, reference: string, at: Date): Promise<StoredDocument> {
  const { document: known } = await requireDocument(tx, vendorId, 'credit-note', reference, at);
  await lockRow(tx, 'customer', vendorId, known.customerId);
  if (known.invoiceId) await lockRow(tx, 'document', vendorId, known.invoiceId);
  await lockRow(tx, 'document', vendorId, known.id);
  return (await requireDocument(tx, vendorId, 'credit-note', known.id, at)).document;
}

/**
 * Gives money back for a credit note, once, however often it is asked for: by the way it came, by transfer, which is
 * noted, or into the balance. What nobody booked as a payment can go back whole, and not by the way it came.
 * @throws `credit-note.not-found`, `credit-note.nothing-left`, `credit-note.way`, `payment.refund-too-much`
 */
export async function refundCreditNote(
  tx: Db,
  booking: GivingBack,
  reference: string,
  { way, amount: wanted }: NewCreditNoteRefund,
): Promise<CreditNoteRefunds> {
  const { vendorId, actor, at } = booking;
  const note = await lockNote(tx, vendorId, reference, at);
  const { left, pots } = await owedFor(tx, vendorId, note, at);
  const amount = wanted ?? left;
  if (left === 0) throw paymentProblem('credit-note.nothing-left');
  if (amount > left) throw paymentProblem('payment.refund-too-much', { detail: `${left} of it are left.` });
  // Money that has a way back of its own is last to be sent by hand.
  const order = (pot: Pot) => (pot.returns === (way === 'origin') ? 0 : 1);
  const usable = way === 'origin' ? pots.filter(({ returns }) => returns) : [...pots];
  const unbooked = amount - Math.min(amount, sumOf(usable));
  if (unbooked > 0 && (way === 'origin' || (way === 'transfer' && amount !== left))) {
    throw paymentProblem('credit-note.way', {
      detail: `Only ${sumOf(usable)} of it came by a payment that can take it back.`,
    });
  }
  const { id, number, customerId } = note;
  let rest = amount - unbooked;
  for (const pot of usable.sort((one, other) => order(one) - order(other))) {
    const part = Math.min(rest, pot.left);
    if (part > 0) await requestRefund(tx, booking, pot.id, { amount: part, way, note: { id, number } });
    rest -= part;
  }
  if (unbooked > 0 && way === 'balance') await keepUnbooked(tx, booking, note, unbooked);
  await announce(tx, {
    ...{ vendorId, customerId, actor, at, subjectId: id, action: 'credit-note.refunded' },
    data: { customerId, creditNoteId: id },
  });
  if (unbooked > 0 && way === 'transfer') await markPaid(tx, booking, note);
  else await settleNote(tx, booking, id);
  const { document } = await requireDocument(tx, vendorId, 'credit-note', id, at);
  return told(await owedFor(tx, vendorId, document, at));
}

/**
 * Sends back what can go back by itself, the way it came: by Stripe, or into the balance.
 * @returns whether nothing stays for somebody to pay back: nothing else was paid, and no payment is still on its way
 */
export async function returnMoney(tx: Db, booking: GivingBack, creditNoteId: string): Promise<boolean> {
  const { vendorId, at } = booking;
  const note = await lockNote(tx, vendorId, creditNoteId, at);
  const { left, pots } = await owedFor(tx, vendorId, note, at);
  const amount = Math.min(left, sumOf(pots.filter(({ returns }) => returns)));
  if (amount > 0) await refundCreditNote(tx, booking, creditNoteId, { way: 'origin', amount });
  const coming = await tx
    .selectFrom('payment')
    .select('id')
    .where('vendor_id', '=', vendorId)
    .where('invoice_id', '=', note.invoiceId)
    .where('status', '=', 'pending')
    .executeTakeFirst();
  return left === amount && !coming;
}

/** Of money that came before anybody booked payments here, the note is kept with what holds it now. */
async function keepUnbooked(
  tx: Db,
  booking: GivingBack,
  note: StoredDocument,
  amount: number,
): Promise<void> {
  const { customerId, currency, number: description } = note;
  const kept = await keepAsBalance(tx, booking, { customerId, amount: { amount, currency }, description });
  const now = booking.at.toISOString();
  await tx
    .insertInto('payment_refund')
    .values({
      ...{ vendor_id: booking.vendorId, id: newId('rfd', booking.at.getTime()), payment_id: kept.id, amount },
      ...{ state: 'done', provider_id: null, failure: null, way: 'balance', credit_note_id: note.id },
      ...{ balance_payment_id: kept.id, created_at: now, updated_at: now },
    })
    .execute();
}

/** A credit note of which all went back that was to is paid; Stripe's yes is waited for. */
export async function settleNote(tx: Db, booking: GivingBack, creditNoteId: string): Promise<void> {
  const { vendorId, at } = booking;
  const { document } = await requireDocument(tx, vendorId, 'credit-note', creditNoteId, at);
  if (document.status !== 'open') return;
  const { left, refunds } = await owedFor(tx, vendorId, document, at);
  const isUnderWay = refunds.some(({ state }) => state === 'requested');
  if (left === 0 && !isUnderWay && refunds.some(({ state }) => state === 'done'))
    await markPaid(tx, booking, document);
}

async function markPaid(tx: Db, { vendorId, actor, at }: GivingBack, note: StoredDocument): Promise<void> {
  const { id, customerId } = note;
  const { fields } = await updateDocument(tx, vendorId, 'credit-note', id, { status: 'paid' }, at);
  await announce(tx, {
    ...{ vendorId, customerId, actor, at, fields, subjectId: id, action: 'credit-note.updated' },
    data: { customerId, creditNoteId: id },
  });
}
