import type { Db } from '../../../../kit/server/db/db.ts';
import { findCustomer } from '../../../customers/server/store.ts';
import { findPortal } from '../../../portals/server/store.ts';
import { documentProblem } from '../../problems.ts';
import type { EInvoiceFormat } from '../../schema.ts';
import type { StoredDocument } from '../table.ts';
import { ciiOf, type EInvoiceSource, missingFor, type Profile } from './cii.ts';

const profiles: Readonly<Record<EInvoiceFormat, Profile>> = { 'factur-x': 'en16931', xrechnung: 'xrechnung' };

/** What a credit note takes back, or what a corrected invoice stands in the place of. */
export async function precedingOf(
  db: Db,
  vendorId: string,
  { invoiceId, correctsId }: StoredDocument,
): Promise<EInvoiceSource['preceding']> {
  const id = invoiceId ?? correctsId;
  if (!id) return null;
  const row = await db
    .selectFrom('document')
    .select(['number', 'issued_on'])
    .where('vendor_id', '=', vendorId)
    .where('id', '=', id)
    .executeTakeFirst();
  return row ? { number: row.number, issuedOn: row.issued_on } : null;
}

/** Formats in which a document of ours can be had as data, where its portal offers that. */
export async function formatsOf(
  db: Db,
  vendorId: string,
  document: StoredDocument,
): Promise<EInvoiceFormat[]> {
  if (document.origin !== 'portico') return [];
  const customer = await findCustomer(db, vendorId, document.customerId);
  const portal = customer && (await findPortal(db, vendorId, customer.portalId));
  return portal?.documents.eInvoices ? formatsFor(document) : [];
}

/** Those of some customers whose portal offers documents as data. */
export async function customersWithXml(
  db: Db,
  vendorId: string,
  customerIds: readonly string[],
): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  for (const id of new Set(customerIds)) {
    const customer = await findCustomer(db, vendorId, id);
    const portal = customer && (await findPortal(db, vendorId, customer.portalId));
    if (portal?.documents.eInvoices) found.add(id);
  }
  return found;
}

/** Whether the data goes into the letter itself: a customer may want the letter alone. */
export async function goesInside(db: Db, vendorId: string, document: StoredDocument): Promise<boolean> {
  if (!(await formatsOf(db, vendorId, document)).includes('factur-x')) return false;
  const customer = await findCustomer(db, vendorId, document.customerId);
  return customer?.billing.invoiceFormat !== 'pdf';
}

/** Fields for want of which there is no such data; `origin`: the document was made elsewhere. */
export const lackedBy = (document: StoredDocument, format: EInvoiceFormat): readonly string[] =>
  document.origin === 'portico' ? missingFor({ document, preceding: null }, profiles[format]) : ['origin'];

/** Whatever the portal says. */
export const formatsFor = (document: StoredDocument): EInvoiceFormat[] =>
  (['factur-x', 'xrechnung'] as const).filter(
    (format) => missingFor({ document, preceding: null }, profiles[format]).length === 0,
  );

/**
 * A document of ours as XML after EN 16931.
 * @throws `document.no-e-invoice` for one that was made elsewhere, or that lacks what the standard asks for, named in its
 *   detail
 */
export async function eInvoiceOf(
  db: Db,
  vendorId: string,
  document: StoredDocument,
  format: EInvoiceFormat,
): Promise<string> {
  if (document.origin !== 'portico') throw documentProblem('document.no-e-invoice');
  const source = { document, preceding: await precedingOf(db, vendorId, document) };
  const missing = missingFor(source, profiles[format]);
  if (missing.length > 0) {
    throw documentProblem('document.no-e-invoice', { detail: `It lacks: ${missing.join(', ')}.` });
  }
  return ciiOf(source, profiles[format]);
}
