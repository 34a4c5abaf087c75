import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkOrder, type Filled } from './check-order.ts';
import { rowsOf } from './details-rules.ts';
import { bodyOf } from './portal/details/order-body.ts';
import { buyersOf, clampQuantity, noticeUntil, prefillFrom, savingOf, tierAt, timesIn } from './rules.ts';
import type { AddressForm, OrderForm } from './schema.ts';

const month = { count: 1, unit: 'month' } as const;
const year = { count: 1, unit: 'year' } as const;
const form = {
  billingFields: {
    ...{ company: 'optional', name: 'required', email: 'required', address: 'required' },
    ...{ addressExtra: 'hidden', phone: 'hidden', vatId: 'optional', eInvoice: 'hidden' },
  },
  ...{ buyers: 'all', countries: [], startNow: false, password: false, coupon: false },
  ...{ purchaseOrder: 'hidden', deliverTo: false },
  ...{
    fields: [],
    terms: [],
    payments: [{ kind: 'invoice', dueDays: 14 }],
    customer: null,
    accountTerms: null,
  },
} as unknown as OrderForm;
const germany: AddressForm = {
  country: 'DE',
  rows: [['street'], ['postcode', 'city']],
  required: ['street', 'postcode', 'city'],
  names: { postcode: null, city: null, state: null },
  postcode: { pattern: '\\d{5}', example: '26133' },
  states: null,
};
const filled = (change: Partial<Filled> = {}): Filled => ({
  ...{ form, address: germany, buyer: 'consumer', payment: 'invoice', pays: true, vatWrong: false },
  values: {
    ...{ country: 'DE', firstName: 'Anna', lastName: 'Blum', street: 'Kanalstr.', postcode: '24103' },
    ...{ city: 'Kiel', email: 'anna@example.com' },
  },
  ...change,
});

test('BIL-30 address parameters fill in what is known of them; everything else is left alone', () => {
  const query = new URLSearchParams('firstname=Anna&country=de&VATID=DE123&price=1&__proto__=x&company=');
  expect(prefillFrom(query)).toEqual({ firstName: 'Anna', country: 'DE', vatId: 'DE123' });
});

test('BIL-25 a required field holds the order up, an optional one does not, a hidden one is absent', () => {
  expect(checkOrder(filled())).toEqual({});
  const { values } = filled();
  expect(checkOrder(filled({ values: { ...values, city: ' ' } }))).toEqual({ city: 'missing' });
  expect(checkOrder(filled({ values: { ...values, postcode: '2410' } }))).toEqual({ postcode: 'wrong' });
  const shown = rowsOf(form, germany, 'consumer', 'DE').flat();
  expect(shown.map(({ part }) => part)).toEqual([
    ...['firstName', 'lastName', 'street', 'houseNumber', 'postcode', 'city'],
  ]);
  expect(checkOrder(filled({ payment: '' }))).toEqual({ payment: 'missing' });
  expect(checkOrder(filled({ payment: '', pays: false }))).toEqual({});
});

test('BIL-31 BIL-32 a box that is needed has to be ticked, a link is no box', () => {
  const terms = [
    { id: 'trm_1', required: 'tick', version: 2 },
    { id: 'trm_2', required: 'link', version: 1 },
  ] as unknown as OrderForm['terms'];
  expect(checkOrder(filled({ form: { ...form, terms } }))).toEqual({ 'terms.trm_1': 'missing' });
  // What was ticked for other words than these is no tick.
  const before = { ...filled().values, 'terms.trm_1': '1' };
  expect(checkOrder(filled({ form: { ...form, terms }, values: before }))).toEqual({
    'terms.trm_1': 'missing',
  });
  const values = { ...filled().values, 'terms.trm_1': '2' };
  expect(checkOrder(filled({ form: { ...form, terms }, values }))).toEqual({});
  const body = bodyOf({
    ...filled({ form: { ...form, terms }, values }),
    wanted: { variantId: 'var_1', components: [], estimates: [], currency: 'EUR' },
    quote: { currency: 'EUR', priceHash: 'h', coupon: null } as never,
  });
  expect(body.acceptances).toEqual([
    { termsId: 'trm_1', version: 2 },
    { termsId: 'trm_2', version: 1 },
  ]);
  // What says what it costs is the hash of the server's own price: no amount leaves the browser.
  expect(JSON.stringify(body)).not.toMatch(/amount|gross|net/);
});

