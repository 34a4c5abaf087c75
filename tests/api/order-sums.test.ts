import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { currencyExponent, decimalOf } from '../../src/kit/common/money.ts';
import { type Client, type TestApp, type TestVendor, testApp } from '../helpers/app.ts';
import { databaseKinds } from '../helpers/databases.ts';
import { billing, key, priceOf } from '../helpers/orders.ts';
import { textOfPdf } from '../helpers/pdf.ts';
import { type VatStandIn, vatStandIn } from '../helpers/vat-services.ts';

const month = { count: 1, unit: 'month' };
const dutch = 'NL004495445B01';
const currencies = ['EUR', 'JPY', 'HUF', 'IQD'];

describe.each(databaseKinds)('what an order comes to, on %s', (kind) => {
  let portico: TestApp;
  let acme: TestVendor;
  let official: VatStandIn;
  let variantId: string;
  let components: string[];
  let buyers: Record<'consumer' | 'french' | 'dutch' | 'japanese', Client>;

  beforeAll(async () => {
    official = await vatStandIn();
    official.registers.set(dutch, { name: 'De Vries B.V.', address: 'Damrak 70' });
    portico = await testApp(kind, { vatServices: official.services });
    acme = await portico.vendor('acme');
    const make = async (collection: string, body: object): Promise<string> => {
      const answer = await acme.api.post(`/api/v1/${collection}`, body);
      if (answer.status !== 201) throw new Error(JSON.stringify(answer.body));
      return answer.body.id;
    };
    await acme.api.patch('/api/v1/tax-setting', { country: 'DE', oss: true });
    const taxClassId = await make('tax-classes', {
      name: 'Reduced',
      rates: ['DE', 'FR'].map((country) => ({ country, percent: 5.5, from: '2000-01-01' })),
    });
    const familyId = await make('product-families', { name: 'Hosting' });
    variantId = await make('plan-variants', {
      ...{ planId: await make('plans', { familyId, name: 'Team' }), billingPeriod: month, selfService: true },
      prices: currencies.map((currency) => ({ currency, amount: 999, setupFee: 333 })),
    });
    const part = (name: string, mode: string, more: object) =>
      make('components', {
        ...{ familyId, name, kind: 'quantity', max: -1, selfService: true, ...more },
        prices: currencies.map((currency) => ({
          ...{ currency, period: month, mode },
          tiers: [
            { upTo: 7, amount: 33 },
            { upTo: 50, amount: 29 },
            { upTo: null, amount: 1 },
          ],
        })),
      });
    components = [
      await part('Seats', 'graduated', { unit: 'seats' }),
      await part('Rooms', 'volume', { taxClassId }),
    ];
    await make('coupons', { code: 'THIRD', kind: 'percent', percent: 33.33, periods: 1 });
    await make('coupons', {
      ...{ code: 'OFF', kind: 'amount', periods: -1 },
      amounts: currencies.map((currency) => ({ currency, amount: 777 })),
    });
    await acme.api.patch(`/api/v1/portals/${acme.portal.id}`, { order: { enabled: true, coupon: true } });
    const signIn = async (more: object) =>
      acme.signIn((await acme.customer({ billing: { ...billing, email: 'anna@blum.example', ...more } })).id);
    buyers = {
      consumer: await signIn({}),
      french: await signIn({ country: 'FR' }),
      dutch: await signIn({ country: 'NL', company: 'De Vries B.V.', vatId: dutch }),
      japanese: await signIn({ country: 'JP' }),
    };
  });
  afterAll(async () => {
    await portico.close();
    await official.close();
  });

  const anyBasket = fc.record({
    who: fc.constantFrom('consumer', 'french', 'dutch', 'japanese'),
    currency: fc.constantFrom(...currencies),
    pricesIncludeTax: fc.boolean(),
    coupon: fc.constantFrom(undefined, 'THIRD', 'OFF'),
    quantities: fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 0, maxLength: 2 }),
  }) as fc.Arbitrary<{
    who: keyof typeof buyers;
    currency: string;
    pricesIncludeTax: boolean;
    coupon: string | undefined;
    quantities: number[];
  }>;

  test('OM03 preview, order, invoice, its lines, the list of documents and the payment have one sum', async () => {
    let printed = 0;
    await fc.assert(
      fc.asyncProperty(anyBasket, async ({ who, currency, pricesIncludeTax, coupon, quantities }) => {
        await acme.api.patch('/api/v1/tax-setting', { pricesIncludeTax });
        const wanted = {
          ...{ variantId, currency, ...(coupon && { coupon }) },
          components: quantities.map((quantity, index) => ({ id: components[index], quantity })),
        };
        const client = buyers[who];
        const quote = await priceOf(client, wanted);
        const { net, tax, gross } = quote.dueToday;
        const placed = await client.post(
          '/portal/v1/orders',
          { ...wanted, acceptances: [], paymentMethod: { kind: 'invoice' }, priceHash: quote.priceHash },
          key(),
        );
        expect(placed.status, JSON.stringify(placed.body)).toBe(201);
        const { order } = placed.body;
        expect(order).toMatchObject({
          ...{ net: { amount: net, currency }, tax: { amount: tax }, gross: { amount: gross } },
        });
        const invoice = (await acme.api.get(`/api/v1/invoices/${order.invoice.id}`)).body;
        expect(invoice).toMatchObject({ net, tax, gross, currency });
        const lines = invoice.lines.reduce((sum: number, line: { amount: number }) => sum + line.amount, 0);
        expect(lines).toBe(invoice.pricesIncludeTax ? gross : net);
        const detail = (await client.get(`/portal/v1/documents/${order.invoice.id}`)).body;
        expect(detail).toMatchObject({
          net: { amount: net },
          tax: { amount: tax },
          gross: { amount: gross },
        });
        const payments = await portico.database.db
          .selectFrom('payment')
          .select(['amount', 'currency'])
          .where('order_id', '=', order.id)
          .execute();
        expect(payments).toEqual([{ amount: gross, currency }]);
        // A letter takes a while to set; its words come from the same rows each time.
        if (++printed > 1) return;
        const pdf = await portico.app.request(
          `http://localhost:4400/api/v1/invoices/${order.invoice.id}/pdf`,
          {
            headers: { authorization: `Bearer ${acme.apiKey}` },
          },
        );
        const { text } = await textOfPdf(new Uint8Array(await pdf.arrayBuffer()));
        const digits = decimalOf({ amount: gross, currency });
        expect(text.replace(/[\s,](?=\d{3})/g, '')).toContain(digits);
        expect(digits.split('.')[1]?.length ?? 0).toBe(currencyExponent(currency));
      }),
      { numRuns: 8 },
    );
  });
});
