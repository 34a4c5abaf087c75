import type { ReadonlySignal } from '@preact/signals-core';
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Places } from '../../browser/places.ts';
import type { VendorApi } from '../../browser/vendor-api.ts';
import type { Translate } from '../../browser/words.ts';
import type { FormMessage } from '../form/words.ts';
import type { UiMessage } from '../words.ts';
import type en from './messages/en.json';

/** The words of the parts in this folder; every view has them beside its own. */
export type KitMessage = keyof typeof en | UiMessage | FormMessage;
export type KitWords = Translate<KitMessage>;

/** One side of a vendor. */
export interface DeskVendor {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly side: 'live' | 'test';
}

/** What survives a reload in this browser, for this operator: columns, drafts, choices. Never secrets. */
export interface DeskStore {
  read<Value>(key: string): Value | undefined;
  write(key: string, value: unknown): void;
  remove(key: string): void;
}

/**
 * What every view of the console works with: who is signed in, on which side of which vendor, the API, the address,
 * and a line to say what happened.
 */
export interface Desk {
  readonly vendor: DeskVendor;
  readonly operator: { readonly id: string; readonly name: string; readonly role: string };
  readonly api: VendorApi;
  /** The same at the vendor's other side: the live one's test side, and back. */
  readonly beside?: VendorApi | undefined;
  /** Addresses begin at the vendor's side: `/customers/cus_1`. */
  readonly places: Places;
  readonly t: KitWords;
  /** Keys of the console's own words that begin so: whatever is named there can be chosen from. */
  keysOf?(prefix: string): readonly string[];
  /**
   * Says in passing that something was done; read aloud. What failed stays on the page instead. With `undo` a button
   * beside it takes the act back, for as long as the line is there.
   */
  say(text: string, undo?: () => Promise<unknown>): void;
  /** Whether the operator's role has this scope, `customers:write`. The API asks the same. */
  may(scope: string): boolean;
  /** Choices of this operator, kept in this browser. */
  readonly choices: DeskStore;
  /** What was typed and not saved yet, kept in this tab. */
  readonly drafts: DeskStore;
  /** One thing per name for as long as the vendor's side is open: a list keeps its rows while a row is looked at. */
  keep<Thing>(name: string, make: () => Thing): Thing;
  readonly online: ReadonlySignal<boolean>;
  /** Reads anew what the frame around the views shows: a view has changed it. */
  renew?(): Promise<void>;
}

export const DeskContext = createContext<Desk | undefined>(undefined);

export function useDesk(): Desk {
  const desk = useContext(DeskContext);
  if (!desk) throw new Error('A part of the console was drawn outside of it.');
  return desk;
}

/** What a view is given. `path` holds the parts of the address behind the view's own, `query` what follows `?`. */
export interface ViewProps<Key extends string> {
  readonly desk: Desk;
  readonly t: Translate<Key | KitMessage>;
  readonly path: readonly string[];
  readonly query: Readonly<Record<string, string>>;
}
