import { currencyExponent } from '../../../../kit/common/money.ts';
import { majorOf } from '../../decimal.ts';
import type { Party, Seller, TaxTotal } from '../../schema.ts';
import type { StoredDocument } from '../table.ts';
import { netLines } from './amounts.ts';
import { unitCode } from './units.ts';
import { el, printXml, withAttributes, type XmlChild, type XmlElement } from './xml.ts';

/** `en16931` stands inside our PDFs (Factur-X, ZUGFeRD 2); `xrechnung` goes to public bodies in Germany. */
export type Profile = 'en16931' | 'xrechnung';

const guidelines: Readonly<Record<Profile, string>> = {
  en16931: 'urn:cen.eu:en16931:2017',
  xrechnung: 'urn:cen.eu:en16931:2017#compliant#urn:xeinkauf.de:kosit:xrechnung_3.0',
};

export interface EInvoiceSource {
  readonly document: StoredDocument;
  /** What a credit note takes back, or a corrected invoice stands in the place of. */
  readonly preceding: { readonly number: string; readonly issuedOn: string } | null;
}

/** What keeps a document from being one, each as a place in the API: `buyer.country`. */
export function missingFor({ document }: EInvoiceSource, profile: Profile): string[] {
  const { seller, buyer, lines, taxes, currency, deliverTo } = document;
  const place = townOf(seller);
  const untaxed = taxes.some(({ percent }) => percent === 0);
  const category = untaxed ? freeOf(document).category : 'S';
  const needs: [string, boolean][] = [
    ['lines', lines.length > 0 && taxes.length > 0],
    ['currency', currencyExponent(currency) <= 2],
    ['seller.country', Boolean(seller.country)],
    ['seller.vatId', Boolean(seller.vatId || (seller.taxNumber && category !== 'AE'))],
    ['buyer.country', Boolean(countryOf(buyer, seller))],
    ['buyer.vatId', category !== 'AE' || Boolean(buyer.vatId)],
    ['deliverTo.country', !deliverTo || Boolean(deliverTo.country ?? seller.country)],
  ];
  if (profile === 'xrechnung') {
    needs.push(
      ['seller.city', Boolean(place.city)],
      ['seller.postcode', Boolean(place.postcode)],
      ['seller.phone', Boolean(seller.phone)],
      ['seller.email', Boolean(seller.email)],
      ['seller.bank', Boolean(seller.bank) || document.gross === document.prepaid],
      ['buyer.city', Boolean(townOf(buyer).city)],
      ['buyer.postcode', Boolean(townOf(buyer).postcode)],
      ['buyer.buyerReference', Boolean(buyer.buyerReference)],
      ['buyer.eInvoiceAddress', Boolean(buyer.eInvoiceAddress ?? buyer.email)],
    );
  }
  return needs.filter(([, there]) => !there).map(([path]) => path);
}

const countryOf = (party: Party, seller: Seller): string | undefined => party.country ?? seller.country;

/** Postcode and town, also of a party that has them in its last line alone: `24105 Kiel`. */
function townOf({ postcode, city, street, lines }: Party): {
  readonly postcode: string | undefined;
  readonly city: string | undefined;
  readonly street: string | undefined;
} {
  if (city) return { postcode, city, street };
  for (let at = lines.length - 1; at >= 0; at--) {
    const found = /^(?:[A-Z]{1,2}-)?(\d[\d ]{2,6}\d(?: [A-Z]{2})?|\d{4} [A-Z]{2})\s+(.+)$/.exec(
      lines[at] ?? '',
    );
    if (found) return { postcode: found[1], city: found[2], street: street ?? lines[at - 1] };
  }
  return { postcode, city: lines.at(-1), street: street ?? (lines.length > 1 ? lines[0] : undefined) };
}

const union = new Set(
  'AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK'.split(' '),
);

interface Free {
  readonly category: 'AE' | 'G' | 'E';
  readonly reason: string;
  readonly code?: string;
}

