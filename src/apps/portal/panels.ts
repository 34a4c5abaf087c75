import type { ComponentChildren, ComponentType } from 'preact';
import { doorOf, type OwnWay, ownWays } from '../../features/access/own-ways.ts';
import type { Language, PanelId } from '../../features/portals/schema.ts';
import type { Translate } from '../../kit/browser/words.ts';
import type { Words } from '../../kit/common/message.ts';
import type { WordPart } from '../words/parts.ts';
import type { GateKind } from './gate.ts';
import type { Portal } from './portal.ts';

export type DrawPart = <Views>(
  words: WordPart,
  load: () => Promise<Views>,
  draw: (views: Views, t: Translate<never>) => ComponentChildren,
  /** What can be read in its place until then, and where it can't be had. */
  meanwhile?: ComponentChildren,
) => ComponentChildren;

export interface PanelView {
  readonly portal: Portal;
  /** Its own name, where several are drawn by one file. */
  readonly panel: string;
  /** Says the page's own sentences, and those of the shell. */
  readonly t: Translate<never>;
  readonly words: Words;
  /** Draws a part in a file of its own, with its words, once it is there. */
  readonly part: DrawPart;
  /** The ways in that people have by themselves, for a reason to stand outside. */
  readonly waysFor: (kind: GateKind | undefined) => readonly OwnWay[];
  readonly onReady: (error?: unknown) => void;
}

interface LazyPanel {
  readonly view: () => Promise<{ readonly Panel: ComponentType<PanelView> }>;
  /** `undefined`: the server says every word of it. */
  readonly words?: WordPart;
}

/** Lists that differ in nothing but what the server says. */
const records: LazyPanel = { view: () => import('./panels/records.tsx') };

/** Panels that are fetched when first opened, or when the browser has nothing to do; `contracts` is in the entry. */
const lazyPanels: Readonly<Partial<Record<PanelId, LazyPanel>>> = {
  documents: { view: () => import('./panels/documents.tsx'), words: 'documents' },
  profile: { view: () => import('./panels/profile.tsx'), words: 'profile' },
  licences: { view: () => import('./panels/licences.tsx'), words: 'licences' },
  sites: { view: () => import('./panels/sites.tsx'), words: 'sites' },
  domains: { view: () => import('./panels/domains.tsx'), words: 'domains' },
  usage: { view: () => import('./panels/usage.tsx'), words: 'usage' },
  routes: records,
  packages: records,
  alerts: records,
  accounts: { view: () => import('./panels/accounts.tsx'), words: 'accounts' },
  activity: { view: () => import('./panels/activity.tsx'), words: 'activity' },
  order: { view: () => import('./panels/order.tsx'), words: 'order' },
  payments: { view: () => import('./panels/payments.tsx'), words: 'payments' },
  approvals: { view: () => import('./panels/approvals.tsx'), words: 'approvals' },
};

/**
 * Pages that are no panel of anybody's: what stands in place of all panels when there is nobody to show them to, where a
 * link or another site leads, to sign up, to accept terms of use.
 */
const pages: Readonly<Record<string, LazyPanel>> = {
  gate: { view: () => import('./panels/gate.tsx'), words: 'gate' },
  door: { view: () => import('./panels/door.tsx'), words: 'door' },
  entrance: { view: () => import('./panels/entrance.tsx'), words: 'entrance' },
  arrival: { view: () => import('./panels/arrival.tsx'), words: 'entrance' },
  signup: { view: () => import('./panels/signup.tsx'), words: 'signup' },
  terms: { view: () => import('./panels/terms.tsx'), words: 'signup' },
};

export interface LoadedPanel {
  readonly Panel: ComponentType<PanelView>;
  readonly words: Words;
}

const loaded = new Map<string, LoadedPanel>();
/** What `loadPanel` has brought. */
export const loadedPanel = (panel: string, language: Language): LoadedPanel | undefined =>
  loaded.get(`${panel} ${language}`);

/** View and words of a panel, the words from the document where they came with it; `undefined` for one that came with the entry, or that this version does not know. */
export async function loadPanel(
  panel: string,
  language: Language,
  portal: Portal,
): Promise<LoadedPanel | undefined> {
  const { page } = portal;
  const name = panel === 'gate' ? doorOf(ownWays(page.signIn, page.accessMail)) : panel;
  // What is of the vendor's own is called by its id.
  const lazy =
    pages[name] ?? lazyPanels[panel as PanelId] ?? (panel.startsWith('plg_') ? records : undefined);
  if (!lazy) return undefined;
  const { opens, language: given } = page;
  const came = opens?.panel === name && language === given ? opens.words : undefined;
  const own = lazy.words && !came ? portal.wordsOf(lazy.words, language) : came;
  const [{ Panel }, words = {}] = await Promise.all([lazy.view(), own]);
  const found = { Panel, words };
  loaded.set(`${panel} ${language}`, found);
  return found;
}
