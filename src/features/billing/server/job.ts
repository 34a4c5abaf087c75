import { dayIn } from '../../../kit/common/day.ts';
import { type Clock, movedClock } from '../../../kit/server/clock.ts';
import { type Database, type Db, hasManyWriters, inTransaction } from '../../../kit/server/db/db.ts';
import type { Logger } from '../../../kit/server/log.ts';
import { mailWords } from '../../mails/server/words.ts';
import type { UsageSource } from '../usage-source.ts';
import { billContract } from './bill.ts';
import type { BillingContext } from './issue.ts';

interface BillingJob {
  readonly database: Database;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly log: Pick<Logger, 'warn'>;
}

const atOnce = 200;
/** Where transactions run beside each other: they meet only where they take a number. */
const sideBySide = 4;
/** The first place where a new day begins is 14 hours ahead: what is due anywhere is looked at, by its own zone. */
const earliestZone = 'Pacific/Kiritimati';

/**
 * Charges, settles and changes what is due, contract by contract, each in transactions of its own. A process that dies
 * leaves what it finished; another one that bills the same contract waits, and then finds it done.
 */
export const billContracts =
  (usageSources: readonly UsageSource<Db>[]) =>
  async ({ database, clock, signal, log }: BillingJob): Promise<void> => {
    const words = await mailWords();
    for (const vendor of await vendorsOf(database.db)) {
      const at = movedClock(clock, vendor.offsetMs).now();
      const context: BillingContext = {
        ...{ vendorId: vendor.id, at, words, usageSources },
        actor: { kind: 'system', id: null },
      };
      const day = dayIn(earliestZone, at);
      const ids = usageSources.length > 0 ? await withUse(database.db, vendor.id, day) : [];
      await billAll(database, context, ids, { signal, log });
      let after = '';
      for (;;) {
        const due = await dueContracts(database.db, vendor.id, day, after);
        if (due.length === 0) break;
        await billAll(database, context, due, { signal, log });
        if (signal.aborted) return;
        after = due.at(-1) as string;
      }
    }
  };

async function billAll(
  { db }: Database,
  context: BillingContext,
  ids: readonly string[],
  { signal, log }: Pick<BillingJob, 'signal' | 'log'>,
): Promise<void> {
  const waiting = ids.values();
  const next = async () => {
    for (const id of waiting) {
      if (signal.aborted) return;
      try {
        while ((await inTransaction(db, (tx) => billContract(tx, context, id))).more);
      } catch (error) {
        // One contract that can't be billed, without an address or a rate, holds up no other.
        log.warn({ contract: id, vendor: context.vendorId, error }, 'a contract could not be billed');
      }
    }
  };
  await Promise.all(Array.from({ length: hasManyWriters(db) ? sideBySide : 1 }, next));
}

async function vendorsOf(db: Db): Promise<{ id: string; offsetMs: number }[]> {
  const rows = await db.selectFrom('vendor').select(['vendor_id', 'clock_offset_seconds']).execute();
  return rows.map((row) => ({ id: row.vendor_id, offsetMs: row.clock_offset_seconds * 1000 }));
}

/** Contracts billed here for which something is due, and those of others with a change that is. */
async function dueContracts(db: Db, vendorId: string, day: string, after: string): Promise<string[]> {
  const rows = await db
    .selectFrom('contract as k')
    .innerJoin('customer as c', (on) =>
      on.onRef('c.vendor_id', '=', 'k.vendor_id').onRef('c.id', '=', 'k.customer_id'),
    )
    .innerJoin('portal as p', (on) =>
      on.onRef('p.vendor_id', '=', 'c.vendor_id').onRef('p.id', '=', 'c.portal_id'),
    )
    .select('k.id')
    .where('k.vendor_id', '=', vendorId)
    .where('k.due_on', '<=', day)
    .where('k.id', '>', after)
    .where((eb) =>
      eb.or([
        eb('k.billing', '=', 'portico'),
        eb.and([eb('k.billing', 'is', null), eb('p.bills_contracts', '=', 1)]),
        eb('k.pending_change', 'is not', null),
      ]),
    )
    .orderBy('k.id')
    .limit(atOnce)
    .execute();
  return rows.map(({ id }) => id);
}

async function withUse(db: Db, vendorId: string, day: string): Promise<string[]> {
  const rows = await db
    .selectFrom('contract_charge')
    .select('contract_id')
    .distinct()
    .where('vendor_id', '=', vendorId)
    .where('usage', '=', 'due')
    .where('until_on', '<', day)
    .execute();
  return rows.map((row) => row.contract_id);
}
