import { decimalOf, type Money } from './money.ts';

export interface CreditTransfer {
  /** Who gets the money, 70 symbols at most. */
  readonly holder: string;
  readonly iban: string;
  readonly bic?: string | undefined;
  readonly amount: Money;
  /** What the transfer is recognised by, 140 symbols at most. */
  readonly reference: string;
}

/** Fewer digits than this code needs and it is another one; it holds euros from 0.01 to 999,999,999.99. */
const mostCents = 99_999_999_999;

/**
 * The text of the code that banking apps scan to fill in a transfer: “Quick Response Code: Guidelines to Enable Data
 * Capture for the Initiation of a SEPA Credit Transfer” (European Payments Council, EPC069-12), version 002, UTF-8.
 * `undefined` for other currencies than EUR, and for what has no amount.
 */
export function epcText({ holder, iban, bic = '', amount, reference }: CreditTransfer): string | undefined {
  if (amount.currency !== 'EUR' || amount.amount < 1 || amount.amount > mostCents) return undefined;
  const account = iban.replace(/\s/g, '').toUpperCase();
  if (!/^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/.test(account)) return undefined;
  const cut = (text: string, most: number) => text.replace(/\s+/g, ' ').trim().slice(0, most);
  const name = cut(holder, 70);
  if (name === '') return undefined;
  return [
    ...['BCD', '002', '1', 'SCT', bic.replace(/\s/g, ''), name, account, `EUR${decimalOf(amount)}`],
    // Purpose, then a structured reference: neither is known. What stands in clear text comes last.
    ...['', '', cut(reference, 140)],
  ].join('\n');
}
