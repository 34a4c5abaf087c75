import { addDays, addPeriod, type Day, dayIn, daysBetween } from '../../../kit/common/day.ts';
import { decimalOf } from '../../../kit/common/money.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import { fits, type TemplateItem, type TemplateKind } from '../../../kit/server/template.ts';
import { statusOf } from '../rules.ts';
import { createContract } from './store.ts';
import { type StoredContract, toStored } from './table.ts';

interface Found {
  readonly contract: StoredContract;
  readonly today: Day;
}

/** Contracts of the template that run, or are to begin; what was cancelled or is over is history, and its own. */
async function running(db: Db, vendorId: string, customerId: string, at: Date): Promise<Found[]> {
  const rows = await db
    .selectFrom('contract as k')
    .innerJoin('customer as c', (on) =>
      on.onRef('c.vendor_id', '=', 'k.vendor_id').onRef('c.id', '=', 'k.customer_id'),
    )
    .innerJoin('portal as p', (on) =>
      on.onRef('p.vendor_id', '=', 'c.vendor_id').onRef('p.id', '=', 'c.portal_id'),
    )
    .selectAll('k')
    .select('p.time_zone')
    .where('k.vendor_id', '=', vendorId)
    .where('k.customer_id', '=', customerId)
    .orderBy('k.id')
    .execute();
  return rows
    .map((row) => ({ contract: toStored(row), today: dayIn(row.time_zone, at) }))
    .filter(({ contract, today }) => ['active', 'scheduled'].includes(statusOf(contract, today)));
}

const itemOf = ({ title, items }: StoredContract): TemplateItem => ({
  title,
  detail: items
    .map(
      ({ title: line, quantity, unitPrice }) =>
        `${quantity} × ${line}, ${decimalOf(unitPrice)} ${unitPrice.currency}`,
    )
    .join('; '),
  currency: items[0]?.unitPrice.currency as string,
});

/** The contract as one that begins today: its days keep their distance from its first one. */
function fromToday({ contract, today }: Found) {
  const ahead = daysBetween(contract.startsOn, today);
  const moved = (day: Day | null) => day && addDays(day, ahead);
  const { title, terms, items, billingPeriod, tax, endsOn, nextChargeOn } = contract;
  return {
    ...{ title, terms, items, billingPeriod, tax, startsOn: today, endsOn: moved(endsOn) },
    nextChargeOn: nextChargeOn && addPeriod(today, billingPeriod, 1),
  };
}

/** Running contracts of the template, begun anew (CON-12). */
export const contractTemplate: TemplateKind = {
  name: 'contracts',
  waits: false,

  items: async (db, { vendorId, fromId, at }) =>
    (await running(db, vendorId, fromId, at)).map(({ contract }) => itemOf(contract)),

  async copy(tx, { vendorId, fromId, toId, currency, at }) {
    const made = [];
    for (const found of await running(tx, vendorId, fromId, at)) {
      if (!fits(itemOf(found.contract), currency)) continue;
      const { id } = await createContract(tx, vendorId, { ...fromToday(found), customerId: toId }, at);
      made.push({ action: 'contract.created', subjectId: id, data: { contractId: id, customerId: toId } });
    }
    return made;
  },
};
