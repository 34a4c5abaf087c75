import { type Decimal, decimalFrom, divideRounded, exact, tenDigits } from '../../decimal.ts';
import type { DocumentLine, TaxTotal } from '../../schema.ts';

/** A line as EN 16931 has it: without tax, and with a price that is not negative. */
export interface NetLine {
  readonly line: DocumentLine;
  readonly quantity: Decimal;
  readonly price: Decimal;
  readonly net: number;
}

/**
 * Lines without tax. Where prices hold the tax, each rate's net amount, which is rounded once on the sum, is given out
 * to its lines so that they come to just that: those that lost most by rounding get a cent more.
 */
export function netLines(
  lines: readonly DocumentLine[],
  taxes: readonly TaxTotal[],
  pricesIncludeTax: boolean,
): NetLine[] {
  const nets = pricesIncludeTax ? givenOut(lines, taxes) : lines.map(({ amount }) => amount);
  return lines.map((line, at) => {
    const price = pricesIncludeTax ? withoutTax(line.unitPrice, line.taxPercent) : line.unitPrice;
    const negative = price.startsWith('-');
    return {
      line,
      quantity: negative ? negated(line.quantity) : line.quantity,
      price: negative ? price.slice(1) : price,
      net: nets[at] as number,
    };
  });
}

const negated = (decimal: Decimal): Decimal =>
  decimal.startsWith('-') ? decimal.slice(1) : decimal === '0' ? decimal : `-${decimal}`;

const parts = (percent: number): bigint => 10_000n + BigInt(Math.round(percent * 100));

const withoutTax = (price: Decimal, percent: number): Decimal =>
  decimalFrom(divideRounded(tenDigits(price) * 10_000n, parts(percent)), 10);

function givenOut(lines: readonly DocumentLine[], taxes: readonly TaxTotal[]): number[] {
  const nets = lines.map(({ amount, taxPercent }) =>
    exact(divideRounded(BigInt(amount) * 10_000n, parts(taxPercent))),
  );
  for (const { percent, net } of taxes) {
    const places = lines.flatMap(({ taxPercent }, at) => (taxPercent === percent ? [at] : []));
    let left = net - places.reduce((sum, at) => sum + (nets[at] as number), 0);
    /** How much more than its rounded share a line would have. */
    const lost = (at: number) => {
      const { amount, taxPercent } = lines[at] as DocumentLine;
      return Number(BigInt(amount) * 10_000n - BigInt(nets[at] as number) * parts(taxPercent));
    };
    const order = places.toSorted((a, b) => (left > 0 ? lost(b) - lost(a) : lost(a) - lost(b)));
    for (let turn = 0; left !== 0 && order.length > 0; turn++) {
      const at = order[turn % order.length] as number;
      nets[at] = (nets[at] as number) + Math.sign(left);
      left -= Math.sign(left);
    }
  }
  return nets;
}
