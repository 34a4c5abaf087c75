import type { ViewProps } from '../../../kit/ui/console/desk.ts';
import type { AccessMessage } from '../../access/console/words.ts';
import type en from './messages/en.json';

export type SitesMessage = keyof typeof en | AccessMessage;
/** What every part of this view is given. */
export type Part = Omit<ViewProps<SitesMessage>, 'path'>;
