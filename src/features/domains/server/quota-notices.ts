import { dayIn } from '../../../kit/common/day.ts';
import { type Clock, movedClock } from '../../../kit/server/clock.ts';
import { type Database, type Db, inTransaction } from '../../../kit/server/db/db.ts';
import type { Logger } from '../../../kit/server/log.ts';
import { sendMail } from '../../../kit/server/mail.ts';
import type { Secrets } from '../../../kit/server/secrets.ts';
import { announce } from '../../activity/server/announce.ts';
import type { Customer } from '../../customers/schema.ts';
import { mailHolderOf } from '../../customers/server/mail-holder.ts';
import { findCustomer } from '../../customers/server/store.ts';
import { lookOf, type Mailing, mailingOf } from '../../mails/server/access-mail.ts';
import { fillMail, mailTextIn } from '../../mails/server/mail-text.ts';
import { addressOf } from '../../portals/address.ts';
import type { Language, Portal } from '../../portals/schema.ts';
import { findPortal } from '../../portals/server/store.ts';
import { reachedShares } from '../call-rules.ts';
import { fullValues, quotaValues } from '../quota-values.ts';
import { hasRoom } from '../rules.ts';
import { callsIn } from './call-counter.ts';
import { lockAgreed, toAgreed, waitingOf } from './calls-store.ts';
import { domainsOf } from './domains-store.ts';
import { noteTold, toldOf } from './told.ts';

export const quotaNoticesJob = 'quota-notices';

export interface QuotaNoticesJob {
  readonly database: Database;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly secrets: Secrets;
  readonly log: Logger;
  readonly publicUrl: string;
}

const hourMs = 3_600_000;
/** When this process last looked at a vendor: what was counted before, it has seen. */
const seenUntil = new WeakMap<Db, Map<string, string>>();

/**
 * Tells customers by mail that a share of their calls is used, each share once a month, and that no domain is left to
 * them, once: whoever looks.
 */
export async function sendQuotaNotices(job: QuotaNoticesJob): Promise<void> {
  const { db } = job.database;
  const seen = seenUntil.get(db) ?? new Map<string, string>();
  seenUntil.set(db, seen);
  const vendors = await db
    .selectFrom('vendor')
    .select(['vendor_id', 'side', 'clock_offset_seconds'])
    .execute();
  for (const row of vendors) {
    const vendorId = row.vendor_id;
    const at = movedClock(job.clock, row.clock_offset_seconds * 1000).now();
    // A little is looked at twice: what another process committed a moment late is not missed.
    const since = seen.get(vendorId) ?? new Date(at.getTime() - 25 * hourMs).toISOString();
    const changedOf = (table: 'call_count' | 'call_setting') =>
      db
        .selectFrom(table)
        .select('customer_id')
        .where('vendor_id', '=', vendorId)
        .where('updated_at', '>', since);
    const changed = await changedOf('call_count').union(changedOf('call_setting')).execute();
    if (changed.length === 0) continue;
    const mailing = await mailingOf({
      ...{ secrets: job.secrets, publicUrl: job.publicUrl, testSide: row.side === 'test' },
    });
    for (const { customer_id: customerId } of changed) {
      if (job.signal.aborted) return;
      await tellOne(db, mailing, { vendorId, customerId, at }).catch((error: unknown) =>
        job.log.warn({ error, customer: customerId }, 'a notice about calls or domains could not be sent'),
      );
    }
    seen.set(vendorId, new Date(at.getTime() - 120_000).toISOString());
  }
}

interface Telling {
  readonly vendorId: string;
  readonly customerId: string;
  readonly at: Date;
}

async function tellOne(db: Db, mailing: Mailing, { vendorId, customerId, at }: Telling): Promise<void> {
  const customer = await findCustomer(db, vendorId, customerId);
  const portal = customer && (await findPortal(db, vendorId, customer.portalId));
  if (!portal || customer.status !== 'active') return;
  const about = { vendorId, customer, portal, at };
  await tellCalls(db, mailing, about);
  await tellDomains(db, mailing, about);
}

interface About {
  readonly vendorId: string;
  readonly customer: Customer;
  readonly portal: Portal;
  readonly at: Date;
}

