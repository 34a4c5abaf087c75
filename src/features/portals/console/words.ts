import type { Translate } from '../../../kit/browser/words.ts';
import type { KitMessage, ViewProps } from '../../../kit/ui/console/desk.ts';
import type { AddressConsoleMessage } from '../../addresses/console/words.ts';
import type { OrderConsoleMessage } from '../../order-page/console/words.ts';
import type { SignUpConsoleMessage } from '../../signup/console/words.ts';
import type { BrandConsoleMessage } from '../../words/console/words.ts';
import type { Portal } from '../schema.ts';
import type { ContrastMessage } from './contrast/words.ts';
import type en from './messages/en.json';

export type PortalsMessage =
  | keyof typeof en
  | ContrastMessage
  | AddressConsoleMessage
  | SignUpConsoleMessage
  | OrderConsoleMessage
  | BrandConsoleMessage;
export type PortalsWords = Translate<PortalsMessage | KitMessage>;
/** What every part of this view is given. */
export type Part = Omit<ViewProps<PortalsMessage>, 'path'>;

/** A tab of one portal. */
export interface OnePortal extends Part {
  readonly portal: Portal;
  /** Stores the change, in the draft or live as the tab says, and shows what is stored now. */
  readonly save: (change: object) => Promise<void>;
}

/** One that makes something else live. */
export interface LivePortal extends OnePortal {
  /** Reads again what is live, and the draft. */
  readonly reload: () => void;
}
