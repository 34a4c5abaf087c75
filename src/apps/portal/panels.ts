import type { ComponentChildren, ComponentType } from 'preact';
import type gate from '../../features/access/messages/en.json';
import type { OwnWay } from '../../features/access/own-ways.ts';
import type accounts from '../../features/accounts/messages/en.json';
import type activity from '../../features/activity/messages/en.json';
import type approvals from '../../features/approvals/portal/messages/en.json';
import type tasks from '../../features/approvals/portal/tasks/messages/en.json';
import type profile from '../../features/customers/messages/en.json';
import type documents from '../../features/documents/messages/en.json';
import type domains from '../../features/domains/messages/en.json';
import type licences from '../../features/licences/messages/en.json';
import type order from '../../features/order-page/messages/en.json';
import type acts from '../../features/payments/portal/acts/messages/en.json';
import type payments from '../../features/payments/portal/messages/en.json';
import type { PortalPage } from '../../features/portals/page.ts';
import type { Language, PanelId } from '../../features/portals/schema.ts';
import type signUp from '../../features/signup/messages/en.json';
import type sites from '../../features/sites/messages/en.json';
import type { Translate } from '../../kit/browser/words.ts';
import type { Words } from '../../kit/common/message.ts';
import type form from '../../kit/ui/form/messages/en.json';
import type { GateKind } from './gate.ts';
import { helpWords } from './help-words.ts';
import { licenceFormsWords } from './licence-words.ts';
import { openedWords } from './opened-words.ts';
import { ownWords } from './own-words.ts';
import type { Portal } from './portal.ts';
import { stepWords, type WordLoaders } from './step-words.ts';

export type DrawPart = <Views>(
  words: keyof typeof partWords,
  load: () => Promise<Views>,
  draw: (views: Views, t: Translate<never>) => ComponentChildren,
) => ComponentChildren;

