import type { Db } from '../../../kit/server/db/db.ts';
import { keepFile } from '../../../kit/server/files.ts';
import { sendMail } from '../../../kit/server/mail.ts';
import type { MailPart } from '../../../kit/server/mail-body.ts';
import { lookOf, type Mailing } from '../../mails/server/access-mail.ts';
import { addressOf } from '../../portals/address.ts';
import type { Portal } from '../../portals/schema.ts';
import type { Declaration } from '../schema.ts';
import { fileName } from './receipt.ts';
import type { EndingWords } from './words.ts';

export interface EndingMail {
  readonly mailing: Mailing;
  readonly vendorId: string;
  readonly portal: Portal;
  readonly t: EndingWords;
  readonly to: string;
  readonly at: Date;
}

const help = ({ support }: Portal): string | undefined => support.phone ?? support.email;

async function send(
  tx: Db,
  { mailing, vendorId, portal, t, to, at }: EndingMail,
  mail: {
    readonly template: string;
    readonly subject: string;
    readonly parts: readonly MailPart[];
    readonly customerId: string | null;
    readonly subjectId: string;
    readonly attachments?: readonly { name: string; fileId: string }[];
  },
): Promise<void> {
  const { look } = lookOf(mailing, portal, [t.language]);
  const { parts, ...rest } = mail;
  const asks = help(portal);
  await sendMail(tx, mailing.secrets, {
    ...rest,
    ...{ vendorId, portalId: portal.id, look, at, testSide: mailing.testSide },
    to: { name: '', address: to },
    replyTo: portal.support.email,
    parts: [
      { kind: 'title', text: mail.subject },
      ...parts,
      ...(asks ? [{ kind: 'small', text: t('page.help', { help: asks }) } as const] : []),
    ],
  });
}

/**
 * The receipt, with what was declared as a file. Nothing that somebody typed stands in the mail itself: its address is
 * nobody's proven one.
 */
export async function mailReceipt(
  tx: Db,
  mail: EndingMail,
  { declaration, html }: { readonly declaration: Declaration; readonly html: string },
): Promise<void> {
  const { t, portal, vendorId, at } = mail;
  const bytes = new TextEncoder().encode(html);
  const name = fileName(t, declaration);
  const file = await keepFile(tx, vendorId, { name, mediaType: 'text/html', bytes }, at);
  await send(tx, mail, {
    template: 'cancellation-receipt',
    subject: t(`mail.receipt.subject.${declaration.kind}`, { brand: portal.brandName }),
    parts: [
      { kind: 'text', text: t('mail.receipt.text', { moment: t.moment(new Date(declaration.receivedAt)) }) },
      {
        kind: 'facts',
        facts: [
          { label: t('receipt.number'), value: declaration.id },
          { label: t('receipt.hash'), value: declaration.sha256 },
        ],
      },
      ...(declaration.way === 'public' ? [{ kind: 'text', text: t('mail.stranger') } as const] : []),
    ],
    customerId: declaration.customerId,
    subjectId: declaration.id,
    attachments: [{ name, fileId: file.id }],
  });
}

/** To the customer whose contract it is: what became of it. */
export async function mailOutcome(
  tx: Db,
  mail: EndingMail,
  what: 'ended' | 'withdrawn' | 'undone',
  about: {
    readonly title: string;
    readonly endsOn: string;
    readonly customerId: string;
    readonly contractId: string;
  },
): Promise<void> {
  const { t, mailing, portal } = mail;
  const { title, endsOn: day, customerId, contractId } = about;
  await send(tx, mail, {
    template: `contract-${what}`,
    subject: t(`mail.${what}.subject`, { title, day }),
    parts: [
      { kind: 'text', text: t(`mail.${what}.text`, { moment: t.moment(mail.at) }) },
      { kind: 'button', text: t('mail.button'), url: addressOf(portal, mailing.publicUrl) },
    ],
    ...{ customerId, subjectId: contractId },
  });
}
