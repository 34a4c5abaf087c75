import { expect, test } from 'vitest';
import { formatDate, formatMoney, formatNumber, type Manner } from '../../kit/common/message.ts';
import { figuresOf } from './figures.ts';

const manner = (locale: string, figures = figuresOf(locale)): Manner => ({
  locale,
  timeZone: 'Europe/Berlin',
  today: '2026-11-22',
  figures: figures ?? undefined,
});

test.each(['en-GB', 'en-US', 'de', 'de-AT', 'de-CH', 'nl', 'nl-BE', 'fr', 'fr-CH'])(
  'a document in %s writes figures and days as `Intl` would',
  (locale) => {
    const [with_, without] = [manner(locale), manner(locale, null)];
    expect(with_.figures).toBeDefined();
    for (const value of [0, -3, 19, 1234.5, 1234567, 0.1 + 0.2, 1e-7, 1e21, 0.0042])
      expect(formatNumber(value, with_)).toBe(formatNumber(value, without));
    for (const currency of ['EUR', 'CHF', 'USD', 'JPY', 'IQD', 'XAF'])
      for (const amount of [0, 5, -5, 119, 11840, 123456789, 9007199254740991, -123456])
        expect(formatMoney({ amount, currency }, with_)).toBe(formatMoney({ amount, currency }, without));
    for (const day of ['2026-01-01', '2026-03-31', '2026-12-01', '2027-02-28', '1999-08-09'])
      for (const style of ['long', 'full', 'near'])
        expect(formatDate(day, with_, style)).toBe(formatDate(day, without, style));
    const moment = '2026-11-22T22:30:00Z';
    expect(formatDate(moment, with_, 'time')).toBe(formatDate(moment, without, 'time'));
  },
);

test.each(['en-IN', 'ar-EG', 'de-aaaaa-aaaaa'])('%s is left to the browser’s own `Intl`', (locale) => {
  expect(figuresOf(locale)).toBeNull();
});
