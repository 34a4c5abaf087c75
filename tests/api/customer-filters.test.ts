import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type TestApp, type TestVendor, testApp } from '../helpers/app.ts';
import { type ConsoleTab, signedIn } from '../helpers/console.ts';
import { databaseKinds } from '../helpers/databases.ts';

const at = '/api/v1/customer-filters';

describe.each(databaseKinds)('saved filters of customers on %s', (kind) => {
  let portico: TestApp;
  let acme: TestVendor;
  let mo: ConsoleTab;
  let li: ConsoleTab;
  beforeAll(async () => {
    portico = await testApp(kind);
    acme = await portico.vendor();
    mo = await signedIn(portico, acme.id, 'support', 'mo@acme.example');
    li = await signedIn(portico, acme.id, 'viewer', 'li@acme.example');
  });
  afterAll(() => portico?.close());
  const names = async (who: ConsoleTab | TestVendor['api']) =>
    (await who.get(at)).body.items.map(({ name, isShared, isOwn }: Record<string, unknown>) => [
      ...[name, isShared, isOwn],
    ]);

  test('CON-41 filters of customers are kept under a name for oneself or all, renamed and deleted by whoever sees them', async () => {
    const query = { status: 'active', search: 'Blum', sort: '-name' };
    const own = await mo.send('POST', at, { name: 'Mine', query });
    const all = await mo.send('POST', at, { name: 'All', isShared: true, query: { kind: 'supplier' } });
    expect([own.status, own.body.query, all.status]).toEqual([201, query, 201]);
    expect(await names(mo)).toEqual([
      ['All', true, false],
      ['Mine', false, true],
    ]);
    expect(await names(li)).toEqual([['All', true, false]]);
    for (const method of ['PATCH', 'DELETE'])
      expect(
        (await li.send(method, `${at}/${own.body.id}`, method === 'PATCH' ? { name: 'x' } : undefined)).body
          .code,
      ).toBe('customer-filter.not-found');
    expect((await li.send('PATCH', `${at}/${all.body.id}`, { name: 'Dealers' })).body).toMatchObject({
      ...{ name: 'Dealers', isShared: true, query: { kind: 'supplier' } },
    });
    expect((await names(mo))[0]).toEqual(['Dealers', true, false]);
    // A key's is everybody's, and it sees no one's own.
    expect((await acme.api.post(at, { name: 'Key', query: {} })).body.isShared).toBe(true);
    expect((await names(acme.api)).map(([name]: [string]) => name)).toEqual(['Dealers', 'Key']);
    expect((await li.send('DELETE', `${at}/${all.body.id}`)).status).toBe(204);
    expect((await mo.send('DELETE', `${at}/${own.body.id}`)).status).toBe(204);
    expect((await names(mo)).map(([name]: [string]) => name)).toEqual(['Key']);
    const acts = (await acme.api.get('/api/v1/activity?action=customer-filter.')).body.items;
    expect(new Set(acts.map(({ action }: { action: string }) => action))).toEqual(
      new Set(['customer-filter.created', 'customer-filter.updated', 'customer-filter.deleted']),
    );
  });

  test('CON-41 a filter without a name, of what the list does not take, and the 51st are refused', async () => {
    const refused = async (body: object, path: string) =>
      expect(await acme.api.post(at, body), path).toMatchObject({
        ...{ status: 422, body: { fields: [{ path }] } },
      });
    await refused({ name: ' ', query: {} }, 'name');
    await refused({ name: 'x', query: { status: 'gone' } }, 'query.status');
    await refused({ name: 'x', query: { colour: 'red' } }, 'query.colour');
    await refused({ name: 'x', query: { sort: 'colour' } }, 'query.sort');
    await refused({ name: 'x', query: { search: 'x'.repeat(201) } }, 'query.search');
    const other = await portico.vendor('other');
    for (let count = 0; count < 50; count++) await other.api.post(at, { name: `F${count}`, query: {} });
    expect((await other.api.post(at, { name: 'F50', query: {} })).body.code).toBe('customer-filter.too-many');
    expect((await other.api.get(at)).body.items).toHaveLength(50);
  });
});
