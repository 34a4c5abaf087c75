import { type Budget, countAttempt } from '../../../kit/server/attempts.ts';
import type { Clock } from '../../../kit/server/clock.ts';
import { type Database, type Db, inTransaction } from '../../../kit/server/db/db.ts';
import { wakeJob } from '../../../kit/server/jobs.ts';
import { mayAskForMail, sourceBudget } from '../../../kit/server/mail-asking.ts';
import { digest, type Secrets } from '../../../kit/server/secrets.ts';
import { drawGroups } from '../../../kit/server/typed-codes.ts';
import { mayEnter } from '../../access/entry.ts';
import { accessProblem } from '../../access/problems.ts';
import {
  askForCode,
  dropDue,
  eachDueCode,
  type MailedCodeRow,
  makeCode,
} from '../../access/server/mailed-codes-store.ts';
import { requireFraming, requireWay } from '../../access/server/open-session.ts';
import { type Mailing, mailingOf } from '../../mails/server/access-mail.ts';
import { type FoundPortal, findPortal, findPortalBySlug } from '../../portals/server/store.ts';
import type { NewPasswordReset } from '../schema.ts';
import { loginKey } from '../sign-in-rules.ts';
import { findCustomer } from './customers-store.ts';
import { findLogins, type SignInCandidate } from './logins-store.ts';
import { mailReset, type Told } from './security-mails.ts';

export interface ResetContext {
  readonly db: Db;
  readonly secrets: Secrets;
  readonly clock: Clock;
  readonly publicUrl: string;
  /** Where the request came from; `undefined` without a socket. */
  readonly address: string | undefined;
}

export const passwordResetsJob = 'password-resets';

/** @throws `sign-in.not-offered`, `origin.not-allowed` */
export async function resetPortal(
  { db, publicUrl }: ResetContext,
  wanted: Pick<NewPasswordReset, 'portal' | 'parentOrigin'>,
): Promise<FoundPortal> {
  const found = await findPortalBySlug(db, wanted.portal);
  if (!found) throw accessProblem('sign-in.not-offered');
  requireWay(found.portal, 'password');
  requireFraming(found.portal, found.testSide, wanted.parentOrigin, publicUrl);
  return found;
}

/**
 * Somebody says that they have forgotten the password of this user name or e-mail address. Nothing here depends on
 * whether anybody has it: a job is the first to look, and writes the mail.
 * @throws `sign-in.not-offered`, `origin.not-allowed`
 */
export async function askReset(
  context: ResetContext,
  wanted: NewPasswordReset,
): Promise<{ marker: string; check: string; expiresAt: Date }> {
  const found = await resetPortal(context, wanted);
  const { db, secrets, clock, address } = context;
  const place = { vendorId: found.vendorId, portalId: found.portal.id, purpose: 'reset' } as const;
  const name = loginKey(wanted.username);
  const now = clock.now();
  const budgets: Budget[] = [
    sourceBudget(address),
    { key: `password-reset:name:${digest(`${place.portalId} ${name}`)}`, most: 5, perMs: 60 * 60_000 },
  ];
  return inTransaction(db, async (tx) => {
    const sends = (await countAttempt(tx, budgets, now)) === 0;
    const { language } = wanted;
    const asked = await askForCode(tx, secrets, place, { email: name, language, sends }, now);
    wakeJob(tx, passwordResetsJob);
    return asked;
  });
}

/** Writes the mails that were asked for. Once each, whoever is killed when. */
export async function sendPasswordResets({
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
  await eachDueCode(db, { purpose: 'reset', now: clock.now(), signal }, async (row) => {
    const portal = await findPortal(db, row.vendor_id, row.portal_id);
    const found = portal && (await findPortalBySlug(db, portal.slug));
    const told = found && (await toldOf(db, found, row, clock.now()));
    const mailing = told && (await mailingOf({ secrets, publicUrl, testSide: found?.testSide ?? false }));
    await inTransaction(db, async (tx) => {
      const address = told?.contact.email;
      // Whose mailbox it is is known here first: it gets no more than anybody else's.
      if (!told || !address || !mailing || !(await mayAskForMail(tx, { address }, clock.now()))) {
        await dropDue(tx, row);
        return;
      }
      await writeReset(tx, mailing, told, row);
    });
  });
}

async function writeReset(tx: Db, mailing: Mailing, told: Told, row: MailedCodeRow): Promise<void> {
  const made = await makeCode(tx, mailing.secrets, row, {
    // It opens more than a code of one visit, so it is longer: 40 random bits.
    code: drawGroups(2),
    sentTo: told.contact.email,
  });
  if (made) await mailReset(tx, mailing, told, made);
}

async function toldOf(db: Db, found: FoundPortal, row: MailedCodeRow, now: Date): Promise<Told | undefined> {
  const person = await personOf(db, found, row.email);
  if (!person) return undefined;
  const at = new Date(now.getTime() + found.clockOffsetMs);
  const { contact } = person.candidate;
  return {
    ...{ vendorId: found.vendorId, portal: found.portal, at },
    customer: person.customer,
    contact: { ...contact, language: row.language ?? contact.language },
  };
}

/** Who signs in with this name, and may; from which network they come is looked at when they do. */
export async function personOf(
  db: Db,
  { portal, vendorId }: FoundPortal,
  typed: string,
): Promise<
  | {
      readonly candidate: SignInCandidate;
      readonly customer: NonNullable<Awaited<ReturnType<typeof findCustomer>>>;
    }
  | undefined
> {
  const { own, claimed } = await findLogins(db, { vendorId, portalId: portal.id }, typed);
  const candidate = own ?? claimed;
  if (!candidate?.contact.email) return undefined;
  const { contact } = candidate;
  const customer = await findCustomer(db, vendorId, contact.customerId);
  if (!customer) return undefined;
  const visitor = { portal, customer, contact: { ...contact, allowedAddresses: [] }, address: undefined };
  return mayEnter(visitor) === undefined ? { candidate, customer } : undefined;
}
