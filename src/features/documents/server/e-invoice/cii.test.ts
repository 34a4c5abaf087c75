import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { StoredDocument } from '../table.ts';
import { netLines } from './amounts.ts';
import { ciiOf, electronicAddress, missingFor } from './cii.ts';
import { buyer, document } from './example.test-data.ts';
import { unitCode } from './units.ts';
import { escapeXml } from './xml.ts';

const xmlOf = (of: StoredDocument, profile: 'en16931' | 'xrechnung' = 'en16931') =>
  ciiOf({ document: of, preceding: { number: 'RE-1', issuedOn: '2026-10-01' } }, profile);
/** Texts of all elements of a name, in order. */
const all = (xml: string, name: string): string[] =>
  [...xml.matchAll(new RegExp(`<ram:${name}(?: [^>]*)?>([^<]*)</ram:${name}>`, 'g'))].map(
    ([, text = '']) => text,
  );
const cents = (text: string | undefined) => Math.round(Number(text) * 100);

describe('an e-invoice', () => {
  test('BIL-8 says what the document says, in the words and the order of EN 16931', () => {
    const xml = xmlOf(
      document([{ title: 'Strom', quantity: '3212', unit: 'kWh', unitPrice: '0.3142', taxPercent: 19 }]),
      'xrechnung',
    );
    const names = [...xml.matchAll(/<(?:ram|rsm):(\w+)/g)].map(([, name]) => name);
    const order = [
      ...['BusinessProcessSpecifiedDocumentContextParameter', 'GuidelineSpecifiedDocumentContextParameter'],
      ...['ExchangedDocument', 'IncludedSupplyChainTradeLineItem', 'NetPriceProductTradePrice'],
      ...['BilledQuantity', 'LineTotalAmount', 'BuyerReference', 'SellerTradeParty', 'BuyerTradeParty'],
      ...['BuyerOrderReferencedDocument', 'ApplicableHeaderTradeDelivery', 'PaymentReference', 'IBANID'],
      ...['BasisAmount', 'DueDateDateTime', 'TaxBasisTotalAmount', 'GrandTotalAmount', 'DuePayableAmount'],
      'InvoiceReferencedDocument',
    ];
    const places = order.map((name) => names.indexOf(name));
    expect(places).not.toContain(-1);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect(xml).toContain('<ram:BilledQuantity unitCode="KWH">3212</ram:BilledQuantity>');
    expect(xml).toContain('<ram:Name>Stromwerk &lt;Kiel&gt; &amp; Co</ram:Name>');
    expect(xml).toContain('<ram:ID schemeID="VA">DE123456788</ram:ID>');
    expect(xml).toContain('<ram:URIID schemeID="0204">04011000-12345-03</ram:URIID>');
    expect(all(xml, 'PostcodeCode')).toEqual(['24143', '24105']);
    expect(all(xml, 'CityName')).toEqual(['Kiel', 'Kiel']);
    expect(all(xml, 'IBANID')).toEqual(['DE02120300000000202051']);
    expect(all(xml, 'ChargeAmount')).toEqual(['0.3142']);
    expect(all(xml, 'DuePayableAmount')).toEqual(['1200.96']);
    expect(xml).not.toMatch(/<(\S+)[^>]*><\/\1>/);
  });

  test.each([
    ['reverse-charge', { country: 'NL', vatId: 'NL001234567B01' }, 'AE', 'VATEX-EU-AE'],
    ['export', { country: 'US' }, 'G', 'VATEX-EU-G'],
    ['small-business', {}, 'E', undefined],
    [null, { country: 'NL', vatId: 'NL001234567B01' }, 'AE', 'VATEX-EU-AE'],
    [null, { country: 'CH' }, 'G', 'VATEX-EU-G'],
    [null, {}, 'E', undefined],
  ] as const)('BIL-8 without tax it says why: %s %o is %s', (taxReason, place, category, code) => {
    const xml = xmlOf(document([{ unitPrice: '99' }], { taxReason, buyer: { ...buyer, ...place } }));
    expect(all(xml, 'CategoryCode')).toEqual([category, category]);
    expect(all(xml, 'ExemptionReason')).toHaveLength(1);
    expect(all(xml, 'ExemptionReasonCode')).toEqual(code ? [code] : []);
  });

  test('BIL-8 BIL-9 credit notes, corrected invoices and discounts have their own codes and signs', () => {
    const note = xmlOf(document([{ unitPrice: '99', taxPercent: 19 }], { kind: 'credit-note' }));
    expect(note).toContain('<ram:TypeCode>381</ram:TypeCode>');
    const corrected = xmlOf(document([{ unitPrice: '99', taxPercent: 19 }], { correctsId: 'inv_0' }));
    expect(corrected).toContain('<ram:TypeCode>384</ram:TypeCode>');
    const lines = [
      { unitPrice: '99', taxPercent: 19 },
      { unitPrice: '-9', quantity: '2', taxPercent: 19 },
    ];
    const discount = xmlOf(document(lines));
    // BR-27: a price is never below zero, a quantity may be.
    expect(all(discount, 'ChargeAmount')).toEqual(['99', '9']);
    expect(all(discount, 'BilledQuantity')).toEqual(['1', '-2']);
    expect(all(discount, 'LineTotalAmount')).toEqual(['99', '-18', '81']);
  });

  test('BIL-8 what is missing is named, and nothing half is written', () => {
    const bare = document([{ taxPercent: 19 }], {
      seller: { name: 'A', lines: [] },
      buyer: { name: 'B', lines: [] },
      currency: 'KWD',
    });
    expect(missingFor({ document: bare, preceding: null }, 'en16931')).toEqual([
      ...['currency', 'seller.country', 'seller.vatId', 'buyer.country'],
    ]);
    expect(missingFor({ document: bare, preceding: null }, 'xrechnung')).toEqual(
      expect.arrayContaining([
        'seller.city',
        'seller.phone',
        'buyer.buyerReference',
        'buyer.eInvoiceAddress',
      ]),
    );
    expect(() => ciiOf({ document: bare, preceding: null }, 'en16931')).toThrow(/seller\.country/);
  });

  test('BIL-8 sums, lines and taxes add up in any document (BR-CO-10, 13, 14, 15, 16, 17, BR-S-08)', () => {
    const line = fc.record({
      quantity: fc.integer({ min: 1, max: 999 }).map(String),
      unitPrice: fc.integer({ min: -99_999, max: 99_999 }).map((amount) => (amount / 1000).toFixed(3)),
      taxPercent: fc.constantFrom(0, 5.5, 7, 19, 21),
    });
    fc.assert(
      fc.property(
        fc.array(line, { minLength: 1, maxLength: 12 }),
        fc.boolean(),
        (lines, pricesIncludeTax) => {
          const of = document(lines, { pricesIncludeTax });
          fc.pre(of.gross >= 0);
          const nets = netLines(of.lines, of.taxes, pricesIncludeTax);
          for (const { percent, net } of of.taxes) {
            const ofRate = nets.filter((one) => one.line.taxPercent === percent);
            expect(ofRate.reduce((sum, one) => sum + one.net, 0)).toBe(net);
          }
          const xml = xmlOf(of);
          const lineTotals = all(xml, 'LineTotalAmount').map(cents);
          expect(lineTotals.slice(0, -1).reduce((sum, one) => sum + one, 0)).toBe(lineTotals.at(-1));
          expect(lineTotals.at(-1)).toBe(cents(all(xml, 'TaxBasisTotalAmount')[0]));
          const [bases, taxes] = [
            all(xml, 'BasisAmount').map(cents),
            all(xml, 'CalculatedAmount').map(cents),
          ];
          expect(taxes.reduce((sum, one) => sum + one, 0)).toBe(cents(all(xml, 'TaxTotalAmount')[0]));
          expect(of.net + of.tax).toBe(cents(all(xml, 'GrandTotalAmount')[0]));
          of.taxes.forEach(({ percent }, at) => {
            expect(Math.abs((taxes[at] ?? 0) - ((bases[at] ?? 0) * percent) / 100)).toBeLessThanOrEqual(1);
          });
          for (const price of all(xml, 'ChargeAmount')) expect(price.startsWith('-')).toBe(false);
        },
      ),
      { numRuns: 60 },
    );
  });

  test.each([
    ['0088:4012345000009', { scheme: '0088', id: '4012345000009' }],
    ['04011000-12345-03', { scheme: '0204', id: '04011000-12345-03' }],
    ['a@b.example', { scheme: 'EM', id: 'a@b.example' }],
  ])('BIL-8 %s is an address of its scheme', (text, address) => {
    expect(electronicAddress(text)).toEqual(address);
  });

  test('BIL-8 units are codes, and no sign breaks the XML', () => {
    expect([
      unitCode('kWh'),
      unitCode('Std.'),
      unitCode('Monat'),
      unitCode(undefined),
      unitCode('Eimer'),
    ]).toEqual(['KWH', 'HUR', 'MON', 'C62', 'C62']);
    expect(escapeXml('a\u0000<b>&"\ud800c\u{1f600}')).toBe('a&lt;b&gt;&amp;&quot;c\u{1f600}');
  });
});
