import * as v from 'valibot';
import { CustomerStatus } from '../customers/schema.ts';

/** A customer below the one that is signed in, as far as its people may know of it. */
export const Account = v.object({
  id: v.string(),
  name: v.string(),
  number: v.nullable(v.string()),
  status: CustomerStatus,
  /** Opening it shows only, or lets act as its own people do. */
  access: v.picklist(['view', 'change']),
  /** In the running month of the portal's zone. */
  calls: v.number(),
  domains: v.number(),
});
export type Account = v.InferOutput<typeof Account>;

/** GET /portal/v1/accounts: a page of them, and what all of them together use. */
export const Accounts = v.object({
  items: v.array(Account),
  nextCursor: v.nullable(v.string()),
  /** `2026-11` */
  month: v.string(),
  total: v.object({ accounts: v.number(), calls: v.number(), domains: v.number() }),
  /** What the customer itself uses; not in `total`. */
  own: v.object({ calls: v.number(), domains: v.number() }),
});
export type Accounts = v.InferOutput<typeof Accounts>;
