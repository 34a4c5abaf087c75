/**
 * Access codes and installation tokens: 24 random symbols of Crockford's base 32 (120 bits) and one check symbol, written
 * in five groups of five. Typed forgivingly: small letters, spaces and dashes of every kind, full-width forms, and the
 * letters that look like digits. Source: https://www.crockford.com/base32.html; check symbol by Luhn's rule modulo 32.
 */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const randomSymbols = 24;

export const newCode = (symbols = randomSymbols): string => {
  let code = '';
  for (const byte of crypto.getRandomValues(new Uint8Array(symbols))) code += alphabet[byte & 31];
  return grouped(code + checkSymbol(code));
};

const grouped = (code: string): string => code.match(/.{5}/g)?.join('-') ?? code;

/** Luhn modulo 32: finds every single wrong symbol and every swap of neighbours but that of 0 and Z. */
function checkSymbol(symbols: string): string {
  let sum = 0;
  for (let i = symbols.length - 1, factor = 2; i >= 0; i--, factor = 3 - factor) {
    const value = alphabet.indexOf(symbols[i] as string) * factor;
    sum += Math.floor(value / 32) + (value % 32);
  }
  return alphabet[(32 - (sum % 32)) % 32] as string;
}

export type ReadCode =
  | { readonly code: string; readonly wrong?: never }
  /** `shape`: no code at all; `typo`: of a code's shape, but the check symbol does not fit. */
  | { readonly code?: never; readonly wrong: 'shape' | 'typo' };

/** Symbols that people write for others, one by one: case folding of all Unicode would let in look-alikes. */
const sameAs: Readonly<Record<string, string>> = { O: '0', I: '1', L: '1' };
const between = /[\s\u00AD\u200B-\u200D\u2010-\u2015\u2212\uFE58\uFE63\uFF0D_.-]/g;

/** Without the spaces and dashes of every kind that people put between groups. */
export const withoutSeparators = (typed: string): string => typed.replace(between, '');

/** The code that was meant, in its written form; of as many random symbols as it was made of. */
export function readCode(typed: string, symbols = randomSymbols): ReadCode {
  if (typed.length > 200) return { wrong: 'shape' };
  let code = '';
  for (const symbol of withoutSeparators(typed)) {
    const point = symbol.codePointAt(0) as number;
    const ascii = point >= 0xff01 && point <= 0xff5e ? String.fromCharCode(point - 0xfee0) : symbol;
    const upper = /^[a-z]$/.test(ascii) ? ascii.toUpperCase() : ascii;
    code += sameAs[upper] ?? upper;
  }
  if (code.length !== symbols + 1 || [...code].some((symbol) => !alphabet.includes(symbol))) {
    return { wrong: 'shape' };
  }
  return checkSymbol(code.slice(0, -1)) === code.at(-1) ? { code: grouped(code) } : { wrong: 'typo' };
}