/** Why nothing is taxed: as it was said when the document was made, else what sender and recipient make likely. */
function freeOf({ taxReason, seller, buyer, notes }: StoredDocument): Free {
  const [from, to] = [seller.country, buyer.country];
  const abroad = from !== undefined && to !== undefined && from !== to && union.has(from);
  const likely = abroad && !union.has(to) ? 'export' : abroad && buyer.vatId ? 'reverse-charge' : 'exempt';
  switch (taxReason ?? likely) {
    case 'reverse-charge':
      return { category: 'AE', reason: 'Reverse charge', code: 'VATEX-EU-AE' };
    case 'export':
      return { category: 'G', reason: 'Export outside the EU', code: 'VATEX-EU-G' };
    default:
      return { category: 'E', reason: notes?.split('\n')[0] || 'Exempt from VAT' };
  }
}

const dateTime = (name: string, day: string) =>
  el(name, withAttributes('udt:DateTimeString', { format: '102' }, day.replaceAll('-', '')));

const percentText = (percent: number): string => String(Math.round(percent * 100) / 100);

/** An address by its scheme: `0088:4012345000009`; a bare Leitweg-ID is of scheme 0204, a mailbox of EM. */
export function electronicAddress(address: string): { readonly scheme: string; readonly id: string } {
  const named = /^(\d{4}|[A-Z]{2}):(.+)$/.exec(address);
  if (named?.[1] && named[2]) return { scheme: named[1], id: named[2] };
  return { scheme: address.includes('@') ? 'EM' : '0204', id: address };
}

const uri = (address: string | undefined) => {
  if (!address) return undefined;
  const { scheme, id } = electronicAddress(address);
  return el('ram:URIUniversalCommunication', withAttributes('ram:URIID', { schemeID: scheme }, id));
};

function addressOf(party: Party, country: string | undefined): XmlElement | undefined {
  const { postcode, city, street } = townOf(party);
  const others = party.lines.filter(
    (line) => line !== street && !(city && line.includes(city)) && line !== postcode,
  );
  return el(
    'ram:PostalTradeAddress',
    el('ram:PostcodeCode', postcode),
    el('ram:LineOne', street ?? others[0]),
    el('ram:LineTwo', street ? others[0] : others[1]),
    el('ram:CityName', city),
    el('ram:CountryID', country),
  );
}

function sellerOf(seller: Seller): XmlElement | undefined {
  const contact = seller.phone || seller.email;
  return el(
    'ram:SellerTradeParty',
    // Who has no VAT id is known by the other number (BR-CO-26).
    !seller.vatId && el('ram:ID', seller.taxNumber),
    el('ram:Name', seller.name),
    el('ram:Description', seller.registration),
    contact &&
      el(
        'ram:DefinedTradeContact',
        el('ram:PersonName', seller.name),
        el('ram:TelephoneUniversalCommunication', el('ram:CompleteNumber', seller.phone)),
        el('ram:EmailURIUniversalCommunication', el('ram:URIID', seller.email)),
      ),
    addressOf(seller, seller.country),
    uri(seller.email),
    seller.taxNumber &&
      el('ram:SpecifiedTaxRegistration', withAttributes('ram:ID', { schemeID: 'FC' }, seller.taxNumber)),
    seller.vatId &&
      el('ram:SpecifiedTaxRegistration', withAttributes('ram:ID', { schemeID: 'VA' }, compact(seller.vatId))),
  );
}

const compact = (id: string): string => id.replace(/[\s.-]/g, '').toUpperCase();

const buyerOf = (buyer: Party, seller: Seller): XmlElement | undefined =>
  el(
    'ram:BuyerTradeParty',
    el('ram:ID', buyer.number),
    el('ram:Name', buyer.name),
    addressOf(buyer, countryOf(buyer, seller)),
    uri(buyer.eInvoiceAddress ?? buyer.email),
    buyer.vatId &&
      el('ram:SpecifiedTaxRegistration', withAttributes('ram:ID', { schemeID: 'VA' }, compact(buyer.vatId))),
  );

