import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { databaseKinds } from '../../../../tests/helpers/databases.ts';
import { makeVendor, type StoreVendor, storeDatabase } from '../../../../tests/helpers/stores.ts';
import type { Paging } from '../../../kit/server/collection.ts';
import { type Database, type Db, inTransaction } from '../../../kit/server/db/db.ts';
import type { TokenClaims } from '../../access/schema.ts';
import { listContacts } from './contacts-store.ts';
import { deleteCustomer, listCustomers } from './customers-store.ts';
import {
  createContact,
  createCustomer,
  createCustomerFromClaims,
  findContact,
  findContactByEmail,
  findContactByExternalId,
  findCustomer,
  findCustomerByExternalId,
  updateCustomer,
} from './store.ts';

const at = new Date('2026-11-22T10:00:00Z');
const all = (db: Db, vendorId: string): Paging => ({
  db,
  vendorId,
  limit: 200,
  words: undefined,
  updatedSince: undefined,
  sort: undefined,
  after: undefined,
  lastKey: [],
  page: () => ({ items: [], nextCursor: null }),
});

describe.each(databaseKinds)('customers in %s', (kind) => {
  let database: Database;
  let acme: StoreVendor;
  let globex: StoreVendor;
  const write = <T>(act: (tx: Db) => Promise<T>) => inTransaction(database.db, act);
  beforeAll(async () => {
    database = await storeDatabase(kind);
    acme = await makeVendor(database, 'acme', at);
    globex = await makeVendor(database, 'globex', at);
  });
  afterAll(() => database.close());

  test('a customer is found by either id under its own vendor only', async () => {
    const made = await write((tx) => createCustomer(tx, acme.id, { name: 'Anna', externalId: 'K 1' }, at));
    const { db } = database;
    expect(await findCustomer(db, acme.id, made.id)).toEqual(made);
    expect(await findCustomer(db, acme.id, 'ext:K 1')).toEqual(made);
    expect(await findCustomerByExternalId(db, acme.id, 'K 1')).toEqual(made);
    for (const reference of [made.id, 'ext:K 1'])
      expect(await findCustomer(db, globex.id, reference)).toBeUndefined();
    for (const reference of ['', 'ext:', 'k 1', '%', `${made.id}\0`]) {
      expect(await findCustomer(db, acme.id, reference)).toBeUndefined();
    }
  });

  test('a vendor’s own id is kept byte for byte, and one more character is another customer', async () => {
    for (const externalId of [
      'ä',
      'a\u0308',
      'Ä',
      '0012',
      '12',
      "o'clock",
      '%',
      '_',
      '😀',
      'x'.repeat(128),
    ]) {
      const made = await write((tx) => createCustomer(tx, acme.id, { name: 'N', externalId }, at));
      expect((await findCustomerByExternalId(database.db, acme.id, externalId))?.id).toBe(made.id);
      expect((await findCustomer(database.db, acme.id, made.id))?.externalId).toBe(externalId);
    }
  });

  test('a contact is found by id, outside id and address whatever its case, at its own customer only', async () => {
    const { db } = database;
    const [anna, ben] = await write(async (tx) => [
      await createCustomer(tx, acme.id, { name: 'Anna' }, at),
      await createCustomer(tx, acme.id, { name: 'Ben' }, at),
    ]);
    const person = { customerId: anna?.id as string, name: 'Anna', email: 'Anna@Example.com' };
    const old = await write((tx) =>
      createContact(tx, acme.id, { ...person, active: false, externalId: 'old' }, at),
    );
    const now = await write((tx) => createContact(tx, acme.id, person, at));
    const owner = { vendorId: acme.id, customerId: anna?.id as string };
    expect(await findContactByEmail(db, owner, ' anna@EXAMPLE.com')).toEqual(now);
    expect(await findContactByExternalId(db, owner, 'old')).toEqual(old);
    expect(await findContact(db, owner, now.id)).toEqual(now);
    for (const stranger of [
      { vendorId: acme.id, customerId: ben?.id as string },
      { vendorId: globex.id, customerId: anna?.id as string },
    ]) {
      expect(await findContact(db, stranger, now.id)).toBeUndefined();
      expect(await findContactByEmail(db, stranger, 'anna@example.com')).toBeUndefined();
      expect(await findContactByExternalId(db, stranger, 'old')).toBeUndefined();
    }
  });

  test('DAY-3 of fifty first visits at once one makes customer and contact', async () => {
    const sub = 'ext:first visit';
    const iat = at.getTime() / 1000;
    const times = { iat, exp: iat + 60, jti: 'x'.repeat(16), use: 'launch' as const };
    const claims: TokenClaims = {
      iss: acme.id,
      aud: 'a',
      sub,
      ...times,
      name: 'New',
      contact: 'new@x.example',
    };
    const visits = await Promise.all(
      Array.from({ length: 50 }, () =>
        write((tx) => createCustomerFromClaims(tx, acme.id, acme.portal, claims, at)),
      ),
    );
    const ids = new Set(visits.map(({ id }) => id));
    expect(ids.size).toBe(1);
    const [id] = ids;
    expect(
      await listContacts(database.db, acme.id, { customerId: id }, all(database.db, acme.id)),
    ).toMatchObject([{ email: 'new@x.example' }]);
    const log = await database.db
      .selectFrom('activity')
      .select('action')
      .where('customer_id', '=', id as string)
      .execute();
    expect(log.map(({ action }) => action).sort()).toEqual(['contact.created', 'customer.created']);
  });

  test('what fails half way leaves nothing, and a change of nothing is no change', async () => {
    const made = await write((tx) => createCustomer(tx, acme.id, { name: 'Whole' }, at));
    const half = write(async (tx) => {
      await updateCustomer(tx, acme.id, made.id, { name: 'Half' }, at);
      await updateCustomer(tx, acme.id, made.id, { portalId: globex.portal.id }, at);
    });
    await expect(half).rejects.toMatchObject({ code: 'request.invalid', fields: [{ path: 'portalId' }] });
    expect((await findCustomer(database.db, acme.id, made.id))?.name).toBe('Whole');
    const later = new Date(at.getTime() + 1000);
    const same = await write((tx) =>
      updateCustomer(tx, acme.id, made.id, { name: 'Whole', billing: { city: '' } }, later),
    );
    expect(same).toEqual({ thing: made, created: false, fields: [] });
  });

  test('deleting a customer takes its contacts, and nobody else’s', async () => {
    const vendor = await makeVendor(database, 'deletes', at);
    const [anna, ben] = await write(async (tx) => [
      await createCustomer(tx, vendor.id, { name: 'Anna' }, at),
      await createCustomer(tx, vendor.id, { name: 'Ben' }, at),
    ]);
    for (const customer of [anna, ben]) {
      await write((tx) =>
        createContact(tx, vendor.id, { customerId: customer?.id as string, name: 'P' }, at),
      );
    }
    await write((tx) => deleteCustomer(tx, vendor.id, anna?.id as string, at));
    expect(await listCustomers(database.db, vendor.id, {}, all(database.db, vendor.id))).toEqual([ben]);
    expect(await listContacts(database.db, vendor.id, {}, all(database.db, vendor.id))).toMatchObject([
      { customerId: ben?.id },
    ]);
  });
});
