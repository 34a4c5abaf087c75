import { knownLanguages, type LanguageTag } from '../../../kit/common/languages.ts';
import { useDesk } from '../../../kit/ui/console/desk.ts';
import { useLoad } from '../../../kit/ui/console/Load.tsx';
import { Language } from '../schema.ts';

/**
 * The languages in which a form asks for words: those that the vendor's portals offer, and those in which something is
 * `written` already, which nobody must lose because a portal stopped offering them.
 */
export function useTextLanguages(): (
  written?: Readonly<Partial<Record<LanguageTag, unknown>>>,
) => LanguageTag[] {
  const { api } = useDesk();
  const { value, error } = useLoad('languages of portals', () =>
    api.get<{ items: { languages: LanguageTag[] }[] }>('/api/v1/portals?limit=200'),
  );
  // Whoever may not read portals is asked for all.
  const read = error ? Language.options : (value?.items.flatMap(({ languages }) => languages) ?? []);
  return (written = {}) => knownLanguages.filter((tag) => read.includes(tag) || written[tag] !== undefined);
}
