import type { Translate } from '../../../kit/browser/words.ts';
import type { Desk, KitMessage } from '../../../kit/ui/console/desk.ts';
import type { Portal } from '../../portals/schema.ts';
import type en from './messages/en.json';

export type BrandConsoleMessage = keyof typeof en;
export type BrandConsoleWords = Translate<BrandConsoleMessage | KitMessage>;

/** What a tab of a portal is given. */
export interface BrandPart {
  readonly desk: Desk;
  readonly t: BrandConsoleWords;
  readonly portal: Portal;
  readonly query: Readonly<Record<string, string | undefined>>;
  /** Stores the change and shows what is stored now. */
  readonly save: (change: object) => Promise<void>;
  /** Shows what is stored now, where another route has stored it. */
  readonly reload: () => void;
}

export const languageName = (t: BrandConsoleWords, tag: string): string =>
  new Intl.DisplayNames([t.manner.locale], { type: 'language' }).of(tag) ?? tag;
