import { addDays, type Day, dayIn } from '../../../kit/common/day.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import type { VendorContract } from '../../contracts/schema.ts';
import { toDocumentLines } from '../../pricing/document-lines.ts';
import { type ChargeStep, stepLines, sumOf } from '../charges.ts';
import { type BillingPeriod, daysOf, later, periodAt, periodWith, unitsOf, wholeDay } from '../periods.ts';
import { chargePriceOf, mannerOf, type Pricing, totalsOfPeriod } from '../priced.ts';
import { applyPending } from './apply.ts';
import { chargesSince, insertCharge, type StoredCharge, writeCharge } from './charges-store.ts';
import { type Billed, type BillingContext, issueDocument, languageOf, partLines } from './issue.ts';
import { isBilledHere, lockBilled, readPricing, writeBilled } from './surroundings.ts';
import { billUse } from './use.ts';

/** Steps of one transaction at most: a contract that is years behind is caught up with in several. */
const mostSteps = 12;

/**
 * Does what is due with one contract: applies a change whose day has come, makes good what was charged for days behind an
 * end or within a pause, and charges each period that has begun, one after the other. What was missed while nothing ran
 * is caught up with in order; each step leaves its row, so nothing happens twice.
 * @returns the contract, locked, as it stands then, and whether there may be more
 */
export async function billContract(
  tx: Db,
  context: BillingContext,
  contractId: string,
): Promise<{ readonly billed: Billed; readonly more: boolean }> {
  let billed = await lockBilled(tx, context, contractId);
  const today = dayIn(billed.portal.timeZone, context.at);
  for (let step = 0; step < mostSteps; step += 1) {
    const after: Billed | undefined =
      (await settle(tx, context, billed, today)) ??
      (await applyPending(tx, context, billed, today)) ??
      (await chargeNext(tx, context, billed, today)) ??
      (await billUse(tx, context, billed, today));
    if (!after) return { billed, more: false };
    billed = after;
  }
  return { billed, more: true };
}

/** All that is due with a contract, in the transaction of an act that needs it to be done: the contract, locked, after it. */
export async function caughtUp(tx: Db, context: BillingContext, contractId: string): Promise<Billed> {
  for (;;) {
    const { billed, more } = await billContract(tx, context, contractId);
    if (!more) return billed;
  }
}

/** First day of the first period. */
export const anchorOf = ({ billingFrom, nextChargeOn, billedUntil, startsOn }: VendorContract): Day =>
  billingFrom ?? nextChargeOn ?? (billedUntil ? addDays(billedUntil, 1) : startsOn);

/** The period that was charged last. */
function lastPeriodOf(contract: VendorContract, billedUntil: Day): BillingPeriod {
  const anchor = anchorOf(contract);
  return billedUntil < anchor
    ? periodAt(anchor, contract.billingPeriod, -1)
    : periodWith(anchor, contract.billingPeriod, billedUntil);
}

/**
 * Charges from `from` on. Where the last period was charged before we kept account of it, by the order or elsewhere, it
 * is taken down now, as charged in full.
 */
export async function chargesOf(
  tx: Db,
  context: BillingContext,
  { contract, pricing }: { readonly contract: VendorContract; readonly pricing: Pricing },
  from: Day,
): Promise<StoredCharge[]> {
  const owner = { vendorId: context.vendorId, contractId: contract.id };
  const charges = await chargesSince(tx, owner, from);
  const { billedUntil } = contract;
  if (
    billedUntil === null ||
    billedUntil < from ||
    charges.some((one) => one.from <= billedUntil && one.until >= billedUntil)
  ) {
    return charges;
  }
  const period = lastPeriodOf(contract, billedUntil);
  const units = daysOf(period.from, period.until) * wholeDay;
  const charge: StoredCharge = {
    ...{ from: period.from, until: period.until, ofUnits: units, units, source: 'period' },
    ...{ price: chargePriceOf(pricing, { ...period, index: Math.max(0, period.index) }) },
    ...{ usage: usageOf(contract), documentId: await firstInvoiceOf(tx, context, contract.id, period.from) },
  };
  return (await insertCharge(tx, owner, charge, context.at)) ? [...charges, charge] : charges;
}

