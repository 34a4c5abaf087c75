import type { Day } from '../../kit/common/day.ts';
import type { Decimal } from '../documents/decimal.ts';

/** One metered item of a contract in some days of it. */
export interface UsedItem {
  readonly vendorId: string;
  readonly contractId: string;
  /** Of the catalogue; `null`: the item stands in the contract alone, under its title. */
  readonly componentId: string | null;
  readonly title: string;
  readonly from: Day;
  readonly until: Day;
  /** The vendor's time. */
  readonly at: Date;
}

/**
 * Where records of use are kept. Each source is asked for what was used in days that are over; the first one that knows
 * the item answers, `0` included. `undefined`: this source knows nothing of it, or not everything yet; it is asked again.
 */
export interface UsageSource<Db> {
  usedOf(db: Db, item: UsedItem): Promise<Decimal | undefined>;
  /** What it answered stands on a document now, in the same transaction. */
  settled?(tx: Db, item: UsedItem, quantity: Decimal): Promise<void>;
}
