import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type TestApp, type TestVendor, testApp } from '../helpers/app.ts';
import { databaseKinds } from '../helpers/databases.ts';

const texts = (title: string, text: string) => ({ en: { title, text } });
const make = async (vendor: TestVendor, body: object) => {
  const made = await vendor.api.post('/api/v1/terms-documents', body);
  expect(made.status, JSON.stringify(made.body)).toBe(201);
  return made.body;
};

describe.each(databaseKinds)('terms documents on %s', (kind) => {
  let portico: TestApp;
  let acme: TestVendor;
  beforeAll(async () => {
    portico = await testApp(kind);
    acme = await portico.vendor('acme');
  });
  afterAll(() => portico.close());
  const shown = async (query: string) =>
    (await portico.anonymous.get(`/portal/v1/order-terms?portal=acme${query}`)).body.items;

  test('BIL-33 three kinds stand in order, each with its own address and text, in the reader’s language', async () => {
    await make(acme, { kind: 'withdrawal', texts: texts('Withdrawal', 'Within 14 days.') });
    await make(acme, {
      kind: 'privacy',
      texts: { en: { title: 'Privacy', url: 'https://acme.example/privacy' } },
    });
    const terms = await make(acme, {
      kind: 'terms',
      texts: {
        ...texts('Terms', 'All of it.'),
        de: { title: 'AGB', text: 'Alles.', url: 'https://acme.example/agb' },
      },
    });
    expect(await shown('&language=de')).toMatchObject([
      { kind: 'terms', title: 'AGB', language: 'de', url: 'https://acme.example/agb', hasText: true },
      {
        kind: 'privacy',
        title: 'Privacy',
        language: 'en',
        url: 'https://acme.example/privacy',
        hasText: false,
      },
      { kind: 'withdrawal', title: 'Withdrawal', hasText: true },
    ]);
    const read = await portico.anonymous.get(`/portal/v1/order-terms/${terms.id}?portal=acme&language=de`);
    expect(read.body).toMatchObject({ text: 'Alles.', version: 1, hash: terms.hashes.de });
  });

  test('BIL-32 only terms ask for a tick unless the vendor says otherwise; the rest are links', async () => {
    expect((await shown('')).map((one: { required: string }) => one.required)).toEqual([
      'tick',
      'link',
      'link',
    ]);
  });

  test('BIL-31 other words are another version, and the old one can still be read', async () => {
    const one = await make(acme, { kind: 'other', texts: texts('House rules', 'First.') });
    const at = `/api/v1/terms-documents/${one.id}`;
    expect((await acme.api.patch(at, { required: 'tick' })).body).toMatchObject({
      version: 1,
      required: 'tick',
    });
    const changed = (await acme.api.patch(at, { texts: texts('House rules', 'Second.') })).body;
    expect(changed.version).toBe(2);
    expect(changed.hashes.en).not.toBe(one.hashes.en);
    expect((await acme.api.get(`${at}/versions`)).body.items).toMatchObject([
      { version: 2, texts: texts('House rules', 'Second.') },
      { version: 1, texts: texts('House rules', 'First.'), hashes: one.hashes },
    ]);
    expect((await acme.api.patch(at, { active: false })).status).toBe(200);
    expect((await shown('')).map((shownOne: { id: string }) => shownOne.id)).not.toContain(one.id);
    expect((await acme.api.delete(at)).status).toBe(204);
  });

  test.each([
    { name: 'neither address nor text', body: { kind: 'terms', texts: { en: { title: 'Terms' } } } },
    { name: 'no language', body: { kind: 'terms', texts: {} } },
    {
      name: 'an address that is a script',
      body: { kind: 'terms', texts: { en: { title: 'T', url: 'javascript:1' } } },
    },
  ])('BIL-33 $name is refused', async ({ body }) => {
    expect((await acme.api.post('/api/v1/terms-documents', body)).status).toBe(422);
  });

  test('BIL-33 another vendor’s terms stand on no page of ours', async () => {
    const globex = await portico.vendor('globex');
    const theirs = await make(globex, { kind: 'terms', texts: texts('Theirs', 'Theirs.') });
    const read = await portico.anonymous.get(`/portal/v1/order-terms/${theirs.id}?portal=acme`);
    expect(read.status).toBe(404);
    expect((await shown('')).map((one: { id: string }) => one.id)).not.toContain(theirs.id);
  });
});
