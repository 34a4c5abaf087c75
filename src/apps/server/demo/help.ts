import { record } from '../../../features/activity/server/record.ts';
import { endGrant, giveGrant } from '../../../features/login-as/server/grants-store.ts';
import { noteUse } from '../../../features/login-as/server/notes.ts';
import { type Db, inTransaction } from '../../../kit/server/db/db.ts';

const dayMs = 86_400_000;
const minuteMs = 60_000;

/** Keysmith's customer whose owner once let somebody in, and whose log therefore has something to read. */
const customer = 'KC-20814';

/** A question of nine days ago, as the log keeps it: allowed, looked at, changed, left, taken back. Once. */
export async function ensureDemoHelp(
  db: Db,
  { vendorId, now }: { vendorId: string; now: Date },
): Promise<void> {
  const known = await db
    .selectFrom('customer as c')
    .innerJoin('contact as k', (on) =>
      on.onRef('k.vendor_id', '=', 'c.vendor_id').onRef('k.customer_id', '=', 'c.id'),
    )
    .select(['c.id', 'k.id as contactId'])
    .where('c.vendor_id', '=', vendorId)
    .where('c.external_id', '=', customer)
    .where('k.role', '=', 'owner')
    .executeTakeFirst();
  const operator = await db
    .selectFrom('operator')
    .select('id')
    .where('vendor_id', '=', vendorId)
    .where('role', '=', 'support')
    .executeTakeFirst();
  if (!known || !operator) return;
  const owner = { vendorId, customerId: known.id };
  const start = now.getTime() - 9 * dayMs;
  const at = (minutes: number) => new Date(start + minutes * minuteMs);
  const priya = { kind: 'contact', id: known.contactId } as const;
  const staff = { kind: 'operator', id: operator.id, for: priya } as const;
  await inTransaction(db, async (tx) => {
    const before = await tx
      .selectFrom('support_grant')
      .select('id')
      .where('vendor_id', '=', vendorId)
      .where('customer_id', '=', known.id)
      .limit(1)
      .executeTakeFirst();
    if (before) return;
    const grant = await giveGrant(tx, owner, { mode: 'act', minutes: 60 }, known.contactId, at(0));
    const use = { ...owner, grantId: grant.id, reason: 'Invoices should go to the accounts department' };
    const useId = await noteUse(tx, use, at(4));
    await endGrant(tx, owner, grant.id, at(15));
    const rows = [
      {
        actor: priya,
        action: 'login-as.granted',
        subjectId: grant.id,
        fields: ['customer', 'act'],
        at: at(0),
      },
      { actor: staff, action: 'login-as.started', subjectId: useId, fields: ['act'], at: at(4) },
      { actor: staff, action: 'customer.updated', subjectId: known.id, fields: ['billing.email'], at: at(9) },
      { actor: staff, action: 'login-as.ended', subjectId: known.id, at: at(11) },
      { actor: priya, action: 'login-as.withdrawn', subjectId: grant.id, at: at(15) },
    ];
    for (const row of rows) await record(tx, { ...owner, ...row });
  });
}
