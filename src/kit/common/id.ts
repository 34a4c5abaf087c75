import * as v from 'valibot';

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';
/** `getRandomValues` gives 65,536 bytes at most. */
const maxAtOnce = 4096;

/**
 * A prefixed id: `cus_` + 10 symbols of time + 16 random symbols (80 bits), Crockford base32 in lower case.
 * Sortable by the millisecond it was made, which is the one thing it tells; not guessable, not countable.
 */
export function newId(prefix: string, now: number = Date.now()): string {
  return newIds(prefix, 1, now)[0] as string;
}

/** Many ids of one moment, in the order in which they sort: so rows keep the order in which they were made. */
export function newIds(prefix: string, count: number, now: number = Date.now()): string[] {
  let time = '';
  for (let rest = now, i = 0; i < 10; i++, rest = Math.floor(rest / 32)) time = alphabet[rest % 32] + time;
  const ids: string[] = [];
  for (let made = 0; made < count; made += maxAtOnce) {
    const some = Math.min(count - made, maxAtOnce);
    const bytes = crypto.getRandomValues(new Uint8Array(some * 16));
    for (let start = 0; start < bytes.length; start += 16) {
      let random = '';
      for (let i = start; i < start + 16; i++) random += alphabet[(bytes[i] as number) & 31];
      ids.push(`${prefix}_${time}${random}`);
    }
  }
  return ids.sort();
}

/** The schema of an id with this prefix; anything else is refused before it reaches a query. */
export const idOf = <Prefix extends string>(prefix: Prefix) =>
  v.pipe(
    v.string(),
    v.regex(new RegExp(`^${prefix}_[0-9a-z]{12,26}$`), `expected an id like ${prefix}_01k…`),
  );
