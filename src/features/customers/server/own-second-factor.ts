import { readSecond } from '../../../kit/common/second-factor.ts';
import { type Budget, forgiveAttempt, spendAttempt } from '../../../kit/server/attempts.ts';
import { appAddress, newKey, stepOf } from '../../../kit/server/authenticator.ts';
import { type Db, inTransaction } from '../../../kit/server/db/db.ts';
import { requestProblem } from '../../../kit/server/http/problems.ts';
import type { Secrets } from '../../../kit/server/secrets.ts';
import { accessProblem } from '../../access/problems.ts';
import type { Owner, PortalSession } from '../../access/server/env.ts';
import { endSessionsOfContact } from '../../access/server/sessions-store.ts';
import { announce } from '../../activity/server/announce.ts';
import type { Actor } from '../../activity/server/record.ts';
import type { Mailing } from '../../mails/server/access-mail.ts';
import { requirePortal } from '../../portals/server/store.ts';
import { customerProblem } from '../problems.ts';
import type { Contact, SecondFactor } from '../schema.ts';
import { findContact } from './contacts-store.ts';
import { requireCustomer } from './customers-store.ts';
import { requireOwnPassword } from './password-change.ts';
import { requireSecondFactor } from './second-factor.ts';
import { contactFactors, removeSecondFactor, switchOn } from './second-factor-store.ts';
import { mailSecondFactor } from './security-mails.ts';

/** The signed-in contact, at what secures the account. */
export interface Own {
  readonly db: Db;
  readonly secrets: Secrets;
  readonly owner: Owner;
  readonly session: PortalSession;
  readonly actor: Actor;
  readonly address: string | undefined;
  /** The vendor's time, for what is written down; codes and guesses go by the world's. */
  readonly at: Date;
  readonly now: Date;
}

const nobody: SecondFactor = { state: 'none', since: null, recoveryCodesLeft: 0, setup: null };

/** What there is; while it is being added, also what the app is told, so that a reload goes on where it was. */
export async function ownSecondFactor({ db, secrets, owner, session }: Own): Promise<SecondFactor> {
  const { contactId } = session;
  const contact = contactId ? await findContact(db, owner, contactId) : undefined;
  if (!contactId || !contact?.hasPassword) return nobody;
  const who = { vendorId: owner.vendorId, contactId };
  const found = await contactFactors.find(db, secrets, who);
  if (found?.state === 'on') {
    const left = await contactFactors.codesLeft(db, who);
    return { state: 'on', since: found.since, recoveryCodesLeft: left, setup: null };
  }
  if (!found) return { ...nobody, state: 'off' };
  const portal = await requirePortal(db, owner.vendorId, session.portalId);
  const uri = await appAddress(
    found.key,
    portal.brandName,
    contact.username ?? contact.email ?? contact.name,
  );
  return { ...nobody, state: 'pending', setup: { key: found.key, uri } };
}

/** @throws `second-factor.on`, and as `requireOwnPassword` */
export async function beginSecondFactor(own: Own, password: string): Promise<SecondFactor> {
  const { db, secrets, owner, at } = own;
  const { contactId, budgets } = await requireOwnPassword(db, password, { ...own, path: 'password' });
  const key = await newKey();
  await inTransaction(db, async (tx) => {
    await forgiveAttempt(tx, budgets);
    const begun = await contactFactors.begin(
      tx,
      secrets,
      { vendorId: owner.vendorId, contactId },
      { key, at },
    );
    if (!begun) throw customerProblem('second-factor.on');
  });
  return ownSecondFactor(own);
}

/** Forgets what was begun and not finished. */
export async function abandonSecondFactor(own: Own): Promise<SecondFactor> {
  const { contactId } = own.session;
  if (contactId) {
    await inTransaction(own.db, (tx) =>
      tx
        .deleteFrom('second_factor')
        .where('vendor_id', '=', own.owner.vendorId)
        .where('contact_id', '=', contactId)
        .where('state', '=', 'pending')
        .execute(),
    );
  }
  return ownSecondFactor(own);
}

/**
 * A first code of the app proves that it knows the key. From then on it is asked for, and whatever was open elsewhere
 * with the password alone ends.
 * @returns the recovery codes, told this once
 * @throws `second-factor.not-begun`, `request.invalid` naming `code`, `request.too-many`
 */
