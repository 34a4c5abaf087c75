import * as v from 'valibot';

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';

/**
 * A prefixed id: `cus_` + 10 symbols of time + 16 random symbols (80 bits), Crockford base32 in lower case.
 * Sortable by the millisecond it was made, which is the one thing it tells; not guessable, not countable.
 */
export function newId(prefix: string, now: number = Date.now()): string {
  let time = '';
  for (let rest = now, i = 0; i < 10; i++, rest = Math.floor(rest / 32)) time = alphabet[rest % 32] + time;
  let random = '';
  for (const byte of crypto.getRandomValues(new Uint8Array(16))) random += alphabet[byte & 31];
  return `${prefix}_${time}${random}`;
}

/** The schema of an id with this prefix; anything else is refused before it reaches a query. */
export const idOf = <Prefix extends string>(prefix: Prefix) =>
  v.pipe(
    v.string(),
    v.regex(new RegExp(`^${prefix}_[0-9a-z]{12,26}$`), `expected an id like ${prefix}_01k…`),
  );
