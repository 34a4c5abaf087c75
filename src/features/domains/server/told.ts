import type { Db } from '../../../kit/server/db/db.ts';
import type { Owner } from '../../access/server/env.ts';
import { announce } from '../../activity/server/announce.ts';
import { lockAgreed, setAgreed } from './calls-store.ts';
import type { CallSettingTable, Told } from './table.ts';

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

/**
 * That there are more hosts than domains allowed: once a day, not for each of them. People are written to once, and
 * again only after a domain was made: nothing else shows that there was room in between.
 */
export async function tellMaximum(tx: Db, owner: Owner, at: Date): Promise<void> {
  const { vendorId, customerId } = owner;
  const told = toldOf(await lockAgreed(tx, owner, at));
  const now = at.toISOString();
  const domainsOn = now.slice(0, 10);
  if (told.domainsOn === domainsOn) return;
  const isAnew = !told.fullAt || (await madeSince(tx, owner, told.fullAt));
  const after: Told = { ...told, domainsOn, ...(isAnew && { fullAt: now, owesMail: true }) };
  // Through the setting's own moment of change the mails' job finds it.
  await setAgreed(tx, owner, { told: JSON.stringify(after) }, at);
  await announce(tx, {
    ...{ vendorId, customerId, actor: { kind: 'system', id: null }, at, subjectId: customerId },
    ...{ action: 'domain.limit-reached', data: { customerId } },
  });
}

async function madeSince(db: Db, { vendorId, customerId }: Owner, since: string): Promise<boolean> {
  const made = await db
    .selectFrom('domain')
    .select('id')
    .where('vendor_id', '=', vendorId)
    .where('customer_id', '=', customerId)
    .where('created_at', '>', since)
    .limit(1)
    .executeTakeFirst();
  return made !== undefined;
}
