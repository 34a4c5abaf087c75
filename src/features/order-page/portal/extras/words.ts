import type { Translate } from '../../../../kit/browser/words.ts';
import type { FormMessage } from '../../../../kit/ui/form/words.ts';
import type { OrderMessage } from '../words.ts';
import type en from './messages/en.json';

export type ExtrasWords = Translate<OrderMessage | FormMessage | keyof typeof en>;

/** A thousand of them: the point three places on, in the text itself. */
export function thousandOf(decimal: string): string {
  const [whole = '0', part = ''] = decimal.split('.');
  const moved = `${whole}${part.slice(0, 3).padEnd(3, '0')}`.replace(/^0+(?=\d)/, '');
  const rest = part.slice(3).replace(/0+$/, '');
  return rest ? `${moved}.${rest}` : moved;
}

/** Below a hundredth nobody reads a price of one. */
export const isTiny = (decimal: string): boolean => /^0\.00/.test(decimal);
