import type { Translate } from '../../../kit/browser/words.ts';
import type { FormMessage } from '../../../kit/ui/form/words.ts';
import type en from '../messages/en.json';
import type arrival from './arrival/messages/en.json';
import type steps from './steps/messages/en.json';

/** What the sign-in page says at once. */
export type SignInWords = Translate<keyof typeof en | FormMessage>;
/** …, and what its further steps say, whose words come with them. */
export type StepWords = Translate<keyof typeof en | keyof typeof steps | FormMessage>;
/** …, and what the pages say where a link or another site leads. */
export type ArrivalWords = Translate<
  keyof typeof en | keyof typeof steps | keyof typeof arrival | FormMessage
>;
