import type { Money } from '../../kit/common/money.ts';
import type { Proposal } from './schema.ts';

/** Something that waits for money. */
export interface Awaited {
  readonly kind: Proposal['kind'];
  readonly id: string;
  readonly customerId: string;
  readonly customerName: string;
  readonly reference: string;
  readonly due: Money;
  /** Of that, fees of reminders: whoever pays the invoice alone has paid what it asks for. */
  readonly fees?: number;
}

export interface Received {
  readonly amount: Money;
  readonly name: string;
  readonly text: string;
}

/** Letters and digits alone: banks break lines where they like, and people leave out dashes. */
export const compact = (text: string): string => text.toUpperCase().replace(/[^\p{L}\p{N}]/gu, '');

/** Whether the reference stands in the text, and not as the beginning or end of a longer number. */
export function names(text: string, reference: string): boolean {
  const wanted = compact(reference);
  // Three digits alone stand in every second text.
  if (wanted.length < 4) return false;
  for (let at = text.indexOf(wanted); at !== -1; at = text.indexOf(wanted, at + 1)) {
    const isDigit = (symbol: string | undefined) => symbol !== undefined && /\d/.test(symbol);
    const before = isDigit(wanted[0]) && isDigit(text[at - 1]);
    const after = isDigit(wanted.at(-1)) && isDigit(text[at + wanted.length]);
    if (!before && !after) return true;
  }
  return false;
}

/** Whether the reference stands there as it is written, whatever figure comes next: `RE-2026-00042 2nd part`. */
function isWritten(raw: string, reference: string): boolean {
  const wanted = compact(reference);
  if (wanted.length < 4 || !compact(raw).includes(wanted)) return false;
  return new RegExp(`(?<!\\d)${[...wanted].join('[^\\p{L}\\p{N}]*')}(?!\\d)`, 'u').test(raw.toUpperCase());
}

const words = (text: string): string[] =>
  text
    .toUpperCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word.length > 2);

/** Whether two names share a word that tells: `Anna Blum` and `BLUM, ANNA`. */
function isLike(one: string, other: string): boolean {
  const known = new Set(words(other));
  const mine = words(one);
  return mine.length > 0 && mine.filter((word) => known.has(word)).length * 2 >= mine.length;
}

const order = { sure: 0, reference: 1, amount: 2 } as const;

/**
 * What a line of a statement may pay, the surest first: its reference and amount, its reference, else the one thing of
 * just this amount, by whoever has this name or where nothing else has the amount. Never more than five.
 */
export function propose(line: Received, awaited: readonly Awaited[]): Proposal[] {
  if (line.amount.amount <= 0) return [];
  const text = compact(line.text);
  const sameMoney = awaited.filter(({ due }) => due.currency === line.amount.currency);
  const isWhole = ({ due, fees = 0 }: Awaited) =>
    due.amount === line.amount.amount || (due.amount > fees && due.amount - fees === line.amount.amount);
  const equal = sameMoney.filter(isWhole);
  const certain = sameMoney.filter(({ reference }) => names(text, reference));
  // Where a bank breaks a longer number it looks the same: this is never sure.
  const likely = sameMoney.filter((one) => !certain.includes(one) && isWritten(line.text, one.reference));
  const named = [...certain, ...likely];
  const proposed = ({ fees: _, ...one }: Awaited, confidence: Proposal['confidence']): Proposal => ({
    ...one,
    confidence,
  });
  const proposals = named.map((one) =>
    proposed(one, isWhole(one) && certain.includes(one) ? 'sure' : 'reference'),
  );
  const byName = equal.filter((one) => isLike(one.customerName, line.name));
  const others = byName.length > 0 ? byName : equal.length === 1 ? equal : [];
  for (const one of others) {
    if (!named.some(({ id }) => id === one.id)) proposals.push(proposed(one, 'amount'));
  }
  // Two that are both sure are not: somebody has to choose.
  const sure = proposals.filter(({ confidence }) => confidence === 'sure');
  return (
    sure.length > 1 ? proposals.map((one) => ({ ...one, confidence: 'reference' as const })) : proposals
  )
    .sort((one, other) => order[one.confidence] - order[other.confidence])
    .slice(0, 5);
}
