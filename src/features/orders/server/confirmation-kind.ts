import type { Period } from '../../../kit/common/day.ts';
import { formatMoney } from '../../../kit/common/message.ts';
import { type MailAttachment, sendMail } from '../../../kit/server/mail.ts';
import type { MailPart } from '../../../kit/server/mail-body.ts';
import { termOf } from '../../contracts/calendar.ts';
import type { ContractTerms, VendorContract } from '../../contracts/schema.ts';
import { requireVendorContract } from '../../contracts/server/store.ts';
import { findCandidate, type findCustomer } from '../../customers/server/store.ts';
import { pdfOf } from '../../documents/server/pdf-store.ts';
import { requireDocument } from '../../documents/server/store.ts';
import { lookOf } from '../../mails/server/access-mail.ts';
import type { SayMail } from '../../mails/server/words.ts';
import { addressOf } from '../../portals/address.ts';
import { findPortal } from '../../portals/server/store.ts';
import { termsAttachment } from '../../terms/server/files.ts';
import type { Delivering, DeliveryKind } from './delivery.ts';
import { stepsOf } from './store.ts';

/**
 * What was ordered, in a mail that the customer can keep (Art. 8 (7) of directive 2011/83/EU): summary, the terms as they
 * were agreed to, and the invoice where there is one. Portals that send no mail show the page instead.
 */
export const confirmationKind: DeliveryKind = {
  name: 'confirmation',
  applies: () => true,

  /** The letter is set before the transaction; where a step before this one failed, there is none. */
  async prepare({ db }, { vendorId, order, at }) {
    if (order.invoiceId === null) return;
    const { document } = await requireDocument(db, vendorId, 'invoice', order.invoiceId, at);
    await pdfOf({ db, clock: { now: () => at } }, vendorId, document);
  },

  async deliver(tx, delivering, mailing) {
    const { vendorId, order, at } = delivering;
    const portal = await findPortal(tx, vendorId, order.portalId);
    const to = await recipientOf(tx, delivering);
    if (!portal || !to || portal.mail.noAccessMail) return { resultId: null };
    const { look, say } = lookOf(mailing, portal, [order.language]);
    const attachments: MailAttachment[] = [];
    const invoice = order.invoiceId
      ? (await requireDocument(tx, vendorId, 'invoice', order.invoiceId, at)).document
      : undefined;
    if (invoice?.pdf) attachments.push({ name: `${invoice.number}.pdf`, fileId: invoice.pdf.fileId });
    const attached: string[] = [];
    for (const agreement of order.terms) {
      const file = await termsAttachment(tx, vendorId, agreement, at);
      if (!file) continue;
      attachments.push(file);
      attached.push(agreement.title);
    }
    const contract = order.contractId
      ? await requireVendorContract(tx, vendorId, order.contractId, at)
      : undefined;
    const steps = (await stepsOf(tx, vendorId, [order.id])).get(order.id) ?? [];
    const behind = steps.some(({ state }) => state === 'failed' || state === 'stuck');
    const help = portal.support.phone ?? portal.support.email;
    const subject = say('order.subject', { number: order.number, brand: look.brand });
    const id = await sendMail(tx, mailing.secrets, {
      vendorId,
      portalId: portal.id,
      template: 'order-confirmation',
      to,
      replyTo: portal.support.email,
      subject,
      parts: [
        { kind: 'title', text: subject },
        { kind: 'text', text: say('order.text', { day: order.placedAt }) },
        summary(
          delivering,
          say,
          { language: look.language, timeZone: portal.timeZone },
          delivering.stored.contractTerms,
          contract,
        ),
        ...(invoice
          ? [{ kind: 'text', text: say('order.invoice', { number: invoice.number }) } as const]
          : []),
        ...(attached.length > 0
          ? [{ kind: 'text', text: say('order.terms', { titles: attached.join(', ') }) } as const]
          : []),
        ...links(delivering, say),
        ...(order.startNow ? [{ kind: 'text', text: say('order.start-now') } as const] : []),
        ...(behind ? [{ kind: 'text', text: say('order.in-hand') } as const] : []),
        { kind: 'button', text: say('order.button'), url: addressOf(portal, mailing.publicUrl) },
        ...(help ? [{ kind: 'small', text: say('access.help', { help }) } as const] : []),
      ],
      look,
      customerId: order.customerId,
      subjectId: order.id,
      testSide: mailing.testSide,
      at,
      attachments,
    });
    return { resultId: id };
  },
};

