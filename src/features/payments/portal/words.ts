import type { Translate } from '../../../kit/browser/words.ts';
import type { UiMessage } from '../../../kit/ui/words.ts';
import type { PaymentMethod } from '../schema.ts';
import type en from './messages/en.json';

export type PaymentsMessage = keyof typeof en;
export type PaymentsWords = Translate<PaymentsMessage | UiMessage>;

/** How people call it: `Visa •••• 4242`. */
export const methodName = ({ brand, last4 }: Pick<PaymentMethod, 'brand' | 'last4'>): string =>
  `${brand === 'sepa' || brand === 'sepa_debit' ? 'SEPA' : brand.charAt(0).toUpperCase() + brand.slice(1)} •••• ${last4}`;
