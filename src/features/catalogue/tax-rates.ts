import type { Day } from '../../kit/common/day.ts';
import type { TaxRate } from './schema.ts';

/** `19`, or what held from the days on that are named, oldest first. */
type History = number | readonly (readonly [from: Day, percent: number])[];

const since = '2019-01-01';

/**
 * Standard rates of VAT or its like, by ISO country, since 2019-01-01; the first one holds for days before that too. Sources:
 * European Commission, “VAT rates applied in the Member States”, and the laws that changed them since. Countries without
 * one rate for all (the United States, Canada, Brazil, India) are missing: a vendor there names its rates in a tax class.
 */
const standard: Readonly<Record<string, History>> = {
  AT: 20,
  AU: 10,
  BE: 21,
  BG: 20,
  CH: [
    [since, 7.7],
    ['2024-01-01', 8.1],
  ],
  CY: 19,
  CZ: 21,
  DE: [
    [since, 19],
    ['2020-07-01', 16],
    ['2021-01-01', 19],
  ],
  DK: 25,
  EE: [
    [since, 20],
    ['2024-01-01', 22],
    ['2025-07-01', 24],
  ],
  ES: 21,
  FI: [
    [since, 24],
    ['2024-09-01', 25.5],
  ],
  FR: 20,
  GB: 20,
  GR: 24,
  HR: 25,
  HU: 27,
  IE: [
    [since, 23],
    ['2020-09-01', 21],
    ['2021-03-01', 23],
  ],
  IM: 20,
  IS: 24,
  IT: 22,
  JP: [
    [since, 8],
    ['2019-10-01', 10],
  ],
  KR: 10,
  LI: [
    [since, 7.7],
    ['2024-01-01', 8.1],
  ],
  LT: 21,
  LU: [
    [since, 17],
    ['2023-01-01', 16],
    ['2024-01-01', 17],
  ],
  LV: 21,
  MC: 20,
  MT: 18,
  NL: 21,
  NO: 25,
  NZ: 15,
  PL: 23,
  PT: 23,
  RO: [
    [since, 19],
    ['2025-08-01', 21],
  ],
  RS: 20,
  SE: 25,
  SG: [
    [since, 7],
    ['2023-01-01', 8],
    ['2024-01-01', 9],
  ],
  SI: 22,
  SK: [
    [since, 20],
    ['2025-01-01', 23],
  ],
  TR: [
    [since, 18],
    ['2023-07-10', 20],
  ],
  ZA: 15,
};

/** Countries of which a standard rate is known. */
export const standardCountries: readonly string[] = Object.keys(standard);

/** The standard rate of a country on a day, in percent; `undefined` where none is known. */
export function standardRateOn(country: string, day: Day): number | undefined {
  const history = Object.hasOwn(standard, country) ? standard[country] : undefined;
  if (history === undefined || typeof history === 'number') return history;
  return (history.findLast(([from]) => from <= day) ?? history[0])?.[1];
}

/**
 * The rate of a tax class in a country on a day: the class's own from its latest day that has come, else the country's
 * standard rate. `null`: no class. `undefined` where no rate is known.
 */
export function rateOn(
  taxClass: { readonly rates: readonly TaxRate[] } | null,
  country: string,
  day: Day,
): number | undefined {
  let own: TaxRate | undefined;
  for (const rate of taxClass?.rates ?? []) {
    if (rate.country === country && rate.from <= day && (!own || rate.from > own.from)) own = rate;
  }
  return own?.percent ?? standardRateOn(country, day);
}
