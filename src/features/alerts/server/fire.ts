import { newId } from '../../../kit/common/id.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import { sendMail } from '../../../kit/server/mail.ts';
import type { MailPart } from '../../../kit/server/mail-body.ts';
import { announce } from '../../activity/server/announce.ts';
import type { Actor } from '../../activity/server/record.ts';
import type { Customer } from '../../customers/schema.ts';
import { findContact } from '../../customers/server/contacts-store.ts';
import { findCustomer } from '../../customers/server/store.ts';
import { lookOf, type Mailing } from '../../mails/server/access-mail.ts';
import { addressOf, originOf } from '../../portals/address.ts';
import type { Language, Portal } from '../../portals/schema.ts';
import { findPortal } from '../../portals/server/store.ts';
import { type Figure, recipientKey } from '../rules.ts';
import type { Alert, AlertFiring, Recipient } from '../schema.ts';
import { alertToken } from './links.ts';
import { aboutOf, nowOf, type Speak, whenOf } from './words.ts';

/** What has to be at hand before the transaction. */
export interface Ringing {
  readonly mailing: Mailing;
  readonly words: (language: Language, timeZone?: string, own?: string | null) => Speak;
  readonly actor: Actor;
  readonly at: Date;
}

interface Reached {
  readonly name: string;
  readonly address: string;
  readonly language: Language | null;
}

/** Where somebody is written to; `undefined` where there is nowhere, or nobody any more. */
export async function reach(
  db: Db,
  vendorId: string,
  customer: Customer,
  one: Recipient,
): Promise<Reached | undefined> {
  if (one.kind === 'email') return { name: '', address: one.email ?? '', language: null };
  if (one.kind === 'account') {
    const { email } = customer.billing;
    return email ? { name: customer.name, address: email, language: null } : undefined;
  }
  const owner = { vendorId, customerId: customer.id };
  const contact = one.contactId ? await findContact(db, owner, one.contactId) : undefined;
  if (!contact?.active || !contact.email) return undefined;
  return { name: contact.name, address: contact.email, language: contact.language };
}

/** Nobody reads further back. */
const keptFirings = 100;

/** What is to be told: an alert whose figures are reached. */
export interface Telling {
  readonly firingId: string;
  readonly alert: Alert;
  readonly figures: readonly Figure[];
}
export type Sent = readonly { readonly to: string; readonly mailId: string }[];

/**
 * Tells an alert's people of figures, and keeps that it did: mails, history, event and log in one transaction.
 * @param kind `test`: nothing happened
 */
export async function fire(
  tx: Db,
  ringing: Ringing,
  vendorId: string,
  alert: Alert,
  kind: AlertFiring['kind'],
  figures: readonly Figure[],
): Promise<{ readonly mails: number }> {
  const telling = { firingId: newId('alf', ringing.at.getTime()), alert, figures };
  const sent = await tell(tx, ringing, vendorId, [telling], kind);
  const mails = sent.get(telling.firingId) ?? [];
  await keepFiring(tx, ringing, vendorId, telling, kind, mails);
  return { mails: mails.length };
}

/** @param mails `waits`: it goes with the mail of the day */
export async function keepFiring(
  tx: Db,
  { actor, at }: Ringing,
  vendorId: string,
  { firingId: id, alert, figures }: Telling,
  kind: AlertFiring['kind'],
  mails: Sent | 'waits',
): Promise<void> {
  const { customerId } = alert;
  await tx
    .insertInto('alert_firing')
    .values({
      ...{ vendor_id: vendorId, id, alert_id: alert.id, customer_id: customerId, kind },
      figures: JSON.stringify(figures.slice(0, 50)),
      mails: JSON.stringify(mails === 'waits' ? [] : mails),
      waits: mails === 'waits' ? 1 : 0,
      created_at: at.toISOString(),
    })
    .execute();
  await forget(tx, vendorId, alert.id);
  await announce(tx, {
    ...{ vendorId, customerId, actor, at, subjectId: alert.id },
    action: kind === 'fired' ? 'alert.fired' : 'alert.tested',
    data: { customerId, alertId: alert.id, firingId: id },
  });
}

