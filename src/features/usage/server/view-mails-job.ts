import { dayIn } from '../../../kit/common/day.ts';
import { plainLocale } from '../../../kit/common/locale.ts';
import { isProblem } from '../../../kit/common/problem.ts';
import { type Clock, movedClock } from '../../../kit/server/clock.ts';
import { type Database, type Db, inTransaction } from '../../../kit/server/db/db.ts';
import { dropFile, keepFile } from '../../../kit/server/files.ts';
import type { Logger } from '../../../kit/server/log.ts';
import { sendMail } from '../../../kit/server/mail.ts';
import type { MailPart } from '../../../kit/server/mail-body.ts';
import type { Secrets } from '../../../kit/server/secrets.ts';
import { lookOf, type Mailing, mailingOf } from '../../mails/server/access-mail.ts';
import { addressOf, originOf } from '../../portals/address.ts';
import type { Vendor } from '../../vendors/server/store.ts';
import { findVendor } from '../../vendors/server/store.ts';
import { daysToSend, dueAt, lastWhole } from '../mail-rules.ts';
import type { ExportQuery } from '../schema.ts';
import { ofPortal, operatorsAudience } from './audience.ts';
import { exportReport } from './export.ts';
import type { Audience } from './report.ts';
import type { UseViewMailTable } from './table.ts';
import { viewMailToken } from './view-mails-link.ts';
import { type Recipient, recipientOf } from './view-mails-recipient.ts';
import { dropMail } from './view-mails-store.ts';
import { viewMailWords } from './view-mails-words.ts';

export interface ViewMailsJob {
  readonly database: Database;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly secrets: Secrets;
  readonly log: Logger;
  readonly publicUrl: string;
}

interface Sending extends Pick<ViewMailsJob, 'log' | 'publicUrl'> {
  readonly db: Db;
  readonly vendor: Vendor;
  readonly mailing: Mailing;
  readonly words: Awaited<ReturnType<typeof viewMailWords>>;
  readonly at: Date;
}

const atOnce = 200;
/** Mail programs take more, but not all mail servers do. */
export const mostBytes = 4 * 1024 * 1024;
/** A mail that waits for its server is tried for less than that. */
const fileDays = 8;
const hourMs = 3_600_000;

/** Sends the reports whose morning has come, each in a transaction of its own; after days without service in one go. */
export async function sendReports(job: ViewMailsJob): Promise<void> {
  const { db } = job.database;
  const words = await viewMailWords();
  const vendors = await db.selectFrom('use_view_mail').select('vendor_id').groupBy('vendor_id').execute();
  for (const { vendor_id } of vendors) {
    const vendor = await findVendor(db, vendor_id);
    if (!vendor) continue;
    const { secrets, publicUrl, log } = job;
    const mailing = await mailingOf({ secrets, publicUrl, testSide: vendor.side === 'test' });
    const at = movedClock(job.clock, vendor.clockOffsetMs).now();
    const sending = { db, vendor, mailing, words, at, log, publicUrl };
    for (;;) {
      const due = await db
        .selectFrom('use_view_mail')
        .selectAll()
        .where('vendor_id', '=', vendor_id)
        .where('due_at', '<=', at.toISOString())
        .orderBy('due_at')
        .orderBy('id')
        .limit(atOnce)
        .execute();
      for (const row of due) {
        if (job.signal.aborted) return;
        // One that can't be made does not keep the others from it.
        await sendOne(sending, row).catch(async (error: unknown) => {
          log.warn({ error, report: row.id }, 'a report could not be sent');
          await inTransaction(db, (tx) =>
            put(tx, row, { due_at: new Date(at.getTime() + hourMs).toISOString() }),
          );
        });
      }
      if (due.length < atOnce) break;
    }
  }
}

