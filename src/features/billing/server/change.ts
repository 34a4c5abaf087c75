import { addDays, dayIn } from '../../../kit/common/day.ts';
import { newId } from '../../../kit/common/id.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import { wakeJob } from '../../../kit/server/jobs.ts';
import { announce } from '../../activity/server/announce.ts';
import { noteSold } from '../../catalogue/server/order-store.ts';
import { priceOf } from '../../contracts/rules.ts';
import { writeContract } from '../../contracts/server/store.ts';
import { majorOf } from '../../documents/decimal.ts';
import { sumOf } from '../charges.ts';
import { billingProblem } from '../problems.ts';
import type { ContractChangeRecord, NewChange } from '../schema.ts';
import { followJob } from './apply.ts';
import { caughtUp, chargesOf } from './bill.ts';
import { endChange, insertChange, type StoredChange, toRecord } from './changes-store.ts';
import { insertCharge, writeCharge } from './charges-store.ts';
import { type Billed, issueDocument, languageOf, partLines } from './issue.ts';
import { type ChangePlan, type Changing, planChange } from './plan.ts';
import { lockBilled, readPricing } from './surroundings.ts';

/**
 * Changes a contract, now or on the day it says, in one transaction: the contract, what was charged, its documents, the
 * log and the event. What it costs is worked out again, and refused where it is not what was agreed to.
 * @throws `contract-change.…`, `contract.not-found`, `request.invalid`
 */
export async function placeChange(
  tx: Db,
  context: Changing,
  contractId: string,
  wish: NewChange,
): Promise<ContractChangeRecord> {
  // What is due is charged first, so that the change finds the period that runs.
  const billed = await caughtUp(tx, context, contractId);
  const { priceHash, payment, ...wanted } = wish;
  const plan = await planChange(tx, context, billed, wanted);
  if (plan.quote.priceHash !== priceHash) {
    const { gross, currency } = plan.quote.dueNow;
    const detail = `It is ${majorOf(gross, currency)} ${currency} now.`;
    throw billingProblem('contract-change.price-changed', { detail });
  }
  const { vendorId, at, actor } = context;
  const { contract } = billed;
  const { customerId } = contract;
  const id = newId('chg', at.getTime());
  const now = at.toISOString();
  const agreed = plan.after.agreed;
  if (agreed) {
    const componentIds = agreed.components.map((component) => component.id);
    await noteSold(tx, vendorId, { variantId: agreed.variantId, componentIds }, at);
  }
  const change: StoredChange = {
    ...{ id, contractId, customerId, actor, direction: plan.direction, effectiveOn: plan.on },
    ...{ before: plan.before, after: plan.after, createdAt: now },
    ...{ state: plan.now ? 'applied' : 'pending', appliedAt: plan.now ? now : null, documentIds: [] },
  };
  await insertChange(tx, vendorId, change);
  const data = { customerId, contractId, changeId: id };
  const common = { vendorId, customerId, actor, at, subjectId: contractId, data };
  if (!plan.now) {
    const { title, items, billingPeriod } = plan.after;
    const pendingChange = { id, on: plan.on, title, price: priceOf(items), billingPeriod };
    await writeContract(tx, vendorId, contract, { pendingChange }, at);
    await announce(tx, { ...common, action: 'contract.change-scheduled' });
    return toRecord(change);
  }
  const documentIds = await chargeNow(tx, context, billed, { plan, payment, changeId: id });
  await endChange(tx, vendorId, id, { state: 'applied', documentIds, at });
  wakeJob(tx, followJob);
  await announce(tx, { ...common, action: 'contract.changed', fields: ['title', 'items', 'billingPeriod'] });
  return toRecord({ ...change, documentIds });
}

interface Charging extends Pick<NewChange, 'payment'> {
  readonly plan: ChangePlan;
  readonly changeId: string;
}

async function chargeNow(
  tx: Db,
  context: Changing,
  billed: Billed,
  { plan, payment, changeId }: Charging,
): Promise<string[]> {
  const { vendorId, at } = context;
  const { contract } = billed;
  const owner = { vendorId, contractId: contract.id };
  const today = dayIn(billed.portal.timeZone, at);
  const { made, cut, groups } = plan.now ?? { made: null, cut: [], groups: [] };
  // Days that were charged before we kept account are taken down first.
  const kept = await chargesOf(
    tx,
    context,
    { contract, pricing: await readPricing(tx, context, billed) },
    today,
  );
  const say = context.words(languageOf(billed), billed.portal.timeZone, billed.portal.words);
  const documentIds: string[] = [];
  for (const { included, lines } of groups) {
    const price = made?.price.included === included ? made.price : cut[0]?.charge.price;
    if (!price) continue;
    const { currency, reason } = price;
    const document = await issueDocument(tx, context, billed, {
      ...{ currency, included, reason, title: say('invoice.change') },
      ...{ lines: partLines(context, billed, lines, currency), gross: sumOf(lines, included).gross },
      period: { from: today, until: made?.until ?? today },
      payment,
      invoiceId: kept[0]?.documentId ?? null,
    });
    if (document) documentIds.push(document);
  }
  for (const { charge, to } of cut) {
    const until = charge.until < today ? charge.until : addDays(today, -1);
    await writeCharge(tx, owner, charge, { units: to, until });
  }
  if (made) {
    const documentId = documentIds.find((id) => id.startsWith('inv_')) ?? kept[0]?.documentId ?? null;
    await insertCharge(tx, owner, { ...made, source: changeId, documentId }, at);
  }
  await writeContract(
    tx,
    vendorId,
    contract,
    {
      ...plan.become,
      ...(made && { billedUntil: made.until, nextChargeOn: addDays(made.until, 1) }),
    },
    at,
  );
  return documentIds;
}

/** @throws `contract-change.not-found`, `contract.not-found` */
export async function cancelChange(tx: Db, context: Changing, contractId: string): Promise<void> {
  const { vendorId, at, actor } = context;
  const { contract } = await lockBilled(tx, context, contractId);
  const { pendingChange, customerId } = contract;
  if (!pendingChange) throw billingProblem('contract-change.not-found');
  await endChange(tx, vendorId, pendingChange.id, { state: 'cancelled', at });
  await writeContract(tx, vendorId, contract, { pendingChange: null }, at);
  await announce(tx, {
    ...{ vendorId, customerId, actor, at, subjectId: contractId, action: 'contract.change-cancelled' },
    data: { customerId, contractId, changeId: pendingChange.id },
  });
}
