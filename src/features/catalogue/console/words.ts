import type { Period } from '../../../kit/common/day.ts';
import { currencyExponent } from '../../../kit/common/money.ts';
import type { ViewProps } from '../../../kit/ui/console/desk.ts';
import type en from './messages/en.json';

export type CatalogueMessage = keyof typeof en;
export type Props = ViewProps<CatalogueMessage>;
export type Part = Pick<Props, 'desk' | 't'>;
export type Words = Props['t'];

export const lengthOf = (t: Words, { count, unit }: Period): string => t('catalogue.length', { count, unit });

/** A price with all the digits it has, `€ 0.0042`: nothing is rounded away. */
export const unitPriceOf = (t: Words, decimal: string, currency: string): string => {
  const digits = currencyExponent(currency);
  const format = new Intl.NumberFormat(t.manner.locale, {
    ...({ style: 'currency', currency } as const),
    ...{ minimumFractionDigits: digits, maximumFractionDigits: Math.max(digits, 10) },
  });
  // As text it is formatted exactly; the type of the standard library knows numbers alone.
  return format.format(decimal as unknown as number);
};
