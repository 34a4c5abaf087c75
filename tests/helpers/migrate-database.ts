/** A process to kill in the middle of migrating: sixty steps, each of which adds a row. */
import { openDatabase } from '../../src/kit/server/db/db.ts';
import { type Migration, migrate } from '../../src/kit/server/db/migrate.ts';

const steps = Array.from(
  { length: 60 },
  (_, n): Migration => ({
    name: `test-${String(n + 2).padStart(4, '0')}-row`,
    up: [`insert into step (vendor_id) values ('v${n}')`],
  }),
);
const table: Migration = { name: 'test-0001-step', up: ['create table step (vendor_id text primary key)'] };

const database = await openDatabase(process.argv[2] as string);
process.send?.('migrating');
await migrate(database, [table, ...steps]);
await database.close();
process.disconnect?.();
