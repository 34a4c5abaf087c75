import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { databaseKinds } from '../../../../tests/helpers/databases.ts';
import { makeVendor, type StoreVendor, storeDatabase } from '../../../../tests/helpers/stores.ts';
import { type Database, type Db, inTransaction } from '../../../kit/server/db/db.ts';
import { createCustomer } from '../../customers/server/store.ts';
import type { NewContract } from '../schema.ts';
import { contractsOf, createContract, findContract } from './store.ts';

const at = new Date('2026-11-22T10:00:00Z');
const today = '2026-11-22';
const wanted = (customerId: string, more: Partial<NewContract> = {}): NewContract => ({
  customerId,
  title: 'Plan',
  startsOn: '2026-01-01',
  billingPeriod: { count: 1, unit: 'month' },
  items: [{ kind: 'plan', title: 'Plan', quantity: 1, unitPrice: { amount: 100, currency: 'EUR' } }],
  ...more,
});

describe.each(databaseKinds)('contracts in %s', (kind) => {
  let database: Database;
  let acme: StoreVendor;
  const write = <T>(act: (tx: Db) => Promise<T>) => inTransaction(database.db, act);
  beforeAll(async () => {
    database = await storeDatabase(kind);
    acme = await makeVendor(database, 'acme', at);
  });
  afterAll(() => database.close());

  test('BIL-2 a customer sees its own contracts, the running ones first, the newest before older ones', async () => {
    const [anna, ben] = await write(async (tx) => [
      await createCustomer(tx, acme.id, { name: 'Anna' }, at),
      await createCustomer(tx, acme.id, { name: 'Ben' }, at),
    ]);
    const owner = { vendorId: acme.id, customerId: anna?.id as string };
    const made = await write(async (tx) => {
      const of = (more: Partial<NewContract>) =>
        createContract(tx, acme.id, wanted(owner.customerId, more), at);
      return {
        over: await of({ title: 'over', startsOn: '2026-05-01', endsOn: '2026-06-30' }),
        old: await of({ title: 'old', startsOn: '2020-01-01', externalId: 'V/1' }),
        next: await of({ title: 'next', startsOn: '2027-01-01' }),
        left: await of({
          title: 'left',
          startsOn: '2025-01-01',
          cancelledAt: '2026-01-01T00:00:00Z',
          endsOn: '2026-12-31',
        }),
        theirs: await createContract(tx, acme.id, wanted(ben?.id as string, { title: 'theirs' }), at),
      };
    });
    const seen = await contractsOf(database.db, owner, null, today);
    expect(seen.map(({ title, status }) => `${title} ${status}`)).toEqual([
      'next scheduled',
      'left cancelled',
      'old active',
      'over expired',
    ]);
    const narrow = async (id: string, type: 'contract' | 'location' = 'contract') =>
      (await contractsOf(database.db, owner, { type, id }, today)).map(({ title }) => title);
    expect(await narrow(made.old.id)).toEqual(['old']);
    expect(await narrow('ext:V/1')).toEqual(['old']);
    expect(await narrow(made.theirs.id)).toEqual([]);
    expect(await narrow(made.old.id, 'location')).toEqual([]);
    const find = (id: string, subject: string | null = null) =>
      findContract(
        database.db,
        owner,
        subject === null ? null : { type: 'contract', id: subject },
        id,
        today,
      );
    expect((await find(made.old.id, 'ext:V/1'))?.title).toBe('old');
    for (const [id, subject] of [
      [made.theirs.id, null],
      [made.next.id, made.old.id],
      ['ext:V/1', null],
      ['x\0', null],
    ] as const) {
      expect(await find(id, subject)).toBeUndefined();
    }
    expect(await contractsOf(database.db, { ...owner, vendorId: acme.testId }, null, today)).toEqual([]);
  });
});
