import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { testDatabase } from '../../../../tests/helpers/databases.ts';
import { migrations } from '../../../apps/server/migrations.ts';
import { ownedTables } from './owned.ts';

test('whatever hangs on a customer has its place when two customers become one', async () => {
  const { db } = await testDatabase('sqlite', migrations);
  const { rows } = await sql<{ name: string }>`
    select t.name from sqlite_master t join pragma_table_info(t.name) c on c.name = 'customer_id'
    where t.type = 'table'`.execute(db);
  expect(rows.length).toBeGreaterThan(12);
  expect(rows.map(({ name }) => name).filter((name) => !(name in ownedTables))).toEqual([]);
});

/** What names a customer and does not go with the record by a foreign key, and why nothing personal stays by it. */
const outlives: Readonly<Record<string, string>> = {
  activity: 'refers to a pseudonym, see IE14',
  mail: 'deleted with the customer by name',
  document: 'kept as the law wants, at a record that is blank',
  reminder: 'ids and days, of a document that is kept',
  portal_session: 'ids and moments, ended, gone by age',
  download: 'ids and moments, gone within the hour',
  order_session: 'ids, gone by age',
  site_document: 'work orders and certificates that the law wants kept, until their day',
  coupon_use: 'ids: how often a coupon was used',
  voucher: 'ids: that it was used',
  declaration_state: 'what was declared is evidence, kept as the page of data says',
};

test('IE14 whatever hangs on a customer goes with it, or is known to stay', async () => {
  const { db } = await testDatabase('sqlite', migrations);
  const { rows } = await sql<{ name: string; column: string | null; to: string | null }>`
    select t.name, c.name as "column", k."table" as "to" from sqlite_master t
    left join pragma_table_info(t.name) c on c.name = 'customer_id'
    left join pragma_foreign_key_list(t.name) k on k.on_delete = 'CASCADE' where t.type = 'table'`.execute(
    db,
  );
  const goes = new Set(['customer']);
  for (let before = 0; before < goes.size; ) {
    before = goes.size;
    for (const { name, to } of rows) if (to && goes.has(to)) goes.add(name);
  }
  const stays = new Set(rows.flatMap(({ name, column }) => (column && !goes.has(name) ? [name] : [])));
  expect([...stays].filter((name) => !(name in outlives))).toEqual([]);
});
