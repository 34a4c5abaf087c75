import type { Day } from '../../../kit/common/day.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import { rateOn } from '../../catalogue/tax-rates.ts';
import { meteredOf, meteredParts } from '../../contracts/metered.ts';
import type { ContractItem } from '../../contracts/schema.ts';
import { amountOf } from '../../documents/decimal.ts';
import { totalsOf } from '../../documents/rules.ts';
import type { NewDocumentLine } from '../../documents/schema.ts';
import type { Pricing } from '../priced.ts';
import type { UsageSource, UsedItem } from '../usage-source.ts';
import { chargesWithUse, type StoredCharge, writeCharge } from './charges-store.ts';
import { type Billed, type BillingContext, issueDocument, languageOf } from './issue.ts';
import { isBilledHere, readPricing } from './surroundings.ts';

/**
 * What was used in a period that is over, once its records are complete: one document for each such period, at the prices
 * of use that stand in the contract. Without a source that knows, it stays due.
 */
export async function billUse(
  tx: Db,
  context: BillingContext,
  billed: Billed,
  today: Day,
): Promise<Billed | undefined> {
  const { usageSources, vendorId } = context;
  const { contract } = billed;
  if (usageSources.length === 0 || !isBilledHere(billed)) return undefined;
  const items = contract.items.filter(({ kind }) => kind === 'usage');
  if (items.length === 0) return undefined;
  const owner = { vendorId, contractId: contract.id };
  for (const charge of await chargesWithUse(tx, owner, today)) {
    const used = await usedOf(tx, context, owner, items, charge);
    if (!used) continue;
    const pricing = await readPricing(tx, context, billed);
    const lines = used.flatMap(({ item, quantity }) =>
      useLines(context, billed, pricing, item, quantity, charge),
    );
    const included = contract.tax.included && pricing.rule.country !== null;
    const { currency } = pricing.cart;
    const priced = lines.map((line) => ({
      taxPercent: line.taxPercent ?? 0,
      amount: amountOf(line.quantity ?? '1', line.unitPrice, currency),
    }));
    await writeCharge(tx, owner, charge, { usage: 'billed' });
    for (const { source, asked, quantity } of used) await source.settled?.(tx, asked, quantity);
    await issueDocument(tx, context, billed, {
      ...{ lines, currency, included, reason: pricing.rule.reason, title: null, invoiceId: null },
      gross: totalsOf(priced, included).gross,
      period: { from: charge.from, until: charge.until },
    });
    return billed;
  }
  return undefined;
}

interface Used {
  readonly item: ContractItem;
  readonly quantity: string;
  readonly source: UsageSource<Db>;
  readonly asked: UsedItem;
}

/** `undefined` while one of them is not known. */
async function usedOf(
  tx: Db,
  { usageSources, at }: BillingContext,
  owner: { readonly vendorId: string; readonly contractId: string },
  items: readonly ContractItem[],
  { from, until }: StoredCharge,
): Promise<Used[] | undefined> {
  const used: Used[] = [];
  for (const item of items) {
    const asked = { ...owner, componentId: item.componentId ?? null, title: item.title, from, until, at };
    const known = await firstToKnow(tx, usageSources, asked);
    if (!known) return undefined;
    used.push({ item, asked, ...known });
  }
  return used;
}

async function firstToKnow(
  tx: Db,
  sources: readonly UsageSource<Db>[],
  asked: UsedItem,
): Promise<Pick<Used, 'quantity' | 'source'> | undefined> {
  for (const source of sources) {
    const quantity = await source.usedOf(tx, asked);
    if (quantity !== undefined) return { quantity, source };
  }
  return undefined;
}

function useLines(
  { words }: BillingContext,
  billed: Billed,
  pricing: Pricing,
  item: ContractItem,
  quantity: string,
  { from, until }: StoredCharge,
): NewDocumentLine[] {
  const say = words(languageOf(billed), billed.portal.timeZone, billed.portal.words);
  const title = say('invoice.use', { title: item.title, from, until }).slice(0, 200);
  const taxPercent = taxPercentOf(billed, pricing, item, from);
  return meteredParts(meteredOf(item), quantity).map((part) => ({
    ...{ title, ...part, taxPercent },
    ...(item.unit && { unit: item.unit }),
  }));
}

/** Of a contract from the catalogue that of the buyer's country on the first day; else the one that stands in it. */
function taxPercentOf({ contract }: Billed, { cart, rule }: Pricing, item: ContractItem, day: Day): number {
  if (!contract.agreed) return item.taxPercent ?? contract.tax.percent;
  if (rule.country === null) return 0;
  const line = cart.usage.find(({ key }) => key === item.componentId);
  return rateOn(line?.taxClass ?? null, rule.country, day) ?? item.taxPercent ?? contract.tax.percent;
}
