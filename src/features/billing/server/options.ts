import { dayIn } from '../../../kit/common/day.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import { waysToPay } from '../../payments/server/ways.ts';
import { readTaxSetting } from '../../pricing/server/tax-setting-store.ts';
import type { ChangeOptions } from '../schema.ts';
import type { Billed } from './issue.ts';
import { type Changing, readOffered, requireChangeable } from './plan.ts';

/** What a contract can be changed to, in the customer's words. @throws `contract-change.not-possible` */
export async function changeOptions(
  db: Db,
  context: Changing,
  billed: Billed,
  mayPay: boolean,
): Promise<ChangeOptions> {
  requireChangeable(billed, dayIn(billed.portal.timeZone, context.at));
  const { catalogue, selfService, booked } = await readOffered(db, context, billed);
  const { pricesIncludeTax } = await readTaxSetting(db, context.vendorId);
  const { currency, families } = catalogue;
  const variants = families.flatMap(({ plans }) =>
    plans.flatMap((plan) =>
      plan.variants.map(({ id, name, billingPeriod, amount }) => ({
        ...{ id, billingPeriod, amount, description: plan.description },
        title: name === null ? plan.name : `${plan.name}, ${name}`,
      })),
    ),
  );
  const offered = families.flatMap(({ components }) =>
    components.map((component) => ({ ...component, fixed: !selfService.has(component.id) })),
  );
  const { id: customerId } = billed.customer;
  const own = billed.contract.paymentMethodId;
  const ways = mayPay
    ? await waysToPay(db, { vendorId: context.vendorId, customerId }, { currency, own })
    : null;
  return { currency, ...booked, variants, pricesIncludeTax, ways, offered };
}
