import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  findCoupon,
  releaseCoupon,
  reserveCoupon,
} from '../../src/features/catalogue/server/coupons-store.ts';
import { noteSold, readCatalogueForOrder } from '../../src/features/catalogue/server/order-store.ts';
import { inTransaction } from '../../src/kit/server/db/db.ts';
import { type TestApp, type TestVendor, testApp } from '../helpers/app.ts';
import { databaseKinds } from '../helpers/databases.ts';

const month = { count: 1, unit: 'month' };
const year = { count: 1, unit: 'year' };
let made = 0;

describe.each(databaseKinds)('the catalogue on %s', (kind) => {
  let portico: TestApp;
  let acme: TestVendor;
  beforeAll(async () => {
    portico = await testApp(kind);
    acme = await portico.vendor('acme');
  });
  afterAll(() => portico.close());

  const make = async (collection: string, body: object) => {
    const answer = await acme.api.post(`/api/v1/${collection}`, body);
    expect(answer.status, JSON.stringify(answer.body)).toBe(201);
    return answer.body;
  };
  /** A family with a plan in two variants, and components of every kind. */
  const family = async (more: object = {}) => {
    const ext = `f${++made}`;
    const one = await make('product-families', { name: `Hosting ${ext}`, externalId: ext, ...more });
    const plan = await make('plans', { familyId: `ext:${ext}`, name: 'Team' });
    const monthly = await make('plan-variants', {
      ...{ planId: plan.id, billingPeriod: month, selfService: true, externalId: `${ext}-monthly` },
      prices: [
        { currency: 'EUR', amount: 2900, setupFee: 1000 },
        { currency: 'JPY', amount: 4500 },
      ],
    });
    const yearly = await make('plan-variants', {
      ...{ planId: plan.id, billingPeriod: { count: 12, unit: 'month' }, selfService: true, position: 1 },
      prices: [{ currency: 'EUR', amount: 29000 }],
    });
    const seats = await make('components', {
      ...{ familyId: one.id, kind: 'quantity', name: 'Seat', unit: 'seat', selfService: true, max: 50 },
      texts: { de: { name: 'Platz', unit: 'Platz' } },
      prices: [
        {
          currency: 'EUR',
          period: month,
          tiers: [
            { upTo: 10, amount: 500 },
            { upTo: null, amount: 400 },
          ],
        },
        { currency: 'EUR', period: year, tiers: [{ upTo: null, amount: 5000 }] },
      ],
    });
    const metered = await make('components', {
      ...{ familyId: one.id, kind: 'metered', name: 'Calls', unit: 'call', shownAsPrice: true },
      prices: [{ currency: 'EUR', period: null, tiers: [{ upTo: null, unitPrice: '0.0042' }] }],
    });
    return { family: one, plan, monthly, yearly, seats, metered };
  };
  /** For what changes nothing. */
  let shared: Awaited<ReturnType<typeof family>> | undefined;
  const offered = (variant: string | undefined, more: object = {}, what: object = {}) =>
    readCatalogueForOrder(
      portico.database.db,
      acme.id,
      { variant, variantIds: null, ...what },
      { language: 'en', selfService: true, ...more },
    );

  test('BIL-13 what was made is listed, searched, filtered, changed and read back', async () => {
    const { family: one, plan, monthly, seats } = await family();
    expect(monthly).toMatchObject({
      ...{ planId: plan.id, familyId: one.id, active: true, switchable: false, soldAt: null, grants: [] },
      prices: [
        { currency: 'EUR', amount: 2900, setupFee: 1000 },
        { currency: 'JPY', amount: 4500, setupFee: 0 },
      ],
    });
    const list = async (query: string) =>
      (await acme.api.get(`/api/v1/${query}`)).body.items.map(({ id }: { id: string }) => id);
    expect(await list(`plan-variants?familyId=${one.id}&selfService=true`)).toHaveLength(2);
    expect(await list(`plan-variants?planId=${plan.id}&active=false`)).toEqual([]);
    expect(await list(`components?familyId=ext:${one.externalId}&kind=quantity`)).toEqual([seats.id]);
    expect(await list('components?familyId=ext:none')).toEqual([]);
    expect(await list('components?search=platz')).toContain(seats.id);
    const changed = await acme.api.patch(`/api/v1/plan-variants/${monthly.id}`, {
      prices: [{ currency: 'HUF', amount: 1190000 }],
      trial: { count: 14, unit: 'day' },
    });
    expect(changed.body).toMatchObject({
      prices: [{ currency: 'HUF', amount: 1190000, setupFee: 0 }],
      trial: { count: 14, unit: 'day' },
      selfService: true,
    });
    const log = await portico.database.db
      .selectFrom('activity')
      .select('action')
      .where('subject_id', '=', monthly.id)
      .execute();
    expect(log.map(({ action }) => action)).toEqual(['plan-variant.created', 'plan-variant.updated']);
  });

  test.each<[string, string, object, string]>([
    [
      'two prices in one currency',
      'plan-variants',
      {
        prices: [
          { currency: 'EUR', amount: 1 },
          { currency: 'EUR', amount: 2 },
        ],
      },
      'prices.1.currency',
    ],
    ['a price below 0', 'plan-variants', { prices: [{ currency: 'EUR', amount: -1 }] }, 'prices.0.amount'],
    [
      'a price with a fraction of a cent',
      'plan-variants',
      { prices: [{ currency: 'EUR', amount: 0.5 }] },
      'prices.0.amount',
    ],
    [
      'tiers that go down',
      'components',
      {
        prices: [
          {
            currency: 'EUR',
            period: month,
            tiers: [
              { upTo: 9, amount: 1 },
              { upTo: 5, amount: 1 },
              { upTo: null, amount: 1 },
            ],
          },
        ],
      },
      'prices.0.tiers.1.upTo',
    ],
    [
      'a last tier with an end',
      'components',
      { prices: [{ currency: 'EUR', period: month, tiers: [{ upTo: 9, amount: 1 }] }] },
      'prices.0.tiers.0.upTo',
    ],
    ['a smallest quantity above the largest', 'components', { min: 5, max: 4 }, 'max'],
    ['an unknown field', 'components', { price: 5 }, 'price'],
    ['a field that only the service sets', 'plan-variants', { soldAt: null }, 'soldAt'],
    ['a plan of nobody', 'plan-variants', { planId: 'ext:nobody' }, 'planId'],
    ['a product of nobody', 'plan-variants', { grants: [{ productId: 'ext:nobody' }] }, 'grants.0.productId'],
  ])('OM01 %s is refused, and the field is named', async (_, collection, more, path) => {
    shared ??= await family();
    const { plan, family: one } = shared;
    const body =
      collection === 'components'
        ? { familyId: one.id, kind: 'quantity', name: 'X', ...more }
        : { planId: plan.id, billingPeriod: month, ...more };
    const answer = await acme.api.post(`/api/v1/${collection}`, body);
    expect(answer).toMatchObject({ status: 422, body: { fields: [expect.objectContaining({ path })] } });
  });

  test('BIL-18 a switch is booked once: it has no other largest quantity', async () => {
    const { family: one } = await family();
    const wanted = { familyId: one.id, kind: 'switch', name: 'Backup' };
    expect(await make('components', wanted)).toMatchObject({ min: 1, max: 1, step: 1 });
    const refused = await acme.api.post('/api/v1/components', { ...wanted, max: 2 });
    expect(refused).toMatchObject({ status: 422, body: { fields: [{ path: 'max', code: 'switch' }] } });
  });

  test('BIL-14 a variant that is not in self-service can not be ordered by its link, nor one that is off', async () => {
    const { family: one, plan, monthly } = await family();
    expect((await offered(`ext:${monthly.externalId}`))?.families[0]?.plans[0]?.variants).toMatchObject([
      { id: monthly.id, amount: 2900, setupFee: 1000 },
    ]);
    for (const [path, off, on] of [
      [`plan-variants/${monthly.id}`, { selfService: false }, { selfService: true }],
      [`plan-variants/${monthly.id}`, { active: false }, { active: true }],
      [`plans/${plan.id}`, { active: false }, { active: true }],
      [`product-families/${one.id}`, { active: false }, { active: true }],
    ] as const) {
      await acme.api.patch(`/api/v1/${path}`, off);
      expect(await offered(monthly.id), path).toBeUndefined();
      await acme.api.patch(`/api/v1/${path}`, on);
      expect(await offered(monthly.id), path).toBeDefined();
    }
    expect(await offered(monthly.id, {}, { variantIds: [] })).toBeUndefined();
    expect(await offered('var_000000000000')).toBeUndefined();
    // Staff may order for a customer what the public may not.
    await acme.api.patch(`/api/v1/plan-variants/${monthly.id}`, { selfService: false });
    expect(await offered(monthly.id, { selfService: false })).toBeDefined();
  });

  test('BIL-15 a link offers one variant and the components of its own family, in one language and currency', async () => {
    const { monthly, yearly, seats, metered } = await family();
    const other = await family();
    const german = await offered(monthly.id, { language: 'de' });
    expect(german).toMatchObject({ language: 'de', currency: 'EUR', currencies: ['EUR', 'JPY'] });
    expect(german?.families).toHaveLength(1);
    const [shown] = german?.families ?? [];
    expect(shown?.plans.flatMap(({ variants }) => variants.map(({ id }) => id))).toEqual([monthly.id]);
    expect(shown?.components.map(({ id, name, unit }) => [id, name, unit])).toEqual([
      [seats.id, 'Platz', 'Platz'],
    ]);
    expect(shown?.metered.map(({ id, name }) => [id, name])).toEqual([[metered.id, 'Calls']]);
    expect(JSON.stringify(german)).not.toContain(other.seats.id);
    const yen = await offered(monthly.id, { currency: 'JPY' });
    expect(yen?.families[0]).toMatchObject({
      components: [],
      metered: [],
      plans: [{ variants: [{ amount: 4500 }] }],
    });
    const choice = await offered(monthly.id, {}, { others: true });
    expect(choice?.families[0]?.plans[0]?.variants.map(({ id }) => id)).toEqual([monthly.id, yearly.id]);
  });

  test('CON-14 what is ordered is in a currency that the portal allows', async () => {
    const { monthly } = await family();
    expect(await offered(monthly.id, { currencies: ['JPY', 'EUR'] })).toMatchObject({
      currency: 'JPY',
      currencies: ['JPY', 'EUR'],
    });
    expect(await offered(monthly.id, { currencies: ['JPY'], currency: 'EUR' })).toMatchObject({
      currency: 'JPY',
    });
    expect(await offered(monthly.id, { currencies: ['USD'] })).toBeUndefined();
  });

  test('BIL-16 BIL-20 components that are not offered are missing, and metered ones that are not shown', async () => {
    const { monthly, seats, metered } = await family();
    await acme.api.patch(`/api/v1/components/${seats.id}`, { selfService: false });
    await acme.api.patch(`/api/v1/components/${metered.id}`, { shownAsPrice: false });
    expect((await offered(monthly.id))?.families[0]).toMatchObject({ components: [], metered: [] });
  });

  test('BIL-13 what was sold is switched off, not deleted; what is in use is not deleted either', async () => {
    const { family: one, plan, monthly, yearly, seats, metered } = await family();
    await inTransaction(portico.database.db, (tx) =>
      noteSold(tx, acme.id, { variantId: monthly.id, componentIds: [seats.id] }, portico.clock.now()),
    );
    const remove = async (path: string) => {
      const { status, body } = await acme.api.delete(`/api/v1/${path}`);
      return body?.code ?? status;
    };
    expect(await remove(`plan-variants/${monthly.id}`)).toBe('plan-variant.sold');
    expect(await remove(`components/${seats.id}`)).toBe('component.sold');
    expect(await remove(`plans/${plan.id}`)).toBe('plan.in-use');
    expect(await remove(`product-families/${one.id}`)).toBe('product-family.in-use');
    expect(await remove(`plan-variants/${yearly.id}`)).toBe(204);
    expect(await remove(`components/${metered.id}`)).toBe(204);
    expect((await acme.api.patch(`/api/v1/plan-variants/${monthly.id}`, { active: false })).status).toBe(200);
    const reduced = await make('tax-classes', {
      name: 'Reduced',
      rates: [{ country: 'DE', percent: 7, from: '2021-01-01' }],
    });
    await acme.api.patch(`/api/v1/product-families/${one.id}`, { taxClassId: reduced.id });
    expect(await remove(`tax-classes/${reduced.id}`)).toBe('tax-class.in-use');
    const lonely = await make('product-families', { name: 'Lonely' });
    await make('coupons', { code: `L${made}`, kind: 'percent', percent: 10, familyIds: [lonely.id] });
    expect(await remove(`product-families/${lonely.id}`)).toBe('product-family.in-use');
  });

  test('BIL-12 an upsert by one’s own ids makes, changes, and never moves a thing', async () => {
    const { family: one } = await family();
    const other = await family();
    const path = `/api/v1/plans/ext:plan-${made}`;
    expect((await acme.api.put(path, { familyId: one.id, name: 'A' })).status).toBe(201);
    const again = await acme.api.put(path, { familyId: `ext:${one.externalId}`, name: 'B' });
    expect(again).toMatchObject({ status: 200, body: { name: 'B', familyId: one.id } });
    expect(await acme.api.put(path, { familyId: other.family.id, name: 'B' })).toMatchObject({
      ...{ status: 422, body: { fields: [{ path: 'familyId', code: 'fixed' }] } },
    });
  });

  const coupon = (more: object) =>
    make('coupons', { code: `C${++made}`, kind: 'percent', percent: 50, ...more });
  /** How many of so many orders at once get a use of the coupon. */
  const race = async (couponId: string, customerOf: (order: number) => string | null) => {
    const at = portico.clock.now();
    const tries = Array.from({ length: 50 }, (_, order) =>
      inTransaction(portico.database.db, (tx) =>
        reserveCoupon(
          tx,
          acme.id,
          { couponId, orderId: `ord_${couponId}${order}`, customerId: customerOf(order) },
          at,
        ),
      ).then(
        () => 'taken',
        ({ code }) => code as string,
      ),
    );
    const counts: Record<string, number> = {};
    for (const outcome of await Promise.all(tries)) counts[outcome] = (counts[outcome] ?? 0) + 1;
    return counts;
  };

  test('RC05 a single-use coupon is used once by fifty orders at the same moment, by fifty customers or by one', async () => {
    const [many, one, each] = [
      await coupon({ maxUses: 1 }),
      await coupon({ maxUses: 1 }),
      await coupon({ maxPerCustomer: 2 }),
    ];
    expect(await race(many.id, (order) => `cus_${order}`)).toEqual({ taken: 1, 'coupon.used-up': 49 });
    expect(await race(one.id, () => 'cus_anna')).toEqual({ taken: 1, 'coupon.used-up': 49 });
    expect(await race(each.id, (order) => `cus_${order % 5}`)).toEqual({
      taken: 10,
      'coupon.used-before': 40,
    });
    const used = async (id: string) => (await acme.api.get(`/api/v1/coupons/${id}`)).body.used;
    expect([await used(many.id), await used(one.id), await used(each.id)]).toEqual([1, 1, 10]);
  });

  test('RC05 an order takes its use once, and gives it back once when it falls through', async () => {
    const { id } = await coupon({ maxUses: 1 });
    const { db } = portico.database;
    const at = portico.clock.now();
    const reserve = (orderId: string) =>
      inTransaction(db, (tx) => reserveCoupon(tx, acme.id, { couponId: id, orderId, customerId: null }, at));
    const used = async () => (await acme.api.get(`/api/v1/coupons/${id}`)).body.used;
    await reserve('ord_first');
    await reserve('ord_first');
    expect(await used()).toBe(1);
    expect((await acme.api.delete(`/api/v1/coupons/${id}`)).body.code).toBe('coupon.sold');
    for (let time = 0; time < 2; time++)
      await inTransaction(db, (tx) => releaseCoupon(tx, acme.id, 'ord_first', at));
    expect(await used()).toBe(0);
    await reserve('ord_second');
    await expect(reserve('ord_third')).rejects.toMatchObject({ code: 'coupon.used-up' });
    await inTransaction(db, (tx) => releaseCoupon(tx, acme.id, 'ord_second', at));
    await acme.api.patch(`/api/v1/coupons/${id}`, { active: false });
    await expect(reserve('ord_third')).rejects.toMatchObject({ code: 'coupon.unknown' });
    expect((await acme.api.delete(`/api/v1/coupons/${id}`)).status).toBe(204);
  });

  test('OM05 a code is found however it is typed, is one however it is written, and is the vendor’s own', async () => {
    const made = await coupon({ code: 'Sommer-2026' });
    const find = (typed: string, vendorId = acme.id) => findCoupon(portico.database.db, vendorId, typed);
    for (const typed of ['sommer-2026', ' SOMMER -2026 ']) expect((await find(typed))?.id).toBe(made.id);
    for (const typed of ['s\u043emmer-2026', 'sommer', '', "' or 1=1"])
      expect(await find(typed)).toBeUndefined();
    expect(await find('sommer-2026', acme.testSideId)).toBeUndefined();
    const taken = await acme.api.post('/api/v1/coupons', {
      code: 'SOMMER-2026',
      kind: 'percent',
      percent: 5,
    });
    expect(taken).toMatchObject({ status: 409, body: { code: 'coupon.code-taken' } });
    const other = await coupon({});
    const renamed = await acme.api.patch(`/api/v1/coupons/${other.id}`, { code: 'sommer-2026' });
    expect(renamed.body.code).toBe('coupon.code-taken');
    for (const wrong of [{ percent: 101 }, { percent: -5 }, { code: 's\u043emmer' }, { used: 0 }]) {
      expect((await acme.api.patch(`/api/v1/coupons/${other.id}`, wrong)).status).toBe(422);
    }
  });

  test('BIL-15 a page of one link or of many plans asks the database the same few questions', async () => {
    const { monthly, plan } = await family();
    for (let more = 0; more < 9; more++) {
      await make('plan-variants', {
        ...{ planId: plan.id, billingPeriod: month, selfService: true, position: more },
        prices: [{ currency: 'EUR', amount: more }],
      });
    }
    let asked = 0;
    const counting = portico.database.db.withPlugin({
      transformQuery: ({ node }) => {
        asked++;
        return node;
      },
      transformResult: async ({ result }) => result,
    });
    const wish = { language: 'en', selfService: true } as const;
    for (const what of [
      { variant: monthly.id, variantIds: null },
      { variant: monthly.id, variantIds: null, others: true },
      { variantIds: null },
    ]) {
      asked = 0;
      const found = await readCatalogueForOrder(counting, acme.id, what, wish);
      expect(found?.families.length).toBeGreaterThan(0);
      expect(asked).toBeLessThanOrEqual(6);
      expect(asked).toBeGreaterThan(0);
    }
  });

  test('ID07 what only the service knows is refused by name in every collection of the catalogue', async () => {
    const { family: one, plan } = await family();
    const bodies: Record<string, object> = {
      'product-families': { name: 'X' },
      plans: { familyId: one.id, name: 'X' },
      'plan-variants': { planId: plan.id, billingPeriod: month },
      components: { familyId: one.id, kind: 'switch', name: 'X' },
      coupons: { code: `X${made}`, kind: 'percent', percent: 5 },
      'tax-classes': { name: 'X' },
    };
    for (const [collection, body] of Object.entries(bodies)) {
      for (const field of 'id vendorId createdAt updatedAt soldAt used search_text price'.split(' ')) {
        const answer = await acme.api.post(`/api/v1/${collection}`, { ...body, [field]: 'x' });
        expect(answer, `${collection} ${field}`).toMatchObject({
          ...{ status: 422, body: { fields: [{ path: field, code: 'unknown_field' }] } },
        });
      }
    }
  });
});
