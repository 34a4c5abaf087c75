import type { ComponentType } from 'preact';
import type profile from '../../features/customers/messages/en.json';
import type documents from '../../features/documents/messages/en.json';
import type { Language, PanelId } from '../../features/portals/schema.ts';
import type sites from '../../features/sites/messages/en.json';
import type { Words } from '../../kit/common/message.ts';
import type form from '../../kit/ui/form/messages/en.json';
import type { Portal } from './portal.ts';
import { languages } from './words.ts';

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
  en: () => import('../../features/customers/portal/words/en.ts'),
  de: () => import('../../features/customers/portal/words/de.ts'),
  nl: () => import('../../features/customers/portal/words/nl.ts'),
  fr: () => import('../../features/customers/portal/words/fr.ts'),
};

const documentsWords: WordLoaders<keyof typeof documents> = {
  en: () => import('../../features/documents/portal/words/en.ts'),
  de: () => import('../../features/documents/portal/words/de.ts'),
  nl: () => import('../../features/documents/portal/words/nl.ts'),
  fr: () => import('../../features/documents/portal/words/fr.ts'),
};

const sitesWords: WordLoaders<keyof typeof sites> = {
  en: () => import('../../features/sites/portal/words/en.ts'),
  de: () => import('../../features/sites/portal/words/de.ts'),
  nl: () => import('../../features/sites/portal/words/nl.ts'),
  fr: () => import('../../features/sites/portal/words/fr.ts'),
};

/** Panels that are fetched when first opened, or when the browser has nothing to do; `contracts` is in the entry. */
const lazyPanels: Readonly<Partial<Record<PanelId, LazyPanel>>> = {
  documents: { view: () => import('./panels/documents.tsx'), words: documentsWords },
  profile: { view: () => import('./panels/profile.tsx'), words: profileWords },
  sites: { view: () => import('./panels/sites.tsx'), words: sitesWords },
};

/** What stands in place of all panels when there is nobody to show them to. */
export const gatePanel = 'gate';

export interface LoadedPanel {
  readonly Panel: ComponentType<PanelView>;
  readonly words: Words;
}

/** View and words of a panel; `undefined` for one that came with the entry, or that this version does not know. */
export async function loadPanel(panel: string, language: Language): Promise<LoadedPanel | undefined> {
  if (panel === gatePanel) {
    const [{ Panel }, { gateWords }] = await Promise.all([
      import('./panels/gate.tsx'),
      languages[language](),
    ]);
    return { Panel, words: gateWords };
  }
  const lazy = lazyPanels[panel as PanelId];
  if (!lazy) return undefined;
  const [{ Panel }, words] = await Promise.all([lazy.view(), lazy.words[language]()]);
  return { Panel, words: words.words };
}
