import { totalsOf, withAmounts } from '../../rules.ts';
import type { NewDocumentLine } from '../../schema.ts';
import type { StoredDocument } from '../table.ts';

const seller = {
  ...{ name: 'Stromwerk <Kiel> & Co', lines: ['Werftstraße 12', '24143 Kiel'], country: 'DE' },
  ...{ vatId: 'DE 123 456 788', phone: '+49 431 555', email: 'r@stromwerk.example' },
  bank: { iban: 'DE02 1203 0000 0000 2020 51' },
};
export const buyer = {
  ...{ name: 'Jana Petersen', lines: ['Lindenallee 14', '24105 Kiel'], country: 'DE' },
  ...{ buyerReference: '04011000-12345-03', eInvoiceAddress: '04011000-12345-03' },
};

/** A document of these lines, whole. */
export function document(
  lines: readonly Partial<NewDocumentLine>[],
  more: Partial<StoredDocument> = {},
): StoredDocument {
  const base = {
    ...{ id: 'inv_1', kind: 'invoice', customerId: 'cus_1', contractId: null, externalId: null },
    ...{ origin: 'portico', number: 'RE-42', title: null, issuedOn: '2026-11-09', dueOn: '2026-11-30' },
    ...{ period: null, currency: 'EUR', pricesIncludeTax: false, prepaid: 0, credited: 0, status: 'open' },
    ...{ paidOn: null, invoiceId: null, seller, buyer, notes: null, language: 'de', purchaseOrder: 'PO-1' },
    ...{ look: { brand: '', colour: '#000000', logoFileId: null }, deliverTo: null, taxReason: null },
    ...{ reminderLevel: 0, remindedOn: null, reminderFees: 0, correctsId: null, correctedById: null },
    ...{ pdf: null, createdAt: '', updatedAt: '', ...more },
  } as StoredDocument;
  const whole = lines.map(
    (line) => ({ title: 'X', quantity: '1', unitPrice: '1', taxPercent: 0, ...line }) as NewDocumentLine,
  );
  const counted = withAmounts(whole, base.currency, false);
  return { ...base, lines: counted, ...totalsOf(counted, base.pricesIncludeTax) };
}
