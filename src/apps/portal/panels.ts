import type { ComponentType } from 'preact';
import type profile from '../../features/customers/messages/en.json';
import type { Language, PanelId } from '../../features/portals/schema.ts';
import type { Words } from '../../kit/common/message.ts';
import type { Portal } from './portal.ts';

export interface PanelView {
  readonly portal: Portal;
  readonly words: Words;
  readonly onReady: (error?: unknown) => void;
}

interface LazyPanel {
  readonly view: () => Promise<{ readonly Panel: ComponentType<PanelView> }>;
  readonly words: Readonly<Record<Language, () => Promise<{ readonly default: Words }>>>;
}

type ProfileWords = Promise<{ readonly default: Readonly<Record<keyof typeof profile, string>> }>;
const profileWords: Readonly<Record<Language, () => ProfileWords>> = {
  en: () => import('../../features/customers/messages/en.json'),
  de: () => import('../../features/customers/messages/de.json'),
  nl: () => import('../../features/customers/messages/nl.json'),
  fr: () => import('../../features/customers/messages/fr.json'),
};

/** Panels that are fetched when first opened, or when the browser has nothing to do. `contracts` is in the entry. */
const lazyPanels: Readonly<Partial<Record<PanelId, LazyPanel>>> = {
  profile: { view: () => import('./panels/profile.tsx'), words: profileWords },
};

export interface LoadedPanel {
  readonly Panel: ComponentType<PanelView>;
  readonly words: Words;
}

/** View and words of a panel; `undefined` for one that came with the entry, or that this version does not know. */
export async function loadPanel(panel: string, language: Language): Promise<LoadedPanel | undefined> {
  const lazy = lazyPanels[panel as PanelId];
  if (!lazy) return undefined;
  const [{ Panel }, words] = await Promise.all([lazy.view(), lazy.words[language]()]);
  return { Panel, words: words.default };
}

export const isLazy = (panel: string): boolean => Object.hasOwn(lazyPanels, panel);
