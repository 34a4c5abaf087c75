import { addDays, dayIn } from '../../../kit/common/day.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import type { UsageSource, UsedItem } from '../../billing/usage-source.ts';
import type { VendorContract } from '../../contracts/schema.ts';
import { listContractsOf } from '../../contracts/server/of-customer.ts';
import { requireVendorContract } from '../../contracts/server/store.ts';
import { requireCustomer } from '../../customers/server/store.ts';
import { requirePortal } from '../../portals/server/store.ts';
import type { MetricSetting } from '../../portals/usage-settings.ts';
import { fromMillionths } from '../decimal.ts';
import { type Days, daysLeft, segmentsOf } from '../rules.ts';
import { type Figures, figuresBy, noFigures, plus } from './figures.ts';

/**
 * Bills metered items by usage records. What names a contract, or a licence that came with one, is that contract's; the
 * rest is that of the customer's contract with an item of this metric that began first and runs on that day. Once the
 * portal's days of grace are over a period is settled; what comes later, or is deleted, is in the next one's quantity,
 * for a year. So every record is billed once.
 */

type Item = Pick<UsedItem, 'componentId' | 'title'>;
const nameOf = ({ componentId, title }: Item): string => componentId ?? title;
/** Whether this item of a contract bills what is recorded. */
export const isBilledBy = ({ bills }: MetricSetting, { componentId, title }: Item): boolean =>
  bills.some((one) => one === componentId || one.toLowerCase() === title.toLowerCase());

/** Periods further back are over for good. */
const lateDays = 366;

interface Facts {
  readonly vendorId: string;
  readonly contract: VendorContract;
  readonly contracts: readonly VendorContract[];
  /** The contract of each licence that came with one. */
  readonly contractOf: ReadonlyMap<string, string>;
  readonly timeZone: string;
}

export const usageRecordsSource: UsageSource<Db> = {
  async usedOf(db, item) {
    const { vendorId, contractId, from, until, at } = item;
    const contract = await requireVendorContract(db, vendorId, contractId, at);
    const customer = await requireCustomer(db, vendorId, contract.customerId);
    const portal = await requirePortal(db, vendorId, customer.portalId);
    const metrics = portal.usage.metrics.filter((one) => isBilledBy(one, item));
    if (metrics.length === 0) return undefined;
    if (addDays(until, portal.usage.settleAfterDays) >= dayIn(portal.timeZone, at)) return undefined;
    const facts: Facts = {
      ...{ vendorId, contract, timeZone: portal.timeZone },
      contracts: await listContractsOf(db, { vendorId, customerId: customer.id }, at),
      contractOf: await licencesOf(db, vendorId, customer.id),
    };
    const settled = await db
      .selectFrom('use_billed')
      .select(['from_on', 'until_on', 'quantity'])
      .where('vendor_id', '=', vendorId)
      .where('contract_id', '=', contractId)
      .where('item', '=', nameOf(item))
      .where('from_on', '>=', addDays(from, -lateDays))
      .where('from_on', '<', from)
      .execute();
    let quantity = 0n;
    for (const days of [
      ...settled.map((row) => ({ from: row.from_on, until: row.until_on })),
      { from, until },
    ]) {
      for (const metric of metrics) quantity += measured(metric, await usedIn(db, facts, metric, days));
    }
    for (const row of settled) quantity -= BigInt(row.quantity);
    // What was billed too much is taken off what comes; nothing is below nothing.
    return fromMillionths(quantity > 0n ? quantity : 0n);
  },

  async settled(tx, item, quantity) {
    const { vendorId, contractId, from, until, at } = item;
    const contract = await requireVendorContract(tx, vendorId, contractId, at);
    const [whole = '0', fraction = ''] = quantity.split('.');
    await tx
      .insertInto('use_billed')
      .values({
        ...{
          vendor_id: vendorId,
          contract_id: contractId,
          item: nameOf(item),
          from_on: from,
          until_on: until,
        },
        ...{ customer_id: contract.customerId, created_at: at.toISOString() },
        quantity: Number(whole + fraction.padEnd(6, '0').slice(0, 6)),
      })
      .onConflict((on) => on.columns(['vendor_id', 'contract_id', 'item', 'from_on']).doNothing())
      .execute();
  },
};

async function licencesOf(db: Db, vendorId: string, customerId: string): Promise<Map<string, string>> {
  const rows = await db
    .selectFrom('licence')
    .select(['id', 'contract_id'])
    .where('vendor_id', '=', vendorId)
    .where('customer_id', '=', customerId)
    .where('contract_id', 'is not', null)
    .execute();
  return new Map(rows.map((row) => [row.id, row.contract_id as string]));
}

async function usedIn(
  db: Db,
  { vendorId, contract, contracts, contractOf, timeZone }: Facts,
  metric: MetricSetting,
  days: Days,
): Promise<Figures> {
  const whose = { vendorId, customerIds: [contract.customerId], metric: metric.metric };
  const bySubject = (some: Days) => figuresBy(db, whose, segmentsOf(some, timeZone), 'subject');
  const ids = new Set(contracts.map(({ id }) => id));
  const namedBy = (subject: string) => (ids.has(subject) ? subject : contractOf.get(subject));
  let sum = noFigures;
  for (const [subject, figures] of await bySubject(days)) {
    if (namedBy(subject) === contract.id) sum = plus(sum, figures);
  }
  const before = contracts.filter(
    (one) =>
      (one.startsOn < contract.startsOn || (one.startsOn === contract.startsOn && one.id < contract.id)) &&
      one.items.some(
        (item) =>
          item.kind === 'usage' &&
          isBilledBy(metric, { componentId: item.componentId ?? null, title: item.title }),
      ),
  );
  const taken = before.map(({ startsOn, endsOn }) => ({ from: startsOn, until: endsOn ?? '9999-12-31' }));
  for (const some of daysLeft(days, taken)) {
    for (const [subject, figures] of await bySubject(some)) {
      if (namedBy(subject) === undefined) sum = plus(sum, figures);
    }
  }
  return sum;
}

/** In millionths. Minutes are those of all seconds together, rounded up once. */
function measured({ measure }: MetricSetting, { records, quantity, billedSeconds }: Figures): bigint {
  if (measure === 'quantity') return quantity;
  if (measure === 'records') return BigInt(records) * 1_000_000n;
  if (measure === 'seconds') return billedSeconds * 1_000_000n;
  return ((billedSeconds + 59n) / 60n) * 1_000_000n;
}
