import type { Db } from '../../../kit/server/db/db.ts';
import type { Owner } from '../../access/server/env.ts';
import { announce } from '../../activity/server/announce.ts';
import { lockAgreed } from './calls-store.ts';
import type { CallSettingTable } from './table.ts';

/** What was told already, so that nobody is told twice. */
interface Told {
  readonly month?: string;
  /** Of the month's calls, in percent. */
  readonly shares?: readonly number[];
  /** The last day, in UTC, on which it was said that there are more hosts than domains allowed. */
  readonly domainsOn?: string;
}

export const toldOf = ({ told }: CallSettingTable): Told => JSON.parse(told) as Told;

/** Of a row that is locked. */
export async function noteTold(tx: Db, { vendorId, customerId }: Owner, told: Told): Promise<void> {
  await tx
    .updateTable('call_setting')
    .set({ told: JSON.stringify(told) })
    .where('vendor_id', '=', vendorId)
    .where('customer_id', '=', customerId)
    .execute();
}

/** That there are more hosts than domains allowed: once a day, not for each of them. */
export async function tellMaximum(tx: Db, { vendorId, customerId }: Owner, at: Date): Promise<void> {
  const told = toldOf(await lockAgreed(tx, { vendorId, customerId }, at));
  const domainsOn = at.toISOString().slice(0, 10);
  if (told.domainsOn === domainsOn) return;
  await noteTold(tx, { vendorId, customerId }, { ...told, domainsOn });
  await announce(tx, {
    ...{ vendorId, customerId, actor: { kind: 'system', id: null }, at, subjectId: customerId },
    ...{ action: 'domain.limit-reached', data: { customerId } },
  });
}
