import { dayIn } from '../../../kit/common/day.ts';
import { type Clock, movedClock } from '../../../kit/server/clock.ts';
import { type Database, type Db, inTransaction } from '../../../kit/server/db/db.ts';
import { findRow, lockRow, updateRow } from '../../../kit/server/rows.ts';
import type { Secrets } from '../../../kit/server/secrets.ts';
import { findCustomer } from '../../customers/server/store.ts';
import { type Mailing, mailingOf } from '../../mails/server/access-mail.ts';
import { sendLetter } from '../../payments/server/notices.ts';
import { findPortal } from '../../portals/server/store.ts';
import { findVendor } from '../../vendors/server/store.ts';
import { isOverdue, isToRemind } from '../rules.ts';
import { type ApprovalTable, shownIn, tell, toApproval } from './store.ts';

export interface ApprovalsJob {
  readonly database: Database;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly secrets: Secrets;
  readonly publicUrl: string;
}

const systemActor = { kind: 'system', id: null } as const;
const atOnce = 200;

/** Asks for what was put before somebody, reminds once before the last day, and says when the time is over. */
export async function followApprovals(job: ApprovalsJob): Promise<void> {
  const { db } = job.database;
  for (let after = ''; ; ) {
    const rows = await db
      .selectFrom('approval')
      .select(['vendor_id', 'id'])
      .where('state', '=', 'open')
      .where('id', '>', after)
      .where((eb) => eb.or([eb('due_on', 'is not', null), eb('asked', '=', 0)]))
      .orderBy('id')
      .limit(atOnce)
      .execute();
    for (const { vendor_id: vendorId, id } of rows) {
      if (job.signal.aborted) return;
      const vendor = await findVendor(db, vendorId);
      const { secrets, publicUrl } = job;
      const mailing = await mailingOf({ secrets, publicUrl, testSide: vendor?.side === 'test' });
      const at = movedClock(job.clock, vendor?.clockOffsetMs ?? 0).now();
      await inTransaction(db, (tx) => follow(tx, { vendorId, mailing, at }, id));
    }
    const last = rows.at(-1);
    if (!last || rows.length < atOnce) return;
    after = last.id;
  }
}

interface Following {
  readonly vendorId: string;
  readonly mailing: Mailing;
  readonly at: Date;
}

async function follow(tx: Db, { vendorId, mailing, at }: Following, id: string): Promise<void> {
  await lockRow(tx, 'approval', vendorId, id);
  const row = await findRow(tx, 'approval', vendorId, id);
  const customer = row && (await findCustomer(tx, vendorId, row.customer_id));
  const portal = customer && (await findPortal(tx, vendorId, customer.portalId));
  if (!row || !portal) return;
  const today = dayIn(portal.timeZone, at);
  const approval = toApproval(row);
  const write = (change: Partial<ApprovalTable>) =>
    updateRow(tx, 'approval', { ...row, ...change, updated_at: at.toISOString() });
  const isFirst = row.asked === 0;
  const over = isOverdue(approval, today);
  const reminds = isToRemind(approval, row.reminded_on, today);
  if (!isFirst && !over && !reminds) return;
  await write({
    asked: 1,
    ...(reminds && { reminded_on: today }),
    ...(over && { state: 'overdue' as const }),
  });
  if (over) await tell(tx, { vendorId, actor: systemActor, at }, approval, 'approval.overdue');
  const language = shownIn(approval, customer.language ?? portal.languages[0] ?? 'en');
  const title = approval.texts[language]?.title ?? '';
  await sendLetter(
    tx,
    { vendorId, customerId: approval.customerId, mailing, at },
    {
      ...{ template: 'approval', panel: `approvals/${id}`, subjectId: id },
      write: (say, brand) => ({
        subject: say('approval.subject', { brand, title }),
        texts: [
          say('approval.text', { brand, title }),
          ...(approval.dueOn ? [say(over ? 'approval.late' : 'approval.due', { day: approval.dueOn })] : []),
        ],
        button: say('approval.button'),
      }),
    },
  );
}
