import type { PortalPage } from '../../features/portals/page.ts';
import type { Language } from '../../features/portals/schema.ts';
import { localeFor } from '../../kit/common/locale.ts';
import type { Manner } from '../../kit/common/message.ts';

/** How figures and days are written in a language; `today` as the server knows it, once it has answered. */
export function mannerOf(page: PortalPage, language: Language, today?: string): Manner {
  const locale = localeFor(language, navigator.languages);
  return {
    locale,
    timeZone: page.timeZone,
    today: today ?? new Date().toISOString().slice(0, 10),
    figures: page.figures?.locale === locale ? page.figures : undefined,
  };
}
