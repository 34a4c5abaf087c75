import { currencyExponent } from '../../../kit/common/money.ts';
import type { ViewProps } from '../../../kit/ui/console/desk.ts';
import type en from './messages/en.json';

export type Props = ViewProps<keyof typeof en>;
export type Part = Omit<Props, 'path'>;

/** `118.40`, `118,40` or `-5` in the currency's smallest unit; `undefined` for anything else. */
export function amountTyped(text: string, currency: string): number | undefined {
  const exponent = currencyExponent(currency);
  const [, sign = '', whole = '', fraction = ''] =
    /^\s*([-−]?)\s*(\d{1,12})(?:[.,](\d+))?\s*$/.exec(text) ?? [];
  if (!whole || fraction.length > exponent) return undefined;
  const amount = Number(whole + fraction.padEnd(exponent, '0'));
  return sign ? -amount : amount;
}

/** The tabs of the payments' pages; ways to pay are for who may read settings. */
export const paymentTabs = (desk: Props['desk'], t: Props['t']) => [
  { key: 'payments', label: t('payments.tab.payments'), to: '/payments' },
  { key: 'vouchers', label: t('payments.tab.vouchers'), to: '/payments/vouchers' },
  ...(desk.may('settings:read')
    ? [
        { key: 'ways', label: t('payments.tab.ways'), to: '/payments/ways' },
        { key: 'balance', label: t('payments.tab.balance'), to: '/payments/balance' },
      ]
    : []),
];
