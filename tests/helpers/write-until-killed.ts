/**
 * A process to kill while it writes. Eight writers make orders of one head, two lines and one count; each id goes to
 * the file of acknowledged ones, which the database knows nothing of, once its transaction has resolved.
 */
import { randomUUID } from 'node:crypto';
import { openSync, writeSync } from 'node:fs';
import { sql } from 'kysely';
import { inTransaction, openDatabase } from '../../src/kit/server/db/db.ts';
import { writeTogether } from '../../src/kit/server/db/write-together.ts';

const [url, acknowledged] = process.argv.slice(2) as [string, string];
const { db } = await openDatabase(url);
const file = openSync(acknowledged, 'a');

/** Half of the writers ask step by step, the others send the whole act as one. */
async function writer(_: unknown, index: number): Promise<never> {
  for (;;) {
    const id = randomUUID();
    const steps = [
      sql`update total set n = n + 1 where vendor_id = 'v'`,
      sql`insert into head (vendor_id, id) values ('v', ${id})`,
      ...[1, 2].map((n) => sql`insert into line (vendor_id, head_id, n) values ('v', ${id}, ${n})`),
    ];
    if (index % 2 === 0)
      await writeTogether(
        db,
        steps.map((step) => step.compile(db)),
      );
    else
      await inTransaction(db, async (tx) => {
        for (const step of steps) await step.execute(tx);
      });
    writeSync(file, `${id}\n`);
  }
}

process.send?.('writing');
await Promise.all(Array.from({ length: 8 }, writer));
