import { dayIn } from '../../../kit/common/day.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import { announce } from '../../activity/server/announce.ts';
import { endingOf, mayEndOn } from '../../contracts/calendar.ts';
import type { VendorContract } from '../../contracts/schema.ts';
import { findCustomer } from '../../customers/server/store.ts';
import type { Mailing } from '../../mails/server/access-mail.ts';
import type { Portal } from '../../portals/schema.ts';
import { cancellationProblem } from '../problems.ts';
import type { Declaration, SettleDeclaration } from '../schema.ts';
import { type Ender, endContract, goesOn, lockedContract, withdrawContract } from './act.ts';
import { mailOutcome } from './mails.ts';
import { changeState, requireDeclaration } from './store.ts';
import type { EndingWords } from './words.ts';

export interface Settling extends Omit<Ender, 'timeZone'> {
  readonly portal: Portal;
  readonly mailing: Mailing;
  readonly t: EndingWords;
}

/**
 * The last day that a declaration gives a contract. Notice counts from the day on which it arrived, however late somebody
 * looks at it; a day that was wished for and can't be is the next one that can.
 */
export function endOf(
  { wantedOn, receivedAt }: Pick<Declaration, 'wantedOn' | 'receivedAt'>,
  contract: VendorContract,
  timeZone: string,
): string | undefined {
  const given = dayIn(timeZone, new Date(receivedAt));
  const earliest = goesOn(contract) ? endingOf(contract, given, timeZone)?.endsOn : undefined;
  if (!earliest || !wantedOn || wantedOn <= earliest) return earliest;
  if (mayEndOn(contract, given, wantedOn)) return wantedOn;
  // Notice for a later day counts as if it were given when that one's would be due: the next end from there on.
  const later = endingOf(contract, wantedOn, timeZone)?.endsOn;
  return later && mayEndOn(contract, given, later) ? later : earliest;
}

/**
 * Lets a declaration take effect on a contract, in the transaction of whoever decided so.
 * @throws `cancellation.not-possible`, `cancellation.day-not-allowed`
 */
export async function takeEffect(
  tx: Db,
  settling: Settling,
  declaration: Declaration,
  contractId: string,
  wanted?: string,
): Promise<void> {
  const { vendorId, at, actor, portal, mailing } = settling;
  const ender: Ender = { vendorId, actor, at, timeZone: portal.timeZone };
  const contract = await lockedContract(tx, ender, contractId);
  const { customerId } = contract;
  const handled = { handled_at: at.toISOString(), handled_by: actor.id, customer_id: customerId };
  const { id, kind, receivedAt } = declaration;
  let endsOn = wanted ?? (kind === 'cancel' ? endOf(declaration, contract, portal.timeZone) : undefined);
  let state: 'open' | 'done' | 'effective' = 'effective';
  if (kind === 'withdraw') {
    endsOn = contract.startsOn;
    // Where money has to go back yet, it stays where somebody looks.
    state = (await withdrawContract(tx, ender, contract)) ? 'done' : 'open';
  } else {
    if (!endsOn) {
      throw cancellationProblem(
        kind === 'cancel' ? 'cancellation.not-possible' : 'cancellation.day-not-allowed',
        kind === 'cancel' ? {} : { detail: 'Name the last day of the contract.' },
      );
    }
    if (endsOn < contract.startsOn) throw cancellationProblem('cancellation.day-not-allowed');
    await endContract(tx, ender, contract, endsOn, receivedAt);
  }
  const change = {
    state,
    ...(state === 'done' && { due_on: null }),
    ...{ contract_id: contract.id, ends_on: endsOn, before_ends_on: contract.endsOn, ...handled },
  };
  const done = await changeState(tx, vendorId, id, change, at, ['waiting', 'open']);
  if (!done) throw cancellationProblem('declaration.settled');
  const customer = await findCustomer(tx, vendorId, customerId);
  const to = customer?.billing.email;
  if (!to || portal.mail.noAccessMail) return;
  await mailOutcome(
    tx,
    { ...{ mailing, vendorId, portal, t: settling.t, to, at } },
    kind === 'withdraw' ? 'withdrawn' : 'ended',
    { title: contract.title, endsOn, customerId, contractId: contract.id },
  );
}

/**
 * What an operator makes of a declaration: matched to a contract, which ends by it; done; or only noted.
 * @throws `declaration.not-found`, `declaration.settled`, `contract.not-found`, `cancellation.…`
 */
export async function settle(
  tx: Db,
  settling: Settling,
  id: string,
  { contractId, endsOn, done, note }: SettleDeclaration,
): Promise<void> {
  const { vendorId, at, actor } = settling;
  const { declaration } = await requireDeclaration(tx, vendorId, id);
  if (contractId !== undefined) {
    if (declaration.kind === 'withdraw' && declaration.endsOn !== null)
      throw cancellationProblem('declaration.settled');
    await takeEffect(tx, settling, declaration, contractId, endsOn);
  }
  if (done === true) {
    const handled = { state: 'done' as const, handled_at: at.toISOString(), handled_by: actor.id };
    const from = [
      'waiting',
      'open',
      ...(contractId === undefined ? [] : (['effective', 'done'] as const)),
    ] as const;
    // What took effect is settled by that.
    if (contractId === undefined || declaration.kind === 'withdraw') {
      if (!(await changeState(tx, vendorId, id, handled, at, from)))
        throw cancellationProblem('declaration.settled');
    }
  }
  if (note !== undefined) await changeState(tx, vendorId, id, { note: note || null }, at);
  const after = (await requireDeclaration(tx, vendorId, id)).declaration;
  await announce(tx, {
    ...{ vendorId, customerId: after.customerId, actor, at, subjectId: id, action: 'declaration.updated' },
    data: { declarationId: id, customerId: after.customerId, contractId: after.contractId },
  });
}
