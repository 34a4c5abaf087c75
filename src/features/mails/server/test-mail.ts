import { type Budget, spendAttempt } from '../../../kit/server/attempts.ts';
import type { Clock } from '../../../kit/server/clock.ts';
import { type Db, inTransaction } from '../../../kit/server/db/db.ts';
import { sendMail } from '../../../kit/server/mail.ts';
import { openSender } from '../../../kit/server/mail-senders.ts';
import { sendAtOnce } from '../../../kit/server/mail-sending.ts';
import type { Portal } from '../../portals/schema.ts';
import type { MailItem } from '../schema.ts';
import { lookOf, type Mailing } from './access-mail.ts';
import { findMail } from './mails-store.ts';
import { requireSenderRow } from './senders-store.ts';

export interface TestMailAsked {
  readonly vendorId: string;
  readonly portal: Portal;
  readonly to: string;
  /** The vendor's time. */
  readonly at: Date;
  /** The world's, by which mails are sent and counted. */
  readonly clock: Clock;
  readonly privateHosts: boolean;
}

/**
 * Writes a mail to whoever sets up a sender, and sends it now, so that what the server says is read at once. On a test
 * side it is held like any other.
 * @returns the mail with its fate: `accepted`, or `refused` with the reason
 * @throws `mail-sender.not-found`, `request.too-many`
 */
export async function trySender(db: Db, mailing: Mailing, asked: TestMailAsked): Promise<MailItem> {
  const { vendorId, portal, to, at, clock, privateHosts } = asked;
  const row = await requireSenderRow(db, vendorId, portal.id);
  const budgets: Budget[] = [{ key: `test-mail:${portal.id}`, most: 20, perMs: 60 * 60_000 }];
  await spendAttempt(db, budgets, clock.now());
  const { look, say } = lookOf(mailing, portal, []);
  const subject = say('test.subject', { brand: look.brand });
  const id = await inTransaction(db, (tx) =>
    sendMail(tx, mailing.secrets, {
      ...{ vendorId, portalId: portal.id, template: 'test', look, at, subject },
      to: { name: '', address: to },
      replyTo: portal.support.email,
      parts: [
        { kind: 'title', text: subject },
        { kind: 'text', text: say('test.text', { brand: look.brand }) },
      ],
      customerId: null,
      subjectId: null,
      testSide: mailing.testSide,
      byHand: true,
    }),
  );
  if (!mailing.testSide) {
    const server = openSender(mailing.secrets, row, { privateHosts });
    const sending = { db, clock, secrets: mailing.secrets };
    await sendAtOnce(sending, { vendorId, id }, { vendorId, portalId: portal.id }, server).finally(() =>
      server.close(),
    );
  }
  return findMail(db, vendorId, id);
}
