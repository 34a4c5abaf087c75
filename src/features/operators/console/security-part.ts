import type { ViewProps } from '../../../kit/ui/console/desk.ts';
import type { OwnSecurity } from '../security-schema.ts';
import type en from './own/messages/en.json';

export const own = '/api/v1/operator-session';

export type SecurityProps = ViewProps<keyof typeof en>;

export interface PartProps extends SecurityProps {
  readonly state: OwnSecurity;
  /** Something was added or taken away; with new recovery codes where there are some. */
  readonly onDone: (codes: readonly string[] | null) => void;
}
