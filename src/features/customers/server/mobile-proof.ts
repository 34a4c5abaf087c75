import { randomInt } from 'node:crypto';
import { type Budget, spendAttempt } from '../../../kit/server/attempts.ts';
import { type Db, inTransaction } from '../../../kit/server/db/db.ts';
import { addressKey } from '../../../kit/server/http/client-address.ts';
import { requestProblem } from '../../../kit/server/http/problems.ts';
import { accessProblem } from '../../access/problems.ts';
import { announce } from '../../activity/server/announce.ts';
import { requirePortal } from '../../portals/server/store.ts';
import { textProblem } from '../../texts/problems.ts';
import { isServed } from '../../texts/rules.ts';
import { activeGateway, prefixesOf } from '../../texts/server/gateway-store.ts';
import { dailyBudget, sendText, shortBrand, type Texting } from '../../texts/server/send.ts';
import { textWords } from '../../texts/server/words.ts';
import { customerProblem } from '../problems.ts';
import type { Contact } from '../schema.ts';
import { findContact, updateContact } from './contacts-store.ts';
import type { Own } from './own-second-factor.ts';

interface MobileProofTable {
  vendor_id: string;
  contact_id: string;
  number: string;
  code_lookup: string;
  tries: number;
  created_at: string;
  expires_at: string;
}

declare module '../../../kit/server/db/db.ts' {
  interface Tables {
    mobile_proof: MobileProofTable;
  }
}

const minute = 60_000;
const hour = 60 * minute;
const livesMs = 10 * minute;
const mostTries = 5;

const plainOf = (vendorId: string, contactId: string, number: string, code: string): string =>
  `mobile-proof:${vendorId}:${contactId}:${number}:${code}`;

/** The number that is being proved, and whether texts are sent here at all. */
export async function mobileState(
  db: Db,
  { vendorId, contactId }: { readonly vendorId: string; readonly contactId: string },
  now: Date,
): Promise<{ texts: boolean; pending: string | null }> {
  if (!(await activeGateway(db, vendorId))) return { texts: false, pending: null };
  const row = await db
    .selectFrom('mobile_proof')
    .select('number')
    .where('vendor_id', '=', vendorId)
    .where('contact_id', '=', contactId)
    .where('expires_at', '>', now.toISOString())
    .executeTakeFirst();
  return { texts: true, pending: row?.number ?? null };
}

/**
 * Texts a code to a number that the signed-in contact says is theirs. Until it is typed nothing changes; the newest code
 * is the one that works. Each text costs the vendor money, so it is counted by person, number, network and vendor before
 * anything is sent: who pumps texts at numbers that pay them soon gets none.
 * @throws `text-gateway.not-found`, `text.not-sent` where it is sure that nothing went out, `panel.read-only` without a
 *   contact, `request.invalid` naming `number`, `request.too-many`
 */