export async function confirmSecondFactor(own: Own, typed: string, mailing: Mailing): Promise<string[]> {
  const { db, secrets, owner, session, at, now } = own;
  const { contactId } = session;
  if (!contactId || session.readOnly || session.opener) throw accessProblem('panel.read-only');
  const who = { vendorId: owner.vendorId, contactId };
  const found = await contactFactors.find(db, secrets, who);
  if (found?.state !== 'pending') throw customerProblem('second-factor.not-begun');
  const budgets: Budget[] = [{ key: `second-factor:begin:${contactId}`, most: 10, perMs: 15 * 60_000 }];
  await spendAttempt(db, budgets, now);
  const read = readSecond(typed);
  const step = read?.kind === 'otp' ? await stepOf(found, read.code, now) : undefined;
  if (step === undefined) throw wrongCode();
  const contact = (await findContact(db, owner, contactId)) as Contact;
  return inTransaction(db, async (tx) => {
    await forgiveAttempt(tx, budgets);
    if (!(await switchOn(tx, who, step, at))) throw customerProblem('second-factor.not-begun');
    const codes = await contactFactors.renewCodes(tx, secrets, who);
    await endSessionsOfContact(tx, { ...who, except: session.id }, at);
    await tell(tx, own, contact, mailing, 'on');
    return codes;
  });
}

const wrongCode = () =>
  requestProblem('request.invalid', {
    fields: [{ path: 'code', code: 'wrong', message: 'This is not the code that the app shows now.' }],
  });

/** @throws `second-factor.off`, and as `requireOwnPassword` */
export async function newRecoveryCodes(own: Own, password: string): Promise<string[]> {
  const { db, secrets, owner, actor, at } = own;
  const { contactId, budgets } = await requireOwnPassword(db, password, { ...own, path: 'password' });
  const who = { vendorId: owner.vendorId, contactId };
  return inTransaction(db, async (tx) => {
    await forgiveAttempt(tx, budgets);
    if ((await contactFactors.find(tx, secrets, who))?.state !== 'on')
      throw customerProblem('second-factor.off');
    const codes = await contactFactors.renewCodes(tx, secrets, who);
    await announce(tx, {
      ...{ ...owner, actor, at, subjectId: contactId, fields: ['recoveryCodes'] },
      action: 'contact.updated',
      data: { customerId: owner.customerId, contactId },
    });
    return codes;
  });
}

/** @throws `second-factor.off`, `request.invalid` naming `password` or `code`, `request.too-many` */
export async function endOwnSecondFactor(
  own: Own,
  { password, code }: { readonly password: string; readonly code: string },
  mailing: Mailing,
): Promise<void> {
  const { db, secrets, owner, address, now } = own;
  const proved = await requireOwnPassword(db, password, { ...own, path: 'password' });
  const who = { vendorId: owner.vendorId, contactId: proved.contactId };
  const second = await requireSecondFactor(db, secrets, { ...who, otp: code, address }, now).catch(
    (error) => {
      throw (error as { code?: string }).code === 'sign-in.otp-refused' ? wrongCode() : error;
    },
  );
  if (second.kind === 'none') throw customerProblem('second-factor.off');
  await inTransaction(db, async (tx) => {
    await forgiveAttempt(tx, proved.budgets);
    await second.spend(tx, own.at);
    await removeSecondFactor(tx, who);
    await tell(tx, own, proved.contact, mailing, 'off');
  });
}

async function tell(
  tx: Db,
  { owner, actor, at }: Pick<Own, 'owner' | 'actor' | 'at'>,
  contact: Contact,
  mailing: Mailing,
  what: 'on' | 'off',
): Promise<void> {
  const customer = await requireCustomer(tx, owner.vendorId, owner.customerId);
  const portal = await requirePortal(tx, owner.vendorId, customer.portalId);
  await mailSecondFactor(tx, mailing, { vendorId: owner.vendorId, customer, portal, contact, at }, what);
  await announce(tx, {
    ...{ ...owner, actor, at, subjectId: contact.id },
    action: what === 'on' ? 'contact.second-factor-on' : 'contact.second-factor-off',
    data: { customerId: owner.customerId, contactId: contact.id },
  });
}

/**
 * The vendor's own staff takes it away, for somebody who lost the app: whoever that is signs in with the password alone
 * until they add it anew. The contact is told. Where there is none nothing happens.
 */
export async function clearSecondFactor(
  tx: Db,
  { vendorId, actor, at }: { readonly vendorId: string; readonly actor: Actor; readonly at: Date },
  contact: Contact,
  mailing: Mailing,
): Promise<void> {
  if (!(await removeSecondFactor(tx, { vendorId, contactId: contact.id }))) return;
  const owner = { vendorId, customerId: contact.customerId };
  await tell(tx, { owner, actor, at }, contact, mailing, 'off');
}
