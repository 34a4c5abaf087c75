import * as v from 'valibot';

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';
const symbols = 16;

/**
 * A prefixed id: `cus_` + 10 symbols of time + 16 random symbols (80 bits), Crockford base32 in lower case.
 * Sortable by the millisecond it was made, which is the one thing it tells; not guessable, not countable.
 */
export function newId(prefix: string, now: number = Date.now()): string {
  return `${prefix}_${timeSymbols(now)}${randomSymbols()}`;
}

/** Many ids of one moment, in the order in which they sort: so rows keep the order in which they were made. */
export function newIds(prefix: string, count: number, now: number = Date.now()): string[] {
  return Array.from({ length: count }, () => newId(prefix, now)).sort();
}

let moment = -1;
let momentSymbols = '';

/** What is made together shares its millisecond: the last one's symbols are kept. */
function timeSymbols(now: number): string {
  if (now !== moment) {
    let time = '';
    for (let rest = now, i = 0; i < 10; i++, rest = Math.floor(rest / 32)) time = alphabet[rest % 32] + time;
    moment = now;
    momentSymbols = time;
  }
  return momentSymbols;
}

let drawn = '';
let taken = 0;

/** Drawn for 256 ids at once: asking the system for each costs more than all else of a new id. */
function randomSymbols(): string {
  if (taken === drawn.length) {
    const bytes = crypto.getRandomValues(new Uint8Array(256 * symbols));
    for (let i = 0; i < bytes.length; i++) bytes[i] = alphabet.charCodeAt((bytes[i] as number) & 31);
    // All at once: put together letter by letter, an id leaves fifteen pieces of itself behind.
    drawn = String.fromCharCode.apply(undefined, bytes as unknown as number[]);
    taken = 0;
  }
  taken += symbols;
  return drawn.slice(taken - symbols, taken);
}

/** The schema of an id with this prefix; anything else is refused before it reaches a query. */
export const idOf = <Prefix extends string>(prefix: Prefix) =>
  v.pipe(
    v.string(),
    v.regex(new RegExp(`^${prefix}_[0-9a-z]{12,26}$`), `expected an id like ${prefix}_01k…`),
  );