const usageOf = ({ items }: VendorContract) =>
  items.some(({ kind }) => kind === 'usage') ? ('due' as const) : ('none' as const);

async function firstInvoiceOf(
  db: Db,
  { vendorId }: BillingContext,
  contractId: string,
  from: Day,
): Promise<string | null> {
  const row = await db
    .selectFrom('document')
    .select('id')
    .where('vendor_id', '=', vendorId)
    .where('contract_id', '=', contractId)
    .where('kind', '=', 'invoice')
    .where('period_from', '=', from)
    .orderBy('id')
    .executeTakeFirst();
  return row?.id ?? null;
}

/** Days that were charged and are behind the end, or within a pause nobody knew of. */
async function settle(
  tx: Db,
  context: BillingContext,
  billed: Billed,
  today: Day,
): Promise<Billed | undefined> {
  const { contract } = billed;
  const { endsOn, billedUntil, pauses } = contract;
  const open = pauses.filter(({ settled, from }) => !settled && from <= today);
  const over = endsOn !== null && endsOn < today && billedUntil !== null && billedUntil > endsOn;
  if (open.length === 0 && !over) return undefined;
  const change = {
    ...(over && { billedUntil: endsOn }),
    pauses: pauses.map((pause) => (open.includes(pause) ? { ...pause, settled: true } : pause)),
  };
  const from = [...open.map((pause) => pause.from), ...(over ? [addDays(endsOn, 1)] : [])].sort()[0] as Day;
  await correctFrom(tx, context, billed, from);
  return writeBilled(tx, context, billed, change);
}

/** Makes good what was charged from a day on, by the contract's end and its pauses as they are known now. */
export async function correctFrom(tx: Db, context: BillingContext, billed: Billed, from: Day): Promise<void> {
  const { contract, portal } = billed;
  const { endsOn, billedUntil, pauses } = contract;
  if (!isBilledHere(billed) || billedUntil === null) return;
  const today = dayIn(portal.timeZone, context.at);
  const pricing = await readPricing(tx, context, billed);
  const charges = await chargesOf(tx, context, { contract, pricing }, from);
  // An end that lies ahead may still be taken back; what is behind it is settled once it is over.
  const bounds = { endsOn: endsOn !== null && endsOn < today ? endsOn : null, pauses };
  const steps = charges.map((charge) => ({ charge, to: unitsOf(charge, bounds) }));
  await correct(tx, context, billed, steps);
}

/** Brings charges to other units, with one document for all of them. */
async function correct(
  tx: Db,
  context: BillingContext,
  billed: Billed,
  steps: readonly (ChargeStep & { readonly charge: StoredCharge })[],
): Promise<void> {
  const owner = { vendorId: context.vendorId, contractId: billed.contract.id };
  const changed = steps.filter(({ charge, to }) => charge.units !== to);
  for (const included of [true, false]) {
    const group = changed.filter(({ charge }) => charge.price.included === included);
    const [first] = group;
    if (!first) continue;
    const { currency, reason } = first.charge.price;
    const parts = group.flatMap(stepLines);
    await issueDocument(tx, context, billed, {
      ...{ currency, included, reason, title: null, gross: sumOf(parts, included).gross },
      lines: partLines(context, billed, parts, currency),
      period: {
        from: first.charge.from,
        until: group.reduce((last, { charge }) => later(charge.until, last), first.charge.until),
      },
      invoiceId: group.length === 1 ? first.charge.documentId : null,
    });
  }
  for (const { charge, to } of changed) await writeCharge(tx, owner, charge, { units: to });
}

