import type { Call, UsageRecord } from '../../../features/usage/schema.ts';
import { insertUsage } from '../../../features/usage/server/store.ts';
import { newIds } from '../../../kit/common/id.ts';
import type { Db } from '../../../kit/server/db/db.ts';

interface Line {
  readonly numbers: readonly string[];
  /** Calls of a working day. */
  readonly perDay: number;
}

/** Customers with telephones, by their outside id. */
const lines: Readonly<Record<string, Line>> = {
  'V-70112': { numbers: ['+19735550140', '+19735550141', '+19735550142', '+18005550119'], perDay: 9 },
  'V-70185': { numbers: ['+12125550136', '+12125550137'], perDay: 4 },
  'V-70231': { numbers: ['+14185550173'], perDay: 2 },
};

/** Where calls go, how often, and what a minute costs beyond the flat rate, in millionths of a dollar. */
const places = [
  { name: 'New York', prefix: '+1212555', weight: 6, cost: 0 },
  { name: 'New Jersey', prefix: '+1973555', weight: 5, cost: 0 },
  { name: 'Pennsylvania', prefix: '+1215555', weight: 3, cost: 0 },
  { name: 'Texas', prefix: '+1512555', weight: 2, cost: 0 },
  { name: 'Canada', prefix: '+1416555', weight: 2, cost: 30_000 },
  { name: 'Mexico', prefix: '+5255555', weight: 1, cost: 30_000 },
] as const;
const spread = places.flatMap((place) => Array<(typeof places)[number]>(place.weight).fill(place));
const dispositions = ['answered', 'answered', 'answered', 'answered', 'no-answer', 'busy'] as const;
const dayMs = 86_400_000;

/** The same numbers at every load. */
function sequence(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * below);
  };
}

/** A year of telephone calls up to now. */
export async function addCalls(
  tx: Db,
  vendorId: string,
  customer: { readonly id: string; readonly externalId: string },
  at: Date,
): Promise<void> {
  const line = lines[customer.externalId];
  if (!line) return;
  const next = sequence(line.perDay * 7919);
  const today = Math.floor(at.getTime() / dayMs) * dayMs;
  const records: Omit<UsageRecord, 'id'>[] = [];
  for (let day = 365; day >= 0; day--) {
    const start = today - day * dayMs;
    const isWeekend = [0, 6].includes(new Date(start).getUTCDay());
    const count = isWeekend ? next(2) : line.perDay - 2 + next(5);
    for (let call = 0; call < count; call++) {
      // Between nine and six on the East Coast.
      const ms = start + 13 * 3_600_000 + next(9 * 3600) * 1000;
      const made = callOf(line, next);
      if (ms >= at.getTime()) continue;
      const told = new Date(ms).toISOString();
      records.push({
        ...{ externalId: null, customerId: customer.id, metric: 'call', at: told, quantity: '1', call: made },
        ...{ licenceId: null, contractId: null, domainId: null, createdAt: told, updatedAt: told },
      });
    }
  }
  const ids = newIds('use', records.length, at.getTime());
  const whole = records.map((record, index) => ({ id: ids[index] as string, ...record }));
  for (let done = 0; done < whole.length; done += 1000) {
    await insertUsage(tx, vendorId, whole.slice(done, done + 1000));
  }
}

function callOf({ numbers }: Line, next: (below: number) => number): Call {
  const place = spread[next(spread.length)] as (typeof places)[number];
  const own = numbers[next(numbers.length)] as string;
  const other = place.prefix + String(1000 + next(9000)).slice(0, place.prefix.length === 8 ? 4 : 3);
  const isIn = next(5) < 2;
  const disposition = dispositions[next(dispositions.length)] as Call['disposition'];
  const talked = disposition === 'answered' ? 8 + next(30) * next(30) : 0;
  const minutes = Math.ceil(talked / 60);
  const cost = isIn ? 0 : minutes * place.cost;
  return {
    ...{ from: isIn ? other : own, to: isIn ? own : other, direction: isIn ? 'in' : 'out', disposition },
    ...{ seconds: talked + 3 + next(20), billedSeconds: talked, destination: place.name },
    price: { amount: (cost / 1_000_000).toFixed(2), currency: 'USD' },
  };
}