/**
 * A document of ours as Cross Industry Invoice (UN/CEFACT CII D16B) after EN 16931. Amounts are those of the document;
 * where its prices hold tax, the lines are told without. @throws RangeError where `missingFor` names something
 */
export function ciiOf(source: EInvoiceSource, profile: Profile): string {
  const missing = missingFor(source, profile);
  if (missing.length > 0) throw new RangeError(`An e-invoice needs ${missing.join(', ')}.`);
  const { document, preceding } = source;
  const { seller, buyer, currency, kind, taxes } = document;
  const money = (amount: number) => majorOf(amount, currency);
  const free = freeOf(document);
  const category = (percent: number) => (percent > 0 ? 'S' : free.category);
  const lines = netLines(document.lines, taxes, document.pricesIncludeTax).map(
    ({ line, quantity, price, net }, at) =>
      el(
        'ram:IncludedSupplyChainTradeLineItem',
        el('ram:AssociatedDocumentLineDocument', el('ram:LineID', String(at + 1))),
        el('ram:SpecifiedTradeProduct', el('ram:Name', line.title), el('ram:Description', line.description)),
        el(
          'ram:SpecifiedLineTradeAgreement',
          el('ram:NetPriceProductTradePrice', el('ram:ChargeAmount', price)),
        ),
        el(
          'ram:SpecifiedLineTradeDelivery',
          withAttributes('ram:BilledQuantity', { unitCode: unitCode(line.unit) }, quantity),
        ),
        el(
          'ram:SpecifiedLineTradeSettlement',
          el(
            'ram:ApplicableTradeTax',
            el('ram:TypeCode', 'VAT'),
            el('ram:CategoryCode', category(line.taxPercent)),
            el('ram:RateApplicablePercent', percentText(line.taxPercent)),
          ),
          el('ram:SpecifiedTradeSettlementLineMonetarySummation', el('ram:LineTotalAmount', money(net))),
        ),
      ),
  );
  const corrected = kind === 'invoice' && document.correctsId !== null;
  const root = withAttributes(
    'rsm:CrossIndustryInvoice',
    {
      'xmlns:rsm': 'urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100',
      'xmlns:ram': 'urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100',
      'xmlns:qdt': 'urn:un:unece:uncefact:data:standard:QualifiedDataType:100',
      'xmlns:udt': 'urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100',
    },
    el(
      'rsm:ExchangedDocumentContext',
      profile === 'xrechnung' &&
        el(
          'ram:BusinessProcessSpecifiedDocumentContextParameter',
          el('ram:ID', 'urn:fdc:peppol.eu:2017:poacc:billing:01:1.0'),
        ),
      el('ram:GuidelineSpecifiedDocumentContextParameter', el('ram:ID', guidelines[profile])),
    ),
    el(
      'rsm:ExchangedDocument',
      el('ram:ID', document.number),
      el('ram:TypeCode', kind === 'credit-note' ? '381' : corrected ? '384' : '380'),
      dateTime('ram:IssueDateTime', document.issuedOn),
      document.title && el('ram:IncludedNote', el('ram:Content', document.title)),
      document.notes && el('ram:IncludedNote', el('ram:Content', document.notes)),
    ),
    el(
      'rsm:SupplyChainTradeTransaction',
      lines,
      el(
        'ram:ApplicableHeaderTradeAgreement',
        el('ram:BuyerReference', buyer.buyerReference),
        sellerOf(seller),
        buyerOf(buyer, seller),
        document.purchaseOrder &&
          el('ram:BuyerOrderReferencedDocument', el('ram:IssuerAssignedID', document.purchaseOrder)),
      ),
      delivery(document),
      settlement(document, { preceding, taxes, money, free, lines: netSum(document) }),
    ),
  );
  return printXml(root as XmlElement);
}

const netSum = ({ taxes }: StoredDocument): number => taxes.reduce((sum, { net }) => sum + net, 0);

