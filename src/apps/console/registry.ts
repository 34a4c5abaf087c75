import type { ComponentType } from 'preact';
import type { ConsoleLanguage } from '../../features/portals/schema.ts';
import type { ViewProps } from '../../kit/ui/console/desk.ts';
import type { ShellMessage } from './words.ts';

type NavMessage = Extract<ShellMessage, `nav.${string}`>;

export interface ConsoleView {
  /** First part of the address: `customers` in `/console/acme/live/customers/cus_1`. */
  readonly path: string;
  /** `own`: not in the navigation, but on the page of one's own account. */
  readonly section: 'main' | 'portal' | 'system' | 'own';
  /** Key of its words in the navigation. */
  readonly title: NavMessage;
  readonly icon: string;
  /** Scope without which it is not offered; `undefined`: everybody. */
  readonly scope: string | undefined;
  /** Offered on this side alone. */
  readonly side?: 'live' | 'test';
  readonly load: () => Promise<ComponentType<ViewProps<never>>>;
  readonly words: Readonly<
    Record<ConsoleLanguage, () => Promise<{ readonly default: Readonly<Record<string, string>> }>>
  >;
}

type WordFiles<Key extends string> = Readonly<
  Record<ConsoleLanguage, () => Promise<{ readonly default: Readonly<Record<Key, string>> }>>
>;

/** Ties a view to words that have its keys in every language: one that lacks a key does not compile. */
export const consoleView = <Key extends string>(view: {
  readonly path: string;
  readonly section: ConsoleView['section'];
  readonly title: NavMessage;
  readonly icon: string;
  readonly scope: string | undefined;
  readonly side?: 'live' | 'test';
  readonly load: () => Promise<ComponentType<ViewProps<Key>>>;
  readonly words: WordFiles<Key>;
}): ConsoleView => view as unknown as ConsoleView;

type File<Words> = () => Promise<{ readonly default: Words }>;
/** What several files hold, as one. */
type All<Files extends readonly File<object>[]> = Files extends readonly [File<infer First>, ...infer Rest]
  ? First & (Rest extends readonly File<object>[] ? All<Rest> : object)
  : object;

/** The words of a view that draws other features' parts too. */
export const together =
  <Files extends readonly File<object>[]>(...files: Files) =>
  async (): Promise<{ readonly default: All<Files> }> => {
    const parts = await Promise.all(files.map((file) => file()));
    return { default: Object.assign({}, ...parts.map((part) => part.default)) as All<Files> };
  };
