/**
 * A process to kill while it counts calls: forty callers, each of whom notes a call once it was answered; the database
 * knows nothing of these notes.
 */
import { openSync, writeSync } from 'node:fs';
import { CallCounter } from '../../src/features/domains/server/call-counter.ts';
import { openDatabase } from '../../src/kit/server/db/db.ts';

const [url, file, vendorId, customerId] = process.argv.slice(2) as [string, string, string, string];
const { db } = await openDatabase(url);
const counter = new CallCounter(db);
const answered = openSync(file, 'a');
const what = { vendorId, customerId, month: '2026-11', at: new Date('2026-11-22T10:00:00Z') };

async function caller(n: number): Promise<never> {
  for (;;) {
    if (!(await counter.count({ ...what, domainId: `d${n % 3}`, limited: n % 2 === 0 })))
      throw new Error('refused');
    writeSync(answered, '.');
    process.send?.('answered');
  }
}

await Promise.all(Array.from({ length: 40 }, (_, n) => caller(n)));
