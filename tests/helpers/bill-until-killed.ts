/**
 * A process to kill while it bills: told a moment, it does what is due by then, as the service's job does, and says so.
 * Another one may do the same beside it.
 */
import { usageSources } from '../../src/apps/server/usage-sources.ts';
import { billContracts } from '../../src/features/billing/server/job.ts';
import { openDatabase } from '../../src/kit/server/db/db.ts';

const [url = ''] = process.argv.slice(2);
const database = await openDatabase(url);
const signal = new AbortController().signal;
const log = {
  warn(fields: Record<string, unknown>) {
    // A contract that another one has locked for long is tried again; all else is a fault.
    console.error(fields.error);
  },
};

process.on('message', async (now: string) => {
  await billContracts(usageSources)({ database, clock: { now: () => new Date(now) }, signal, log });
  process.send?.('billed');
});
process.send?.('ready');
