import { readDigits } from '../../../kit/common/digits.ts';
import { type Budget, spendAttempt } from '../../../kit/server/attempts.ts';
import { type Db, inTransaction } from '../../../kit/server/db/db.ts';
import { addressKey } from '../../../kit/server/http/client-address.ts';
import { requestProblem } from '../../../kit/server/http/problems.ts';
import { hashPassword } from '../../../kit/server/passwords.ts';
import { digest } from '../../../kit/server/secrets.ts';
import { accessProblem } from '../../access/problems.ts';
import {
  countTry,
  digitsFit,
  findLiving,
  type MailedCodeRow,
  useCode as spendCode,
} from '../../access/server/mailed-codes-store.ts';
import { endSessionsOfContact } from '../../access/server/sessions-store.ts';
import { announce } from '../../activity/server/announce.ts';
import { mailingOf } from '../../mails/server/access-mail.ts';
import type { FoundPortal } from '../../portals/server/store.ts';
import { resetLink } from '../reset-link.ts';
import type { PasswordResetProof } from '../schema.ts';
import { weaknessOf } from '../sign-in-rules.ts';
import { personOf, type ResetContext, resetPortal } from './ask-reset.ts';
import { requireVendorContact } from './contacts-store.ts';
import { claimProven, type SignInCandidate, writeLogins } from './logins-store.ts';
import { removeSecondFactor } from './second-factor-store.ts';
import { mailPasswordChanged } from './security-mails.ts';

/** Eight symbols that were typed; spaces, dashes and capitals do not matter. */
const readResetCode = (typed: string): string => {
  const plain = typed
    .normalize('NFKC')
    .replace(/[^a-z0-9]/gi, '')
    .toLowerCase();
  return plain.match(/.{1,4}/g)?.join('-') ?? '';
};

/**
 * A new password for whoever reads the mail and holds the page that asked for it: the code typed into that page, or the
 * mail's button with what that page shows. Whoever only has the mail (a scanner, somebody it was forwarded to) gets no
 * further. It replaces the old one, takes away an authenticator app that may be lost with it (CCM-43), ends every
 * session of the contact, and the contact is told.
 * @throws `mailed-code.over`, `mailed-code.refused`, `mailed-code.check-needed`, `request.invalid` naming `newPassword`,
 *   `sign-in.not-offered`, `origin.not-allowed`, `request.too-many`, `service.busy`
 */
export async function completeReset(
  context: ResetContext & { readonly marker: string | undefined },
  wanted: PasswordResetProof,
): Promise<void> {
  const { db, secrets, publicUrl, clock } = context;
  const found = await resetPortal(context, wanted);
  const now = clock.now();
  await countGuess(context, now);
  const row = await provedRow(context, found, wanted, now);
  const person = await personOf(db, found, row.email);
  // Mail went to the address of then: another one now proves nothing.
  if (!person || row.sent_to === null || person.candidate.contact.email !== row.sent_to) {
    throw accessProblem('mailed-code.over');
  }
  const { candidate, customer } = person;
  const weak = weaknessOf(wanted.newPassword, candidate.contact);
  if (weak) throw requestProblem('request.invalid', { fields: [{ ...weak, path: 'newPassword' }] });
  const hash = await hashPassword(wanted.newPassword);
  const mailing = await mailingOf({ secrets, publicUrl, testSide: found.testSide });
  const at = new Date(now.getTime() + found.clockOffsetMs);
  await inTransaction(db, async (tx) => {
    if (!(await spendCode(tx, row, now))) throw accessProblem('mailed-code.over');
    await storePassword(tx, found, candidate, { hash, at });
    const who = { vendorId: found.vendorId, contactId: candidate.contact.id };
    const cleared = await removeSecondFactor(tx, who);
    await endSessionsOfContact(tx, who, now);
    await announce(tx, {
      ...{ vendorId: found.vendorId, customerId: customer.id, at, subjectId: who.contactId },
      actor: { kind: 'contact', id: who.contactId },
      action: 'contact.password-reset',
      fields: cleared ? ['password', 'secondFactor'] : ['password'],
      data: { customerId: customer.id, contactId: who.contactId },
    });
    const told = { vendorId: found.vendorId, customer, portal: found.portal, contact: candidate.contact, at };
    await mailPasswordChanged(tx, mailing, told, cleared);
  });
}

/** What was proved by a code, or by the button; one try of five is used. */
async function provedRow(
  { db, secrets, marker }: ResetContext & { readonly marker: string | undefined },
  found: FoundPortal,
  wanted: PasswordResetProof,
  now: Date,
): Promise<MailedCodeRow> {
  const place = { vendorId: found.vendorId, portalId: found.portal.id, purpose: 'reset' } as const;
  const tried = (row: MailedCodeRow) => inTransaction(db, (tx) => countTry(tx, row));
  if ('code' in wanted) {
    const row = marker === undefined ? undefined : await findLiving(db, place, ['marker', marker], now);
    if (!row || !(await tried(row))) throw accessProblem('mailed-code.over');
    if (!digitsFit(secrets, 'code', { id: row.id, hash: row.code_hash }, readResetCode(wanted.code))) {
      throw accessProblem('mailed-code.refused');
    }
    return row;
  }
  const row = await findLiving(db, place, ['link', wanted.mailLink.slice(resetLink.length)], now);
  if (!row) throw accessProblem('mailed-code.over');
  const asked = marker !== undefined && digest(marker) === row.marker_hash;
  if (!asked && wanted.check === undefined) throw accessProblem('mailed-code.check-needed');
  if (!(await tried(row))) throw accessProblem('mailed-code.over');
  const digits = readDigits(wanted.check ?? '');
  if (!asked && (!digits || !digitsFit(secrets, 'check', { id: row.id, hash: row.check_hash }, digits))) {
    throw accessProblem('mailed-code.refused');
  }
  return row;
}

/** Whoever reads mail at an address has proved it. */
async function storePassword(
  tx: Db,
  { vendorId, portal }: FoundPortal,
  { contact }: SignInCandidate,
  { hash, at }: { readonly hash: string; readonly at: Date },
): Promise<void> {
  const done = await tx
    .updateTable('contact')
    .set({
      ...{ password_hash: hash, must_change_password: 0, password_expires_at: null },
      ...{ email_verified: 1, email_bouncing: 0, updated_at: at.toISOString() },
    })
    .where('vendor_id', '=', vendorId)
    .where('id', '=', contact.id)
    .where('email', '=', contact.email)
    .where('active', '=', 1)
    .executeTakeFirst();
  if (done.numUpdatedRows !== 1n) throw accessProblem('mailed-code.over');
  if (contact.emailClaimed) await claimProven(tx, vendorId, contact);
  if (contact.hasPassword) return;
  // With a first password the e-mail address is a name to sign in with, too.
  await writeLogins(tx, vendorId, portal.id, await requireVendorContact(tx, vendorId, contact.id));
}

/** Each code has its own few tries; this is for whoever collects many of them. @throws `request.too-many` */
async function countGuess({ db, address }: ResetContext, now: Date): Promise<void> {
  const source: Budget = {
    key: `password-reset:guess:${addressKey(address ?? '')}`,
    most: 60,
    perMs: 5 * 60_000,
  };
  await spendAttempt(db, [source], now);
}
