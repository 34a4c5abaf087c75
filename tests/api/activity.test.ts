import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { record } from '../../src/features/activity/server/record.ts';
import { applyRetention } from '../../src/features/system/server/retention.ts';
import { inTransaction } from '../../src/kit/server/db/db.ts';
import { Client, type TestApp, type TestVendor, testApp, testPublicUrl } from '../helpers/app.ts';
import { signedIn } from '../helpers/console.ts';
import { databaseKinds } from '../helpers/databases.ts';

interface Row {
  readonly id: string;
  readonly action: string;
  readonly actor: { readonly kind: string; readonly id: string | null; readonly name: string | null };
  readonly reason: string | null;
  readonly detail: string | null;
  readonly createdAt: string;
}
const day = 86_400_000;

describe.each(databaseKinds)('the activity log, on %s', (kind) => {
  let portico: TestApp;
  let acme: TestVendor;
  beforeAll(async () => {
    portico = await testApp(kind);
    acme = await portico.vendor('acme');
  });
  afterAll(() => portico.close());
  const list = async (query = '', vendor = acme): Promise<Row[]> => {
    const answer = await vendor.api.get(`/api/v1/activity?${query}`);
    expect(answer.status, JSON.stringify(answer.body)).toBe(200);
    return answer.body.items;
  };

  test('X-4 what an operator, a contact and a program did stands there, newest first, with their names', async () => {
    const anna = await signedIn(portico, acme.id, 'owner', 'anna@acme.example');
    portico.clock.move(1000);
    const customer = (await anna.post('/api/v1/customers', { name: 'Example AG', externalId: 'ex-1' })).body;
    portico.clock.move(1000);
    await acme.api.patch(`/api/v1/customers/${customer.id}`, { name: 'Example SE' });
    portico.clock.move(1000);
    const contact = (await acme.api.post('/api/v1/contacts', { customerId: customer.id, name: 'Ben' })).body;
    portico.clock.move(1000);
    const token = await acme.token(customer.id, { contact: contact.id });
    portico.clock.move(1000);
    const { body: session } = await portico.anonymous.post('/portal/v1/sessions', { token });
    portico.clock.move(1000);
    await new Client(portico.app, session.sessionToken).patch('/portal/v1/profile', { language: 'nl' });

    const rows = await list(`customerId=${customer.id}`);
    expect(rows.map(({ action, actor }) => [action, actor.kind, actor.name])).toEqual([
      ['contact.updated', 'contact', 'Ben'],
      ['session.started', 'contact', 'Ben'],
      ['portal-token.created', 'api-key', 'tests'],
      ['contact.created', 'api-key', 'tests'],
      ['customer.updated', 'api-key', 'tests'],
      ['customer.created', 'operator', 'The owner'],
    ]);
    expect(await list('customerId=ext:ex-1')).toEqual(rows);
    expect(await list('customerId=ext:nobody')).toEqual([]);
    const actions = async (query: string) => (await list(query)).map(({ action }) => action);
    expect(await actions(`actor=${anna.operatorId}`)).toEqual([
      'customer.created',
      'operator-session.started',
    ]);
    expect(await actions('actor=contact')).toEqual(['contact.updated', 'session.started']);
    expect(await actions('action=customer.')).toEqual(['customer.updated', 'customer.created']);
    const since = rows[1]?.createdAt as string;
    expect(await list(`since=${since}`)).toEqual(rows.slice(0, 2));
    expect((await list(`customerId=${customer.id}&until=${since}`)).map(({ id }) => id)).toEqual(
      rows.slice(2).map(({ id }) => id),
    );
    anna.vendorId = acme.testSideId;
    await anna.post('/api/v1/portals', { slug: 'test-side', brandName: 'Test' });
    const there = (await anna.get('/api/v1/activity')).body.items;
    expect(there.map((row: Row) => [row.action, row.actor.name])).toEqual([['portal.created', 'The owner']]);
  });

  test('CCM-2 pages of the log hold every row once', async () => {
    const many = await portico.vendor('many');
    await inTransaction(portico.database.db, async (tx) => {
      for (let i = 0; i < 130; i++) {
        await record(tx, {
          ...{
            vendorId: many.id,
            actor: { kind: 'system', id: null },
            action: 'test.done',
            subjectId: `${i}`,
          },
          at: new Date(portico.clock.now().getTime() + i),
        });
      }
    });
    const seen: string[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const { body } = await many.api.get(
        `/api/v1/activity?action=test.done&limit=50${cursor && `&cursor=${encodeURIComponent(cursor)}`}`,
      );
      seen.push(...body.items.map(({ subjectId }: { subjectId: string }) => subjectId));
      cursor = body.nextCursor;
    }
    expect(seen).toEqual(Array.from({ length: 130 }, (_, i) => `${129 - i}`));
  });

  test.each([
    ['changed', sql`update activity set action = 'nothing.happened'`],
    ['changed to the same', sql`update activity set action = action`],
    ['removed', sql`delete from activity`],
    ['removed one by one', sql`delete from activity where id = (select max(id) from activity)`],
  ])('IE13 rows of the log can not be %s', async (_, statement) => {
    const before = await list('limit=200');
    expect(before.length).toBeGreaterThan(0);
    await expect(inTransaction(portico.database.db, (tx) => statement.execute(tx))).rejects.toThrow();
    expect(await list('limit=200')).toEqual(before);
  });

  test('IE13 rows go after the days that the vendor keeps them, and not a day before', async () => {
    const old = await portico.vendor('old');
    const { api } = old;
    const now = portico.clock.now().getTime();
    await api.patch('/api/v1/settings', { activityDays: 90 });
    await inTransaction(portico.database.db, async (tx) => {
      for (const days of [200, 91, 89]) {
        await record(tx, {
          ...{
            vendorId: old.id,
            actor: { kind: 'system', id: null },
            action: 'test.done',
            subjectId: `${days}`,
          },
          at: new Date(now - days * day),
        });
      }
    });
    const done = async () =>
      (await api.get('/api/v1/activity?action=test.done')).body.items.map(
        ({ subjectId }: { subjectId: string }) => subjectId,
      );
    expect(await done()).toEqual(['89', '91', '200']);
    await applyRetention(portico.database.db, { now: portico.clock.now() });
    expect(await done()).toEqual(['89']);
    const rest = sql`delete from activity where vendor_id = ${old.id}`;
    await expect(inTransaction(portico.database.db, (tx) => rest.execute(tx))).rejects.toThrow();
  });

  test('X-4 all of it is exported as lines of JSON, however much there is, narrowed as the list is', async () => {
    const vendor = await portico.vendor('exports');
    const at = portico.clock.now();
    await inTransaction(portico.database.db, async (tx) => {
      for (let i = 0; i < 1_201; i++) {
        const action = i % 2 === 0 ? 'test.even' : 'test.odd';
        await record(tx, {
          ...{ vendorId: vendor.id, actor: { kind: 'system', id: null }, action, subjectId: `${i}`, at },
        });
      }
    });
    const answer = await vendor.api.get('/api/v1/activity/export?action=test.');
    expect(answer.headers.get('content-type')).toBe('application/x-ndjson');
    const rows: Row[] = String(answer.body)
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(new Set(rows.map(({ id }) => id)).size).toBe(1_201);
    expect(rows.map(({ id }) => id)).toEqual(
      rows
        .map(({ id }) => id)
        .sort()
        .reverse(),
    );
    const [newest] = await list('action=test.&limit=1', vendor);
    expect(rows[0]).toEqual(newest);
    const odd = String((await vendor.api.get('/api/v1/activity/export?action=test.odd')).body);
    expect(odd.trimEnd().split('\n')).toHaveLength(600);
    expect((await vendor.api.get('/api/v1/activity/export?action=nothing.')).body).toBe('');
    expect((await vendor.api.get('/api/v1/activity/export?customerId=ext:nobody')).body).toBe('');
  });

  test('DAY-34 a refused portal token leaves one row a minute, with the reason and the remedy', async () => {
    const vendor = await portico.vendor('refused');
    const customer = await vendor.customer();
    const refused = async () => (await list('action=session.refused', vendor)).reverse();
    const exchange = (token: string, parentOrigin?: string) =>
      portico.anonymous.post('/portal/v1/sessions', { token, ...(parentOrigin && { parentOrigin }) });
    const tokens = await Promise.all(Array.from({ length: 6 }, () => vendor.token(customer.id)));
    for (const token of tokens.slice(0, 3)) {
      expect((await exchange(token, 'https://elsewhere.example')).status).toBe(403);
    }
    const [row, more] = await refused();
    expect(more).toBeUndefined();
    expect(row).toMatchObject({
      actor: { kind: 'system', id: null, name: null },
      subjectId: vendor.portal.id,
      reason: 'origin.not-allowed',
      detail: expect.stringContaining('Add https://elsewhere.example to the allowed hosts'),
    });
    portico.clock.move(1);
    await exchange(`${tokens[0]?.slice(0, -4)}AAAA`);
    expect((await refused()).map(({ reason }) => reason)).toEqual(['origin.not-allowed', 'token.invalid']);
    portico.clock.move(60_000);
    await Promise.all(tokens.map((token) => exchange(token, 'https://elsewhere.example')));
    expect((await refused()).map(({ reason }) => reason)).toEqual([
      ...['origin.not-allowed', 'token.invalid', 'origin.not-allowed'],
    ]);
  });

  test('DAY-34 a thousand made-up tokens leave at most a row for each portal and reason', async () => {
    const { db } = portico.database;
    const count = async () => (await db.selectFrom('activity').select('id').execute()).length;
    portico.clock.move(60_000);
    const before = await count();
    const forged = (aud: unknown) =>
      `eyJhbGciOiJFZERTQSJ9.${Buffer.from(JSON.stringify({ aud, iss: acme.id })).toString('base64url')}.AAAA`;
    for (let i = 0; i < 100; i++) {
      for (const aud of [`${testPublicUrl}/p/acme`, `${testPublicUrl}/p/nobody${i}`, 'x', null, { a: 1 }]) {
        await portico.anonymous.post('/portal/v1/sessions', { token: forged(aud) });
      }
    }
    expect((await count()) - before).toBeLessThanOrEqual(1);
  });
});
