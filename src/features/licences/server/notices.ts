import { writtenIn } from '../../../kit/common/written-in.ts';
import { type Clock, movedClock } from '../../../kit/server/clock.ts';
import { type Database, type Db, inTransaction } from '../../../kit/server/db/db.ts';
import type { Logger } from '../../../kit/server/log.ts';
import { sendMail } from '../../../kit/server/mail.ts';
import type { Secrets } from '../../../kit/server/secrets.ts';
import { announce } from '../../activity/server/announce.ts';
import { mailHolderOf } from '../../customers/server/mail-holder.ts';
import { findCustomer } from '../../customers/server/store.ts';
import { lookOf, type Mailing, mailingOf } from '../../mails/server/access-mail.ts';
import { fillMail, mailTextIn } from '../../mails/server/mail-text.ts';
import { addressOf } from '../../portals/address.ts';
import type { Language, MailTextKind, Portal } from '../../portals/schema.ts';
import { findPortal, speaking } from '../../portals/server/store.ts';
import { toPortal } from '../../portals/server/table.ts';
import { findVendor } from '../../vendors/server/store.ts';
import { type NoticeDue, noticeDue } from '../notices.ts';
import type { Licence, Product } from '../schema.ts';
import { findProduct } from './products-store.ts';
import { toLicence } from './table.ts';

export const licenceNoticesJob = 'licence-notices';

export interface LicenceNoticesJob {
  readonly database: Database;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly secrets: Secrets;
  readonly log: Logger;
  readonly publicUrl: string;
}

const pageSize = 200;
const dayMs = 86_400_000;

/** Tells holders by mail of licences that end soon, and of those that were blocked: each once, whoever looks. */
export async function sendLicenceNotices(job: LicenceNoticesJob): Promise<void> {
  const { db } = job.database;
  const portals = await db
    .selectFrom('portal as p')
    .innerJoin('vendor as v', 'v.vendor_id', 'p.vendor_id')
    .selectAll('p')
    .select(['v.clock_offset_seconds', 'v.side'])
    .execute();
  for (const row of portals) {
    const portal = await speaking(db, row.vendor_id, toPortal(row));
    const noticing: Noticing = {
      ...{
        vendorId: row.vendor_id,
        portal,
        at: movedClock(job.clock, row.clock_offset_seconds * 1000).now(),
      },
      testSide: row.side === 'test',
    };
    if (portal.licences.noticeDays.length > 0) await tellEnding(job, noticing);
  }
  await tellBlocked(job);
}

interface Noticing {
  readonly vendorId: string;
  readonly portal: Portal;
  /** The vendor's time. */
  readonly at: Date;
  readonly testSide: boolean;
}

async function tellEnding(job: LicenceNoticesJob, noticing: Noticing): Promise<void> {
  const { db } = job.database;
  const { vendorId, portal, at } = noticing;
  const { noticeDays } = portal.licences;
  const until = new Date(at.getTime() + (Math.max(...noticeDays) + 2) * dayMs).toISOString();
  let after = '';
  for (;;) {
    const rows = await db
      .selectFrom('licence as l')
      .innerJoin('customer as c', (on) =>
        on.onRef('c.vendor_id', '=', 'l.vendor_id').onRef('c.id', '=', 'l.customer_id'),
      )
      .selectAll('l')
      .where('l.vendor_id', '=', vendorId)
      .where('l.expires_at', '>', at.toISOString())
      .where('l.expires_at', '<', until)
      .where('l.id', '>', after)
      .where('c.portal_id', '=', portal.id)
      .where('c.status', '=', 'active')
      .orderBy('l.id')
      .limit(pageSize)
      .execute();
    const due = rows.flatMap((row) => {
      const notice = noticeDue(toLicence(row), { noticeDays, timeZone: portal.timeZone, now: at });
      return notice ? [{ licence: toLicence(row), notice }] : [];
    });
    const sent = await sentOf(
      db,
      vendorId,
      due.map(({ licence }) => licence.id),
    );
    for (const { licence, notice } of due) {
      if (job.signal.aborted) return;
      if (sent.has(`${licence.id} ${nameOf(notice)}`)) continue;
      await tellOne(job, noticing, licence, notice).catch((error: unknown) =>
        job.log.warn({ error, licence: licence.id }, 'a licence notice could not be sent'),
      );
    }
    if (rows.length < pageSize) return;
    after = rows.at(-1)?.id as string;
  }
}

/** By it a notice is told from every other one of the same licence: moved on, a licence has its notices before it. */
const nameOf = ({ days, lastDay }: NoticeDue): string => `${days} before ${lastDay}`;

async function sentOf(db: Db, vendorId: string, licenceIds: readonly string[]): Promise<ReadonlySet<string>> {
  if (licenceIds.length === 0) return new Set();
  const rows = await db
    .selectFrom('licence_notice')
    .select(['licence_id', 'notice'])
    .where('vendor_id', '=', vendorId)
    .where('licence_id', 'in', licenceIds)
    .execute();
  return new Set(rows.map((row) => `${row.licence_id} ${row.notice}`));
}

