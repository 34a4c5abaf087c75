import type { Translate } from '../../../kit/browser/words.ts';
import type { KitMessage, ViewProps } from '../../../kit/ui/console/desk.ts';
import type { ContrastMessage } from '../../portals/console/contrast/words.ts';
import type { BrandConsoleMessage } from '../../words/console/words.ts';
import type en from './messages/en.json';

export type BrandingMessage = keyof typeof en | ContrastMessage | BrandConsoleMessage;
export type BrandingWords = Translate<BrandingMessage | KitMessage>;
export type Part = ViewProps<BrandingMessage>;
