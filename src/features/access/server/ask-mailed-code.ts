import { inThrees } from '../../../kit/common/digits.ts';
import { spendAttempt } from '../../../kit/server/attempts.ts';
import type { Clock } from '../../../kit/server/clock.ts';
import { type Database, type Db, inTransaction } from '../../../kit/server/db/db.ts';
import { addressKey } from '../../../kit/server/http/client-address.ts';
import { wakeJob } from '../../../kit/server/jobs.ts';
import { mailboxOf, mayAskForMail } from '../../../kit/server/mail-asking.ts';
import { secretMark } from '../../../kit/server/mail-body.ts';
import { digest, type Secrets } from '../../../kit/server/secrets.ts';
import { findPeopleByEmail, type Person } from '../../customers/server/store.ts';
import { type Mailing, mailingOf, sendAccessMail } from '../../mails/server/access-mail.ts';
import { addressOf } from '../../portals/address.ts';
import { type FoundPortal, findPortal, findPortalBySlug } from '../../portals/server/store.ts';
import { mayEnter } from '../entry.ts';
import { accessProblem } from '../problems.ts';
import type { NewMailedCode } from '../sign-in-schema.ts';
import {
  askForCode,
  dropDue,
  eachDueCode,
  type MailedCodeRow,
  mailedCodeMs,
  makeCode,
} from './mailed-codes-store.ts';
import { requireFraming, requireWay } from './open-session.ts';

export interface AskContext {
  readonly db: Db;
  readonly secrets: Secrets;
  readonly clock: Clock;
  readonly publicUrl: string;
  /** Where the request came from; `undefined` without a socket. */
  readonly address: string | undefined;
  /** What the browser prefers, for whoever has no language of their own. */
  readonly spoken?: readonly string[];
}

export const mailedCodesJob = 'mailed-codes';
/** So long nobody gets another mail: the first one is still on its way. */
const againMs = 60_000;

/** @throws `sign-in.not-offered` also where the portal sends no mail about access: nothing would ever arrive */
export function requireMailedCode({ portal }: FoundPortal): void {
  requireWay(portal, 'mailed-code');
  if (portal.mail.noAccessMail) throw accessProblem('sign-in.not-offered');
}

/**
 * Somebody types an e-mail address and asks for a code. Nothing here depends on whether anybody has the address: the
 * mail is written by a job, which is the first to look.
 * @throws `sign-in.not-offered`, `origin.not-allowed`, `request.too-many` within a minute of the last mail
 */
export async function askMailedCode(
  { db, secrets, clock, publicUrl, address }: AskContext,
  wanted: NewMailedCode,
): Promise<{ marker: string; check: string; expiresAt: Date; againAt: Date }> {
  const found = await findPortalBySlug(db, wanted.portal);
  if (!found) throw accessProblem('sign-in.not-offered');
  requireMailedCode(found);
  requireFraming(found.portal, found.testSide, wanted.parentOrigin, publicUrl);
  const place = { vendorId: found.vendorId, portalId: found.portal.id };
  const now = clock.now();
  // By the network too: a stranger elsewhere must not keep somebody from their first mail.
  const again = digest(`${mailboxOf(wanted.email)} ${addressKey(address ?? '')}`);
  await spendAttempt(db, [{ key: `mail-ask:again:${again}`, most: 1, perMs: againMs }], now);
  return inTransaction(db, async (tx) => {
    const sends = await mayAskForMail(tx, { address: wanted.email, source: address }, now);
    const { email, language } = wanted;
    const asked = await askForCode(tx, secrets, place, { email, language, sends }, now);
    wakeJob(tx, mailedCodesJob);
    return { ...asked, againAt: new Date(now.getTime() + againMs) };
  });
}

/** Writes the mails that were asked for. Once each, whoever is killed when. */
export async function sendMailedCodes({
  database: { db },
  clock,
  secrets,
  publicUrl,
  signal,
}: {
  readonly database: Database;
  readonly clock: Clock;
  readonly secrets: Secrets;
  readonly publicUrl: string;
  readonly signal?: AbortSignal;
}): Promise<void> {
  await eachDueCode(db, { purpose: 'sign-in', now: clock.now(), signal }, async (row) => {
    const place = { vendorId: row.vendor_id, portalId: row.portal_id };
    const portal = await findPortal(db, place.vendorId, place.portalId);
    const found = portal && (await findPortalBySlug(db, portal.slug));
    const people = found ? await peopleOf(db, found, row.email) : [];
    if (!found || people.length === 0) return inTransaction(db, (tx) => dropDue(tx, row));
    const mailing = await mailingOf({ secrets, publicUrl, testSide: found.testSide });
    const at = new Date(clock.now().getTime() + found.clockOffsetMs);
    await inTransaction(db, (tx) => writeMail(tx, mailing, { found, row, people, at }));
  });
}

/** Those who may come in with this address; from which network they come is not known yet. */
export const peopleOf = async (db: Db, { portal, vendorId }: FoundPortal, email: string): Promise<Person[]> =>
  (await findPeopleByEmail(db, { vendorId, portalId: portal.id }, email)).filter(
    ({ contact, customer }) =>
      mayEnter({ portal, customer, contact: { ...contact, allowedAddresses: [] }, address: undefined }) ===
      undefined,
  );

async function writeMail(
  tx: Db,
  mailing: Mailing,
  {
    found: { portal, vendorId },
    row,
    people,
    at,
  }: { found: FoundPortal; row: MailedCodeRow; people: readonly Person[]; at: Date },
): Promise<void> {
  const made = await makeCode(tx, mailing.secrets, row);
  const [first] = people;
  if (!made || !first) return;
  const { contact, customer } = first;
  await sendAccessMail(tx, mailing, {
    ...{ vendorId, portal, kind: 'mailed-code', at },
    to: { name: contact.name, address: contact.email ?? row.email },
    languages: [row.language, contact.language, customer.language],
    // Of several customers the mail is nobody's: which one it is about is chosen later.
    customerId: people.length === 1 ? customer.id : null,
    contactId: people.length === 1 ? contact.id : null,
    secretValues: { code: inThrees(made.code), link: made.link },
    write: (say, brand) => ({
      subject: say('mailed-code.subject', { brand }),
      parts: [
        { kind: 'text', text: say('mailed-code.text', { minutes: mailedCodeMs / 60_000 }) },
        { kind: 'facts', facts: [{ label: say('mailed-code.code'), value: secretMark('code') }] },
        { kind: 'text', text: say('mailed-code.or') },
        {
          kind: 'button',
          text: say('mailed-code.button'),
          url: `${addressOf(portal, mailing.publicUrl)}#mail=${secretMark('link')}`,
        },
        { kind: 'small', text: say('mailed-code.never') },
      ],
    }),
  });
}
