/** A server process to kill: opens the file given, writes one row, says so, and stays. */
import { sql } from 'kysely';
import { inTransaction, openDatabase } from '../../src/kit/server/db/db.ts';

const { db } = await openDatabase(process.argv[2] as string);
await inTransaction(db, (tx) => sql`insert into note (vendor_id) values ('held')`.execute(tx));
process.send?.('ready');
setInterval(() => undefined, 1_000);
