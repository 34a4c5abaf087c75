import { type RawBuilder, sql } from 'kysely';
import { briefly } from '../../../kit/server/db/briefly.ts';
import { compileOnce } from '../../../kit/server/db/compile-once.ts';
import type { Db, Tables } from '../../../kit/server/db/db.ts';
import { customerProblem } from '../../customers/problems.ts';
import type { Owner } from './env.ts';

/** What there is of a customer's: panels that would be empty for good are not shown. */
export interface Holdings {
  /** Customers below, or of the same agency. */
  readonly accounts: boolean;
  readonly licences: boolean;
  readonly domains: boolean;
  readonly routes: boolean;
  readonly packages: boolean;
  readonly alerts: boolean;
  /** Or a way to pay that the vendor offers. */
  readonly payments: boolean;
  readonly approvals: boolean;
  readonly usage: boolean;
  /** Something that may wait for the person. */
  readonly tasks: boolean;
  /** The vendor sends text messages. */
  readonly texts: boolean;
  /** A contract that was not approved in time holds everything up. */
  readonly held: boolean;
  /** Of the vendor. */
  readonly plugins: boolean;
}

/**
 * Whether this customer has a row there. Constants stand in the text: for a parameter that a partial index may bear on,
 * SQLite plans the whole statement anew at each of its runs, at ten times the cost of running it.
 */
const has = (table: keyof Tables & string, and: RawBuilder<unknown> = sql``) =>
  sql<boolean | number>`exists (select 1 from ${sql.table(table)} as t
    where t.vendor_id = c.vendor_id and t.customer_id = c.id ${and})`;

const accounts = sql<boolean | number>`(
  exists (select 1 from customer as t where t.vendor_id = c.vendor_id and t.parent_id = c.id)
  or (v.agency_ids = 1 and exists (select 1 from customer as t
    where t.vendor_id = c.vendor_id and t.agency_id = c.agency_id and t.id <> c.id)))`;

const waysToPay = sql`exists (select 1 from payment_settings as t where t.vendor_id = c.vendor_id
  and (t.stripe_enabled = 1 or t.sepa_enabled = 1 or t.balance is not null))`;

const failedCharge = sql`and t.status = 'failed' and t.kind = 'stripe' and t.purpose in ('collection', 'auto-top-up')`;

const findHoldings = compileOnce((db, slot: (name: 'vendorId' | 'customerId') => never) =>
  db
    .selectFrom('customer as c')
    .innerJoin('vendor as v', 'v.vendor_id', 'c.vendor_id')
    .select([
      accounts.as('accounts'),
      has('licence').as('licences'),
      has('domain').as('domains'),
      has('route').as('routes'),
      has('package').as('packages'),
      has('alert').as('alerts'),
      sql<boolean | number>`(${has('payment')} or ${waysToPay})`.as('payments'),
      has('approval', sql`and t.state <> 'withdrawn'`).as('approvals'),
      has('use_metric').as('usage'),
      sql<boolean | number>`(${has('approval', sql`and t.state in ('open', 'overdue')`)}
        or ${has('balance_account')} or ${has('payment', failedCharge)})`.as('tasks'),
      has('approval', sql`and t.state = 'overdue' and t.consequence = 'hold'`).as('held'),
      sql<boolean | number>`exists (select 1 from text_gateway as t
        where t.vendor_id = c.vendor_id and t.active = 1)`.as('texts'),
      sql<boolean | number>`exists (select 1 from plugin as t where t.vendor_id = c.vendor_id)`.as('plugins'),
    ])
    .where('c.vendor_id', '=', slot('vendorId'))
    .where('c.id', '=', slot('customerId')),
);

/** Sixteen look-ups, asked by every request and hardly ever answered otherwise than a moment ago. */
export const holdingsOf = briefly(
  async (db, vendorId: string, customerId: string): Promise<Holdings | undefined> => {
    const [row] = await findHoldings(db, { vendorId, customerId });
    return (
      row &&
      (Object.fromEntries(
        Object.entries(row).map(([name, there]) => [name, Boolean(there)]),
      ) as unknown as Holdings)
    );
  },
);

/** Of a customer that was found a moment ago. @throws `customer.not-found` where it is gone since */
export async function requireHoldings(db: Db, { vendorId, customerId }: Owner): Promise<Holdings> {
  const holdings = await holdingsOf(db, vendorId, customerId);
  if (!holdings) throw customerProblem('customer.not-found');
  return holdings;
}
