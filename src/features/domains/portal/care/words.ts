import type { Translate } from '../../../../kit/browser/words.ts';
import type { UiMessage } from '../../../../kit/ui/words.ts';
import type { DomainsMessage } from '../words.ts';
import type en from './messages/en.json';

export type CareMessage = keyof typeof en;
export type CareWords = Translate<CareMessage | DomainsMessage | UiMessage>;
