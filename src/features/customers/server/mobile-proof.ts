import { type Budget, spendAttempt } from '../../../kit/server/attempts.ts';
import { type Db, inTransaction } from '../../../kit/server/db/db.ts';
import { addressKey } from '../../../kit/server/http/client-address.ts';
import { requestProblem } from '../../../kit/server/http/problems.ts';
import { announce } from '../../activity/server/announce.ts';
import { requirePortal } from '../../portals/server/store.ts';
import { textProblem } from '../../texts/problems.ts';
import { isServed } from '../../texts/rules.ts';
import { activeGateway, prefixesOf } from '../../texts/server/gateway-store.ts';
import { dailyBudget, sendText, shortBrand, type Texting } from '../../texts/server/send.ts';
import { textWords } from '../../texts/server/words.ts';
import { beginProof, dropProof, pendingProof, readProof, requireOwnContact } from './contact-proofs.ts';
import { updateContact } from './contacts-store.ts';
import type { Own } from './own-second-factor.ts';

const minute = 60_000;
const hour = 60 * minute;
const livesMs = 10 * minute;

/** The number that is being proved, and whether texts are sent here at all. */
export async function mobileState(
  db: Db,
  { vendorId, contactId }: { readonly vendorId: string; readonly contactId: string },
  now: Date,
): Promise<{ texts: boolean; pending: string | null }> {
  if (!(await activeGateway(db, vendorId))) return { texts: false, pending: null };
  const pending = await pendingProof(db, { vendorId, contactId, kind: 'mobile' }, now);
  return { texts: true, pending };
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
  const proving = { vendorId, contactId: contact.id, kind: 'mobile' } as const;
  const expiresAt = new Date(now.getTime() + livesMs);
  const [say, portal] = await Promise.all([textWords(), requirePortal(db, vendorId, session.portalId)]);
  const code = await inTransaction(db, (tx) =>
    beginProof(tx, { ...proving, secrets }, { address: number, now, expiresAt }),
  );
  const { language } = session;
  const brand = shortBrand(portal.brandName);
  const { state } = await sendText(
    gateway,
    {
      ...{ to: number, purpose: 'proof', language, portal: portal.slug, brand: portal.brandName },
      text: say(language, portal.words, 'texts.proof', { code, brand }),
      ...{ customerId, contactId: contact.id, expiresAt: expiresAt.toISOString() },
    },
    { db, ...texting },
  );
  if (state !== 'refused') return;
  await inTransaction(db, (tx) => dropProof(tx, proving));
  throw textProblem('text.not-sent');
}

/**
 * The code was typed: this is the person's number, and they read what is sent there.
 * @throws `mobile-proof.over` where none is waited for, `request.invalid` naming `code`
 */
export async function proveMobile(own: Own, code: string): Promise<void> {
  const { db, owner, actor, at } = own;
  const { vendorId, customerId } = owner;
  const contact = await requireOwnContact(own);
  const proving = { vendorId, contactId: contact.id, kind: 'mobile' } as const;
  const number = await readProof(own, proving, code);
  await inTransaction(db, async (tx) => {
    await dropProof(tx, proving);
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