async function tellCalls(db: Db, mailing: Mailing, about: About): Promise<void> {
  const { vendorId, customer, portal, at } = about;
  const owner = { vendorId, customerId: customer.id };
  const allowed = customer.limits.calls;
  if (allowed <= 0) return;
  const today = dayIn(portal.timeZone, at);
  const month = today.slice(0, 7);
  const used = await callsIn(db, { ...owner, month });
  // Far from every share there may be: nothing is locked for them.
  if (used * 100 < allowed) return;
  await inTransaction(db, async (tx) => {
    const row = await lockAgreed(tx, owner, at);
    const thresholds = toAgreed(row).rules.thresholds ?? portal.domains.thresholds;
    const told = toldOf(row);
    const before = told.month === month ? (told.shares ?? []) : [];
    const reached = reachedShares(used, allowed, thresholds).filter((share) => !before.includes(share));
    const share = reached.at(-1);
    if (share === undefined) return;
    // Of several that were reached at once, the highest is told.
    await noteTold(tx, owner, { ...told, month, shares: [...before, ...reached] });
    await writeNotice(tx, mailing, {
      ...{ ...about, template: 'quota-reached' },
      valuesIn: (language) => quotaValues({ share, used, allowed, today }, language),
    });
    await announce(tx, {
      ...{ ...owner, actor: { kind: 'system', id: null }, at, subjectId: customer.id },
      ...{ action: 'calls.quota-reached', data: { customerId: customer.id } },
    });
  });
}

/** What is owed is written, unless there is room again meanwhile. */
async function tellDomains(db: Db, mailing: Mailing, about: About): Promise<void> {
  const { vendorId, customer, at } = about;
  const owner = { vendorId, customerId: customer.id };
  await inTransaction(db, async (tx) => {
    const { owesMail, ...told } = toldOf(await lockAgreed(tx, owner, at));
    if (!owesMail) return;
    await noteTold(tx, owner, told);
    const allowed = customer.limits.domains;
    const used = await domainsOf(tx, owner);
    if (hasRoom(allowed, used)) return;
    const waiting = await waitingOf(tx, owner);
    await writeNotice(tx, mailing, {
      ...{ ...about, template: 'domain-limit-reached' },
      valuesIn: (language) => fullValues({ used, allowed, waiting }, language),
    });
  });
}

interface Notice extends About {
  readonly template: 'quota-reached' | 'domain-limit-reached';
  readonly valuesIn: (language: Language) => Readonly<Record<string, string>>;
}

/** To whoever has the account, and a copy to the vendor's own address. A portal that sends no mail of its own sends none of this. */
async function writeNotice(tx: Db, mailing: Mailing, notice: Notice): Promise<void> {
  const { vendorId, customer, portal, at, template, valuesIn } = notice;
  if (portal.mail.noAccessMail) return;
  const holder = await mailHolderOf(tx, vendorId, customer);
  const { copyTo } = portal.domains;
  if (!holder && !copyTo) return;
  const { look, say } = lookOf(mailing, portal, [holder?.language, customer.language]);
  const { subject, parts } = fillMail(
    {
      ...{ portal, customer, contact: holder, language: look.language, expiresAt: undefined },
      ...{ url: `${addressOf(portal, mailing.publicUrl)}/domains`, button: say('calls.button') },
      values: valuesIn(look.language),
    },
    mailTextIn(portal, template, look.language),
  );
  const help = portal.support.phone ?? portal.support.email;
  const name = holder?.name ?? customer.name;
  const copy = copyTo ? [{ name: '', address: copyTo }] : [];
  for (const to of [...(holder ? [{ name, address: holder.address }] : []), ...copy]) {
    await sendMail(tx, mailing.secrets, {
      ...{ vendorId, portalId: portal.id, template, to, subject, look, at },
      parts: [
        { kind: 'title', text: subject },
        { kind: 'text', text: say('access.hello', { name }) },
        ...parts,
        ...(help ? [{ kind: 'small', text: say('access.help', { help }) } as const] : []),
      ],
      ...{ replyTo: portal.support.email, customerId: customer.id, subjectId: customer.id },
      testSide: mailing.testSide,
    });
  }
}