export interface PanelView {
  readonly portal: Portal;
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

const accountsWords: WordLoaders<keyof typeof accounts> = {
  en: () => import('../../features/accounts/portal/words/en.ts'),
  de: () => import('../../features/accounts/portal/words/de.ts'),
  nl: () => import('../../features/accounts/portal/words/nl.ts'),
  fr: () => import('../../features/accounts/portal/words/fr.ts'),
};

const licencesWords: WordLoaders<keyof typeof licences> = {
  en: () => import('../../features/licences/portal/words/en.ts'),
  de: () => import('../../features/licences/portal/words/de.ts'),
  nl: () => import('../../features/licences/portal/words/nl.ts'),
  fr: () => import('../../features/licences/portal/words/fr.ts'),
};

const sitesWords: WordLoaders<keyof typeof sites> = {
  en: () => import('../../features/sites/portal/words/en.ts'),
  de: () => import('../../features/sites/portal/words/de.ts'),
  nl: () => import('../../features/sites/portal/words/nl.ts'),
  fr: () => import('../../features/sites/portal/words/fr.ts'),
};

const domainsWords: WordLoaders<keyof typeof domains> = {
  en: () => import('../../features/domains/portal/words/en.ts'),
  de: () => import('../../features/domains/portal/words/de.ts'),
  nl: () => import('../../features/domains/portal/words/nl.ts'),
  fr: () => import('../../features/domains/portal/words/fr.ts'),
};

const activityWords: WordLoaders<keyof typeof activity | keyof typeof form> = {
  en: () => import('../../features/activity/portal/words/en.ts'),
  de: () => import('../../features/activity/portal/words/de.ts'),
  nl: () => import('../../features/activity/portal/words/nl.ts'),
  fr: () => import('../../features/activity/portal/words/fr.ts'),
};

const orderWords: WordLoaders<keyof typeof order> = {
  en: () => import('../../features/order-page/portal/words/en.ts'),
  de: () => import('../../features/order-page/portal/words/de.ts'),
  nl: () => import('../../features/order-page/portal/words/nl.ts'),
  fr: () => import('../../features/order-page/portal/words/fr.ts'),
};

const paymentsWords: WordLoaders<keyof typeof payments> = {
  en: () => import('../../features/payments/portal/words/en.ts'),
  de: () => import('../../features/payments/portal/words/de.ts'),
  nl: () => import('../../features/payments/portal/words/nl.ts'),
  fr: () => import('../../features/payments/portal/words/fr.ts'),
};

const actsWords: WordLoaders<keyof typeof acts | keyof typeof form> = {
  en: () => import('../../features/payments/portal/acts/words/en.ts'),
  de: () => import('../../features/payments/portal/acts/words/de.ts'),
  nl: () => import('../../features/payments/portal/acts/words/nl.ts'),
  fr: () => import('../../features/payments/portal/acts/words/fr.ts'),
};

const approvalsWords: WordLoaders<keyof typeof approvals | keyof typeof form> = {
  en: () => import('../../features/approvals/portal/words/en.ts'),
  de: () => import('../../features/approvals/portal/words/de.ts'),
  nl: () => import('../../features/approvals/portal/words/nl.ts'),
  fr: () => import('../../features/approvals/portal/words/fr.ts'),
};

const tasksWords: WordLoaders<keyof typeof tasks> = {
  en: () => import('../../features/approvals/portal/tasks/words/en.ts'),
  de: () => import('../../features/approvals/portal/tasks/words/de.ts'),
  nl: () => import('../../features/approvals/portal/tasks/words/nl.ts'),
  fr: () => import('../../features/approvals/portal/tasks/words/fr.ts'),
};

/** Of parts that a page fetches by itself, mostly after a press. */
export const partWords = {
  steps: stepWords as WordLoaders<string>,
  own: ownWords as WordLoaders<string>,
  help: helpWords as WordLoaders<string>,
  licenceForms: licenceFormsWords as WordLoaders<string>,
  opened: openedWords as WordLoaders<string>,
  acts: actsWords as WordLoaders<string>,
  tasks: tasksWords as WordLoaders<string>,
};

/** Panels that are fetched when first opened, or when the browser has nothing to do; `contracts` is in the entry. */
const lazyPanels: Readonly<Partial<Record<PanelId, LazyPanel>>> = {
  documents: { view: () => import('./panels/documents.tsx'), words: documentsWords },
  profile: { view: () => import('./panels/profile.tsx'), words: profileWords },
  licences: { view: () => import('./panels/licences.tsx'), words: licencesWords },
  sites: { view: () => import('./panels/sites.tsx'), words: sitesWords },
  domains: { view: () => import('./panels/domains.tsx'), words: domainsWords },
  accounts: { view: () => import('./panels/accounts.tsx'), words: accountsWords },
  activity: { view: () => import('./panels/activity.tsx'), words: activityWords },
  order: { view: () => import('./panels/order.tsx'), words: orderWords },
  payments: { view: () => import('./panels/payments.tsx'), words: paymentsWords },
  approvals: { view: () => import('./panels/approvals.tsx'), words: approvalsWords },
};

export const signUpWords: WordLoaders<keyof typeof signUp | keyof typeof form> = {
  en: () => import('../../features/signup/portal/words/en.ts'),
  de: () => import('../../features/signup/portal/words/de.ts'),
  nl: () => import('../../features/signup/portal/words/nl.ts'),
  fr: () => import('../../features/signup/portal/words/fr.ts'),
};

const gateWords: WordLoaders<keyof typeof gate | keyof typeof form> = {
  en: () => import('../../features/access/portal/words/en.ts'),
  de: () => import('../../features/access/portal/words/de.ts'),
  nl: () => import('../../features/access/portal/words/nl.ts'),
  fr: () => import('../../features/access/portal/words/fr.ts'),
};

/** Both: a page that a link or another site leads to. */
const both = (language: Language) => async () => {
  const [gate, steps] = await Promise.all([gateWords[language](), stepWords[language]()]);
  return { words: { ...gate.words, ...steps.words } };
};
const arrivalWords: WordLoaders<string> = { en: both('en'), de: both('de'), nl: both('nl'), fr: both('fr') };

/**
 * Pages that are no panel of anybody's: what stands in place of all panels when there is nobody to show them to, where a
 * link or another site leads, to sign up, to accept terms of use.
 */
const pages: Readonly<Record<string, LazyPanel>> = {
  gate: { view: () => import('./panels/gate.tsx'), words: gateWords },
  entrance: { view: () => import('./panels/entrance.tsx'), words: arrivalWords },
  arrival: { view: () => import('./panels/arrival.tsx'), words: arrivalWords },
  signup: { view: () => import('./panels/signup.tsx'), words: signUpWords },
  terms: { view: () => import('./panels/terms.tsx'), words: signUpWords },
};

export interface LoadedPanel {
  readonly Panel: ComponentType<PanelView>;
  readonly words: Words;
}

/** Words of a panel alone, for what speaks of it elsewhere. */
export async function loadWords(panel: PanelId, language: Language): Promise<Words | undefined> {
  return (await lazyPanels[panel]?.words[language]())?.words;
}

/** View and words of a panel, the words from the document where they came with it; `undefined` for one that came with the entry, or that this version does not know. */
export async function loadPanel(
  panel: string,
  language: Language,
  page: PortalPage,
): Promise<LoadedPanel | undefined> {
  const lazy = pages[panel] ?? lazyPanels[panel as PanelId];
  if (!lazy) return undefined;
  const came = page.opens?.panel === panel && language === page.language ? page.opens : undefined;
  const [{ Panel }, words] = await Promise.all([lazy.view(), came ?? lazy.words[language]()]);
  return { Panel, words: words.words };
}
