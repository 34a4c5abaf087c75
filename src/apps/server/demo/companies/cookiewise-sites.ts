import type { DemoSite } from '../customer.ts';

const trades = 'baeckerei fahrrad hotel kanzlei physio weinhof tischlerei praxis reederei galerie'.split(' ');
const names = 'linde hafner aurach nordlicht seeblick moorhof altstadt donau kirchner elbe'.split(' ');

/** Months of a site's life that are counted; the last one is running. */
const countedMonths = 13;

/**
 * Sites of an agency's own customers with calls of the last months: small ones and a few large ones, growing slowly,
 * quieter in summer, the running month not full yet. The same for the same agency at every load.
 */
export function sites(agency: string, count: number, largest: number): DemoSite[] {
  return Array.from({ length: count }, (_, n) => {
    const host = `${trades[n % 10]}-${names[(n * 7 + agency.length + Math.floor(n / 10)) % 10]}.example`;
    const size = Math.round(largest / (n + 1) ** 1.2);
    const calls = Array.from({ length: countedMonths }, (_, month) => {
      const growth = 0.75 + (0.25 * month) / (countedMonths - 1);
      const season = [1, 1.02, 1.1, 0.9, 0.95, 1.04, 1.0, 1.03, 0.86, 0.82, 0.97, 1.06, 0.68][
        month
      ] as number;
      return Math.round(size * growth * season);
    });
    return { host: `${agency}-${host}`, calls, found: n % 7 === 5 };
  });
}
