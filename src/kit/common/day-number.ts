/**
 * Days since 1970-01-01 by plain arithmetic on the Gregorian calendar (Howard Hinnant, "chrono-compatible
 * low-level date algorithms"): a list of contracts counts hundreds of days at each read, and `Date` costs ten times as much.
 */
export function numberOf(day: string): number {
  const month = Number(day.slice(5, 7));
  const year = Number(day.slice(0, 4)) - (month <= 2 ? 1 : 0);
  const era = Math.floor(year / 400);
  const ofEra = year - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + Number(day.slice(8)) - 1;
  return era * 146_097 + ofEra * 365 + Math.floor(ofEra / 4) - Math.floor(ofEra / 100) + dayOfYear - 719_468;
}

/** Days from `from` to `to`; negative when `to` lies before. */
export const daysBetween = (from: string, to: string): number => numberOf(to) - numberOf(from);