test('BIL-26 a company names its own order number and where e-invoices go; another address is asked for by one box', () => {
  const asking = {
    ...form,
    billingFields: { ...form.billingFields, eInvoice: 'optional' },
    ...{ purchaseOrder: 'required', deliverTo: true },
  } as OrderForm;
  const { values } = filled();
  const company = { ...values, company: 'Blum GmbH' };
  expect(checkOrder(filled({ form: asking }))).toEqual({});
  expect(checkOrder(filled({ form: asking, buyer: 'company', values: company }))).toEqual({
    purchaseOrder: 'missing',
  });
  const typed = {
    ...company,
    ...{ purchaseOrder: 'PO 7', eInvoiceAddress: 'nowhere', elsewhere: 'yes', 'to.country': 'DE' },
    ...{ 'to.name': 'Lager', 'to.street': 'Kai 1', 'to.postcode': '24', 'to.city': 'Kiel' },
  };
  const wrong = filled({ form: asking, buyer: 'company', values: typed, toAddress: germany });
  expect(checkOrder(wrong)).toEqual({ eInvoiceAddress: 'wrong', 'to.postcode': 'wrong' });
  const wanted = { variantId: 'var_1', components: [], estimates: [], currency: 'EUR' };
  const quote = { currency: 'EUR', priceHash: 'h', coupon: null } as never;
  expect(bodyOf({ ...wrong, wanted, quote })).toMatchObject({
    purchaseOrder: 'PO 7',
    deliverTo: { name: 'Lager', street: 'Kai 1', city: 'Kiel', country: 'DE' },
  });
  // Nothing of what is not shown leaves the page.
  const alone = bodyOf({ ...wrong, values: { ...typed, elsewhere: '' }, buyer: 'consumer', wanted, quote });
  expect(alone.deliverTo).toBeUndefined();
  expect(alone.purchaseOrder).toBeUndefined();
  expect(alone.billing).not.toHaveProperty('eInvoiceAddress');
});

test('DAY-6 a signed-in customer is asked only for what is missing', () => {
  const customer = {
    name: 'Blum',
    billing: { country: 'DE' },
    missing: ['city'],
    mayOrder: true,
    currency: null,
  };
  const known = { ...form, customer };
  expect(rowsOf(known, germany, 'consumer', 'DE').flat()).toEqual([{ part: 'city', optional: false }]);
  expect(checkOrder(filled({ form: known, values: {} }))).toEqual({ city: 'missing' });
  expect(checkOrder(filled({ form: known, values: { city: 'Kiel' } }))).toEqual({});
});

test('BIL-26 a company names itself, a private person is asked for no VAT number', () => {
  expect(buyersOf(form)).toEqual(['consumer', 'company']);
  const company = checkOrder(filled({ buyer: 'company' }));
  expect(company).toEqual({ company: 'missing' });
  const hidden = { ...form, billingFields: { ...form.billingFields, company: 'hidden' as const } };
  expect(buyersOf(hidden)).toEqual(['consumer']);
  const values = { ...filled().values, company: 'Blum GmbH', vatId: 'DE1' };
  expect(checkOrder(filled({ buyer: 'company', values, vatWrong: true }))).toEqual({ vatId: 'wrong' });
});

test('BIL-17 a typed quantity becomes one that can be ordered: whole steps between least and most', () => {
  fc.assert(
    fc.property(
      fc.double(),
      fc.integer({ min: 0, max: 20 }),
      fc.integer({ min: 1, max: 9 }),
      fc.integer({ min: -1, max: 50 }),
      fc.boolean(),
      (wanted, min, step, most, required) => {
        const max = most < 0 ? -1 : Math.max(most, min, 1);
        const found = clampQuantity(wanted, { min, max, step, required });
        if (found === 0) return !required;
        const least = Math.max(1, min);
        return found >= least && (max < 0 || found <= max) && (found - least) % step === 0;
      },
    ),
  );
  const tiers = [{ upTo: 4 }, { upTo: 19 }, { upTo: null }];
  expect([1, 4, 5, 19, 20, 900].map((quantity) => tierAt(tiers, quantity))).toEqual([0, 0, 1, 1, 2, 2]);
});

test('what the longer period saves is told in money, and only where whole periods fit', () => {
  const plan = {
    variants: [
      { billingPeriod: month, amount: 2400 },
      { billingPeriod: year, amount: 24_000 },
    ],
  } as never;
  expect(savingOf(plan, year, month)).toBe(4800);
  expect(timesIn(year, { count: 5, unit: 'month' })).toBeUndefined();
  expect(timesIn(year, { count: 1, unit: 'week' })).toBeUndefined();
  expect(noticeUntil('2027-11-22', { count: 30, unit: 'day' }, '2026-11-22')).toBe('2027-10-23');
  expect(noticeUntil('2026-12-01', { count: 1, unit: 'month' }, '2026-11-22')).toBeUndefined();
});
