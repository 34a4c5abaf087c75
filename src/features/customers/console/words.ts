import type { Translate } from '../../../kit/browser/words.ts';
import type { KitMessage, ViewProps } from '../../../kit/ui/console/desk.ts';
import type { AccessMessage } from '../../access/console/words.ts';
import type fields from '../../fields/console/values/messages/en.json';
import type { LinkMessage } from '../../links/console/OpenPortal.tsx';
import type { LoginAsMessage } from '../../login-as/console/words.ts';
import type { SignUpConsoleMessage } from '../../signup/console/words.ts';
import type en from './messages/en.json';

export type CustomersMessage =
  | keyof typeof en
  | AccessMessage
  | LinkMessage
  | LoginAsMessage
  | SignUpConsoleMessage
  | keyof typeof fields;
export type CustomersWords = Translate<CustomersMessage | KitMessage>;
/** What every part of this view is given. */
export type Part = Omit<ViewProps<CustomersMessage>, 'path'>;
