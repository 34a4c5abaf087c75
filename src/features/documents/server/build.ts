import { dayIn } from '../../../kit/common/day.ts';
import { newId } from '../../../kit/common/id.ts';
import { letterLanguage } from '../../../kit/common/letter-languages.ts';
import { unknownReference } from '../../../kit/server/collection.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import { requestProblem } from '../../../kit/server/http/problems.ts';
import type { VendorContract } from '../../contracts/schema.ts';
import { requireVendorContract } from '../../contracts/server/store.ts';
import type { Customer } from '../../customers/schema.ts';
import { findCustomer } from '../../customers/server/store.ts';
import type { Portal } from '../../portals/schema.ts';
import { buyerFrom, deliveryFrom } from '../address.ts';
import { checkDocument, totalsOf, withAmounts } from '../rules.ts';
import type { DocumentKind, NewCreditNote, NewInvoice } from '../schema.ts';
import { type FoundLetterhead, letterheadOf, requireLetterhead } from './letterhead-store.ts';
import { queueMail } from './mail-queue.ts';
import { takeNumber } from './numbers-store.ts';
import type { StoredDocument } from './table.ts';

/** What both kinds are asked with; the fields of the other kind are absent. */
export type Wanted = Omit<NewInvoice, 'status' | 'origin'> &
  Partial<Pick<NewInvoice, 'origin'>> &
  Pick<NewCreditNote, 'invoiceId'> & {
    readonly status?: StoredDocument['status'] | undefined;
    /** The invoice in whose place it stands. */
    readonly correctsId?: string | undefined;
  };

/** Fields of money as somebody sent them, before they were completed. */
export type GivenSums = Pick<
  Wanted,
  'lines' | 'taxes' | 'net' | 'tax' | 'gross' | 'pricesIncludeTax' | 'currency' | 'origin'
>;

type Sums = Pick<StoredDocument, 'lines' | 'taxes' | 'net' | 'tax' | 'gross' | 'pricesIncludeTax'>;

/**
 * Lines with their amounts, and totals: of ours what the lines come to; of those from elsewhere what they say, where
 * they say it. A total that was given and is another one is refused by `checkDocument`.
 * @throws `request.invalid`
 */
export function completeSums(given: GivenSums): Sums {
  const { currency, origin = 'portico', pricesIncludeTax = false } = given;
  try {
    const lines = withAmounts(given.lines ?? [], currency, origin === 'external');
    if (origin === 'portico' && lines.length === 0)
      throw invalid('lines', 'missing', 'An invoice needs lines.');
    const sums = totalsOf(lines, pricesIncludeTax);
    if (origin === 'portico') {
      const { net = sums.net, tax = sums.tax, gross = sums.gross } = given;
      return { lines, pricesIncludeTax, taxes: sums.taxes, net, tax, gross };
    }
    const bare = lines.length === 0;
    if (bare && given.gross === undefined) {
      throw invalid('gross', 'missing', 'Without lines the total is needed.');
    }
    const taxed = given.taxes !== undefined && given.taxes.length > 0;
    const tax =
      given.tax ?? (taxed ? (given.taxes ?? []).reduce((sum, one) => sum + one.tax, 0) : bare ? 0 : sums.tax);
    const gross = given.gross ?? (given.net !== undefined ? given.net + tax : sums.gross);
    const net = given.net ?? gross - tax;
    return { lines, pricesIncludeTax, taxes: given.taxes ?? (bare ? [] : sums.taxes), net, tax, gross };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw invalid('lines', 'too_large', 'Quantity times price is too large to be exact.');
  }
}

export const invalid = (path: string, code: string, message: string) =>
  requestProblem('request.invalid', { fields: [{ path, code, message }] });

/** The document as it is stored, or a 422 that names what does not add up. */
export function checked(document: StoredDocument): StoredDocument {
  const fields = checkDocument(document);
  if (fields.length > 0) throw requestProblem('request.invalid', { fields });
  return document;
}

/** What a document takes from its contract. */
type MadeFor = Pick<VendorContract, 'id' | 'customerId' | 'purchaseOrder' | 'deliverTo'>;

/** @throws `request.invalid` for a contract that is not this customer's */
export async function contractOf(
  tx: Db,
  vendorId: string,
  { customerId, contractId, at }: { customerId: string; contractId: string | null | undefined; at: Date },
  known?: MadeFor,
): Promise<MadeFor | null> {
  if (contractId === undefined || contractId === null) return null;
  const contract =
    known?.id === contractId
      ? known
      : await requireVendorContract(tx, vendorId, contractId, at).catch(() => undefined);
  if (contract?.customerId !== customerId) throw unknownReference('contractId', 'contract');
  return contract;
}

/** An invoice that nobody was reminded of. */
export const unreminded = { reminderLevel: 0, remindedOn: null, reminderFees: 0 } as const;

