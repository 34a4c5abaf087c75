import { toStored } from '../../../features/contracts/server/table.ts';
import { findCustomerByExternalId } from '../../../features/customers/server/store.ts';
import { startDocument } from '../../../features/documents/server/build.ts';
import { requireLetterhead } from '../../../features/documents/server/letterhead-store.ts';
import { type StoredDocument, toDocumentRow } from '../../../features/documents/server/table.ts';
import { decimalOf } from '../../../kit/common/money.ts';
import { insertRows } from '../../../kit/server/db/bulk.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import { keepFile } from '../../../kit/server/files.ts';
import { insertWords } from '../../../kit/server/search.ts';
import type { DemoDocument } from './documents.ts';
import { olderPdf } from './older-pdf.ts';

type OfCustomer = { readonly customer: string; readonly documents: readonly DemoDocument[] };

/** Some thousand documents with a few statements: the first start is watched by somebody. */
export async function addDocuments(
  tx: Db,
  vendorId: string,
  portalId: string,
  all: readonly OfCustomer[],
  at: Date,
): Promise<void> {
  const letterhead = await requireLetterhead(tx, vendorId, portalId);
  const contracts = await tx.selectFrom('contract').selectAll().where('vendor_id', '=', vendorId).execute();
  const contractsBy = new Map(contracts.map((row) => [`ext:${row.external_id}`, toStored(row)]));
  const made = new Map<string, StoredDocument>();
  for (const { customer: externalId, documents } of all) {
    const customer = await findCustomerByExternalId(tx, vendorId, externalId);
    if (!customer) continue;
    for (const { kind, wanted, olderPdf: heading } of documents) {
      const contract = (wanted.contractId && contractsBy.get(wanted.contractId)) || null;
      const invoice = wanted.invoiceId ? made.get(wanted.invoiceId) : undefined;
      const around = { customer, letterhead, contract, invoiceId: invoice?.id ?? null };
      const started = startDocument(kind, { ...wanted, customerId: customer.id }, around, at);
      const document = heading
        ? { ...started, pdf: await keepOlder(tx, vendorId, heading, started, at) }
        : started;
      made.set(`ext:${document.externalId}`, document);
      if (invoice) {
        const credited = invoice.credited + document.gross;
        made.set(`ext:${invoice.externalId}`, { ...invoice, credited });
      }
    }
  }
  const rows = [...made.values()].map((document) => toDocumentRow(vendorId, document));
  await insertRows(tx, 'document', rows);
  await insertWords(tx, 'document', rows);
}

async function keepOlder(tx: Db, vendorId: string, heading: string, document: StoredDocument, at: Date) {
  const { id, number, issuedOn, currency, gross } = document;
  const lines = [
    `No. ${number}`,
    issuedOn,
    '',
    `TOTAL ${decimalOf({ amount: gross, currency })} ${currency}`,
  ];
  const bytes = olderPdf(heading, lines);
  const file = await keepFile(tx, vendorId, { name: `${id}.pdf`, mediaType: 'application/pdf', bytes }, at);
  return { fileId: file.id, size: file.size, sha256: file.sha256 };
}
