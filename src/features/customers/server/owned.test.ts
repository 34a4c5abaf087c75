import { expect, test } from 'vitest';
import { migrations } from '../../../apps/server/migrations.ts';
import { ownedTables } from './owned.ts';

test('whatever hangs on a customer has its place when two customers become one', () => {
  const made = [...JSON.stringify(migrations).matchAll(/create table (\w+) \((.*?)(?="|create table)/gs)];
  const owned = made.flatMap(([, table, columns]) =>
    /\bcustomer_id text/.test(columns ?? '') ? [table as string] : [],
  );
  expect(owned.length).toBeGreaterThan(12);
  expect(owned.filter((table) => !(table in ownedTables))).toEqual([]);
});
