import { dayIn } from '../../../kit/common/day.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import { announce } from '../../activity/server/announce.ts';
import type { Actor } from '../../activity/server/record.ts';
import { requireCustomer } from '../../customers/server/store.ts';
import { isCorrectable } from '../../documents/server/correctable.ts';
import { createDocument } from '../../documents/server/store.ts';
import type { StoredDocument } from '../../documents/server/table.ts';
import { isUnderWay } from '../../payments/server/collect.ts';
import { countReceived } from '../../payments/server/store.ts';
import { requirePortal } from '../../portals/server/store.ts';
import { correctionProblem } from '../problems.ts';
import { decide } from './store.ts';
import { type CorrectionRow, wantedOf } from './table.ts';

export interface Correcting {
  readonly vendorId: string;
  readonly actor: Actor;
  readonly at: Date;
}

/** @throws `invoice.not-correctable` */
export async function requireCorrectable(db: Db, vendorId: string, invoice: StoredDocument): Promise<void> {
  if (!isCorrectable(invoice)) throw correctionProblem('invoice.not-correctable');
  if ((await isUnderWay(db, vendorId, [invoice.id])).size > 0)
    throw correctionProblem('invoice.not-correctable', { detail: 'A payment of it is under way.' });
}

/**
 * Takes a locked invoice back by a credit note and makes another one in its place, linked both ways. The first one stays
 * as it was printed. What was paid of it was paid of the other one: no money moves.
 * @throws `invoice.not-correctable`, `correction.decided`
 */
export async function correct(
  tx: Db,
  invoice: StoredDocument,
  row: CorrectionRow,
  { vendorId, actor, at }: Correcting,
): Promise<CorrectionRow> {
  await requireCorrectable(tx, vendorId, invoice);
  const { buyer, purchaseOrder } = wantedOf(row);
  const { customerId, contractId, title, period, currency, pricesIncludeTax, seller } = invoice;
  const { language, notes, taxReason, deliverTo, status, paidOn, dueOn, prepaid } = invoice;
  const customer = await requireCustomer(tx, vendorId, customerId);
  const { timeZone } = await requirePortal(tx, vendorId, customer.portalId);
  const issuedOn = dayIn(timeZone, at);
  // Ours is always quantity × price: what was worked out is worked out again.
  const lines = invoice.lines.map(({ amount: _, ...line }) => line);
  const both = {
    ...{ customerId, contractId, title, period, currency, pricesIncludeTax, seller, language, lines },
    ...{ issuedOn, taxReason, deliverTo },
  };
  const isPaid = status === 'paid';
  const { document: note } = await createDocument(
    tx,
    vendorId,
    'credit-note',
    {
      ...{ ...both, invoiceId: invoice.id, buyer: invoice.buyer, purchaseOrder: invoice.purchaseOrder },
      ...(isPaid && { status: 'paid' as const, paidOn: issuedOn }),
    },
    at,
  );
  const { document: made } = await createDocument(
    tx,
    vendorId,
    'invoice',
    {
      ...{ ...both, buyer, purchaseOrder, notes, prepaid, correctsId: invoice.id },
      dueOn: dueOn !== null && dueOn < issuedOn ? issuedOn : dueOn,
      ...(isPaid && { status: 'paid' as const, paidOn: paidOn ?? issuedOn }),
    },
    at,
  );
  await tx
    .updateTable('document')
    .set({ corrected_by_id: made.id, updated_at: at.toISOString() })
    .where('vendor_id', '=', vendorId)
    .where('id', '=', invoice.id)
    .execute();
  await movePayments(tx, { vendorId, actor, at }, { customerId, from: invoice.id, to: made.id });
  const decided = await decide(tx, vendorId, row.id, at, {
    ...{ state: 'done', credit_note_id: note.id, corrected_id: made.id },
  });
  const told = { vendorId, customerId, actor, at };
  await announce(tx, {
    ...{ ...told, action: 'credit-note.created', subjectId: note.id },
    data: { customerId, creditNoteId: note.id },
  });
  await announce(tx, {
    ...{ ...told, action: 'invoice.created', subjectId: made.id },
    data: { customerId, invoiceId: made.id },
  });
  await announce(tx, {
    ...{ ...told, action: 'invoice.updated', subjectId: invoice.id, fields: ['status', 'correctedById'] },
    data: { customerId, invoiceId: invoice.id },
  });
  await announce(tx, {
    ...{ ...told, action: 'correction.done', subjectId: invoice.id },
    data: {
      ...{ customerId, invoiceId: invoice.id, correctionId: row.id },
      ...{ creditNoteId: note.id, correctedId: made.id },
    },
  });
  return decided;
}

/** Payments of the first invoice are those of the one in its place. */
async function movePayments(
  tx: Db,
  { vendorId, actor, at }: Correcting,
  { customerId, from, to }: { readonly customerId: string; readonly from: string; readonly to: string },
): Promise<void> {
  const rows = await tx
    .selectFrom('payment')
    .select('id')
    .where('vendor_id', '=', vendorId)
    .where('invoice_id', '=', from)
    .execute();
  for (const { id } of rows) {
    await tx
      .updateTable('payment')
      .set({ invoice_id: to, updated_at: at.toISOString() })
      .where('vendor_id', '=', vendorId)
      .where('id', '=', id)
      .execute();
    await announce(tx, {
      ...{ vendorId, customerId, actor, at, action: 'payment.updated', subjectId: id, fields: ['invoiceId'] },
      data: { customerId, paymentId: id },
    });
  }
  for (const id of rows.length > 0 ? [from, to] : []) await countReceived(tx, vendorId, id);
}
