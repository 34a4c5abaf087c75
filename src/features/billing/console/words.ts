import type { ViewProps } from '../../../kit/ui/console/desk.ts';
import type { VendorContract } from '../../contracts/schema.ts';
import type en from './messages/en.json';

export type Props = ViewProps<keyof typeof en>;

export interface GoesOnProps extends Pick<Props, 'desk' | 't'> {
  readonly contract: VendorContract;
  readonly onChanged: () => Promise<void>;
}
