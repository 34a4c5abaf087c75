import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type TestApp, testApp } from '../helpers/app.ts';
import { databaseKinds } from '../helpers/databases.ts';
import { billing, openShop } from '../helpers/orders.ts';

describe.each(databaseKinds)('the order page on %s', (kind) => {
  let portico: TestApp;
  beforeAll(async () => {
    portico = await testApp(kind);
  });
  afterAll(() => portico.close());

  const read = (path: string) => portico.anonymous.get(`/portal/v1/order-form${path}`);

  test('BIL-14 BIL-15 BIL-28 CON-14 the form tells what this portal sells, in language and currency, and nothing else', async () => {
    const vendor = await portico.vendor('shop');
    const shop = await openShop(vendor, {
      texts: { de: { title: 'Jetzt bestellen' }, en: { order: 'Plans' } },
    });
    await vendor.api.patch(`/api/v1/portals/${vendor.portal.id}`, { languages: ['en', 'de'] });
    const german = await read(`?portal=shop&variant=${shop.variantId}&language=de`);
    expect(german.status).toBe(200);
    expect(german.body).toMatchObject({
      variantId: shop.variantId,
      catalogue: { language: 'de', currency: 'EUR' },
      terms: [{ id: shop.termsId, title: 'AGB', required: 'tick' }],
      customer: null,
    });
    expect(german.body.terms[0]).not.toHaveProperty('text');
    // What is not said in a language is said in our words of it, never in another one's.
    expect(german.body.texts).toEqual({ title: 'Jetzt bestellen' });
    const english = await read('?portal=shop&language=nl');
    expect(english.body.variantId).toBeNull();
    expect(english.body.texts).toEqual({ order: 'Plans' });

    const other = await portico.vendor('other');
    const theirs = await openShop(other);
    const closed = { status: 403, body: { code: 'order.closed' } };
    expect(await read(`?portal=shop&variant=${theirs.variantId}`)).toMatchObject(closed);
    expect(await read('?portal=nobody')).toMatchObject(closed);
    await vendor.api.patch(`/api/v1/plan-variants/${shop.variantId}`, { selfService: false });
    expect(await read(`?portal=shop&variant=${shop.variantId}`)).toMatchObject(closed);
    await other.api.patch(`/api/v1/portals/${other.portal.id}`, { order: { enabled: false } });
    expect(await read('?portal=other')).toMatchObject(closed);
  });

  test('DAY-6 CRY-3 who is signed in is asked only for what is missing; with ordering off there is no panel', async () => {
    const vendor = await portico.vendor('known');
    const shop = await openShop(vendor);
    const whole = await vendor.customer({
      name: 'Anna Blum',
      billing: { ...billing, email: 'anna@blum.example' },
    });
    const anna = await vendor.signIn(whole.id);
    const form = await anna.get(`/portal/v1/order-panel?variant=${shop.variantId}`);
    expect(form.body).toMatchObject({
      customer: { name: 'Anna Blum', missing: [], mayOrder: true },
      ...{ password: false, fields: [], accountTerms: null },
    });
    const some = await vendor.customer({ billing: { country: 'DE', city: 'Kiel' } });
    const { body } = await (await vendor.signIn(some.id)).get('/portal/v1/order-panel');
    expect(body.customer.missing).toEqual(expect.arrayContaining(['lastName', 'street', 'postcode']));
    expect(body.customer.missing).not.toContain('city');
    await vendor.api.patch(`/api/v1/portals/${vendor.portal.id}`, { order: { enabled: false } });
    expect(await anna.get('/portal/v1/order-panel')).toMatchObject({
      status: 403,
      body: { code: 'panel.hidden' },
    });
  });

  test('BIL-25 a country writes addresses its own way, and only that country is told', async () => {
    const japan = await read('/address?country=JP');
    expect(japan.body).toMatchObject({
      required: ['street', 'state', 'postcode'],
      names: { state: 'prefecture' },
    });
    expect(JSON.stringify(japan.body).length).toBeLessThan(4_000);
    expect((await read('/address?country=AE')).body).toMatchObject({ postcode: null });
    expect((await read('/address?country=XX')).status).toBe(404);
    expect((await read('/address?country=..')).status).toBe(422);
  });
});
