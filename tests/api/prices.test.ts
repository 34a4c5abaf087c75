import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkVatIds, noteVatId } from '../../src/features/pricing/server/vat-checks-job.ts';
import { vatServices } from '../../src/features/pricing/server/vat-services.ts';
import { inTransaction } from '../../src/kit/server/db/db.ts';
import { type TestApp, type TestVendor, testApp } from '../helpers/app.ts';
import { databaseKinds } from '../helpers/databases.ts';
import { type VatStandIn, vatStandIn } from '../helpers/vat-services.ts';

const month = { count: 1, unit: 'month' };
const dutch = 'NL004495445B01';
const french = 'FR40303265045';
const british = 'GB980780684';
const own = 'DE136695976';

describe.each(databaseKinds)('prices on %s', (kind) => {
  let portico: TestApp;
  let acme: TestVendor;
  let other: TestVendor;
  let official: VatStandIn;
  let made: Record<'variant' | 'users' | 'backup' | 'hidden' | 'calls' | 'foreign', string>;
  let couponOfB: string;

  beforeAll(async () => {
    official = await vatStandIn();
    official.registers.set(dutch, { name: 'De Vries B.V.', address: 'Damrak 70\n1012 LM AMSTERDAM' });
    official.registers.set(own, { name: '---', address: '---' });
    official.registers.set(british, { name: 'Harbour Ltd', address: '1 Braham Street, E1 8EE' });
    portico = await testApp(kind, { vatServices: official.services });
    acme = await portico.vendor('acme');
    other = await portico.vendor('other');
    made = await catalogueOf(acme);
    await acme.api.patch('/api/v1/tax-setting', { country: 'DE', oss: true, vatId: 'DE 136 695 976' });
    await acme.api.patch(`/api/v1/portals/${acme.portal.id}`, { order: { enabled: true, coupon: true } });
    couponOfB = (await other.api.post('/api/v1/coupons', { code: 'OF-B', kind: 'percent', percent: 50 })).body
      .code;
  });
  afterAll(async () => {
    await portico.close();
    await official.close();
  });

  const preview = (body: object = {}, who = portico.anonymous) =>
    who.post('/portal/v1/orders/price', {
      ...{ portal: acme.portal.slug, variantId: made.variant, ...body },
    });

  test('BIL-21 a visitor sees what an order costs today and next, by name of the language asked for', async () => {
    const { status, body } = await preview({
      components: [{ id: made.users, quantity: 12 }],
      language: 'de',
    });
    expect(status).toBe(200);
    // 2,900 and 1,000 once, ten at 500 and two at 400, and 19 %.
    expect(body.dueToday).toMatchObject({ net: 9700, tax: 1843, gross: 11_543 });
    expect(body.next).toMatchObject({ on: '2026-12-22', net: 8700, gross: 10_353 });
    expect(body).toMatchObject({ shownFirst: 'gross', reason: 'domestic', country: 'DE', currency: 'EUR' });
    expect(body.dueToday.lines.map((line: { title: string }) => line.title)).toEqual([
      'Team',
      'Einrichtung: Team',
      'Benutzer',
    ]);
  });

  test('BIL-18 a switch is booked once, BIL-19 what is metered is shown and never ordered', async () => {
    expect((await preview({ components: [{ id: made.backup, quantity: 1 }] })).status).toBe(200);
    const twice = await preview({ components: [{ id: made.backup, quantity: 2 }] });
    expect(twice.status).toBe(422);
    expect(twice.body.fields[0]).toMatchObject({ path: 'components.0.quantity', code: 'once' });
    const metered = await preview({ components: [{ id: made.calls, quantity: 1 }] });
    expect(metered.body.fields[0]).toMatchObject({ path: 'components.0.id', code: 'not_offered' });
    const { usage } = (await preview({ estimates: [{ id: made.calls, quantity: 50_000 }] })).body;
    expect(usage).toMatchObject([{ key: made.calls, example: { quantity: 50_000, amount: 24_990 } }]);
  });

  test('OM01 a quantity is a whole number from 1 on, and the refusal names it', async () => {
    const texts = [
      '-1',
      '0',
      '0.5',
      '"1"',
      '1e21',
      '9007199254740993',
      '1e400',
      '"1 000"',
      '"٣"',
      'null',
      '[1]',
    ];
    for (const quantity of texts) {
      const body = `{"portal":"acme","variantId":"${made.variant}","components":[{"id":"${made.users}","quantity":${quantity}}]}`;
      const { status, body: answer } = await portico.anonymous.send('POST', '/portal/v1/orders/price', body);
      expect(status, quantity).toBe(422);
      expect(answer.fields[0].path, quantity).toBe('components.0.quantity');
    }
    const nan = `{"portal":"acme","variantId":"${made.variant}","components":[{"id":"${made.users}","quantity":NaN}]}`;
    expect((await portico.anonymous.send('POST', '/portal/v1/orders/price', nan)).status).toBe(400);
    const { body } = await preview({ components: [{ id: made.users, quantity: 1001 }] });
    expect(body.fields[0]).toMatchObject({ path: 'components.0.quantity', code: 'above_max' });
  });

  test('OM02 what comes to more than can be counted is refused with the quantity that makes it so', async () => {
    const { status, body } = await preview({ components: [{ id: made.hidden, quantity: 1_000_000 }] });
    expect(status).toBe(422);
    expect(body.fields[0]).toMatchObject({ path: 'components.0.quantity', code: 'too_large' });
  });

  test('BIL-22 nothing that a browser says about a price is taken: unknown fields are refused', async () => {
    for (const more of [
      { price: 1 },
      { total: 1 },
      { components: [{ id: made.users, quantity: 1, unitPrice: 1 }] },
    ]) {
      expect((await preview(more)).status).toBe(422);
    }
    expect((await preview({ currency: 'CHF' })).body.fields[0]).toMatchObject({
      path: 'currency',
      code: 'not_offered',
    });
    expect((await preview({ variantId: made.foreign })).body.code).toBe('plan-variant.not-offered');
    expect((await preview({ currency: 'JPY' })).body.dueToday).toMatchObject({
      net: 4500,
      tax: 855,
    });
  });

  test('BIL-22 a Dutch company with a valid VAT id pays no tax; the service is asked once and its proof kept', async () => {
    official.asked.length = 0;
    const buyer = { country: 'NL', vatId: 'nl 0044.95.445 b01' };
    const first = await preview({ buyer });
    expect(first.body).toMatchObject({
      ...{ shownFirst: 'net', reason: 'reverse-charge', taxCountry: null },
      vatId: { vatId: dutch, state: 'valid', problem: null, name: 'De Vries B.V.' },
      dueToday: { net: 3900, tax: 0, gross: 3900, taxes: [{ percent: 0, reason: 'reverse-charge' }] },
    });
    const again = await preview({ buyer });
    expect(again.body).toEqual(first.body);
    expect(official.asked).toEqual([dutch]);
    const row = await portico.database.db
      .selectFrom('vat_check')
      .selectAll()
      .where('vat_id', '=', dutch)
      .executeTakeFirst();
    expect(row).toMatchObject({
      service: 'vies',
      proof: expect.stringMatching(/^WAPI/),
      address: 'Damrak 70, 1012 LM AMSTERDAM',
    });
  });

  test.each([
    { name: 'wrong check digits', vatId: 'NL004495446B01', country: 'NL', problem: 'format', asks: [] },
    { name: 'no VAT id at all', vatId: '!!', country: 'NL', problem: 'format', asks: [] },
    { name: 'one of another country', vatId: dutch, country: 'FR', problem: 'country', asks: [] },
    {
      name: 'one that its register does not know',
      vatId: french,
      country: 'FR',
      problem: 'unknown',
      asks: [french],
    },
  ])('BIL-22 $name: the tax of the country, and why', async ({ vatId, country, problem, asks }) => {
    official.asked.length = 0;
    const { body } = await preview({ buyer: { country, vatId } });
    expect(body).toMatchObject({
      reason: 'destination',
      taxCountry: country,
      vatId: { state: 'invalid', problem },
    });
    expect(body.dueToday.tax).toBeGreaterThan(0);
    expect(official.asked).toEqual(asks);
  });

  test('BIL-22 a register that is away holds nothing up, and is not asked with each key', async () => {
    official.away.set('AT', 'MS_UNAVAILABLE');
    official.asked.length = 0;
    const buyer = { country: 'AT', vatId: 'ATU13585627' };
    for (let i = 0; i < 3; i++) {
      const { body } = await preview({ buyer });
      expect(body).toMatchObject({ reason: 'reverse-charge', vatId: { state: 'unchecked', problem: null } });
    }
    expect(official.asked).toEqual(['ATU13585627']);
  });

  test('BIL-22 an id that a customer uses is asked again until the register answers; the vendor is told', async () => {
    const { db } = portico.database;
    const { id: customerId } = await acme.customer();
    await inTransaction(db, (tx) =>
      noteVatId(tx, acme.id, { vatId: 'CZ25123891', country: 'CZ', customerId }, portico.clock.now()),
    );
    // Each run is a process of its own, which remembers no outage.
    const run = (services = official.services) =>
      checkVatIds({
        ...{ database: portico.database, clock: portico.clock, signal: new AbortController().signal },
        vatServices: services,
      });
    const fresh = () => vatServices({ vies: `${official.url}/vies`, hmrc: null, loopback: true });
    official.away.set('CZ', 'MS_MAX_CONCURRENT_REQ');
    official.asked.length = 0;
    await run(fresh());
    await run(fresh());
    expect(official.asked.filter((id) => id === 'CZ25123891')).toHaveLength(1);
    official.away.delete('CZ');
    portico.clock.move(11 * 60_000);
    await run(fresh());
    expect((await preview({ buyer: { country: 'CZ', vatId: 'CZ25123891' } })).body.vatId).toMatchObject({
      state: 'invalid',
      problem: 'unknown',
    });
    const { items } = (await acme.api.get(`/api/v1/activity?customerId=${customerId}`)).body;
    expect(items.map((row: { action: string }) => row.action)).toContain('customer.vat-id-refused');
    await run(fresh());
    expect(official.asked.filter((id) => id === 'CZ25123891')).toHaveLength(2);
  });

  test('BIL-22 a British company is known to HMRC, asked with a token of the application', async () => {
    await acme.api.patch('/api/v1/tax-setting', { alsoIn: ['GB'] });
    const { body } = await preview({ buyer: { country: 'GB', vatId: '980 7806 84' } });
    expect(body).toMatchObject({
      reason: 'reverse-charge',
      vatId: { vatId: british, state: 'valid', name: 'Harbour Ltd' },
    });
    await acme.api.patch('/api/v1/tax-setting', { alsoIn: [] });
    expect((await preview({ buyer: { country: 'GB' } })).body.reason).toBe('export');
  });

  test('BIL-27 a coupon lowers the total and says for how long; capital letters and spaces make no difference', async () => {
    const coupon = await acme.api.post('/api/v1/coupons', {
      code: 'SUMMER10',
      kind: 'percent',
      percent: 10,
      periods: 3,
    });
    expect(coupon.status).toBe(201);
    for (const code of ['SUMMER10', ' summer 10 ']) {
      const { body } = await preview({ coupon: code });
      expect(body).toMatchObject({
        ...{ coupon: { code: 'SUMMER10', percent: 10, periods: 3 }, discountEnds: '2027-02-22' },
        dueToday: { full: { net: 3900 }, discount: { net: 390 }, net: 3510 },
      });
    }
  });

  test('OM05 a coupon that can not be used is refused by name, and nothing is below 0', async () => {
    const make = (body: object) => acme.api.post('/api/v1/coupons', body);
    await make({
      code: 'HUGE',
      kind: 'amount',
      amounts: [{ amount: 9_999_900, currency: 'EUR' }],
      periods: -1,
    });
    await make({ code: 'OVER', kind: 'percent', percent: 10, until: portico.clock.now().toISOString() });
    await make({ code: 'NONE', kind: 'percent', percent: 10, maxUses: 0 });
    await make({ code: 'SAVE', kind: 'percent', percent: 10 });
    expect((await make({ code: 'P101', kind: 'percent', percent: 101 })).status).toBe(422);
    expect(
      (await make({ code: 'NEG', kind: 'amount', amounts: [{ amount: -5, currency: 'EUR' }] })).status,
    ).toBe(422);
    expect((await preview({ coupon: 'HUGE' })).body.dueToday).toMatchObject({ net: 0, tax: 0, gross: 0 });
    const refused = {
      [couponOfB]: 'unknown',
      OVER: 'expired',
      NONE: 'used-up',
      ЅAVE: 'unknown',
      'SAVE,HUGE': 'unknown',
    };
    for (const [code, why] of Object.entries(refused)) {
      const { status, body } = await preview({ coupon: code });
      expect(status, code).toBe(422);
      expect(body, code).toMatchObject({ code: `coupon.${why}`, fields: [{ path: 'coupon', code: why }] });
    }
    expect((await preview({ coupon: ['SAVE', 'HUGE'] })).status).toBe(422);
    await acme.api.patch(`/api/v1/portals/${acme.portal.id}`, { order: { coupon: false } });
    expect((await preview({ coupon: 'SAVE' })).body.code).toBe('coupon.unknown');
    await acme.api.patch(`/api/v1/portals/${acme.portal.id}`, { order: { coupon: true } });
  });

  test('OM05 who tries codes is stopped, and a right one does not help any more', async () => {
    let status = 0;
    for (let tries = 0; tries < 40 && status !== 429; tries++)
      status = (await preview({ coupon: `TRY${tries}` })).status;
    expect(status).toBe(429);
    expect((await preview({ coupon: 'SAVE' })).status).toBe(429);
    expect((await preview()).status).toBe(200);
    portico.clock.move(3_600_001);
    expect((await preview({ coupon: 'SAVE' })).status).toBe(200);
  });

  test('OM06 the hash changes with what is agreed to and with nothing else', async () => {
    const hash = async (body: object = {}) => (await preview(body)).body.priceHash;
    const before = await hash();
    expect(await hash({ language: 'de' })).toBe(before);
    portico.clock.move(26 * 3_600_000);
    expect(await hash()).toBe(before);
    expect(await hash({ components: [{ id: made.users, quantity: 1 }] })).not.toBe(before);
    expect(await hash({ buyer: { country: 'FR' } })).not.toBe(before);
    const variant = (await acme.api.get(`/api/v1/plan-variants/${made.variant}`)).body;
    const [eur, ...rest] = variant.prices;
    await acme.api.patch(`/api/v1/plan-variants/${made.variant}`, {
      prices: [{ ...eur, amount: 2901 }, ...rest],
    });
    expect(await hash()).not.toBe(before);
    await acme.api.patch(`/api/v1/plan-variants/${made.variant}`, { prices: variant.prices });
    expect(await hash()).toBe(before);
  });

  test('DAY-6 a signed-in customer is not asked what is known: address and VAT id are its own', async () => {
    const { id } = await acme.customer({
      billing: { company: 'De Vries B.V.', country: 'NL', vatId: dutch },
    });
    const customer = await acme.signIn(id);
    const { status, body } = await customer.post('/portal/v1/orders/price', { variantId: made.variant });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      country: 'NL',
      reason: 'reverse-charge',
      shownFirst: 'net',
      vatId: { state: 'valid' },
    });
    expect(
      (await portico.anonymous.post('/portal/v1/orders/price', { variantId: made.variant })).status,
    ).toBe(401);
  });

  test('BIL-22 the vendor reads what a service said of a customer’s VAT id, with the proof; a customer’s new one is asked about', async () => {
    const address = { street: 'Damrak', houseNumber: '70', postcode: '1012 LM', city: 'Amsterdam' };
    const person = { firstName: 'Jan', lastName: 'de Vries', email: 'jan@devries.example' };
    const billing = { company: 'De Vries B.V.', country: 'NL', ...person, ...address };
    const { id } = await acme.customer({ billing });
    const at = `/api/v1/customers/${id}/vat-id`;
    expect((await acme.api.get(at)).body.code).toBe('vat-id.missing');
    const customer = await acme.signIn(id);
    expect((await customer.patch('/portal/v1/profile', { billing: { vatId: british } })).status).toBe(200);
    expect((await acme.api.get(at)).body).toMatchObject({
      state: 'invalid',
      problem: 'country',
      proof: null,
    });
    const austrian = { billing: { country: 'AT', vatId: 'ATU13585627' } };
    expect((await customer.patch('/portal/v1/profile', austrian)).status).toBe(200);
    const due = await portico.database.db
      .selectFrom('vat_check')
      .select(['customer_id', 'next_at'])
      .where('vendor_id', '=', acme.id)
      .where('vat_id', '=', 'ATU13585627')
      .executeTakeFirst();
    expect(due).toEqual({ customer_id: id, next_at: portico.clock.now().toISOString() });
    await acme.api.patch(`/api/v1/customers/${id}`, { billing: { country: 'NL', vatId: dutch } });
    const checked = await acme.api.post(`${at}/checks`);
    expect(checked.body).toMatchObject({
      ...{ state: 'valid', service: 'vies', name: 'De Vries B.V.', failure: null },
      ...{ checkedAt: portico.clock.now().toISOString(), proof: expect.stringMatching(/^WAPI/) },
    });
  });

  test('BIL-22 nothing is priced before the vendor says where it is taxed', async () => {
    const theirs = await catalogueOf(other);
    await other.api.patch(`/api/v1/portals/${other.portal.id}`, { order: { enabled: true } });
    const ask = () => preview({ portal: other.portal.slug, variantId: theirs.variant });
    expect((await ask()).body).toMatchObject({ status: 409, code: 'pricing.no-tax-country' });
    const { body } = await other.api.patch('/api/v1/tax-setting', { country: 'AT', pricesIncludeTax: true });
    expect(body).toMatchObject({ country: 'AT', pricesIncludeTax: true, oss: false });
    expect((await ask()).body.dueToday).toMatchObject({ gross: 3900, taxes: [{ percent: 20, net: 3250 }] });
    const wrong = await other.api.patch('/api/v1/tax-setting', { vatId: 'ATU13585628' });
    expect(wrong.body.fields[0]).toMatchObject({ path: 'vatId', code: 'vat_id' });
    const { items } = (await other.api.get('/api/v1/activity')).body;
    expect(items.map((row: { action: string }) => row.action)).toContain('tax-setting.updated');
    // Another vendor's variant and component look like none.
    expect((await preview({ variantId: theirs.variant })).body.code).toBe('plan-variant.not-offered');
    const { fields } = (await preview({ components: [{ id: theirs.users, quantity: 1 }] })).body;
    expect(fields[0]).toMatchObject({ path: 'components.0.id', code: 'not_offered' });
    await other.api.patch(`/api/v1/portals/${other.portal.id}`, { order: { enabled: false } });
    expect((await ask()).body.code).toBe('plan-variant.not-offered');
  });

  test('BIL-22 who has not said where they live sees the tax of a country that is sold to', async () => {
    const seen = async (countries: string[]) => {
      await acme.api.patch(`/api/v1/portals/${acme.portal.id}`, { order: { countries } });
      const form = await portico.anonymous.get(`/portal/v1/order-form?portal=${acme.portal.slug}`);
      const { body } = await preview();
      return [form.body.country, body.country, body.reason, body.dueToday.tax > 0];
    };
    expect(await seen(['US', 'CA'])).toEqual(['US', 'US', 'export', false]);
    expect(await seen(['AT', 'DE'])).toEqual(['DE', 'DE', 'domestic', true]);
    expect(await seen([])).toEqual(['DE', 'DE', 'domestic', true]);
  });
});

