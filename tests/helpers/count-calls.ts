/** A process that counts calls when it is told to: of two customers at once, one of them with a limit. */
import { CallCounter } from '../../src/features/domains/server/call-counter.ts';
import { openDatabase } from '../../src/kit/server/db/db.ts';

interface Order {
  readonly limitedId: string;
  readonly openId: string;
  /** Calls of each customer. */
  readonly each: number;
}

const [url, vendorId] = process.argv.slice(2) as [string, string];
// A file of SQLite has one server; a command writes beside it.
const { db } = await openDatabase(url, { role: 'command' });
const counter = new CallCounter(db);
const what = { vendorId, month: '2026-11', at: new Date('2026-11-22T10:00:00Z') };

process.on('message', async ({ limitedId, openId, each }: Order) => {
  const answers = await Promise.all(
    Array.from({ length: each * 2 }, async (_, n) => {
      // Not all in one turn: the other process comes between.
      if (n % 10 === 0) await new Promise(setImmediate);
      const limited = n % 2 === 0;
      const customerId = limited ? limitedId : openId;
      return counter.count({ ...what, customerId, domainId: `d${n % 3}`, limited });
    }),
  );
  const counted = answers.filter(Boolean).length;
  process.send?.({ counted, refused: answers.length - counted });
});
