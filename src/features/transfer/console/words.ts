import type { ViewProps } from '../../../kit/ui/console/desk.ts';
import type en from './messages/en.json';

export type TransferMessage = keyof typeof en;
export type Props = ViewProps<TransferMessage>;

const named = [
  'customers',
  'customer-parents',
  'payment-methods',
  'contacts',
  'contracts',
  'invoices',
  'credit-notes',
  'domains',
  'call-counts',
  'usage-records',
  'call-settings',
  'call-resets',
  'locations',
  'installations',
] as const;

/** A kind as the operator calls it; one that has no word yet is called as the API calls it. */
export function kindName(t: Props['t'], kind: string): string {
  const known = named.find((name) => name === kind);
  return known ? t(`transfer.kind.${known}`) : kind;
}
