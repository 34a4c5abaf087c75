import type { ViewProps } from '../../../kit/ui/console/desk.ts';
import type en from './messages/en.json';

export type InvitationsMessage = keyof typeof en;
export type Props = ViewProps<InvitationsMessage>;
