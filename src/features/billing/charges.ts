import type { Day } from '../../kit/common/day.ts';
import { majorOf } from '../documents/decimal.ts';
import { type Totals, totalsOf } from '../documents/rules.ts';
import type { NewDocumentLine } from '../documents/schema.ts';
import { prorated } from '../pricing/proration.ts';
import type { PricedTotals, TaxReason } from '../pricing/schema.ts';

/** What one whole billing period costs; with it, any part of the period can be charged or taken back to the cent. */
export interface ChargePrice {
  readonly currency: string;
  /** Whether the amounts include the tax. */
  readonly included: boolean;
  readonly reason: TaxReason;
  /** After the coupon. */
  readonly lines: readonly {
    readonly title: string;
    readonly taxPercent: number;
    readonly amount: number;
  }[];
}

/** Some days of a contract at one price, of which `units` of the `ofUnits` of a whole period were charged. */
export interface Charge {
  readonly from: Day;
  readonly until: Day;
  readonly ofUnits: number;
  readonly units: number;
  readonly price: ChargePrice;
}

/** A charge that is to become another number of units. */
export interface ChargeStep {
  readonly charge: Charge;
  readonly to: number;
}

/** Period, charges and credits of one document have one kind of price. */
export interface PartLine {
  readonly title: string;
  readonly taxPercent: number;
  /** Negative: taken back. */
  readonly amount: number;
  readonly days: { readonly from: Day; readonly until: Day };
}

export const priceFrom = (
  totals: PricedTotals,
  { currency, included, reason }: Omit<ChargePrice, 'lines'>,
): ChargePrice => ({
  ...{ currency, included, reason },
  lines: totals.lines
    .filter(({ kind }) => kind !== 'setup')
    .map(({ title, taxPercent, gross, net }) => ({ title, taxPercent, amount: included ? gross : net })),
});

/**
 * What a step comes to, line by line: the part of the price that is due afterwards less the part that was before, each
 * rounded once. So however often a charge is corrected, all its documents together are the rounded part that is due.
 */
export function stepLines({ charge: { price, units, ofUnits, from, until }, to }: ChargeStep): PartLine[] {
  return price.lines.flatMap(({ title, taxPercent, amount }): PartLine[] => {
    const due = prorated(amount, { days: to, of: ofUnits });
    const was = prorated(amount, { days: units, of: ofUnits });
    return due === was ? [] : [{ title, taxPercent, amount: due - was, days: { from, until } }];
  });
}

/** What lines of one kind of price come to. */
export const sumOf = (lines: readonly PartLine[], included: boolean): Totals => totalsOf(lines, included);

export const documentLine = (
  { taxPercent, amount }: PartLine,
  title: string,
  currency: string,
): NewDocumentLine => ({
  title: title.slice(0, 200),
  quantity: '1',
  unitPrice: majorOf(amount, currency),
  taxPercent,
});