/** One mail to each person, whatever it is told of at once; answers the mails of each firing. All are one customer's. */
export async function tell(
  tx: Db,
  ringing: Ringing,
  vendorId: string,
  tellings: readonly Telling[],
  kind: AlertFiring['kind'],
): Promise<ReadonlyMap<string, Sent>> {
  const { mailing } = ringing;
  const customer = tellings[0] && (await findCustomer(tx, vendorId, tellings[0].alert.customerId));
  const portal = customer && (await findPortal(tx, vendorId, customer.portalId));
  if (!customer || !portal || portal.mail.noAccessMail) return new Map();
  const people = new Map<string, { reached: Reached; about: About[] }>();
  for (const telling of tellings) {
    const { alert } = telling;
    for (const recipient of alert.recipients.filter(({ stoppedAt }) => stoppedAt === null)) {
      const reached = await reach(tx, vendorId, customer, recipient);
      if (!reached) continue;
      const key = reached.address.toLowerCase();
      const person = people.get(key) ?? { reached, about: [] };
      people.set(key, person);
      if (person.about.some((one) => one.telling === telling)) continue;
      const link = { vendorId, alertId: alert.id, recipient: recipientKey(recipient) };
      const url = `${originOf(portal, mailing.publicUrl)}/alerts/${alertToken(mailing.secrets, link)}`;
      person.about.push({ telling, url });
    }
  }
  const sent = new Map<string, { to: string; mailId: string }[]>();
  for (const { reached, about } of people.values()) {
    const mailId = await write(tx, ringing, vendorId, { portal, customer, reached, kind, about });
    for (const { telling } of about) {
      const mails = sent.get(telling.firingId) ?? [];
      sent.set(telling.firingId, [...mails, { to: reached.address, mailId }]);
    }
  }
  return sent;
}

async function forget(tx: Db, vendorId: string, alertId: string): Promise<void> {
  const old = await tx
    .selectFrom('alert_firing')
    .select('id')
    .where('vendor_id', '=', vendorId)
    .where('alert_id', '=', alertId)
    .orderBy('id', 'desc')
    .offset(keptFirings)
    .limit(1)
    .executeTakeFirst();
  if (!old) return;
  await tx
    .deleteFrom('alert_firing')
    .where('vendor_id', '=', vendorId)
    .where('alert_id', '=', alertId)
    .where('id', '<=', old.id)
    .execute();
}

interface About {
  readonly telling: Telling;
  /** Where its mails are stopped. */
  readonly url: string;
}

interface Letter {
  readonly portal: Portal;
  readonly customer: Customer;
  readonly reached: Reached;
  readonly kind: AlertFiring['kind'];
  readonly about: readonly About[];
}

function write(
  tx: Db,
  { mailing, words, at }: Ringing,
  vendorId: string,
  { portal, customer, reached, kind, about }: Letter,
): Promise<string> {
  const { look, say } = lookOf(mailing, portal, [reached.language, customer.language]);
  const t = words(look.language, portal.timeZone, portal.words);
  const [first, ...more] = about as [About, ...About[]];
  const { metric } = first.telling.alert;
  const subject =
    more.length > 0
      ? t('alerts.about.several', { brand: look.brand, day: at.toISOString() })
      : aboutOf(t, look.brand, metric, first.telling.figures);
  const help = portal.support.phone ?? portal.support.email;
  const parts: MailPart[] = [
    { kind: 'title', text: subject },
    ...(kind === 'test' ? [{ kind: 'text', text: t('alerts.letter.test') } as const] : []),
    ...about.flatMap(({ telling: { alert, figures }, url }): MailPart[] => {
      const facts = figures.slice(0, 20).map((figure) => nowOf(t, alert.metric, figure));
      return [
        { kind: 'text', text: t('alerts.letter.rule', { what: whenOf(t, alert) }) },
        ...(facts.length > 0 ? [{ kind: 'facts', facts } as const] : []),
        ...(more.length > 0
          ? [{ kind: 'rich', pieces: [{ label: t('alerts.letter.manage'), url }] } as const]
          : []),
      ];
    }),
    { kind: 'button', text: t('alerts.letter.button'), url: addressOf(portal, mailing.publicUrl) },
    ...(more.length > 0
      ? []
      : [
          {
            kind: 'rich',
            pieces: [`${t('alerts.letter.stop')} `, { label: t('alerts.letter.manage'), url: first.url }],
          } as const,
        ]),
    ...(help ? [{ kind: 'small', text: say('access.help', { help }) } as const] : []),
  ];
  return sendMail(tx, mailing.secrets, {
    ...{ vendorId, portalId: portal.id, template: 'alert', subject, parts, look, at },
    to: { name: reached.name, address: reached.address },
    replyTo: portal.support.email,
    customerId: customer.id,
    ...{ subjectId: more.length > 0 ? null : first.telling.alert.id, testSide: mailing.testSide },
  });
}
