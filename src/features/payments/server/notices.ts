import { movedClock } from '../../../kit/server/clock.ts';
import { type Db, inTransaction } from '../../../kit/server/db/db.ts';
import { sendMail } from '../../../kit/server/mail.ts';
import type { MailPart } from '../../../kit/server/mail-body.ts';
import { findCustomer } from '../../customers/server/store.ts';
import { lookOf, type Mailing, mailingOf } from '../../mails/server/access-mail.ts';
import type { SayMail } from '../../mails/server/words.ts';
import { addressOf } from '../../portals/address.ts';
import { findPortal } from '../../portals/server/store.ts';
import { findVendor } from '../../vendors/server/store.ts';
import { accountsOf } from './balance-store.ts';
import type { PaymentJob } from './jobs.ts';
import { requireMethod } from './methods-store.ts';
import { lockPayment, writePayment } from './store.ts';
import type { StoredPayment } from './table.ts';

export interface NoticeJob extends PaymentJob {
  readonly publicUrl: string;
}

interface Writing {
  readonly vendorId: string;
  readonly customerId: string;
  readonly mailing: Mailing;
  readonly at: Date;
}

/** Tells customers by mail of charges that failed and of balances that run out: each once, with the mark that asked for it. */
export async function sendNotices(job: NoticeJob): Promise<void> {
  const { db } = job.database;
  const payments = await db
    .selectFrom('payment')
    .select(['vendor_id', 'id', 'customer_id'])
    .where('notice', 'is not', null)
    .limit(100)
    .execute();
  for (const { vendor_id: vendorId, id, customer_id: customerId } of payments) {
    if (job.signal.aborted) return;
    const writing = { ...(await writingOf(job, vendorId)), vendorId, customerId };
    await inTransaction(db, async (tx) => {
      const payment = await lockPayment(tx, vendorId, id);
      if (payment.notice === null) return;
      await writePayment(tx, vendorId, { ...payment, notice: null });
      if (payment.status === 'failed') await tellFailed(tx, writing, payment);
    });
  }
  const accounts = await db
    .selectFrom('balance_account')
    .select(['vendor_id', 'customer_id', 'currency', 'notice'])
    .where('notice', 'is not', null)
    .limit(100)
    .execute();
  for (const { vendor_id: vendorId, customer_id: customerId, currency, notice } of accounts) {
    if (job.signal.aborted) return;
    const writing = { ...(await writingOf(job, vendorId)), vendorId, customerId };
    await inTransaction(db, async (tx) => {
      const taken = await tx
        .updateTable('balance_account')
        .set({ notice: null })
        .where('vendor_id', '=', vendorId)
        .where('customer_id', '=', customerId)
        .where('currency', '=', currency)
        .where('notice', '=', notice)
        .executeTakeFirst();
      if (taken.numUpdatedRows === 1n && notice) await tellBalance(tx, writing, currency, notice);
    });
  }
}

async function writingOf(
  { database: { db }, clock, secrets, publicUrl }: NoticeJob,
  vendorId: string,
): Promise<{ readonly mailing: Mailing; readonly at: Date }> {
  const vendor = await findVendor(db, vendorId);
  const mailing = await mailingOf({ secrets, publicUrl, testSide: vendor?.side === 'test' });
  return { mailing, at: movedClock(clock, vendor?.clockOffsetMs ?? 0).now() };
}

interface Letter {
  readonly template: string;
  readonly panel: string;
  readonly subjectId: string;
  readonly write: (
    say: SayMail,
    brand: string,
  ) => { readonly subject: string; readonly texts: readonly string[]; readonly button: string };
}

/** To where bills go; a portal that sends no mail of its own sends none of this either. */
export async function sendLetter(
  tx: Db,
  { vendorId, customerId, mailing, at }: Writing,
  { template, panel, subjectId, write }: Letter,
): Promise<boolean> {
  const customer = await findCustomer(tx, vendorId, customerId);
  const portal = customer && (await findPortal(tx, vendorId, customer.portalId));
  const address = customer?.billing.email;
  if (!customer || !portal || !address || portal.mail.noAccessMail) return false;
  const { look, say } = lookOf(mailing, portal, [customer.language]);
  const { subject, texts, button } = write(say, look.brand);
  const help = portal.support.phone ?? portal.support.email;
  const parts: MailPart[] = [
    { kind: 'title', text: subject },
    ...texts.map((text): MailPart => ({ kind: 'text', text })),
    { kind: 'button', text: button, url: `${addressOf(portal, mailing.publicUrl)}/${panel}` },
    ...(help ? [{ kind: 'small', text: say('access.help', { help }) } as const] : []),
  ];
  await sendMail(tx, mailing.secrets, {
    ...{
      vendorId,
      portalId: portal.id,
      template,
      to: { name: customer.name, address },
      subject,
      parts,
      look,
    },
    ...{ replyTo: portal.support.email, customerId, subjectId, testSide: mailing.testSide, at },
  });
  return true;
}

async function tellFailed(tx: Db, writing: Writing, payment: StoredPayment): Promise<void> {
  const { vendorId, customerId } = writing;
  const method = payment.methodId
    ? await requireMethod(tx, { vendorId, customerId }, payment.methodId).catch(() => undefined)
    : undefined;
  await sendLetter(tx, writing, {
    ...{ template: 'payment-failed', panel: 'payments', subjectId: payment.id },
    write: (say, brand) => ({
      subject: say('payment-failed.subject', { brand }),
      texts: [
        say('payment-failed.text', {
          amount: payment.amount,
          what: payment.description || say('balance.what'),
          method: method ? `${method.brand.toUpperCase()} •••• ${method.last4}` : '••••',
        }),
        payment.purpose === 'auto-top-up'
          ? say('payment-failed.top-up')
          : payment.dueAt
            ? say('payment-failed.again', { day: payment.dueAt })
            : say('payment-failed.last'),
      ],
      button: say('payment-failed.button'),
    }),
  });
}

async function tellBalance(
  tx: Db,
  writing: Writing,
  currency: string,
  notice: 'low' | 'exhausted',
): Promise<void> {
  const accounts = await accountsOf(tx, writing);
  const amount = accounts.find(({ balance }) => balance.currency === currency)?.balance;
  if (!amount) return;
  await sendLetter(tx, writing, {
    ...{ template: `balance-${notice}`, panel: 'payments', subjectId: writing.customerId },
    write: (say, brand) => ({
      subject: say(`balance-${notice}.subject`, { brand }),
      texts: [say(`balance-${notice}.text`, { amount })],
      button: say('balance.button'),
    }),
  });
}
