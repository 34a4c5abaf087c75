import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { workKinds } from '../../src/apps/server/jobs.ts';
import { newId, newIds } from '../../src/kit/common/id.ts';
import { inTransaction } from '../../src/kit/server/db/db.ts';
import { enqueue, startWorkers } from '../../src/kit/server/work.ts';
import {
  type Client,
  type TestApp,
  type TestVendor,
  testApp,
  testPublicUrl,
  testSecrets,
} from '../helpers/app.ts';
import { contentsOf } from '../helpers/contents.ts';
import { databaseKinds } from '../helpers/databases.ts';

const invoice = (customerId: string, title: string) => ({
  ...{ customerId, issuedOn: '2026-11-09', dueOn: '2026-11-30', currency: 'EUR' },
  lines: [{ title, unitPrice: '11.90', taxPercent: 19 }],
});

describe.each(databaseKinds)('between tenants on %s', (kind) => {
  let portico: TestApp;
  let acme: TestVendor;
  let other: TestVendor;
  let anna: Client;
  const ids = { anna: '', annas: '', bens: '', strangers: '' };

  beforeAll(async () => {
    portico = await testApp(kind);
    [acme, other] = [await portico.vendor('acme'), await portico.vendor('other')];
    const made = async (vendor: TestVendor, name: string): Promise<[string, string]> => {
      const customer = await vendor.customer({ name });
      const { status, body } = await vendor.api.post(
        '/api/v1/invoices',
        invoice(customer.id, `Work for ${name}`),
      );
      expect(status, JSON.stringify(body)).toBe(201);
      return [customer.id, body.id];
    };
    [ids.anna, ids.annas] = await made(acme, 'Anna');
    [, ids.bens] = await made(acme, 'Ben');
    [, ids.strangers] = await made(other, 'Stranger');
    anna = await acme.signIn(ids.anna);
  });
  afterAll(() => portico.close());

  test.each([
    { name: "ID03 one's own and another customer's document", also: () => ids.bens },
    { name: "ID03 one's own and another vendor's document", also: () => ids.strangers },
    { name: "ID03 one's own and a document that never was", also: () => newId('inv') },
  ])('$name: the whole download is refused, and which one it was is not told', async ({ also }) => {
    const before = await contentsOf(portico.database);
    const refused = await anna.post('/portal/v1/documents/downloads', { ids: [ids.annas, also()] });
    expect([refused.status, refused.body.code, refused.body.fields]).toEqual([
      404,
      'document.not-found',
      undefined,
    ]);
    expect(JSON.stringify(refused.body)).not.toMatch(/inv_/);
    expect(await contentsOf(portico.database)).toEqual(before);
  });

  test('ID19 a download whose list was edited to name another vendor’s document brings nothing of it', async () => {
    const asked = await anna.post('/portal/v1/documents/downloads', { ids: [ids.annas] });
    expect(asked.status).toBe(201);
    const forged = await inTransaction(portico.database.db, (tx) =>
      tx
        .updateTable('download')
        .set({ documents: JSON.stringify([ids.strangers]) })
        .where('id', '=', asked.body.id)
        .executeTakeFirst(),
    );
    expect(Number(forged.numUpdatedRows)).toBe(1);
    const got = await portico.app.request(`${testPublicUrl}${asked.body.url}`);
    expect(Buffer.from(await got.arrayBuffer()).toString('latin1')).not.toContain('Stranger');
    expect(got.status).toBe(404);
  });

  test('ID19 long work whose payload was edited to another vendor’s things does nothing to them', async () => {
    const { db } = portico.database;
    const kindOfWork = workKinds.map((one) => one.kind);
    expect(kindOfWork.length).toBeGreaterThan(0);
    const before = await db
      .selectFrom('document')
      .select(['id', 'pdf_file_id', 'updated_at'])
      .where('vendor_id', '=', other.id)
      .execute();
    // Every kind of work under acme, with a payload that names what is another vendor's, by each word a payload may use.
    const payload = {
      ...{ ids: [ids.strangers], vendorId: other.id, vendor_id: other.id },
      ...{ importId: ids.strangers, exportId: ids.strangers, uploadId: ids.strangers, id: ids.strangers },
    };
    for (const one of kindOfWork) {
      await inTransaction(db, (tx) =>
        enqueue(tx, { vendorId: acme.id, kind: one, payload, at: portico.clock.now() }),
      );
    }
    const context = { secrets: testSecrets, publicUrl: testPublicUrl } as never;
    const workers = startWorkers({
      database: portico.database,
      clock: portico.clock,
      kinds: workKinds,
      context,
    });
    await workers.runDue();
    await workers.stop();
    const after = await db
      .selectFrom('document')
      .select(['id', 'pdf_file_id', 'updated_at'])
      .where('vendor_id', '=', other.id)
      .execute();
    expect(after).toEqual(before);
    const files = await db.selectFrom('file').select('id').where('vendor_id', '=', other.id).execute();
    expect(files).toEqual([]);
  });

  test('ID22 what is deleted and made anew under the same names has nothing of the one before', async () => {
    const vendor = await portico.vendor('again');
    const first = await vendor.customer({ name: 'First', externalId: '1', number: 'old-number' });
    const session = await vendor.signIn(first.id);
    const link = await vendor.token(first.id, { use: 'link' });
    const { body: contract } = await vendor.api.post('/api/v1/contracts', {
      ...{ customerId: first.id, externalId: 'c1', title: 'Old contract', startsOn: '2026-01-01' },
      items: [{ title: 'x', kind: 'plan', quantity: 1, unitPrice: { amount: 100, currency: 'EUR' } }],
      billingPeriod: { count: 1, unit: 'month' },
    });
    expect(contract.id).toMatch(/^ctr_/);
    expect((await vendor.api.delete('/api/v1/customers/ext:1')).status).toBe(204);
    const second = await vendor.customer({ name: 'Second', externalId: '1' });
    expect(second.id).not.toBe(first.id);
    expect((await session.get('/portal/v1/bootstrap')).status).toBe(401);
    expect((await portico.anonymous.post('/portal/v1/sessions', { token: link })).status).toBe(403);
    const fresh = await vendor.signIn('ext:1');
    const seen = JSON.stringify([
      (await fresh.get('/portal/v1/bootstrap')).body,
      (await fresh.get('/portal/v1/contracts')).body,
      (await fresh.get('/portal/v1/profile')).body,
    ]);
    expect(seen).toContain('Second');
    expect(seen).not.toMatch(/First|Old contract|old-number/);
    expect((await vendor.api.get(`/api/v1/contracts/${contract.id}`)).status).toBe(404);
  });

  test('ID22 a portal made anew under the same address knows no session and no link of the one before', async () => {
    const vendor = await portico.vendor('anew');
    const side = await vendor.api.post('/api/v1/portals', { slug: 'side', brandName: 'Old brand' });
    const customer = await vendor.customer({ name: 'Anna', portalId: side.body.id });
    const token = await vendor.token(customer.id, { portal: 'side', use: 'link' });
    const session = await portico.anonymous.post('/portal/v1/sessions', { token });
    expect(session.status).toBe(201);
    await vendor.api.patch(`/api/v1/customers/${customer.id}`, { portalId: vendor.portal.id });
    expect((await vendor.api.delete(`/api/v1/portals/${side.body.id}`)).status).toBe(204);
    const again = await vendor.api.post('/api/v1/portals', { slug: 'side', brandName: 'New brand' });
    expect([again.status, again.body.id === side.body.id]).toEqual([201, false]);
    const old = await portico.app.request(`${testPublicUrl}/portal/v1/bootstrap`, {
      headers: { authorization: `Bearer ${session.body.sessionToken}` },
    });
    expect([old.status, (await old.text()).includes('Old brand')]).toEqual([401, false]);
  });
});

test('ID17 ids tell the moment they were made and nothing else: no counter, 80 random bits', () => {
  const now = Date.parse('2026-11-22T10:00:00Z');
  const all = [...newIds('cus', 5_000, now), ...Array.from({ length: 5_000 }, () => newId('cus', now))];
  expect(new Set(all).size).toBe(10_000);
  const random = all.map((id) => id.slice(14));
  expect(new Set(all.map((id) => id.slice(0, 14))).size).toBe(1);
  // Each symbol of each place is about as frequent as any other: what one sees says nothing of the next.
  for (let place = 0; place < 16; place++) {
    const counts = new Map<string, number>();
    for (const one of random) counts.set(one[place] ?? '', (counts.get(one[place] ?? '') ?? 0) + 1);
    expect(counts.size).toBe(32);
    const [least, most] = [Math.min(...counts.values()), Math.max(...counts.values())];
    expect([least > 210, most < 420]).toEqual([true, true]);
  }
});