export async function askMobile(own: Own, number: string, texting: Omit<Texting, 'db'>): Promise<void> {
  const { db, secrets, owner, session, now, address } = own;
  const { vendorId, customerId } = owner;
  const contact = await requireOwnContact(own);
  const gateway = await activeGateway(db, vendorId);
  if (!gateway) throw textProblem('text-gateway.not-found');
  if (!isServed(number, prefixesOf(gateway))) {
    const message = 'No texts are sent to numbers of this country.';
    throw requestProblem('request.invalid', { fields: [{ path: 'number', code: 'not-served', message }] });
  }
  const budgets: Budget[] = [
    { key: `mobile-proof:${contact.id}`, most: 3, perMs: 10 * minute },
    { key: `mobile-proof-day:${contact.id}`, most: 8, perMs: 24 * hour },
    // Whatever vendor asks: nobody's telephone rings all day. The number itself is kept in no such list.
    { key: `text-to:${secrets.lookup(`text-to:${number}`)}`, most: 6, perMs: 24 * hour },
    ...(address === undefined ? [] : [{ key: `text-from:${addressKey(address)}`, most: 10, perMs: hour }]),
    dailyBudget(gateway),
  ];
  await spendAttempt(db, budgets, now);
  const code = String(randomInt(1_000_000)).padStart(6, '0');
  const expiresAt = new Date(now.getTime() + livesMs).toISOString();
  const [say, portal] = await Promise.all([textWords(), requirePortal(db, vendorId, session.portalId)]);
  const row = {
    ...{ number, tries: 0, created_at: now.toISOString(), expires_at: expiresAt },
    code_lookup: secrets.lookup(plainOf(vendorId, contact.id, number, code)),
  };
  await inTransaction(db, (tx) =>
    tx
      .insertInto('mobile_proof')
      .values({ vendor_id: vendorId, contact_id: contact.id, ...row })
      .onConflict((conflict) => conflict.columns(['vendor_id', 'contact_id']).doUpdateSet(row))
      .execute(),
  );
  const { language } = session;
  const brand = shortBrand(portal.brandName);
  const { state } = await sendText(
    gateway,
    {
      ...{ to: number, purpose: 'proof', language, portal: portal.slug, brand: portal.brandName },
      text: say(language, portal.words, 'texts.proof', { code, brand }),
      ...{ customerId, contactId: contact.id, expiresAt },
    },
    { db, ...texting },
  );
  if (state !== 'refused') return;
  await inTransaction(db, (tx) => dropProof(tx, vendorId, contact.id));
  throw textProblem('text.not-sent');
}

/** Forgets the number that is being proved. */
export async function abandonMobile({ db, owner, session }: Own): Promise<void> {
  const { contactId } = session;
  if (contactId === null) return;
  await inTransaction(db, (tx) => dropProof(tx, owner.vendorId, contactId));
}

const dropProof = (tx: Db, vendorId: string, contactId: string) =>
  tx
    .deleteFrom('mobile_proof')
    .where('vendor_id', '=', vendorId)
    .where('contact_id', '=', contactId)
    .execute();

/**
 * The code was typed: this is the person's number, and they read what is sent there.
 * @throws `mobile-proof.over` where none is waited for, `request.invalid` naming `code`
 */
export async function proveMobile(own: Own, code: string): Promise<void> {
  const { db, secrets, owner, actor, at, now } = own;
  const { vendorId, customerId } = owner;
  const contact = await requireOwnContact(own);
  const number = await inTransaction(db, async (tx) => {
    const counted = await tx
      .updateTable('mobile_proof')
      .set((eb) => ({ tries: eb('tries', '+', 1) }))
      .where('vendor_id', '=', vendorId)
      .where('contact_id', '=', contact.id)
      .where('tries', '<', mostTries)
      .where('expires_at', '>', now.toISOString())
      .returning(['number', 'code_lookup'])
      .executeTakeFirst();
    if (!counted) throw customerProblem('mobile-proof.over');
    const digits = code.normalize('NFKC').replace(/\D/g, '');
    const fits = secrets.lookups(plainOf(vendorId, contact.id, counted.number, digits));
    return fits.includes(counted.code_lookup) ? counted.number : undefined;
  });
  if (number === undefined) {
    const message = 'This is not the code that was sent.';
    throw requestProblem('request.invalid', { fields: [{ path: 'code', code: 'wrong', message }] });
  }
  await inTransaction(db, async (tx) => {
    await dropProof(tx, vendorId, contact.id);
    const change = { mobile: number, mobileVerified: true };
    const { fields } = await updateContact(tx, vendorId, contact.id, change, at);
    if (fields.length === 0) return;
    await announce(tx, {
      ...{ ...owner, actor, at, fields, subjectId: contact.id },
      action: 'contact.updated',
      data: { customerId, contactId: contact.id },
    });
  });
}

/** @throws `panel.read-only` without a contact of one's own */
async function requireOwnContact({ db, owner, session }: Own): Promise<Contact> {
  const contact = session.contactId ? await findContact(db, owner, session.contactId) : undefined;
  if (!contact || session.readOnly) throw accessProblem('panel.read-only');
  return contact;
}
