import { addDays, type Day } from '../../../kit/common/day.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import { toStored } from '../../contracts/server/table.ts';
import { ContractCount } from '../figures.ts';
import type { Figures } from '../schema.ts';

export interface Span {
  readonly from: Day;
  readonly until: Day;
  readonly today: Day;
}

const atOnce = 1000;

/** Counts through all contracts of a vendor, a thousand at a time. */
export async function readFigures(db: Db, vendorId: string, span: Span): Promise<Figures> {
  const count = new ContractCount(span);
  const without = new Map<string, string>();
  let after = '';
  for (;;) {
    const rows = await db
      .selectFrom('contract')
      .selectAll()
      .where('vendor_id', '=', vendorId)
      .where('id', '>', after)
      .orderBy('id')
      .limit(atOnce)
      .execute();
    for (const row of rows) {
      const contract = toStored(row);
      count.add(contract);
      const { cancelledAt } = contract;
      if (cancelledAt !== null && isWithin(cancelledAt, span)) without.set(contract.id, cancelledAt);
    }
    if (rows.length < atOnce) break;
    after = rows.at(-1)?.id ?? '';
  }
  return {
    ...{ from: span.from, until: span.until },
    ...count.result(),
    cancelled: await reasonsOf(db, vendorId, without),
    overdue: await overdueOf(db, vendorId, span.today),
  };
}

const isWithin = (instant: string, { from, until }: Span): boolean =>
  instant >= `${from}T00:00:00` && instant < `${addDays(until, 1)}T00:00:00`;

/** Each cancelled contract once, with the reason of the declaration that ended it. */
async function reasonsOf(
  db: Db,
  vendorId: string,
  cancelled: ReadonlyMap<string, string>,
): Promise<Figures['cancelled']> {
  const reasons = new Map<string, string | null>([...cancelled.keys()].map((id) => [id, null]));
  const ids = [...cancelled.keys()];
  for (let at = 0; at < ids.length; at += 500) {
    const rows = await db
      .selectFrom('declaration as d')
      .innerJoin('declaration_state as s', (on) =>
        on.onRef('s.vendor_id', '=', 'd.vendor_id').onRef('s.id', '=', 'd.id'),
      )
      .select(['s.contract_id', 'd.reason'])
      .where('d.vendor_id', '=', vendorId)
      .where('s.contract_id', 'in', ids.slice(at, at + 500))
      .where('s.state', '<>', 'undone')
      .orderBy('d.id')
      .execute();
    for (const { contract_id, reason } of rows) if (contract_id && reason) reasons.set(contract_id, reason);
  }
  const counts = new Map<string | null, number>();
  for (const reason of reasons.values()) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  return [...counts].map(([reason, count]) => ({ reason, count })).sort((a, b) => b.count - a.count);
}

/** Open invoices past their day, by currency; credit notes against them are taken off. */
async function overdueOf(db: Db, vendorId: string, today: Day): Promise<Figures['overdue']> {
  const rows = await db
    .selectFrom('document')
    .select(({ fn, eb }) => [
      'currency',
      fn.countAll<number>().as('count'),
      fn
        .sum<number>(eb('gross', '-', eb(eb('prepaid', '+', eb.ref('credited')), '+', eb.ref('received'))))
        .as('amount'),
    ])
    .where('vendor_id', '=', vendorId)
    .where('kind', '=', 'invoice')
    .where('status', '=', 'open')
    .where('due_on', '<', today)
    .groupBy('currency')
    .orderBy('currency')
    .execute();
  return rows.map(({ currency, count, amount }) => ({
    amount: { amount: Number(amount), currency },
    count: Number(count),
  }));
}