/** What a new document takes from where it is made. */
export interface Surroundings {
  readonly customer: Pick<Customer, 'id' | 'name' | 'number' | 'language' | 'billing'>;
  readonly letterhead: Pick<FoundLetterhead, 'portal' | 'seller' | 'logoFileId'>;
  readonly contract: Pick<VendorContract, 'id' | 'purchaseOrder' | 'deliverTo'> | null;
  readonly invoiceId: string | null;
}

/** What the transaction that makes a document has read of where it is made, and would find unchanged. */
export interface KnownAround {
  readonly customer?: Customer | undefined;
  readonly portal?: Portal | undefined;
  readonly contract?: MadeFor | undefined;
}

/**
 * A document complete but for a number of our own: what is not given is taken from letterhead and customer.
 * @throws `request.invalid`
 */
export function startDocument(
  kind: DocumentKind,
  wanted: Wanted,
  { customer, letterhead, contract, invoiceId }: Surroundings,
  at: Date,
): StoredDocument {
  const { portal, logoFileId } = letterhead;
  const seller = wanted.seller ?? letterhead.seller;
  const language =
    wanted.language ?? letterLanguage(customer.language ?? portal.languages[0] ?? 'en', portal.languages);
  const origin = wanted.origin ?? 'portico';
  if (origin === 'external' && wanted.number === undefined) {
    throw invalid('number', 'missing', 'A document made elsewhere has its own number.');
  }
  const status = wanted.status ?? 'open';
  const paid = status === 'paid' || status === 'refunded';
  const now = at.toISOString();
  return checked({
    id: newId(kind === 'invoice' ? 'inv' : 'crn', at.getTime()),
    kind,
    customerId: customer.id,
    contractId: contract?.id ?? null,
    externalId: wanted.externalId ?? null,
    origin,
    number: wanted.number ?? '',
    title: wanted.title ?? null,
    issuedOn: wanted.issuedOn,
    dueOn: wanted.dueOn ?? null,
    period: wanted.period ?? null,
    currency: wanted.currency,
    ...completeSums(wanted),
    prepaid: wanted.prepaid ?? 0,
    credited: 0,
    received: 0,
    status,
    paidOn: wanted.paidOn ?? (paid ? dayIn(portal.timeZone, at) : null),
    invoiceId,
    seller,
    buyer: wanted.buyer ?? buyerFrom(customer, seller.country, language),
    notes: wanted.notes || null,
    purchaseOrder:
      wanted.purchaseOrder === undefined ? (contract?.purchaseOrder ?? null) : wanted.purchaseOrder,
    deliverTo:
      wanted.deliverTo === undefined
        ? contract?.deliverTo
          ? deliveryFrom(contract.deliverTo, seller.country, language)
          : null
        : wanted.deliverTo,
    language,
    look: { brand: portal.brandName, colour: portal.theme.light?.primary ?? '#1f2a37', logoFileId },
    taxReason: wanted.taxReason ?? null,
    ...unreminded,
    correctsId: wanted.correctsId ?? null,
    correctedById: null,
    pdf: null,
    createdAt: now,
    updatedAt: now,
  });
}

/**
 * The same from what stands in the database now, with the next number of the series where none is given.
 * @throws `request.invalid`, `invoice.number-taken`, `credit-note.number-taken`
 */
export async function buildDocument(
  tx: Db,
  vendorId: string,
  kind: DocumentKind,
  wanted: Wanted,
  {
    at,
    invoiceId,
    known,
  }: { readonly at: Date; readonly invoiceId: string | null; readonly known: KnownAround },
): Promise<{ readonly document: StoredDocument; readonly timeZone: string }> {
  const customer =
    known.customer?.id === wanted.customerId
      ? known.customer
      : await findCustomer(tx, vendorId, wanted.customerId);
  if (!customer) throw unknownReference('customerId', 'customer');
  const letterhead =
    known.portal?.id === customer.portalId
      ? await letterheadOf(tx, vendorId, known.portal)
      : await requireLetterhead(tx, vendorId, customer.portalId);
  const { timeZone } = letterhead.portal;
  const asked = { customerId: customer.id, contractId: wanted.contractId, at };
  const contract = await contractOf(tx, vendorId, asked, known.contract);
  const draft = startDocument(kind, wanted, { customer, letterhead, contract, invoiceId }, at);
  if (draft.origin === 'external') return { document: draft, timeZone };
  const { issuedOn } = wanted;
  const number = await takeNumber(tx, vendorId, { kind, given: wanted.number, issuedOn });
  if (wanted.mail ?? letterhead.portal.documents.mailed.includes(kind)) {
    await queueMail(tx, vendorId, { documentId: draft.id, kind, at });
  }
  return { document: { ...draft, number }, timeZone };
}
