import { dayIn } from '../../../kit/common/day.ts';
import { isProblem } from '../../../kit/common/problem.ts';
import { type Clock, movedClock } from '../../../kit/server/clock.ts';
import { type Database, type Db, inTransaction } from '../../../kit/server/db/db.ts';
import { fold } from '../../../kit/server/search.ts';
import type { Secrets } from '../../../kit/server/secrets.ts';
import type { VendorContract } from '../../contracts/schema.ts';
import { contractsNumbered, listContractsOf } from '../../contracts/server/of-customer.ts';
import { findCustomer, findPeopleByEmail } from '../../customers/server/store.ts';
import { mailingOf } from '../../mails/server/access-mail.ts';
import { findPortal } from '../../portals/server/store.ts';
import { findVendor } from '../../vendors/server/store.ts';
import { dueOn } from '../rules.ts';
import type { Declaration } from '../schema.ts';
import { takeEffect } from './settle.ts';
import { changeState, requireDeclaration } from './store.ts';
import { endingWords } from './words.ts';

export const matchDeclarationsJob = 'match-declarations';

/**
 * The one contract that a declaration from outside means: it bears the number, or the name, that was typed, and the
 * address is one of its customer's. Whoever knows only one of both ends nothing.
 */
async function contractMeant(
  db: Db,
  vendorId: string,
  { portalId, email, contractNumber }: Declaration,
  now: Date,
): Promise<VendorContract | undefined> {
  if (!email || !contractNumber) return undefined;
  const address = email.toLowerCase();
  const found = new Map<string, VendorContract>();
  const people = await findPeopleByEmail(db, { vendorId, portalId }, email);
  const known = new Set(people.map(({ customer }) => customer.id));
  for (const customerId of known) {
    for (const contract of await listContractsOf(db, { vendorId, customerId }, now)) {
      const named = [contract.number, contract.title, contract.id].some(
        (text) => text !== null && fold(text).trim() === fold(contractNumber).trim(),
      );
      if (named && contract.status !== 'expired') found.set(contract.id, contract);
    }
  }
  for (const contract of await contractsNumbered(db, vendorId, contractNumber, now)) {
    const customer = await findCustomer(db, vendorId, contract.customerId);
    const its = customer?.portalId === portalId && customer.billing.email?.toLowerCase() === address;
    if (its && contract.status !== 'expired') found.set(contract.id, contract);
  }
  const [one, another] = [...found.values()];
  return another ? undefined : one;
}

interface MatchContext {
  readonly database: Database;
  readonly clock: Clock;
  readonly secrets: Secrets;
  readonly publicUrl: string;
  readonly signal: AbortSignal;
}

/**
 * Looks for the contracts of what came in on public pages. Not in the request: an answer takes as long for a contract
 * that is there as for one that is not, and says the same.
 */
export async function matchDeclarations(context: MatchContext): Promise<void> {
  const { db } = context.database;
  for (;;) {
    const waiting = await db
      .selectFrom('declaration_state')
      .select(['vendor_id', 'id'])
      .where('state', '=', 'waiting')
      .orderBy('id')
      .limit(50)
      .execute();
    for (const row of waiting) {
      if (context.signal.aborted) return;
      await matchOne(context, row.vendor_id, row.id);
    }
    if (waiting.length < 50) return;
  }
}

async function matchOne(context: MatchContext, vendorId: string, id: string): Promise<void> {
  const { database, clock, secrets, publicUrl } = context;
  const { db } = database;
  const vendor = await findVendor(db, vendorId);
  const { declaration } = await requireDeclaration(db, vendorId, id);
  const portal = await findPortal(db, vendorId, declaration.portalId);
  const at = movedClock(clock, vendor?.clockOffsetMs ?? 0).now();
  const receivedOn = dayIn(portal?.timeZone ?? 'UTC', new Date(declaration.receivedAt));
  const { kind } = declaration;
  const open = { state: 'open' as const, due_on: dueOn(kind, receivedOn) };
  const contract = portal && (await contractMeant(db, vendorId, declaration, at));
  if (!portal || !contract) {
    await inTransaction(db, (tx) => changeState(tx, vendorId, id, open, at, ['waiting']));
    return;
  }
  const meant = { customer_id: contract.customerId, contract_id: contract.id };
  const inTime = contract.withdrawalUntil !== null && contract.withdrawalUntil >= receivedOn;
  const byItself =
    portal.ending.endsByItself &&
    !declaration.suspect &&
    (kind === 'cancel' || (kind === 'withdraw' && inTime));
  if (byItself) {
    const mailing = await mailingOf({ secrets, publicUrl, testSide: vendor?.side === 'test' });
    const t = (await endingWords())(declaration.language, portal.timeZone, portal.words);
    const actor = { kind: 'system', id: null } as const;
    const settling = { vendorId, actor, at, portal, mailing, t };
    try {
      await inTransaction(db, async (tx) => {
        await takeEffect(tx, settling, declaration, contract.id);
        if (kind === 'withdraw') await changeState(tx, vendorId, id, { due_on: open.due_on }, at);
      });
      return;
    } catch (error) {
      // It ends already, or another process was faster: then somebody looks, or nobody has to.
      if (!isProblem(error)) throw error;
    }
  }
  await inTransaction(db, (tx) => changeState(tx, vendorId, id, { ...open, ...meant }, at, ['waiting']));
}
