import { Readable } from 'node:stream';
import type { Clock } from '../../../kit/server/clock.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import { indexCsv } from '../csv.ts';
import { pdfNames } from '../file-names.ts';
import type { PortalDocument } from '../schema.ts';
import { customersWithXml, eInvoiceOf, formatsFor } from './e-invoice/store.ts';
import { pdfOf } from './pdf-store.ts';
import type { StoredDocument } from './table.ts';

export interface Zipped {
  readonly document: StoredDocument;
  readonly row: PortalDocument;
}

/** A client that takes nothing for so long is gone. */
const stalledMs = 60_000;

/**
 * The PDFs and their table of contents as a ZIP that is made while it is sent: one file at a time is in memory.
 * Beside each stands its e-invoice, for public bodies where it says enough for one. Documents without a PDF stand in the
 * table alone. PDFs are packed already, so nothing is packed again.
 */
export async function zipStream(
  context: { readonly db: Db; readonly clock: Clock },
  vendorId: string,
  documents: readonly Zipped[],
): Promise<Readable> {
  const { ZipFile } = await import('yazl');
  const withXml = await customersWithXml(
    context.db,
    vendorId,
    documents.map(({ document }) => document.customerId),
  );
  const zip = new ZipFile();
  const names = pdfNames(documents.map(({ document }) => document));
  const hasPdf = ({ row }: Zipped) => row.pdf !== null;
  const index = documents.map((one, at) => ({
    file: hasPdf(one) ? (names[at] ?? '') : '',
    document: one.row,
  }));
  const mtime = context.clock.now();
  zip.addBuffer(Buffer.from(indexCsv(index)), 'index.csv', { mtime });
  documents.forEach((one, at) => {
    if (!hasPdf(one)) return;
    const { document } = one;
    const options = { mtime: new Date(`${document.issuedOn}T12:00:00Z`), compress: false };
    zip.addReadStreamLazy(names[at] ?? document.id, options, (give) => {
      pdfOf(context, vendorId, document).then(
        (bytes) => give(null, Readable.from([Buffer.from(bytes)])),
        (error: unknown) => give(error, Readable.from([])),
      );
    });
  });
  for (const [at, { document }] of documents.entries()) {
    if (!withXml.has(document.customerId) || document.origin !== 'portico') continue;
    const [format] = formatsFor(document).toReversed();
    if (!format) continue;
    const name = (names[at] ?? document.id).replace(/\.pdf$/, '.xml');
    const options = { mtime: new Date(`${document.issuedOn}T12:00:00Z`) };
    zip.addReadStreamLazy(name, options, (give) => {
      eInvoiceOf(context.db, vendorId, document, format).then(
        (xml) => give(null, Readable.from([Buffer.from(xml)])),
        (error: unknown) => give(error, Readable.from([])),
      );
    });
  }
  zip.end();
  const stream = zip.outputStream as Readable;
  zip.on('error', (error) => stream.destroy(error as Error));
  let timer = setTimeout(() => stream.destroy(), stalledMs);
  stream.on('data', () => {
    clearTimeout(timer);
    timer = setTimeout(() => stream.destroy(), stalledMs);
  });
  stream.pause();
  stream.once('close', () => clearTimeout(timer));
  return stream;
}
