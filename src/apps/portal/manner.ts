import type { Bootstrap } from '../../features/access/schema.ts';
import type { PortalPage } from '../../features/portals/page.ts';
import type { Language } from '../../features/portals/schema.ts';
import { localeFor } from '../../kit/common/locale.ts';
import type { Manner } from '../../kit/common/message.ts';

/** How figures and days are written in a language; `known` is what the server says, once it has answered. */
export function mannerOf(
  page: PortalPage,
  language: Language,
  known?: Pick<Bootstrap, 'today' | 'timeZone'>,
): Manner {
  const locale = localeFor(language, navigator.languages);
  return {
    locale,
    // Of moments alone: a day is that day everywhere, and deadlines end with the portal's.
    timeZone: known?.timeZone ?? page.timeZone,
    today: known?.today ?? new Date().toISOString().slice(0, 10),
    figures: page.figures?.locale === locale ? page.figures : undefined,
  };
}