/** The period that begins next, if it has begun. */
async function chargeNext(
  tx: Db,
  context: BillingContext,
  billed: Billed,
  today: Day,
): Promise<Billed | undefined> {
  const { contract, portal } = billed;
  const { nextChargeOn, endsOn } = contract;
  if (!isBilledHere(billed) || nextChargeOn === null || nextChargeOn > today) return undefined;
  if (endsOn !== null && nextChargeOn > endsOn) return undefined;
  const anchor = anchorOf(contract);
  const { billFrom } = portal.contracts;
  const period = periodWith(anchor, contract.billingPeriod, nextChargeOn);
  if (contract.billing === null && billFrom !== null && nextChargeOn < billFrom) {
    return skipTo(tx, context, billed, anchor, billFrom);
  }
  const pricing = await readPricing(tx, context, billed);
  const bounds = { endsOn, pauses: contract.pauses };
  const charge: StoredCharge = {
    ...{ from: period.from, until: period.until, source: 'period', usage: usageOf(contract) },
    ...{ ofUnits: daysOf(period.from, period.until) * wholeDay, units: unitsOf(period, bounds) },
    ...{ price: chargePriceOf(pricing, period), documentId: null },
  };
  const owner = { vendorId: context.vendorId, contractId: contract.id };
  if (await insertCharge(tx, owner, charge, context.at)) {
    const documentId = await chargeWhole(tx, context, billed, { charge, pricing, period });
    if (documentId) await writeCharge(tx, owner, charge, { documentId });
  }
  const after = {
    ...{ billingFrom: anchor, billedUntil: period.until, nextChargeOn: addDays(period.until, 1) },
  };
  return writeBilled(tx, context, billed, after);
}

interface Whole {
  readonly charge: StoredCharge;
  readonly pricing: Pricing;
  readonly period: BillingPeriod;
}

async function chargeWhole(
  tx: Db,
  context: BillingContext,
  billed: Billed,
  { charge, pricing, period }: Whole,
): Promise<string | null> {
  const { included, currency, reason } = mannerOf(pricing);
  const totals = totalsOfPeriod(pricing, period);
  const days = { from: charge.from, until: charge.until };
  const issue = { currency, included, reason, title: null, period: days, invoiceId: null };
  if (charge.units !== charge.ofUnits) {
    // A setup fee is charged once and whole, however much of the period is left.
    const setup = totals.lines.filter(({ kind }) => kind === 'setup');
    const parts = [
      ...setup.map(({ title, taxPercent, gross, net }) => ({
        ...{ title, taxPercent, amount: included ? gross : net, days },
      })),
      ...stepLines({ charge: { ...charge, units: 0 }, to: charge.units }),
    ];
    const lines = partLines(context, billed, parts, currency);
    return issueDocument(tx, context, billed, { ...issue, lines, gross: sumOf(parts, included).gross });
  }
  const say = context.words(languageOf(billed), billed.portal.timeZone, billed.portal.words);
  const shown = { currency, pricesIncludeTax: included, shownFirst: shownFirstOf(pricing) };
  const code = pricing.cart.coupon?.code ?? '';
  const lines = toDocumentLines(totals, shown, { discount: say('order.invoice.discount', { code }) });
  return issueDocument(tx, context, billed, { ...issue, lines, gross: totals.gross });
}

const shownFirstOf = ({ buyer }: Pricing) => (buyer.company ? ('net' as const) : ('gross' as const));

/** What was billed elsewhere is passed over: the first period of ours begins on `billFrom` or after it. */
async function skipTo(
  tx: Db,
  context: BillingContext,
  billed: Billed,
  anchor: Day,
  billFrom: Day,
): Promise<Billed> {
  const { billingPeriod } = billed.contract;
  const there = periodWith(anchor, billingPeriod, billFrom);
  const first = there.from < billFrom ? periodAt(anchor, billingPeriod, there.index + 1) : there;
  return writeBilled(tx, context, billed, { billingFrom: anchor, nextChargeOn: first.from });
}
