import type { ViewProps } from '../../../kit/ui/console/desk.ts';
import type { AccessMessage } from '../../access/console/words.ts';
import type en from './messages/en.json';

export type SitesOwnMessage = keyof typeof en;
export type SitesMessage = SitesOwnMessage | AccessMessage;
/** What every part of this view is given. */
export type Part = Omit<ViewProps<SitesMessage>, 'path'>;

/** Of views that speak of no access. */
export type OwnPart = Omit<ViewProps<SitesOwnMessage>, 'path'>;