/** Whoever placed it; else where bills go. */
async function recipientOf(
  tx: Parameters<typeof findCustomer>[0],
  { vendorId, order }: Delivering,
): Promise<{ name: string; address: string } | undefined> {
  const contact = order.contactId ? (await findCandidate(tx, vendorId, order.contactId))?.contact : undefined;
  const address = contact?.email || order.billing.email;
  // Nothing that was typed stands in a mail to an address that nobody has proven.
  return address ? { name: contact && !contact.emailClaimed ? contact.name : '', address } : undefined;
}

const noticeOf = (say: SayMail, length: string, { noticeTo }: ContractTerms): string =>
  noticeTo ? say('order.notice-to', { length, to: noticeTo }) : length;

/** The days that follow from the terms: until when it runs, by when it is to be ended for that, and withdrawn from. */
function daysOf(say: SayMail, contract: VendorContract | undefined): [label: string, value: string][] {
  if (!contract) return [];
  const { endsOn: until, noticeUntil: by } = termOf(contract, contract.startsOn);
  const { withdrawalUntil } = contract;
  const ends = until && say('order.ends.value', { until, by: by ?? until, notice: by ?? 'none' });
  return [
    ...(ends ? [[say('order.ends'), ends] as [string, string]] : []),
    ...(withdrawalUntil
      ? [
          [say('order.withdrawal'), say('order.withdrawal.value', { day: withdrawalUntil })] as [
            string,
            string,
          ],
        ]
      : []),
  ];
}

interface Manner {
  readonly language: string;
  readonly timeZone: string;
}

function summary(
  { order, stored: { quote } }: Delivering,
  say: SayMail,
  { language, timeZone }: Manner,
  terms: ContractTerms | undefined,
  contract: VendorContract | undefined,
): MailPart {
  const locale = language === 'en' ? 'en-GB' : language;
  const manner = { locale, timeZone, today: quote.next.on };
  const money = (amount: number) => formatMoney({ amount, currency: order.currency }, manner);
  const first = quote.shownFirst;
  const lines = quote.dueToday.lines.length > 0 ? quote.dueToday.lines : quote.next.lines;
  const length = ({ count, unit }: Period) => say(`order.period.${unit}`, { count });
  const fact = (label: string, value: string) => ({ label, value });
  return {
    kind: 'facts',
    facts: [
      fact(say('order.number'), order.number),
      ...lines.map(({ title, quantity, full }) =>
        fact(quantity === 1 ? title : `${quantity} × ${title}`, money(full[first])),
      ),
      ...(order.coupon && quote.dueToday.discount[first] > 0
        ? [
            fact(
              say('order.invoice.discount', { code: order.coupon }),
              money(-quote.dueToday.discount[first]),
            ),
          ]
        : []),
      ...(quote.trialEnds
        ? [fact(say('order.trial'), say('order.trial.value', { day: quote.trialEnds }))]
        : []),
      fact(say('order.today'), money(quote.dueToday.gross)),
      fact(
        say('order.next'),
        say('order.next.value', {
          amount: { amount: quote.next.gross, currency: order.currency },
          day: quote.next.on,
        }),
      ),
      ...(terms?.minimumTerm ? [fact(say('order.term'), length(terms.minimumTerm))] : []),
      ...(terms?.renewal ? [fact(say('order.renewal'), length(terms.renewal))] : []),
      ...(terms?.notice ? [fact(say('order.notice'), noticeOf(say, length(terms.notice), terms))] : []),
      ...daysOf(say, contract).map(([label, value]) => fact(label, value)),
    ],
  };
}

/** Documents that are an address: as they were shown. */
function links({ order }: Delivering, say: SayMail): MailPart[] {
  const shown = order.terms.flatMap(({ title, url }) => (url === null ? [] : [{ title, url }]));
  if (shown.length === 0) return [];
  return [
    {
      kind: 'rich',
      pieces: [
        `${say('order.terms.links')} `,
        ...shown.flatMap(({ title, url }, index) => [...(index > 0 ? [', '] : []), { label: title, url }]),
      ],
    },
  ];
}
