import { readDigits } from '../../../kit/common/digits.ts';
import { type Budget, spendAttempt } from '../../../kit/server/attempts.ts';
import { inTransaction } from '../../../kit/server/db/db.ts';
import { addressKey } from '../../../kit/server/http/client-address.ts';
import { digest } from '../../../kit/server/secrets.ts';
import { type FoundPortal, findPortalBySlug } from '../../portals/server/store.ts';
import { accessProblem } from '../problems.ts';
import type { Choice, NewMailedSession, NewMailLinkSession } from '../sign-in-schema.ts';
import { type AskContext, peopleOf, requireMailedCode } from './ask-mailed-code.ts';
import { countTry, digitsFit, findLiving, type MailedCodeRow, useCode } from './mailed-codes-store.ts';
import { type Exchanged, requireFraming } from './open-session.ts';
import { enterAs, type ProvedPeople } from './proved-sign-in.ts';

/** `marker`: that of the browser, from the body or from its cookie. */
export type MailedContext = AskContext & { readonly marker: string | undefined };

/**
 * Six digits out of the mail, typed into the browser that asked for them.
 * @throws `mailed-code.refused`, `mailed-code.over`, `sign-in.not-offered`, `origin.not-allowed`, `request.too-many`,
 *   `sign-in.second-factor`, `sign-in.otp-refused`
 */
export async function signInByMailedCode(
  context: MailedContext,
  wanted: NewMailedSession,
): Promise<Exchanged | Choice> {
  const { db, secrets, clock, marker } = context;
  const found = await portalFor(context, wanted);
  const now = clock.now();
  await countGuess(context, now);
  const place = { vendorId: found.vendorId, portalId: found.portal.id };
  const row = marker === undefined ? undefined : await findLiving(db, place, ['marker', marker], now);
  const digits = readDigits(wanted.mailedCode);
  if (!row || !(await inTransaction(db, (tx) => countTry(tx, row)))) {
    throw accessProblem('mailed-code.over');
  }
  if (!digits || !digitsFit(secrets, 'code', { id: row.id, hash: row.code_hash }, digits)) {
    throw accessProblem('mailed-code.refused');
  }
  return enterBy(context, found, row, wanted);
}

/**
 * The button of the mail. Whoever only has the mail (a scanner of a mail server, somebody it was forwarded to) gets no
 * further: the browser must be the one that asked, or show the digits that the asking one shows.
 * @throws `mailed-code.check-needed`, and as `signInByMailedCode`
 */
export async function signInByMailLink(
  context: MailedContext,
  wanted: NewMailLinkSession,
): Promise<Exchanged | Choice> {
  const { db, secrets, clock, marker } = context;
  const found = await portalFor(context, wanted);
  const now = clock.now();
  await countGuess(context, now);
  const place = { vendorId: found.vendorId, portalId: found.portal.id };
  const row = await findLiving(db, place, ['link', wanted.mailLink], now);
  if (!row) throw accessProblem('mailed-code.over');
  const asked = marker !== undefined && digest(marker) === row.marker_hash;
  if (!asked && wanted.check === undefined) throw accessProblem('mailed-code.check-needed');
  if (!(await inTransaction(db, (tx) => countTry(tx, row)))) throw accessProblem('mailed-code.over');
  const digits = readDigits(wanted.check ?? '');
  if (!asked && (!digits || !digitsFit(secrets, 'check', { id: row.id, hash: row.check_hash }, digits))) {
    throw accessProblem('mailed-code.refused');
  }
  return enterBy(context, found, row, wanted);
}

async function portalFor(
  { db, publicUrl }: AskContext,
  wanted: NewMailedSession | NewMailLinkSession,
): Promise<FoundPortal> {
  const found = await findPortalBySlug(db, wanted.portal);
  if (!found) throw accessProblem('sign-in.not-offered');
  requireMailedCode(found);
  requireFraming(found.portal, found.testSide, wanted.parentOrigin, publicUrl);
  return found;
}

/** Each code has its own few tries; this is for whoever collects many of them. @throws `request.too-many` */
async function countGuess({ db, address }: AskContext, now: Date): Promise<void> {
  const source: Budget = { key: `mailed-code:${addressKey(address ?? '')}`, most: 60, perMs: 5 * 60_000 };
  await spendAttempt(db, [source], now);
}

/** The proof is good: one person comes in, several choose. The code is used up with it. */
async function enterBy(
  context: AskContext,
  found: FoundPortal,
  row: MailedCodeRow,
  wanted: NewMailedSession | NewMailLinkSession,
): Promise<Exchanged | Choice> {
  const proved: ProvedPeople = {
    ...{ found, way: 'mailed-code', email: row.email },
    people: await peopleOf(context.db, found, row.email),
    use: (tx) => useCode(tx, row, context.clock.now()),
    over: 'mailed-code.over',
  };
  return enterAs(context, proved, { otp: wanted.otp, language: wanted.language });
}
