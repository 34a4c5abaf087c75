import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ensureSearchIndex } from '../../src/apps/server/search-index.ts';
import { toCustomerRow } from '../../src/features/customers/server/table.ts';
import { newId } from '../../src/kit/common/id.ts';
import { insertRows } from '../../src/kit/server/db/bulk.ts';
import { inTransaction } from '../../src/kit/server/db/db.ts';
import { insertWords, sweepWords } from '../../src/kit/server/search.ts';
import { type TestApp, type TestVendor, testApp } from '../helpers/app.ts';
import { databaseKinds } from '../helpers/databases.ts';

interface Found {
  readonly id: string;
  readonly name: string;
}

describe.each(databaseKinds)('customers searched and sorted, on %s', (kind) => {
  let portico: TestApp;
  let acme: TestVendor;
  beforeAll(async () => {
    portico = await testApp(kind);
    acme = await portico.vendor('acme');
  });
  afterAll(() => portico.close());

  const list = async (query: string, vendor = acme) => {
    const answer = await vendor.api.get(`/api/v1/customers?limit=200&${query}`);
    expect(answer.status, JSON.stringify(answer.body)).toBe(200);
    return answer.body.items as Found[];
  };
  const names = async (query: string, vendor = acme) => (await list(query, vendor)).map(({ name }) => name);
  const search = (words: string, vendor = acme) => names(`search=${encodeURIComponent(words)}`, vendor);

  test('CCM-37 a customer is found by company, e-mail, number, place, contact and domain, by the beginning of each', async () => {
    const customer = await acme.customer({
      name: 'Grün & Söhne GmbH',
      number: 'K-2026-0417',
      externalId: 'crm:88/4711',
      limits: { domains: -1 },
      billing: { company: 'Grün & Söhne GmbH', email: 'Buero@Gruen-Soehne.example', city: 'Straßburg' },
    });
    await acme.customer({ name: 'Somebody else' });
    await acme.api.post('/api/v1/contacts', {
      customerId: customer.id,
      name: 'Zoë Østergård',
      email: 'zoe@mail.oster.example',
    });
    await acme.api.post('/api/v1/domains', { customerId: customer.id, host: 'shop.gruenwaren.example' });
    for (const words of [
      ...[
        'grün',
        'GRUN',
        'söhne gm',
        'k-2026',
        '2026-0417',
        '0417',
        'buero@',
        'gruen-so',
        'soehne.exam',
        'strass',
      ],
      ...[
        'crm:88',
        '4711',
        'zoe',
        'østerg',
        'osterg',
        'mail.oster',
        'oster.example',
        'shop.gruen',
        'gruenwaren',
      ],
      ...['zoe grün shop', '(0417)'],
    ]) {
      expect([words, await search(words)]).toEqual([words, ['Grün & Söhne GmbH']]);
    }
    for (const words of ['run', 'ohne', 'uenwaren', 'zoe else', '!!!', '%']) {
      expect([words, await search(words)]).toEqual([words, []]);
    }
  });

  test('CCM-37 what changes is found anew, what is gone is not found', async () => {
    const { id } = await acme.customer({ name: 'Vorher AG' });
    await acme.api.patch(`/api/v1/customers/${id}`, { name: 'Nachher AG', language: 'de' });
    expect(await search('vorher')).toEqual([]);
    expect(await search('nachher ag')).toEqual(['Nachher AG']);
    const { body: contact } = await acme.api.post('/api/v1/contacts', { customerId: id, name: 'Wilhelmina' });
    expect(await search('wilhelm')).toEqual(['Nachher AG']);
    await acme.api.delete(`/api/v1/contacts/${contact.id}`);
    expect(await search('wilhelm')).toEqual([]);
    await acme.api.post('/api/v1/contacts', { customerId: id, name: 'Friedbert' });
    await acme.api.delete(`/api/v1/customers/${id}`);
    expect(await search('nachher')).toEqual([]);
    expect(await search('friedbert')).toEqual([]);
    const { db } = portico.database;
    const left = () => db.selectFrom('search_word').select('word').where('word', '=', 'friedbert').execute();
    await inTransaction(db, sweepWords);
    expect(await left()).toEqual([]);
  });

  test('TK25 a search finds nothing of another vendor’s', async () => {
    const globex = await portico.vendor('globex');
    await globex.customer({ name: 'Geheimrat' });
    expect(await search('geheim', globex)).toEqual(['Geheimrat']);
    expect(await search('geheim')).toEqual([]);
  });

  test('CCM-2 data of an older version is indexed once, at the start', async () => {
    const old = await portico.vendor('older');
    const { id } = await old.customer({ name: 'Ältere Daten' });
    const { db } = portico.database;
    await inTransaction(db, async (tx) => {
      await tx.deleteFrom('search_word').where('id', '=', id).execute();
      await tx
        .updateTable('customer')
        .set({ search_text: 'altere daten\nbuero@gruen.example', sort_name: '' })
        .where('vendor_id', '=', old.id)
        .execute();
    });
    await ensureSearchIndex(portico.database, portico.clock.now());
    for (const words of ['alt', 'daten', 'gruen']) expect(await search(words, old)).toEqual(['Ältere Daten']);
    const { sort_name } = await db
      .selectFrom('customer')
      .select('sort_name')
      .where('vendor_id', '=', old.id)
      .executeTakeFirstOrThrow();
    expect(sort_name).toBe('altere daten');
  });

  test('CCM-2 with twelve thousand customers every page of every order and search is right', async () => {
    const big = await portico.vendor('big');
    const { body: example } = await big.api.get(
      `/api/v1/customers/${(await big.customer({ name: 'x' })).id}`,
    );
    await big.api.delete(`/api/v1/customers/${example.id}`);
    const now = portico.clock.now().getTime();
    const all = Array.from({ length: 12_000 }, (_, i) => ({
      ...example,
      id: newId('cus', now + i),
      name: `${['Müller', 'Becker', 'Zander', 'Ahorn'][i % 4]} ${(i * 7919) % 12_000}`,
      number: `K-${(i * 31) % 12_000}`,
      status: i % 100 ? 'active' : 'inactive',
      billing: { ...example.billing, city: i < 6000 ? 'Berlin' : 'Hamburg', company: `Firma ${i}` },
      updatedAt: new Date(now + ((i * 17) % 12_000) * 1000).toISOString(),
    }));
    await inTransaction(portico.database.db, async (tx) => {
      const rows = all.map((one) => toCustomerRow(big.id, one));
      await insertRows(tx, 'customer', rows);
      await insertWords(tx, 'customer', rows);
    });
    const key = (text: string) =>
      text
        .toLowerCase()
        .replace('ü', 'u')
        .replace(/\d+/g, (n) => n.padStart(12, '0'));
    type One = (typeof all)[number];
    const orders: [string, (one: One) => string][] = [
      ['', ({ id }) => id],
      ['sort=-createdAt', ({ id }) => id],
      ['sort=name', ({ name }) => key(name)],
      ['sort=-number', ({ number }) => key(number)],
      ['sort=-updatedAt', ({ updatedAt }) => updatedAt],
    ];
    const searches: [string, (one: One) => boolean][] = [
      ['', () => true],
      ['search=mul', ({ name }) => name.startsWith('M')],
      [
        'search=firma+77',
        ({ name, number, billing }) => [name, number, billing.company].some((text) => /[ -]77/.test(text)),
      ],
      ['search=berlin', ({ billing }) => billing.city === 'Berlin'],
      ['search=becker+hamburg', ({ name, billing }) => name.startsWith('B') && billing.city === 'Hamburg'],
      ['search=berlin+hamburg', () => false],
      ['status=inactive&search=zander', ({ status, name }) => status === 'inactive' && name.startsWith('Z')],
    ];
    for (const [order, keyOf] of orders) {
      for (const [filter, holds] of searches) {
        const down = order.includes('-');
        const expected = all
          .filter(holds)
          .sort((a, b) => {
            const [one, two] = [`${keyOf(a)}\0${a.id}`, `${keyOf(b)}\0${b.id}`];
            return (one < two ? -1 : 1) * (down ? -1 : 1);
          })
          .map(({ id }) => id);
        const found: string[] = [];
        let cursor: string | null = null;
        do {
          const next = cursor ? `&cursor=${encodeURIComponent(cursor)}` : '';
          const answer = await big.api.get(`/api/v1/customers?limit=150&${order}&${filter}${next}`);
          expect(answer.status, JSON.stringify(answer.body)).toBe(200);
          found.push(...answer.body.items.map(({ id }: Found) => id));
          cursor = answer.body.nextCursor;
        } while (cursor && found.length < 600);
        expect([order, filter, found]).toEqual([order, filter, expected.slice(0, found.length)]);
        expect(found.length).toBeGreaterThanOrEqual(Math.min(expected.length, 600));
      }
    }
    const count = async (query: string) => (await big.api.get(`/api/v1/customers/count?${query}`)).body;
    expect(await count('')).toEqual({ count: 12_000, more: false });
    expect(await count('status=inactive')).toEqual({ count: 120, more: false });
    expect(await count('search=firma+zzz')).toEqual({ count: 0, more: false });
    expect(await count('search=mul')).toEqual({ count: 200, more: true });
  });

  test('CCM-32 the list says of each whether it is active, finds by it, and whoever is switched off is out', async () => {
    const states = await portico.vendor('states');
    const [on, off] = [await states.customer({ name: 'On' }), await states.customer({ name: 'Off' })];
    const listed = async (query = '') =>
      (await states.api.get(`/api/v1/customers?sort=name${query}`)).body.items.map(
        ({ name, status }: { name: string; status: string }) => [name, status],
      );
    expect(await listed()).toEqual([
      ['Off', 'active'],
      ['On', 'active'],
    ]);
    const session = await states.signIn(off.id);
    expect((await session.get('/portal/v1/bootstrap')).status).toBe(200);
    const turn = (status: string) => states.api.patch(`/api/v1/customers/${off.id}`, { status });
    expect((await turn('inactive')).status).toBe(200);
    expect(await listed()).toEqual([
      ['Off', 'inactive'],
      ['On', 'active'],
    ]);
    expect(await listed('&status=inactive')).toEqual([['Off', 'inactive']]);
    expect(await listed('&status=active')).toEqual([['On', 'active']]);
    expect((await session.get('/portal/v1/bootstrap')).status).toBe(401);
    expect((await (await states.signIn(on.id)).get('/portal/v1/bootstrap')).status).toBe(200);
    expect((await turn('perhaps')).body.fields[0].path).toBe('status');
    await turn('active');
    expect(await listed('&status=inactive')).toEqual([]);
  });

  test('CCM-31 the list shows the last sign-in, of the customer and of the contact, and sorts by it', async () => {
    const portal = await portico.vendor('portal');
    const [never, once, twice] = [
      await portal.customer({ name: 'Never' }),
      await portal.customer({ name: 'Once' }),
      await portal.customer({ name: 'Twice' }),
    ];
    const { body: contact } = await portal.api.post('/api/v1/contacts', {
      ...{ customerId: twice.id, name: 'Anna', email: 'anna@twice.example' },
    });
    const read = async (path: string) => (await portal.api.get(`/api/v1/${path}`)).body.lastSignInAt;
    expect(await read(`customers/${never.id}`)).toBeNull();
    await portal.signIn(twice.id, { contact: contact.id });
    const first = portico.clock.now().toISOString();
    expect(await read(`customers/${twice.id}`)).toBe(first);
    expect(await read(`contacts/${contact.id}`)).toBe(first);
    portico.clock.move(30_000);
    await portal.signIn(twice.id); // the same visit
    expect(await read(`customers/${twice.id}`)).toBe(first);
    portico.clock.move(60_000);
    await portal.signIn(once.id);
    portico.clock.move(60_000);
    await portal.signIn(twice.id);
    expect(await read(`contacts/${contact.id}`)).toBe(first);
    expect(await names('sort=-lastSignInAt', portal)).toEqual(['Twice', 'Once', 'Never']);
    // In the list itself: who never came stays without a time, whatever else happens to them.
    await portal.api.patch(`/api/v1/customers/${never.id}`, { note: 'called' });
    const list = (await portal.api.get('/api/v1/customers?sort=name')).body.items;
    expect(
      list.map(({ name, lastSignInAt }: { name: string; lastSignInAt: string | null }) => [
        name,
        lastSignInAt,
      ]),
    ).toEqual([
      ['Never', null],
      ['Once', expect.any(String)],
      ['Twice', portico.clock.now().toISOString()],
    ]);
    await portal.api.patch(`/api/v1/customers/${twice.id}`, { name: 'Twice!' });
    expect(await read(`customers/${twice.id}`)).toBe(portico.clock.now().toISOString());
  });

  test('ID05 a list is sorted by the names it offers and by no other', async () => {
    for (const sort of ['id', 'search_text', 'password_hash', '-', 'name,number', '(select 1)', 'Name']) {
      const answer = await acme.api.get(`/api/v1/customers?sort=${encodeURIComponent(sort)}`);
      expect([sort, answer.status]).toEqual([sort, 422]);
    }
    const both = await acme.api.get('/api/v1/customers?sort=name&updatedSince=2026-01-01T00:00:00Z');
    expect([both.status, both.body.fields[0].path]).toEqual([422, 'sort']);
    const first = await acme.api.get('/api/v1/customers?sort=name&limit=1');
    const other = `/api/v1/customers?sort=-name&limit=1&cursor=${encodeURIComponent(first.body.nextCursor)}`;
    expect((await acme.api.get(other)).status).toBe(400);
  });
});
