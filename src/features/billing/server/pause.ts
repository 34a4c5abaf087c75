import { addDays, type Day, dayIn, daysBetween } from '../../../kit/common/day.ts';
import { newId } from '../../../kit/common/id.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import { requestProblem } from '../../../kit/server/http/problems.ts';
import { wakeJob } from '../../../kit/server/jobs.ts';
import { announce } from '../../activity/server/announce.ts';
import type { ContractPause } from '../../contracts/agreed.ts';
import { pauseOn } from '../../contracts/rules.ts';
import { writeContract } from '../../contracts/server/store.ts';
import { billingProblem } from '../problems.ts';
import type { NewPause, PauseOptions } from '../schema.ts';
import { followJob } from './apply.ts';
import { caughtUp, correctFrom } from './bill.ts';
import type { Billed } from './issue.ts';
import type { Changing } from './plan.ts';
import { writeBilled } from './surroundings.ts';

/** @throws `contract-pause.not-possible` */
function requirePausable({ contract }: Billed, today: Day): void {
  const refuse = (detail: string) => {
    throw billingProblem('contract-pause.not-possible', { detail });
  };
  if (contract.status !== 'active') refuse(`It is ${contract.status}.`);
  if (contract.endsOn !== null) refuse('It has an end already.');
  if (pauseOn(contract.pauses, today)) refuse('There is a pause already.');
}

/** What a pause would be. @throws `contract-pause.not-possible` */
export function pauseOptions(billed: Billed, at: Date): PauseOptions {
  const { timeZone, contracts } = billed.portal;
  const earliest = dayIn(timeZone, at);
  requirePausable(billed, earliest);
  return { billedPercent: contracts.pauseBilledPercent, maxDays: contracts.pauseMaxDays, earliest };
}

/**
 * Lets a contract rest for some days. What was charged for them goes back once they begin; the term is not made longer by
 * it, so notice and renewal stay where they are.
 * @throws `contract-pause.not-possible`, `contract.not-found`, `request.invalid`
 */
export async function pauseContract(
  tx: Db,
  context: Changing,
  contractId: string,
  { from, until }: NewPause,
): Promise<void> {
  const billed = await caughtUp(tx, context, contractId);
  const { earliest, maxDays, billedPercent } = pauseOptions(billed, context.at);
  const refuse = (path: string, code: string, message: string) => {
    throw requestProblem('request.invalid', { fields: [{ path, code, message }] });
  };
  if (from < earliest) refuse('from', 'past', 'A pause begins today or later.');
  if (from > addDays(earliest, 730)) refuse('from', 'too_late', 'A pause begins within two years.');
  if (until !== null && until < from)
    refuse('until', 'before_start', 'A pause does not end before it begins.');
  if (maxDays !== null && !context.byVendor && (until === null || daysBetween(from, until) >= maxDays)) {
    refuse('until', 'too_long', `A pause lasts ${maxDays} days at most.`);
  }
  const { vendorId, at, actor } = context;
  const { contract } = billed;
  const pause: ContractPause = { id: newId('pau', at.getTime()), from, until, billedPercent, settled: false };
  await writeContract(tx, vendorId, contract, { pauses: [...contract.pauses, pause] }, at);
  await announce(tx, {
    ...{ vendorId, customerId: contract.customerId, actor, at, subjectId: contractId },
    ...{ action: 'contract.paused', fields: ['pauses'] },
    data: { customerId: contract.customerId, contractId, pauseId: pause.id },
  });
  wakeJob(tx, followJob);
  if (from <= earliest) await caughtUp(tx, context, contractId);
}

/**
 * Ends the pause that is on: today is no day of it any more. One that did not begin yet is called off.
 * @throws `contract-pause.not-found`, `contract.not-found`
 */
export async function resumeContract(tx: Db, context: Changing, contractId: string): Promise<void> {
  const billed = await caughtUp(tx, context, contractId);
  const { contract, portal } = billed;
  const { vendorId, at, actor } = context;
  const today = dayIn(portal.timeZone, at);
  const pause = pauseOn(contract.pauses, today);
  if (!pause) throw billingProblem('contract-pause.not-found');
  const pauses = contract.pauses.flatMap((one) => {
    if (one.id !== pause.id) return [one];
    return pause.from < today ? [{ ...one, until: addDays(today, -1), settled: true }] : [];
  });
  const resumed = await writeBilled(tx, context, billed, { pauses });
  await announce(tx, {
    ...{ vendorId, customerId: contract.customerId, actor, at, subjectId: contractId },
    ...{ action: 'contract.resumed', fields: ['pauses'] },
    data: { customerId: contract.customerId, contractId, pauseId: pause.id },
  });
  wakeJob(tx, followJob);
  await correctFrom(tx, context, resumed, pause.from);
}
