import { fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'kysely';
import { describe, expect, inject, test } from 'vitest';
import { migrations } from '../../src/apps/server/migrations.ts';
import { openDatabase } from '../../src/kit/server/db/db.ts';
import { Client, type TestApp, testApp } from '../helpers/app.ts';
import { databaseKinds, testDatabaseUrl } from '../helpers/databases.ts';
import { accepted, billing, openShop, priceOf, wantedOf } from '../helpers/orders.ts';

/** Many rounds belong to `npm run test:long`, and more than those to a release. */
const rounds = Number(process.env.PORTICO_KILL_ROUNDS ?? (process.env.PORTICO_LONG ? 40 : 1));
const program = join(import.meta.dirname, '../helpers/order-until-killed.ts');

const linesOf = (file: string): string[][] =>
  (existsSync(file) ? readFileSync(file, 'utf8') : '')
    .split('\n')
    .filter((line) => line.includes(' '))
    .map((line) => line.split(' '));

/** What there is, counted; everything of an order is there as often as the order. */
async function counted({ database }: TestApp) {
  const one = async (query: string) =>
    Number(
      Object.values((await sql.raw<Record<string, number>>(query).execute(database.db)).rows[0] ?? {})[0],
    );
  const orders = await one('select count(*) from sales_order');
  return {
    orders,
    whole: await one(
      `select count(*) from sales_order o
        join contract c on c.vendor_id = o.vendor_id and c.id = o.contract_id
        join document d on d.vendor_id = o.vendor_id and d.id = o.invoice_id and d.gross = o.gross
        join payment p on p.vendor_id = o.vendor_id and p.order_id = o.id and p.invoice_id = d.id
        join terms_agreement t on t.vendor_id = o.vendor_id and t.order_id = o.id
        join (select vendor_id, subject_id from activity where action = 'order.placed'
          group by vendor_id, subject_id having count(*) = 1) a
          on a.vendor_id = o.vendor_id and a.subject_id = o.id
        join (select vendor_id, order_id from order_step where state = 'done'
          group by vendor_id, order_id having count(*) = 2) s
          on s.vendor_id = o.vendor_id and s.order_id = o.id`,
    ),
    contracts: await one('select count(*) from contract'),
    invoices: await one('select count(*) from document'),
    payments: await one('select count(*) from payment'),
    agreements: await one('select count(*) from terms_agreement'),
    told: await one("select count(*) from outbox where type = 'order.placed'"),
    keys: await one('select count(*) from idempotency'),
    lastNumber: await one('select coalesce(max(cast(substr(number, 5) as integer)), 0) from sales_order'),
    lastInvoice: await one('select coalesce(max(cast(substr(number, 5) as integer)), 0) from document'),
  };
}

describe.each(databaseKinds)('a service on %s killed in the middle of orders', (kind) => {
  test(`R1, OM11 it has kept every order it answered, none half and none twice, ${rounds} times`, {
    timeout: 60_000 + rounds * 8_000,
  }, async () => {
    const url = await testDatabaseUrl(kind, migrations);
    const open = async () => testApp(kind, { database: await openDatabase(url) });
    const first = await open();
    const acme = await first.vendor('acme');
    const shop = await openShop(acme);
    const sessions: string[] = [];
    for (let index = 0; index < 8; index++) {
      const { id } = await acme.customer({ billing: { ...billing, email: 'anna@blum.example' } });
      const session = await first.anonymous.post('/portal/v1/sessions', { token: await acme.token(id) });
      sessions.push(session.body.sessionToken);
    }
    const wanted = wantedOf(shop);
    const { priceHash } = await priceOf(new Client(first.app, sessions[0]), wanted);
    const body = { ...wanted, acceptances: accepted(shop), paymentMethod: { kind: 'invoice' }, priceHash };
    const now = String(first.clock.now().getTime());
    await first.close();

    const files = join(inject('databaseFolder'), `orders-${kind}`);
    const given = [url, files, sessions.join(' '), JSON.stringify(body), now];
    let awaited = 0;
    for (let round = 0; round < rounds; round++) {
      const child = fork(program, given, { execArgv: [] });
      // Somewhere in the middle of an order behind the first few.
      const enough = 1 + Math.floor(Math.random() * 12);
      for (let count = 0; count < enough; count++) await once(child, 'message');
      await pause(Math.random() * 40);
      child.kill('SIGKILL');
      await once(child, 'exit');
      awaited += enough;

      const after = await open();
      const { orders, ...rest } = await counted(after);
      const answered = linesOf(`${files}.answered`);
      const ids = (await after.database.db.selectFrom('sales_order').select('id').execute()).map(
        ({ id }) => id,
      );
      const kept = new Set(ids);
      expect(answered.filter(([, id]) => !kept.has(id as string))).toEqual([]);
      const { keys, ...counts } = rest;
      expect(Object.entries(counts).filter(([, count]) => count !== orders)).toEqual([]);
      expect(keys).toBe(orders);
      if (kind === 'sqlite') {
        const pragma = async (name: string) =>
          (await sql.raw(`pragma ${name}`).execute(after.database.db)).rows;
        expect(await pragma('integrity_check')).toEqual([{ integrity_check: 'ok' }]);
        expect(await pragma('foreign_key_check')).toEqual([]);
      }

      // Sent and not answered: the same key again places the order, or answers for the one it placed.
      const known = new Set(answered.map(([key]) => key));
      const open8 = linesOf(`${files}.sent`).filter(([key]) => !known.has(key));
      // All eight order all the time; at most one of them stands between an answer and its next order.
      const unanswered = open8.slice(-8);
      expect(unanswered.length).toBeGreaterThanOrEqual(7);
      for (const [key = '', session = ''] of unanswered) {
        const again = () =>
          new Client(after.app, session).post('/portal/v1/orders', body, { 'idempotency-key': key });
        const [one, two] = [await again(), await again()];
        expect([one.status, two.status]).toEqual([201, 201]);
        expect(two.body.order.id).toBe(one.body.order.id);
      }
      const then = await counted(after);
      expect(then.keys).toBe(then.orders);
      expect(then.whole).toBe(then.orders);
      await after.close();
    }
    expect(linesOf(`${files}.answered`).length).toBeGreaterThanOrEqual(awaited);
  });
});
