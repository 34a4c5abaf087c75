import type { Translate } from '../../../kit/browser/words.ts';
import type { UiMessage } from '../../../kit/ui/words.ts';
import type contracts from '../../contracts/messages/en.json';
import type {
  ChangeOptions,
  ChangeQuote,
  ChangeWish,
  ContractChangeRecord,
  HistoryEntry,
  NewChange,
  NewPause,
  PauseOptions,
} from '../schema.ts';
import type en from './messages/en.json';

export type GoesOnWords = Translate<keyof typeof en | UiMessage | keyof typeof contracts>;

export interface GoesOnApi {
  history(): Promise<readonly HistoryEntry[]>;
  options(): Promise<ChangeOptions>;
  preview(wish: ChangeWish): Promise<ChangeQuote>;
  /** `key`: the same one again is the same change. */
  change(wish: NewChange, key: string): Promise<ContractChangeRecord>;
  /** The same with the provider's page behind it, where what is due today is paid. */
  changeAndLeave(wish: NewChange, key: string): Promise<ContractChangeRecord>;
  callOff(): Promise<unknown>;
  pauseOptions(): Promise<PauseOptions>;
  pause(wish: NewPause): Promise<unknown>;
  resume(): Promise<unknown>;
}
