import { announce } from '../../../features/activity/server/announce.ts';
import { correct } from '../../../features/corrections/server/correct.ts';
import { ask, wantedFor } from '../../../features/corrections/server/store.ts';
import { isCorrectable } from '../../../features/documents/server/correctable.ts';
import { toStored } from '../../../features/documents/server/table.ts';
import { requirePortal } from '../../../features/portals/server/store.ts';
import { announceReminder } from '../../../features/reminders/server/job.ts';
import { lockInvoice, remind } from '../../../features/reminders/server/store.ts';
import { addDays, type Day, dayIn } from '../../../kit/common/day.ts';
import type { Db } from '../../../kit/server/db/db.ts';

const actor = { kind: 'system', id: null } as const;
const mostReminded = 6;

/** What happens to invoices after they went out: some were reminded of, one is to be corrected and one was. */
export async function addPapers(tx: Db, vendorId: string, at: Date): Promise<void> {
  const portal = await requirePortal(tx, vendorId, 'ext:stromwerk');
  const today = dayIn(portal.timeZone, at);
  const noon = (day: Day) => new Date(`${day}T11:00:00Z`);
  const rows = await tx
    .selectFrom('document as d')
    .innerJoin('customer as c', (on) =>
      on.onRef('c.vendor_id', '=', 'd.vendor_id').onRef('c.id', '=', 'd.customer_id'),
    )
    .selectAll('d')
    .where('d.vendor_id', '=', vendorId)
    .where('d.kind', '=', 'invoice')
    .where('d.origin', '=', 'portico')
    .where('c.portal_id', '=', portal.id)
    // Whom visitors sign in as begins with papers in order.
    .where('c.external_id', '<>', '4471-0925')
    .orderBy('d.due_on', 'desc')
    .orderBy('d.number')
    .execute();
  const invoices = rows.map(toStored);
  const late = invoices.filter(
    ({ status, dueOn }) => status === 'open' && dueOn !== null && dueOn <= addDays(today, -5),
  );
  for (const { id, dueOn } of late.slice(0, mostReminded)) {
    for (const [index, level] of portal.documents.reminders.levels.entries()) {
      const day = addDays(dueOn as Day, level.afterDays);
      if (day > today) break;
      const invoice = await lockInvoice(tx, vendorId, id, at);
      const reminder = await remind(tx, invoice, {
        vendorId,
        portal,
        level,
        number: index + 1,
        at: noon(day),
      });
      await announceReminder(tx, { vendorId, actor, at: noon(day) }, reminder);
    }
  }
  const paid = invoices.filter((one) => one.status === 'paid' && isCorrectable(one));
  const [asked, done] = [paid[0], paid.find(({ customerId }) => customerId !== paid[0]?.customerId)];
  for (const [invoice, daysAgo, reason] of [
    [done, 6, 'Bitte mit unserer Bestellnummer.'],
    [asked, 1, 'Unsere Buchhaltung braucht die Bestellnummer auf der Rechnung.'],
  ] as const) {
    if (!invoice) continue;
    const moment = noon(addDays(today, -daysAgo));
    const locked = await lockInvoice(tx, vendorId, invoice.id, moment);
    const wanted = await wantedFor(tx, vendorId, locked, { purchaseOrder: `EK-${today.slice(0, 4)}-118` });
    const row = await ask(tx, locked, wanted, { vendorId, contactId: null, reason, at: moment });
    const { customerId } = locked;
    await announce(tx, {
      ...{ vendorId, customerId, at: moment, action: 'correction.asked', subjectId: locked.id },
      actor: { kind: 'customer', id: customerId },
      data: { customerId, invoiceId: locked.id, correctionId: row.id },
    });
    if (invoice === done) await correct(tx, locked, row, { vendorId, actor, at: moment });
  }
}
