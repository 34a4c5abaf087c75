import { addDays, dayIn } from '../../../kit/common/day.ts';
import { unknownReference } from '../../../kit/server/collection.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import type { MailPart } from '../../../kit/server/mail-body.ts';
import { findCustomer } from '../../customers/server/store.ts';
import { openAmountOf } from '../../documents/rules.ts';
import { type StoredDocument, toStored } from '../../documents/server/table.ts';
import { fullValues, quotaValues } from '../../domains/quota-values.ts';
import { lookOf, type Mailing } from '../../mails/server/access-mail.ts';
import { fillMail, mailTextIn } from '../../mails/server/mail-text.ts';
import type { SayMail } from '../../mails/server/words.ts';
import { addressOf } from '../../portals/address.ts';
import type { Language, Portal } from '../../portals/schema.ts';
import { feeOf } from '../../reminders/rules.ts';
import type { MailAsked } from '../schema.ts';
import { valuesOf, writerOf } from './values.ts';

const dayMs = 86_400_000;

/** What a mail is filled in with where there is no such document yet. */
const example = (kind: 'invoice' | 'credit-note', today: string) => ({
  kind,
  number: kind === 'invoice' ? 'INV-00042' : 'CRN-00007',
  issuedOn: addDays(today, -30),
  dueOn: addDays(today, -16),
  currency: 'EUR',
  gross: 11_900,
  prepaid: 0,
  credited: 0,
  received: 0,
  status: 'open' as const,
});

/** What the mail about a licence is filled in with: any of them looks like this. */
const exampleOfLicence = (language: Language, day: string, say: SayMail) => ({
  ...{
    Product: 'Studio',
    LicenceKey: 'STU-7KQ2M…9F3C',
    DaysLeft: '7',
    EndDate: writerOf(language, 'EUR').day(day),
  },
  Reason: say('licence-blocked.payment'),
});

/** The newest document of a kind at a portal, or of one customer there. */
async function someDocument(
  db: Db,
  vendorId: string,
  portal: Portal,
  { kind, customerId }: { readonly kind: 'invoice' | 'credit-note'; readonly customerId: string | undefined },
): Promise<StoredDocument | undefined> {
  let query = db
    .selectFrom('document')
    .innerJoin('customer', (on) =>
      on
        .onRef('customer.vendor_id', '=', 'document.vendor_id')
        .onRef('customer.id', '=', 'document.customer_id'),
    )
    .selectAll('document')
    .where('document.vendor_id', '=', vendorId)
    .where('document.kind', '=', kind)
    .where('customer.portal_id', '=', portal.id)
    .orderBy('document.issued_on', 'desc')
    .orderBy('document.id', 'desc')
    .limit(1);
  if (customerId) query = query.where('document.customer_id', '=', customerId);
  const row = await query.executeTakeFirst();
  return row && toStored(row);
}

const numberOf = async (db: Db, vendorId: string, id: string | null | undefined) =>
  id
    ? (
        await db
          .selectFrom('document')
          .select('number')
          .where('vendor_id', '=', vendorId)
          .where('id', '=', id)
          .executeTakeFirst()
      )?.number
    : undefined;

/** The name of the portal's newest customer. */
async function someCustomer(db: Db, vendorId: string, portalId: string): Promise<string | undefined> {
  const row = await db
    .selectFrom('customer')
    .select('name')
    .where('vendor_id', '=', vendorId)
    .where('portal_id', '=', portalId)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.name;
}

export interface Filled {
  readonly subject: string;
  readonly parts: readonly MailPart[];
  readonly look: ReturnType<typeof lookOf>['look'];
  readonly secretValues: Readonly<Record<string, string>> | undefined;
}

/** A mail as somebody would get it, with real data; the address in it opens nothing. @throws `request.invalid` */
export async function shownMail(
  db: Db,
  mailing: Mailing,
  { vendorId, portal, asked, now }: { vendorId: string; portal: Portal; asked: MailAsked; now: Date },
): Promise<Filled> {
  const { kind, language, mail, customerId } = asked;
  const named = customerId === undefined ? undefined : await findCustomer(db, vendorId, customerId);
  if (customerId !== undefined && !named) throw unknownReference('customerId', 'customer');
  const { look, say } = lookOf(mailing, portal, [language]);
  const today = dayIn(portal.timeZone, now);
  const link = kind === 'portal-link';
  const licence = kind === 'licence-expiring' || kind === 'licence-blocked';
  const quota = kind === 'quota-reached';
  const full = kind === 'domain-limit-reached';
  const wants = kind === 'credit-note' ? 'credit-note' : 'invoice';
  const found =
    link || licence || quota || full
      ? undefined
      : await someDocument(db, vendorId, portal, { kind: wants, customerId: named?.id });
  const document = found ?? example(wants, today);
  const whose = named ?? (found && (await findCustomer(db, vendorId, found.customerId)));
  const name = whose?.name ?? (await someCustomer(db, vendorId, portal.id)) ?? portal.brandName;
  const at = Number(/\d$/.exec(kind)?.[0] ?? 0);
  const level = portal.documents.reminders.levels[at - 1];
  const money = (amount: number) => ({ amount, currency: document.currency });
  const fee = level ? feeOf(level, document.currency) : 0;
  const reminder = at
    ? {
        payUntil: addDays(today, level?.payWithinDays ?? 7),
        openAmount: money(openAmountOf(document) || document.gross),
        ...{ fee: money(fee), fees: money(fee) },
      }
    : undefined;
  const invoiceNumber = found ? await numberOf(db, vendorId, found.invoiceId) : 'INV-00041';
  const written = fillMail(
    {
      ...{ portal, customer: { name }, contact: undefined, language },
      ...(link
        ? {
            url: `${addressOf(portal, mailing.publicUrl)}#token=…`,
            expiresAt: new Date(now.getTime() + Math.min(portal.linkLifetimeMinutes * 60_000, 7 * dayMs)),
          }
        : { url: addressOf(portal, mailing.publicUrl), expiresAt: undefined }),
      ...(link
        ? {}
        : {
            values: licence
              ? exampleOfLicence(language, addDays(today, 7), say)
              : quota
                ? quotaValues({ share: 80, used: 80_412, allowed: 100_000, today }, language)
                : full
                  ? fullValues({ used: 10, allowed: 10, waiting: 2 }, language)
                  : valuesOf({ document, invoiceNumber, reminder }, language),
          }),
      button: say('portal-link.button'),
    },
    mail ?? mailTextIn(portal, kind, language),
  );
  return {
    subject: written.subject,
    look,
    secretValues: written.secretValues,
    parts: [
      { kind: 'title', text: written.subject },
      { kind: 'text', text: say('access.hello', { name }) },
      ...written.parts,
    ],
  };
}