/** An empty element is asked for by the schema where nothing is to be said. */
const delivery = ({ deliverTo, seller, issuedOn, period }: StoredDocument): XmlElement | undefined =>
  el(
    'ram:ApplicableHeaderTradeDelivery',
    deliverTo &&
      el(
        'ram:ShipToTradeParty',
        el('ram:Name', deliverTo.name),
        addressOf(deliverTo, countryOf(deliverTo, seller)),
      ),
    // A period says it better, where there is one.
    !period && el('ram:ActualDeliverySupplyChainEvent', dateTime('ram:OccurrenceDateTime', issuedOn)),
  ) ?? { name: 'ram:ApplicableHeaderTradeDelivery', attributes: {}, children: [] };

interface Sums {
  readonly preceding: EInvoiceSource['preceding'];
  readonly taxes: readonly TaxTotal[];
  readonly money: (amount: number) => string;
  readonly free: Free;
  readonly lines: number;
}

function settlement(document: StoredDocument, { preceding, taxes, money, free, lines }: Sums) {
  const { seller, currency, period, dueOn, kind, gross, prepaid, net, tax } = document;
  const bank = seller.bank;
  const due = gross - prepaid;
  const means: XmlChild =
    bank && kind === 'invoice'
      ? el(
          'ram:SpecifiedTradeSettlementPaymentMeans',
          el('ram:TypeCode', /^[A-Z]{2}\d{2}/.test(bank.iban) ? '58' : '30'),
          el(
            'ram:PayeePartyCreditorFinancialAccount',
            el('ram:IBANID', bank.iban.replace(/\s/g, '')),
            el('ram:AccountName', seller.name),
          ),
          bank.bic && el('ram:PayeeSpecifiedCreditorFinancialInstitution', el('ram:BICID', bank.bic)),
        )
      : el('ram:SpecifiedTradeSettlementPaymentMeans', el('ram:TypeCode', '1'));
  return el(
    'ram:ApplicableHeaderTradeSettlement',
    el('ram:PaymentReference', document.number),
    el('ram:InvoiceCurrencyCode', currency),
    means,
    taxes.map((one) =>
      el(
        'ram:ApplicableTradeTax',
        el('ram:CalculatedAmount', money(one.tax)),
        el('ram:TypeCode', 'VAT'),
        one.percent === 0 && el('ram:ExemptionReason', free.reason),
        el('ram:BasisAmount', money(one.net)),
        el('ram:CategoryCode', one.percent > 0 ? 'S' : free.category),
        one.percent === 0 && el('ram:ExemptionReasonCode', free.code),
        el('ram:RateApplicablePercent', percentText(one.percent)),
      ),
    ),
    period &&
      el(
        'ram:BillingSpecifiedPeriod',
        dateTime('ram:StartDateTime', period.from),
        dateTime('ram:EndDateTime', period.until),
      ),
    due > 0 && kind === 'invoice'
      ? el(
          'ram:SpecifiedTradePaymentTerms',
          !dueOn && el('ram:Description', 'As agreed'),
          dueOn && dateTime('ram:DueDateDateTime', dueOn),
        )
      : undefined,
    el(
      'ram:SpecifiedTradeSettlementHeaderMonetarySummation',
      el('ram:LineTotalAmount', money(lines)),
      el('ram:TaxBasisTotalAmount', money(net)),
      withAttributes('ram:TaxTotalAmount', { currencyID: currency }, money(tax)),
      el('ram:GrandTotalAmount', money(gross)),
      prepaid > 0 && el('ram:TotalPrepaidAmount', money(prepaid)),
      el('ram:DuePayableAmount', money(due)),
    ),
    preceding &&
      el(
        'ram:InvoiceReferencedDocument',
        el('ram:IssuerAssignedID', preceding.number),
        el(
          'ram:FormattedIssueDateTime',
          withAttributes('qdt:DateTimeString', { format: '102' }, preceding.issuedOn.replaceAll('-', '')),
        ),
      ),
  );
}
