import { newId } from '../../../kit/common/id.ts';
import { type Paging, paged } from '../../../kit/server/collection.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import { requireCustomer } from '../../customers/server/store.ts';
import { buyerFrom } from '../../documents/address.ts';
import type { StoredDocument } from '../../documents/server/table.ts';
import { correctionProblem } from '../problems.ts';
import { differs } from '../rules.ts';
import type { Correction, CorrectionState, NewCorrection } from '../schema.ts';
import {
  type CorrectionRow,
  type CorrectionTable,
  searchOf,
  toCorrection,
  type WantedBuyer,
} from './table.ts';

export interface CorrectionsFilter {
  readonly customerId?: string | undefined;
  readonly invoiceId?: string | undefined;
  readonly state?: CorrectionState | undefined;
}

const ofVendor = (db: Db, vendorId: string) =>
  db
    .selectFrom('correction')
    .innerJoin('document', (on) =>
      on
        .onRef('document.vendor_id', '=', 'correction.vendor_id')
        .onRef('document.id', '=', 'correction.document_id'),
    )
    .selectAll('correction')
    .select(['document.number', 'document.buyer as printed'])
    .where('correction.vendor_id', '=', vendorId);

export async function listCorrections(
  db: Db,
  vendorId: string,
  { customerId, invoiceId, state }: CorrectionsFilter,
  paging: Paging,
): Promise<Correction[]> {
  let query = ofVendor(db, vendorId);
  if (customerId !== undefined) query = query.where('correction.customer_id', '=', customerId);
  if (invoiceId !== undefined) query = query.where('correction.document_id', '=', invoiceId);
  if (state) query = query.where('correction.state', '=', state);
  return (await paged(query, 'correction', paging).execute()).map(toCorrection);
}

/** @throws `correction.not-found` */
export async function requireCorrection(db: Db, vendorId: string, id: string): Promise<CorrectionRow> {
  const row = await ofVendor(db, vendorId).where('correction.id', '=', id).executeTakeFirst();
  if (!row) throw correctionProblem('correction.not-found');
  return row;
}

export const latestOf = (db: Db, vendorId: string, invoiceId: string): Promise<CorrectionRow | undefined> =>
  ofVendor(db, vendorId)
    .where('correction.document_id', '=', invoiceId)
    .orderBy('correction.id', 'desc')
    .limit(1)
    .executeTakeFirst();

/** The recipient as the customer's billing data are now. */
export async function wantedFor(
  db: Db,
  vendorId: string,
  invoice: StoredDocument,
  { purchaseOrder = invoice.purchaseOrder }: NewCorrection = {},
): Promise<WantedBuyer> {
  const customer = await requireCustomer(db, vendorId, invoice.customerId);
  return { buyer: buyerFrom(customer, invoice.seller.country, invoice.language), purchaseOrder };
}

export const isAnother = (invoice: StoredDocument, { buyer, purchaseOrder }: WantedBuyer): boolean =>
  differs(invoice.buyer, buyer) || (purchaseOrder ?? '') !== (invoice.purchaseOrder ?? '');

export interface Asking {
  readonly vendorId: string;
  readonly contactId: string | null;
  readonly reason: string | null;
  readonly at: Date;
}

/** Writes down the wish; the invoice must be locked. @throws `correction.asked`, `correction.same` */
export async function ask(
  tx: Db,
  invoice: StoredDocument,
  wanted: WantedBuyer,
  { vendorId, contactId, reason, at }: Asking,
): Promise<CorrectionRow> {
  if ((await latestOf(tx, vendorId, invoice.id))?.state === 'asked')
    throw correctionProblem('correction.asked');
  if (!isAnother(invoice, wanted)) throw correctionProblem('correction.same');
  const now = at.toISOString();
  const row: CorrectionTable = {
    ...{ vendor_id: vendorId, id: newId('cor', at.getTime()), document_id: invoice.id },
    ...{ customer_id: invoice.customerId, contact_id: contactId, buyer: JSON.stringify(wanted), reason },
    ...{ state: 'asked', answer: null, credit_note_id: null, corrected_id: null },
    search_text: searchOf(invoice.number, wanted.buyer),
    ...{ created_at: now, decided_at: null, updated_at: now },
  };
  await tx.insertInto('correction').values(row).execute();
  return requireCorrection(tx, vendorId, row.id);
}

/** @throws `correction.decided` where somebody else was faster */
export async function decide(
  tx: Db,
  vendorId: string,
  id: string,
  at: Date,
  decision: Pick<CorrectionTable, 'state'> &
    Partial<Pick<CorrectionTable, 'answer' | 'credit_note_id' | 'corrected_id'>>,
): Promise<CorrectionRow> {
  const now = at.toISOString();
  const done = await tx
    .updateTable('correction')
    .set({ ...decision, decided_at: now, updated_at: now })
    .where('vendor_id', '=', vendorId)
    .where('id', '=', id)
    .where('state', '=', 'asked')
    .executeTakeFirst();
  if (done.numUpdatedRows !== 1n) throw correctionProblem('correction.decided');
  return requireCorrection(tx, vendorId, id);
}
