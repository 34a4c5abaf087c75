import { addDays, dayIn } from '../../../kit/common/day.ts';
import type { Clock } from '../../../kit/server/clock.ts';
import { type Database, type Db, inTransaction } from '../../../kit/server/db/db.ts';
import type { Logger } from '../../../kit/server/log.ts';
import { announce } from '../../activity/server/announce.ts';
import type { Actor } from '../../activity/server/record.ts';
import { toStored } from '../../documents/server/table.ts';
import { isUnderWay } from '../../payments/server/collect.ts';
import type { Portal } from '../../portals/schema.ts';
import { speaking } from '../../portals/server/store.ts';
import { toPortal } from '../../portals/server/table.ts';
import { levelDue } from '../rules.ts';
import type { Reminder } from '../schema.ts';
import { lockInvoice, remind } from './store.ts';

export interface RemindersJob {
  readonly database: Database;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly log: Logger;
}

const pageSize = 200;

/** Portals that remind, of all vendors, with how far each vendor's clock was moved. */
const remindingPortals = (db: Db) =>
  db
    .selectFrom('portal as p')
    .innerJoin('vendor as v', 'v.vendor_id', 'p.vendor_id')
    .selectAll('p')
    .select('v.clock_offset_seconds')
    .where('p.document_settings', 'like', '%"reminders":{"enabled":true%')
    .execute();

/** Reminds of every invoice whose day has come: each level once, in a transaction of its own. */
export async function sendReminders({ database: { db }, clock, signal, log }: RemindersJob): Promise<void> {
  for (const row of await remindingPortals(db)) {
    const portal = await speaking(db, row.vendor_id, toPortal(row));
    const now = new Date(clock.now().getTime() + row.clock_offset_seconds * 1000);
    let after = '';
    for (;;) {
      const ids = await lateOf(db, row.vendor_id, portal, dayIn(portal.timeZone, now), after);
      for (const id of ids) {
        if (signal.aborted) return;
        // One that can't be reminded of does not keep the others from it.
        await remindOne(db, row.vendor_id, portal, id, now).catch((error: unknown) =>
          log.warn({ error, invoice: id }, 'an invoice could not be reminded of'),
        );
      }
      if (ids.length < pageSize) break;
      after = ids.at(-1) as string;
    }
  }
}

/** Unpaid invoices of a portal that are late enough for the first level, by id. */
async function lateOf(
  db: Db,
  vendorId: string,
  portal: Portal,
  today: string,
  after: string,
): Promise<string[]> {
  const { levels, external } = portal.documents.reminders;
  const [first] = levels;
  if (!first) return [];
  let query = db
    .selectFrom('document')
    .innerJoin('customer', (on) =>
      on
        .onRef('customer.vendor_id', '=', 'document.vendor_id')
        .onRef('customer.id', '=', 'document.customer_id'),
    )
    .selectAll('document')
    .where('document.vendor_id', '=', vendorId)
    .where('document.kind', '=', 'invoice')
    .where('document.status', '=', 'open')
    .where('document.due_on', '<=', addDays(today, -first.afterDays))
    .where('document.reminder_level', '<', levels.length)
    .where('customer.portal_id', '=', portal.id)
    .where('document.id', '>', after)
    .orderBy('document.id')
    .limit(pageSize);
  if (!external) query = query.where('document.origin', '=', 'portico');
  return (await query.execute()).map(({ id }) => id);
}

async function remindOne(db: Db, vendorId: string, portal: Portal, id: string, at: Date): Promise<void> {
  const today = dayIn(portal.timeZone, at);
  const row = await db
    .selectFrom('document')
    .selectAll()
    .where('vendor_id', '=', vendorId)
    .where('id', '=', id)
    .executeTakeFirst();
  // A look without a lock first: most of the late ones were reminded of already.
  if (!row || !levelDue(portal.documents.reminders, toStored(row), today)) return;
  await inTransaction(db, async (tx) => {
    const invoice = await lockInvoice(tx, vendorId, id, at);
    const due = levelDue(portal.documents.reminders, invoice, today);
    // Whoever is being collected from is not reminded.
    if (!due || (await isUnderWay(tx, vendorId, [id])).size > 0) return;
    const reminder = await remind(tx, invoice, { vendorId, portal, at, ...due });
    await announceReminder(tx, { vendorId, actor: { kind: 'system', id: null }, at }, reminder);
  });
}

export async function announceReminder(
  tx: Db,
  { vendorId, actor, at }: { readonly vendorId: string; readonly actor: Actor; readonly at: Date },
  { id, customerId, invoiceId }: Reminder,
): Promise<void> {
  await announce(tx, {
    ...{ vendorId, customerId, actor, at, action: 'invoice.reminded', subjectId: invoiceId },
    data: { customerId, invoiceId, reminderId: id },
  });
}
