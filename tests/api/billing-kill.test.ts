import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { migrations } from '../../src/apps/server/migrations.ts';
import { createContract } from '../../src/features/contracts/server/store.ts';
import { createCustomer } from '../../src/features/customers/server/store.ts';
import { updatePortal } from '../../src/features/portals/server/store.ts';
import { changeTaxSetting } from '../../src/features/pricing/server/tax-setting-store.ts';
import { addDays, addPeriod } from '../../src/kit/common/day.ts';
import { type Db, inTransaction, openDatabase } from '../../src/kit/server/db/db.ts';
import { bill } from '../helpers/billing.ts';
import { databaseKinds, testDatabaseUrl } from '../helpers/databases.ts';
import { makeVendor } from '../helpers/stores.ts';

/** Many rounds belong to `npm run test:long`, and more than those to a release. */
const rounds = Number(process.env.PORTICO_KILL_ROUNDS ?? (process.env.PORTICO_LONG ? 30 : 2));
const program = join(import.meta.dirname, '../helpers/bill-until-killed.ts');
const month = { count: 1, unit: 'month' } as const;
const opening = '2026-01-01';
const startOf = (index: number) => addDays(opening, index % 28);
const priceOf = (index: number) => 1000 + index;

async function openContracts(db: Db, vendorId: string, portalId: string, many: number, at: Date) {
  await inTransaction(db, async (tx) => {
    await changeTaxSetting(tx, vendorId, { country: 'DE', pricesIncludeTax: true }, at);
    const contracts = { billing: 'portico', billFrom: null } as const;
    await updatePortal(tx, vendorId, portalId, { contracts }, { at, testSide: false });
    for (let index = 0; index < many; index++) {
      const billing = { country: 'DE', street: 'Kai 1', postcode: '24103', city: 'Kiel' };
      const customer = await createCustomer(tx, vendorId, { name: `Anna ${index}`, billing }, at);
      const unitPrice = { amount: priceOf(index), currency: 'EUR' };
      await createContract(
        tx,
        vendorId,
        {
          ...{ customerId: customer.id, number: `${index}`, title: 'Strom', billingPeriod: month },
          ...{ startsOn: startOf(index), nextChargeOn: startOf(index), tax: { included: true, percent: 19 } },
          items: [{ kind: 'plan', title: 'Strom', quantity: 1, unitPrice }],
        },
        at,
      );
    }
  });
}

const countPapers = async (db: Db): Promise<number> =>
  (await db.selectFrom('document').select('id').execute()).length;

/** What stands there, against what days and prices come to. */
async function expectWhole(db: Db, vendorId: string, today: string): Promise<number> {
  const contracts = await db.selectFrom('contract').selectAll().where('vendor_id', '=', vendorId).execute();
  const charges = await db.selectFrom('contract_charge').selectAll().orderBy('starts_on').execute();
  const papers = await db.selectFrom('document').selectAll().orderBy('number').execute();
  const told = await db
    .selectFrom('activity')
    .select('subject_id')
    .where('action', '=', 'invoice.created')
    .execute();
  for (const { id, number } of contracts) {
    const index = Number(number);
    const begun: string[] = [];
    for (let count = 0; ; count++) {
      const day = addPeriod(startOf(index), { ...month, count });
      if (day > today) break;
      begun.push(day);
    }
    const mine = charges.filter((charge) => charge.contract_id === id);
    expect(mine.map(({ starts_on: from }) => from)).toEqual(begun);
    const paid = papers.filter((paper) => paper.contract_id === id);
    expect(paid.map(({ period_from: from }) => from).sort()).toEqual(begun);
    expect(paid.every(({ gross }) => gross === priceOf(index))).toBe(true);
    expect(mine.map(({ document_id: of }) => of).sort()).toEqual(paid.map((paper) => paper.id).sort());
  }
  expect(papers.map(({ number }) => number)).toEqual(
    papers.map((_, index) => `INV-${String(index + 1).padStart(5, '0')}`),
  );
  expect(told.map(({ subject_id: id }) => id).sort()).toEqual(papers.map(({ id }) => id).sort());
  return papers.length;
}

describe.each(databaseKinds)('billing on %s killed in the middle', (kind) => {
  test(`BIL-52 R1 no period is charged twice and none left out, ${rounds} times${kind === 'postgres' ? ', by two at once' : ''}`, {
    timeout: 60_000 + rounds * 10_000,
  }, async () => {
    const url = await testDatabaseUrl(kind, migrations);
    const at = new Date(`${opening}T09:00:00Z`);
    const many = process.env.PORTICO_LONG ? 60 : 24;
    const first = await openDatabase(url);
    const vendor = await makeVendor(first, 'acme', at);
    await openContracts(first.db, vendor.id, vendor.portal.id, many, at);
    await first.close();
    const start = async (): Promise<ChildProcess> => {
      const child = fork(program, [url], { execArgv: [] });
      await once(child, 'message');
      return child;
    };
    const stop = async (child: ChildProcess) => {
      child.kill('SIGKILL');
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    };
    let torn = 0;
    let before = 0;
    let day = opening;
    // Milliseconds until the kill, at most: longer where nothing was done by then, shorter where all was.
    let most = kind === 'postgres' ? 300 : 120;
    for (let round = 0; round < rounds; round++) {
      day = addPeriod(opening, { ...month, count: round + 1 });
      const now = `${day}T09:00:00Z`;
      // One server at a time on a file; any number on PostgreSQL.
      const children = kind === 'postgres' ? await Promise.all([start(), start()]) : [await start()];
      let finished = 0;
      for (const child of children) {
        child.on('message', () => finished++);
        child.send(now);
      }
      await pause(Math.random() * most);
      const [victim, other] = children;
      await stop(victim as ChildProcess);
      // What the one who is left does goes on, or both are gone.
      const goesOn = other !== undefined && round % 2 === 0 && finished === 0;
      if (goesOn) await Promise.race([once(other, 'message'), once(other, 'exit')]);
      if (other) await stop(other);

      const after = await openDatabase(url);
      const done = await countPapers(after.db);
      if (done > before && done < before + many) torn++;
      else if (!goesOn) most *= done === before ? 1.3 : 0.8;
      const clock = { now: () => new Date(now) };
      expect(await bill({ database: after, clock } as never)).toEqual([]);
      before = await expectWhole(after.db, vendor.id, day);
      await after.close();
    }
    // Killed while some contracts were done and others were not, and not before or after all of it.
    if (rounds >= 20) expect(torn).toBeGreaterThan(rounds / 5);
  });
});
