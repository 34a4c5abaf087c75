import { euCountries, taxCountryOf, vatIdCountries } from './tax.ts';

/** A VAT id taken apart. */
export interface VatId {
  /** As it is written everywhere: `DE123456789`. */
  readonly vatId: string;
  /** The letters before the number; those of Greece are `EL`, those of companies in Northern Ireland `XI`. */
  readonly prefix: string;
  readonly number: string;
  /** Whose it is, as an ISO code; Northern Ireland sells and buys services as Great Britain. */
  readonly country: string;
}

const countryOfPrefix = (prefix: string): string => {
  if (prefix === 'EL') return 'GR';
  return prefix === 'XI' ? 'GB' : prefix;
};
const prefixOfCountry = (country: string): string => (country === 'GR' ? 'EL' : country);

/**
 * What somebody wrote, `de 123.456-789`, or without letters, which are those of the address's country then. `undefined`
 * where it can be none. Countries that have no such ids keep what was written.
 */
export function readVatId(text: string, addressCountry: string): VatId | undefined {
  const compact = text.toUpperCase().replace(/[\s.\-/]/g, '');
  if (!/^[A-Z0-9+*]{4,20}$/.test(compact)) return undefined;
  const home = taxCountryOf(addressCountry);
  const letters = /^[A-Z]{2}/.exec(compact)?.[0] ?? '';
  const country = countryOfPrefix(letters);
  // Numbers of some countries begin with letters too: those of Austria with U, those of Ireland may end with them.
  const named = letters !== '' && letters !== 'GR' && vatIdCountries.has(country);
  if (named) return { vatId: compact, prefix: letters, number: compact.slice(2), country };
  if (!vatIdCountries.has(home)) return { vatId: compact, prefix: '', number: compact, country: home };
  const prefix = prefixOfCountry(home);
  const number = letters === 'GR' ? compact.slice(2) : compact;
  return { vatId: prefix + number, prefix, number, country: home };
}

/** Which official service knows ids with these letters; `null`: none is asked. */
export function serviceFor(prefix: string): 'vies' | 'hmrc' | null {
  if (prefix === 'GB') return 'hmrc';
  return prefix === 'XI' || (prefix !== '' && euCountries.has(countryOfPrefix(prefix))) ? 'vies' : null;
}
