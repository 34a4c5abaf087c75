import type { Db } from '../../../kit/server/db/db.ts';
import { periodWith } from '../../billing/periods.ts';
import { freeOf, meteredOf } from '../../contracts/metered.ts';
import { listContractsOf } from '../../contracts/server/of-customer.ts';
import type { MetricSetting } from '../../portals/usage-settings.ts';
import { todayIn } from '../rules.ts';
import type { UsageReport } from '../schema.ts';
import type { Asked, Audience } from './report.ts';
import { isBilledBy } from './source.ts';

const columns: Readonly<Record<MetricSetting['measure'], string>> = {
  ...{ quantity: 'quantity', records: 'records', seconds: 'billedSeconds', minutes: 'billedSeconds' },
};

/**
 * What the contract includes of it in the billing period that runs: the tiers of its metered item that cost nothing.
 * Nothing is said where two items, contracts or kinds of records could have it, for nobody can tell which one it is.
 */
export async function limitOf(db: Db, audience: Audience, asked: Asked): Promise<UsageReport['limit']> {
  const { vendorId, customerId, metrics, seesContracts, now } = audience;
  const setting = metrics.find(({ metric }) => metric === asked.metric);
  if (!seesContracts || !setting?.bills.length) return null;
  const column = columns[setting.measure];
  const isWhole = asked.customerIds.length === 1 && !asked.direction && !asked.search;
  const isOfTime = asked.report === 'day' || asked.report === 'month';
  const today = todayIn(audience.timeZone, now);
  if (!isWhole || !isOfTime || asked.until < today || !asked.columns.some(({ key }) => key === column)) {
    return null;
  }
  const contracts = await listContractsOf(db, { vendorId, customerId }, now);
  const found = contracts
    .filter(({ startsOn, endsOn }) => startsOn <= today && (endsOn === null || endsOn >= today))
    .flatMap((contract) =>
      contract.items
        .filter(({ kind }) => kind === 'usage')
        .map((item) => ({
          ...{ contract, item },
          bills: metrics.filter((one) =>
            isBilledBy(one, { componentId: item.componentId ?? null, title: item.title }),
          ),
        })),
    )
    .filter(({ bills }) => bills.includes(setting));
  const [only] = found;
  if (!only || found.length > 1 || only.bills.length > 1) return null;
  const free = freeOf(meteredOf(only.item));
  if (free === undefined) return null;
  const { startsOn, billingFrom, billingPeriod } = only.contract;
  const anchor = billingFrom && billingFrom <= today ? billingFrom : startsOn;
  const { from, until } = periodWith(anchor, billingPeriod, today);
  return { column, value: setting.measure === 'minutes' ? free * 60 : free, from, until };
}
