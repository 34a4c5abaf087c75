import type { ComponentType } from 'preact';
import type gate from '../../features/access/messages/en.json';
import type profile from '../../features/customers/messages/en.json';
import type { Language, PanelId } from '../../features/portals/schema.ts';
import type { Words } from '../../kit/common/message.ts';
import type form from '../../kit/ui/form/messages/en.json';
import type { Portal } from './portal.ts';

export interface PanelView {
  readonly portal: Portal;
  readonly words: Words;
  readonly onReady: (error?: unknown) => void;
}

/** A loader for each language, each complete: one that lacks a key does not compile. */
type WordLoaders<Key extends string> = Readonly<
  Record<Language, () => Promise<{ readonly words: Readonly<Record<Key, string>> }>>
>;

interface LazyPanel {
  readonly view: () => Promise<{ readonly Panel: ComponentType<PanelView> }>;
  readonly words: WordLoaders<string>;
}

const profileWords: WordLoaders<keyof typeof profile | keyof typeof form> = {
  en: () => import('./words/profile/en.ts'),
  de: () => import('./words/profile/de.ts'),
  nl: () => import('./words/profile/nl.ts'),
  fr: () => import('./words/profile/fr.ts'),
};

const gateWords: WordLoaders<keyof typeof gate> = {
  en: () => import('./words/gate/en.ts'),
  de: () => import('./words/gate/de.ts'),
  nl: () => import('./words/gate/nl.ts'),
  fr: () => import('./words/gate/fr.ts'),
};

/**
 * Panels that are fetched when first opened, or when the browser has nothing to do; `contracts` is in the entry.
 * `gate` is what stands in place of all panels when there is nobody to show them to.
 */
const lazyPanels: Readonly<Partial<Record<PanelId | 'gate', LazyPanel>>> = {
  profile: { view: () => import('./panels/profile.tsx'), words: profileWords },
  gate: { view: () => import('./panels/gate.tsx'), words: gateWords },
};

export interface LoadedPanel {
  readonly Panel: ComponentType<PanelView>;
  readonly words: Words;
}

/** View and words of a panel; `undefined` for one that came with the entry, or that this version does not know. */
export async function loadPanel(panel: string, language: Language): Promise<LoadedPanel | undefined> {
  const lazy = lazyPanels[panel as 'gate'];
  if (!lazy) return undefined;
  const [{ Panel }, words] = await Promise.all([lazy.view(), lazy.words[language]()]);
  return { Panel, words: words.words };
}

export const isLazy = (panel: string): boolean => Object.hasOwn(lazyPanels, panel);
