import { matchLanguage } from '../../kit/common/languages.ts';
import type { Language } from '../portals/schema.ts';
import type { AcceptedTerms, TermsDocument, TermsKind, TermsRequirement } from './schema.ts';

/** Terms are agreed to; what is only to be known needs no box (Art. 13 GDPR, Art. 6 of directive 2011/83/EU). */
export const usualRequirement = (kind: TermsKind): TermsRequirement => (kind === 'terms' ? 'tick' : 'link');

const order: readonly TermsKind[] = ['terms', 'privacy', 'withdrawal', 'other'];

/** Terms first, then privacy, withdrawal and the rest; of one kind the older first. */
export const inOrder = <Document extends Pick<TermsDocument, 'kind' | 'id'>>(
  documents: readonly Document[],
): Document[] =>
  [...documents].sort(
    (a, b) => order.indexOf(a.kind) - order.indexOf(b.kind) || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0),
  );

/** The first wish that the document speaks, else any language it has. */
export function languageOf(
  { texts }: Pick<TermsDocument, 'texts'>,
  wishes: readonly (Language | null | undefined)[],
): Language {
  const written = Object.keys(texts) as Language[];
  for (const wish of wishes) {
    const found = wish && matchLanguage(wish, written);
    if (found) return found;
  }
  return written[0] as Language;
}

export interface AcceptanceCheck {
  /** Boxes that have to be ticked and were not. */
  readonly missing: readonly string[];
  /** Agreed to in a version that is not in force any more, or to nothing that is shown here. */
  readonly stale: readonly string[];
}

/** Whether what was agreed to is what is in force; links need not be named. */
export function checkAcceptances(
  shown: readonly Pick<TermsDocument, 'id' | 'version' | 'required'>[],
  accepted: readonly AcceptedTerms[],
): AcceptanceCheck {
  const versions = new Map(shown.map(({ id, version }) => [id, version]));
  const stale = accepted
    .filter(({ termsId, version }) => versions.get(termsId) !== version)
    .map(({ termsId }) => termsId);
  const missing = shown
    .filter(({ id, required }) => required === 'tick' && !accepted.some(({ termsId }) => termsId === id))
    .map(({ id }) => id);
  return { missing, stale };
}