async function sendOne(sending: Sending, row: UseViewMailTable): Promise<void> {
  const { db, vendor, at } = sending;
  const found = await recipientOf(db, vendor, row);
  const view = await viewOf(db, row);
  if (found === 'gone' || !view) {
    await inTransaction(db, (tx) => dropMail(tx, row.vendor_id, row.id));
    return;
  }
  const timeZone = view.query.zone ?? (found === 'not-now' ? 'UTC' : found.timeZone);
  const days = daysToSend(row.every, row.covered_until, dayIn(timeZone, at));
  const covered = days?.until ?? row.covered_until;
  const next = { covered_until: covered, due_at: dueAt(row.every, covered, timeZone).toISOString() };
  if (found === 'not-now' || !days) {
    // What was used while somebody had no right to see it is not sent afterwards either.
    const passed = lastWhole(row.every, dayIn(timeZone, at));
    await inTransaction(db, (tx) =>
      put(tx, row, { covered_until: passed, due_at: dueAt(row.every, passed, timeZone).toISOString() }),
    );
    return;
  }
  const { look, say } = lookOfMail(sending, found);
  const audience = await audienceOf(sending, found, look.language);
  const { period: _, cursor: __, ...rest } = view.query;
  const query = { ...rest, period: 'custom', ...days } as ExportQuery;
  const file = Number(row.with_file) === 1 ? await fileOf(db, audience, query) : undefined;
  await inTransaction(db, async (tx) => {
    // Another process was quicker, or it was stopped meanwhile.
    if (!(await put(tx, row, next))) return;
    const kept =
      file instanceof Uint8Array &&
      (await keepFile(tx, row.vendor_id, { name: 'usage.csv', mediaType: 'text/csv', bytes: file }, at));
    if (kept) await dropFile(tx, row.vendor_id, kept.id, new Date(at.getTime() + fileDays * 24 * hourMs));
    const t = sending.words(look.language, timeZone, found.isStaff ? null : found.portal.words);
    const { mailing, publicUrl } = sending;
    const subject = `${look.brand}: ${view.name}`;
    const { customer, portal } = found;
    const reach = `${originOf(portal, publicUrl)}/report-mails/${viewMailToken(mailing.secrets, row.vendor_id, row.id)}`;
    const help = found.isStaff ? undefined : (portal.support.phone ?? portal.support.email);
    const parts: MailPart[] = [
      { kind: 'title', text: view.name },
      ...(found.isStaff ? [{ kind: 'text', text: customer.name } as const] : []),
      { kind: 'text', text: saidDays(t, look.language, days) },
      ...(kept ? [{ kind: 'text', text: t('usage.mail.file') } as const] : []),
      ...(file === 'large' ? [{ kind: 'text', text: t('usage.mail.large') } as const] : []),
      { kind: 'button', text: t('usage.mail.button'), url: pageOf(sending, found, query) },
      { kind: 'rich', pieces: [{ label: t('usage.mail.stop'), url: reach }] },
      ...(help ? [{ kind: 'small', text: say('access.help', { help }) } as const] : []),
    ];
    await sendMail(tx, mailing.secrets, {
      ...{ vendorId: row.vendor_id, template: 'usage-report', subject, parts, look, at },
      portalId: found.isStaff ? null : portal.id,
      to: { name: found.name, address: found.address },
      replyTo: found.isStaff ? undefined : portal.support.email,
      ...{ customerId: customer.id, subjectId: row.view_id, testSide: mailing.testSide },
      ...(kept && { attachments: [{ name: `usage-${days.from}-${days.until}.csv`, fileId: kept.id }] }),
    });
  });
}

/** Whether it still was as it was read. */
async function put(
  db: Db,
  { vendor_id, id, due_at }: UseViewMailTable,
  change: Partial<Pick<UseViewMailTable, 'covered_until' | 'due_at'>>,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('use_view_mail')
    .set(change)
    .where('vendor_id', '=', vendor_id)
    .where('id', '=', id)
    .where('due_at', '=', due_at)
    .executeTakeFirstOrThrow();
  return numUpdatedRows > 0n;
}

async function viewOf(
  db: Db,
  { vendor_id, view_id, operator_id }: UseViewMailTable,
): Promise<{ readonly name: string; readonly query: Readonly<Record<string, string>> } | undefined> {
  const row = await db
    .selectFrom(operator_id === null ? 'use_view' : 'use_operator_view')
    .select(['name', 'query'])
    .where('vendor_id', '=', vendor_id)
    .where('id', '=', view_id)
    .executeTakeFirst();
  return row && { name: row.name, query: JSON.parse(row.query) as Record<string, string> };
}

/** Operators are written to by the service itself, in the console's looks. */
function lookOfMail({ mailing }: Sending, { portal, languages, isStaff }: Recipient) {
  const own = lookOf(mailing, portal, languages);
  if (!isStaff) return own;
  const language = languages[0] ?? 'en';
  return { ...own, look: { language, brand: 'Portico', colour: '#1f4e79', onColour: '#ffffff' } as const };
}

function audienceOf(
  { db, vendor, at }: Sending,
  { customer, portal, isStaff, timeZone, seesAccounts }: Recipient,
  language: Audience['language'],
): Promise<Audience> {
  if (isStaff) return operatorsAudience(db, vendor.id, customer.id, { now: at, language });
  const owner = { vendorId: vendor.id, customerId: customer.id };
  return ofPortal(db, owner, portal, { language, timeZone, seesAccounts, now: at });
}

/** The file; `large` where a mail can't take it along, `undefined` where there is none to make. */
async function fileOf(
  db: Db,
  audience: Audience,
  query: ExportQuery,
): Promise<Uint8Array | 'large' | undefined> {
  const { columns: _, sort: __, ...plain } = query;
  // A column may have been hidden since the view was saved.
  for (const asked of [query, plain]) {
    const stop = new AbortController();
    try {
      const taking = { signal: stop.signal, onEnd: () => undefined };
      const pieces: Uint8Array[] = [];
      let size = 0;
      for await (const piece of await exportReport(db, audience, asked, taking)) {
        size += piece.byteLength;
        if (size > mostBytes) return 'large';
        pieces.push(piece);
      }
      return Buffer.concat(pieces);
    } catch (error) {
      if (!isProblem(error) || error.status >= 500) throw error;
      if (error.code === 'usage-report.too-many') return 'large';
    }
  }
  return undefined;
}

type Days = NonNullable<ReturnType<typeof daysToSend>>;

const saidDays = (t: ReturnType<Sending['words']>, language: string, { from, until }: Days): string =>
  from === until
    ? new Intl.DateTimeFormat(plainLocale(language), { dateStyle: 'long', timeZone: 'UTC' }).format(
        Date.parse(from),
      )
    : t('usage.mail.days', { from, until });

/** Where the report is read, signed in. */
function pageOf(
  { vendor, publicUrl }: Sending,
  { customer, portal, isStaff }: Recipient,
  query: ExportQuery,
): string {
  if (!isStaff) return `${addressOf(portal, publicUrl)}/usage`;
  const asked = new URLSearchParams({ customerId: customer.id, ...(query as Record<string, string>) });
  return `${publicUrl}/console/${vendor.slug}/${vendor.side}/usage?${asked}`;
}
