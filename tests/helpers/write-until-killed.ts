/**
 * A process to kill while it writes. Eight writers make orders of one head, two lines and one count; each id goes to
 * the file of acknowledged ones, which the database knows nothing of, once its transaction has resolved.
 */
import { randomUUID } from 'node:crypto';
import { openSync, writeSync } from 'node:fs';
import { sql } from 'kysely';
import { inTransaction, openDatabase } from '../../src/kit/server/db/db.ts';

const [url, acknowledged] = process.argv.slice(2) as [string, string];
const { db } = await openDatabase(url);
const file = openSync(acknowledged, 'a');

async function writer(): Promise<never> {
  for (;;) {
    const id = randomUUID();
    await inTransaction(db, async (tx) => {
      await sql`update total set n = n + 1 where vendor_id = 'v'`.execute(tx);
      await sql`insert into head (vendor_id, id) values ('v', ${id})`.execute(tx);
      for (const n of [1, 2])
        await sql`insert into line (vendor_id, head_id, n) values ('v', ${id}, ${n})`.execute(tx);
    });
    writeSync(file, `${id}\n`);
  }
}

process.send?.('writing');
await Promise.all(Array.from({ length: 8 }, writer));
