import { localeFor } from '../../kit/common/locale.ts';
import type { Language } from '../portals/schema.ts';
import { outlookOf } from './call-rules.ts';

interface Quota {
  /** In percent. */
  readonly share: number;
  readonly used: number;
  readonly allowed: number;
  readonly today: string;
}

/** What stands for each placeholder, as it is written in the mail's language. */
export function quotaValues({ share, used, allowed, today }: Quota, language: Language) {
  const locale = localeFor(language, []);
  const number = new Intl.NumberFormat(locale);
  const noon = new Date(`${today}T12:00:00Z`);
  const month = new Intl.DateTimeFormat(locale, { month: 'long', year: 'numeric', timeZone: 'UTC' });
  const { runsOutOn } = outlookOf(used, allowed, today);
  const day = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'UTC' });
  return {
    ...{ Percent: String(share), Used: number.format(used), Allowed: number.format(allowed) },
    Left: number.format(Math.max(0, allowed - used)),
    Month: month.format(noon),
    RunsOutOn: runsOutOn ? day.format(new Date(`${runsOutOn}T12:00:00Z`)) : '–',
  };
}

interface Full {
  readonly used: number;
  readonly allowed: number;
  readonly waiting: number;
}

/** The same of the mail that says no domain is left. */
export function fullValues({ used, allowed, waiting }: Full, language: Language) {
  const number = new Intl.NumberFormat(localeFor(language, []));
  return { Used: number.format(used), Allowed: number.format(allowed), Waiting: number.format(waiting) };
}