async function catalogueOf(vendor: TestVendor) {
  const make = async (collection: string, body: object): Promise<string> => {
    const answer = await vendor.api.post(`/api/v1/${collection}`, body);
    expect(answer.status, JSON.stringify(answer.body)).toBe(201);
    return answer.body.id;
  };
  const familyId = await make('product-families', { name: 'Hosting' });
  const planId = await make('plans', { familyId, name: 'Team' });
  const variant = await make('plan-variants', {
    ...{ planId, billingPeriod: month, selfService: true },
    prices: [
      { currency: 'EUR', amount: 2900, setupFee: 1000 },
      { currency: 'JPY', amount: 4500 },
    ],
  });
  const part = (name: string, kind: string, tiers: object[], more: object = {}) =>
    make('components', {
      ...{ familyId, name, kind, selfService: true, shownAsPrice: true },
      prices: [{ currency: 'EUR', period: month, tiers }],
      ...more,
    });
  const tiers = [
    { upTo: 10, amount: 500 },
    { upTo: null, amount: 400 },
  ];
  const elsewhere = await make('product-families', { name: 'Elsewhere' });
  return {
    variant,
    users: await part('Users', 'quantity', tiers, { max: 1000, texts: { de: { name: 'Benutzer' } } }),
    backup: await part('Backup', 'switch', [{ upTo: null, amount: 900 }]),
    hidden: await part('Gold', 'quantity', [{ upTo: null, amount: 100_000_000_000 }]),
    calls: await part('Calls', 'metered', [{ upTo: null, unitPrice: '0.0042' }]),
    foreign: await make('plan-variants', {
      planId: await make('plans', { familyId: elsewhere, name: 'Other' }),
      ...{ billingPeriod: month, prices: [{ currency: 'EUR', amount: 100 }], selfService: false },
    }),
  };
}