async function tellOne(
  { database: { db }, secrets, publicUrl }: LicenceNoticesJob,
  { vendorId, portal, at, testSide }: Noticing,
  licence: Licence,
  notice: NoticeDue,
): Promise<void> {
  const mailing = await mailingOf({ secrets, publicUrl, testSide });
  const customerId = licence.customerId as string;
  await inTransaction(db, async (tx) => {
    const done = await tx
      .insertInto('licence_notice')
      .values({
        vendor_id: vendorId,
        licence_id: licence.id,
        notice: nameOf(notice),
        sent_at: at.toISOString(),
      })
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirst();
    if (done.numInsertedOrUpdatedRows !== 1n) return;
    const { daysLeft, lastDay } = notice;
    await writeNotice(tx, mailing, {
      ...{ vendorId, portal, licence, at, kind: 'licence-expiring' },
      values: (language) => ({ EndDate: dayWords(lastDay, language), DaysLeft: String(daysLeft) }),
    });
    await announce(tx, {
      ...{ vendorId, customerId, actor: { kind: 'system', id: null }, at, subjectId: licence.id },
      ...{ action: 'licence.expiring', data: { customerId, licenceId: licence.id } },
    });
  });
}

const dayWords = (day: string, language: Language): string =>
  new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : language, {
    dateStyle: 'long',
    timeZone: 'UTC',
  }).format(new Date(`${day}T12:00:00Z`));

/** What was blocked and nobody was told of yet; what works again by then is left alone. */
async function tellBlocked(job: LicenceNoticesJob): Promise<void> {
  const { database, clock, secrets, publicUrl, signal, log } = job;
  const rows = await database.db
    .selectFrom('licence')
    .select(['vendor_id', 'id'])
    .where('notice_due', 'is not', null)
    .limit(pageSize)
    .execute();
  for (const { vendor_id: vendorId, id } of rows) {
    if (signal.aborted) return;
    const vendor = await findVendor(database.db, vendorId);
    const at = movedClock(clock, vendor?.clockOffsetMs ?? 0).now();
    const mailing = await mailingOf({ secrets, publicUrl, testSide: vendor?.side === 'test' });
    await inTransaction(database.db, async (tx) => {
      const taken = await tx
        .updateTable('licence')
        .set({ notice_due: null })
        .where('vendor_id', '=', vendorId)
        .where('id', '=', id)
        .where('notice_due', 'is not', null)
        .returningAll()
        .executeTakeFirst();
      const licence = taken && toLicence(taken);
      if (!licence?.blocked || licence.customerId === null) return;
      const customer = await findCustomer(tx, vendorId, licence.customerId);
      const portal = customer && (await findPortal(tx, vendorId, customer.portalId));
      if (customer?.status !== 'active' || !portal?.licences.noticeWhenBlocked) return;
      const reason = licence.blocked;
      if (reason === 'paused') return;
      await writeNotice(tx, mailing, {
        ...{ vendorId, portal, licence, at, kind: 'licence-blocked' },
        values: (language) => ({
          Reason: mailing.words(
            language,
            portal.timeZone,
            portal.words,
          )(`licence-blocked.${reason}`, {
            brand: portal.brandName,
          }),
        }),
      });
    }).catch((error: unknown) => log.warn({ error, licence: id }, 'a licence notice could not be sent'));
  }
}

interface Notice {
  readonly vendorId: string;
  readonly portal: Portal;
  readonly licence: Licence;
  readonly at: Date;
  readonly kind: MailTextKind;
  readonly values: (language: Language) => Readonly<Record<string, string>>;
}

/** To whoever has the account, and a copy to the vendor's own address. A portal that sends no mail of its own sends none of this. */
async function writeNotice(
  tx: Db,
  mailing: Mailing,
  { vendorId, portal, licence, at, kind, values }: Notice,
): Promise<void> {
  const customer = await findCustomer(tx, vendorId, licence.customerId ?? '');
  const product = await findProduct(tx, vendorId, licence.productId);
  if (!customer || !product || portal.mail.noAccessMail) return;
  const holder = await mailHolderOf(tx, vendorId, customer);
  const copyTo = portal.licences.noticeCopyTo;
  if (!holder && !copyTo) return;
  const { look, say } = lookOf(mailing, portal, [holder?.language, customer.language]);
  const { subject, parts } = fillMail(
    {
      ...{ portal, customer, contact: holder, language: look.language, expiresAt: undefined },
      ...{ url: `${addressOf(portal, mailing.publicUrl)}/licences`, button: say('licence.button') },
      values: { ...licenceValues(licence, product, look.language), ...values(look.language) },
    },
    mailTextIn(portal, kind, look.language),
  );
  const help = portal.support.phone ?? portal.support.email;
  const name = holder?.name ?? customer.name;
  const copy = copyTo ? [{ name: '', address: copyTo }] : [];
  for (const to of [...(holder ? [{ name, address: holder.address }] : []), ...copy]) {
    await sendMail(tx, mailing.secrets, {
      ...{ vendorId, portalId: portal.id, template: kind, to, subject, look, at },
      parts: [
        { kind: 'title', text: subject },
        { kind: 'text', text: say('access.hello', { name }) },
        ...parts,
        ...(help ? [{ kind: 'small', text: say('access.help', { help }) } as const] : []),
      ],
      ...{ replyTo: portal.support.email, customerId: customer.id, subjectId: licence.id },
      testSide: mailing.testSide,
    });
  }
}

export const licenceValues = (
  { keyHint }: Pick<Licence, 'keyHint'>,
  { name, texts }: Pick<Product, 'name' | 'texts'>,
  language: Language,
) => ({ Product: writtenIn(texts, language)?.name ?? name, LicenceKey: keyHint });
