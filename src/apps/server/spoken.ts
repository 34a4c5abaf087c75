import type { PortalPage } from '../../features/portals/page.ts';
import type { Language } from '../../features/portals/schema.ts';
import { directionOf, languages } from '../../kit/common/languages.ts';
import { portalWordsVersion } from './words.ts';

type Spoken = Pick<PortalPage, 'languages' | 'languageNames' | 'rightToLeft' | 'words'>;

/** What a document tells of the languages it can be read in. */
export const spokenIn = (offered: readonly Language[], own: string | null = null): Spoken => ({
  languages: [...offered],
  languageNames: offered.length > 1 ? offered.map((tag) => languages[tag].name) : [],
  rightToLeft: offered.filter((tag) => directionOf(tag) === 'rtl'),
  words: portalWordsVersion(own),
});
