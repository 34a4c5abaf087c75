import { describe, expect, test } from 'vitest';
import { Client, testApp } from '../../../tests/helpers/app.ts';
import { databaseKinds, testDatabaseUrl } from '../../../tests/helpers/databases.ts';
import { emptyPlace } from '../../../tests/helpers/empty-database.ts';
import { openDatabase } from '../../kit/server/db/db.ts';
import { copyRows } from '../../kit/server/portable/copy.ts';
import { freeze, unseal } from '../../kit/server/portable/freeze.ts';
import { copyData, openSource } from '../../kit/server/portable/transfer.ts';
import { migrations } from './migrations.ts';

const sumsOf = async (place: string) => {
  const source = await openSource(place);
  return copyRows(source, undefined).finally(() => source.close());
};

const pairs = databaseKinds
  .flatMap((from) => databaseKinds.map((to) => ({ from, to })))
  .filter(({ from, to }) => from !== to || databaseKinds.length === 1);

describe.each(pairs)('data moved from $from to $to', ({ from, to }) => {
  test('DAY-14 under a running load of reads: none fails, writes are answered 503, sums are equal, sessions stay', {
    timeout: 60_000,
  }, async () => {
    const url = await testDatabaseUrl(from, migrations);
    const app = await testApp(from, { database: await openDatabase(url, { role: 'command' }) });
    const acme = await app.vendor();
    const { id } = await acme.customer({ name: 'Anna Ährlich', externalId: 'a-1' });
    for (let n = 0; n < 30; n++) await acme.customer({ name: `Customer ${n} 日本 🙂` });
    const token = await acme.token(id);
    const opened = await app.anonymous.post('/portal/v1/sessions', { token });
    const anna = new Client(app.app, opened.body.sessionToken);

    const statuses = new Set<number>();
    const load = { stop: false, reads: 0 };
    const readers = Array.from({ length: 4 }, async () => {
      while (!load.stop) {
        statuses.add((await anna.get('/portal/v1/contracts')).status);
        load.reads++;
        await new Promise(setImmediate);
      }
    });

    const place = await emptyPlace(to);
    const frozen = await freeze(url);
    const blocked = acme.api.post('/api/v1/customers', { name: 'Too late' });
    const source = await openSource(url);
    const sums = await copyData(source, place, migrations).finally(() => source.close());
    expect(await blocked).toMatchObject({ status: 503, headers: expect.anything() });
    expect((await blocked).headers.get('retry-after')).toMatch(/^\d+$/);
    await frozen.seal(place);
    load.stop = true;
    await Promise.all(readers);
    expect([...statuses]).toEqual([200]);
    expect(load.reads).toBeGreaterThan(20);
    expect(await sumsOf(place)).toEqual(sums);
    expect(sums.customer?.rows).toBe(31);

    // Whoever still has the old data open reads it, and writes nothing more.
    const refused = await acme.api.post('/api/v1/customers', { name: 'Too late' });
    expect(refused).toMatchObject({ status: 503, body: { code: 'database.moved' } });
    expect((await anna.get('/portal/v1/contracts')).status).toBe(200);

    const moved = await testApp(to, { database: await openDatabase(place, { role: 'command' }) });
    const session = new Client(moved.app, opened.body.sessionToken);
    expect((await session.get('/portal/v1/bootstrap')).body).toMatchObject({
      bootstrap: { customer: { id, name: 'Anna Ährlich' } },
    });
    const api = new Client(moved.app, acme.apiKey);
    expect((await api.get('/api/v1/customers/ext:a-1')).body.id).toBe(id);
    expect((await api.post('/api/v1/customers', { name: 'In the new place' })).status).toBe(201);

    expect(await unseal(url)).toBe(true);
    expect(await unseal(url)).toBe(false);
    expect((await acme.api.post('/api/v1/customers', { name: 'Back again' })).status).toBe(201);
    await moved.close();
    await app.close();
  });

  test('DAY-14 a place that is not empty is left as it is, and so is the old data', async () => {
    const url = await testDatabaseUrl(from, migrations);
    const app = await testApp(from, { database: await openDatabase(url, { role: 'command' }) });
    await app.vendor();
    const place = await testDatabaseUrl(to, migrations);
    const other = await testApp(to, { database: await openDatabase(place, { role: 'command' }) });
    await other.vendor('other');
    const before = await sumsOf(place);
    const source = await openSource(url);
    await expect(copyData(source, place, migrations)).rejects.toThrow(/is there already|is not empty/);
    await source.close();
    expect(await sumsOf(place)).toEqual(before);
    await Promise.all([app.close(), other.close()]);
  });
});
