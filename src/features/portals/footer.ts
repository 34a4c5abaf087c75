import { directionOf, type LanguageTag } from '../../kit/common/languages.ts';
import { writtenIn } from '../../kit/common/written-in.ts';
import type { Footer } from './brand-settings.ts';
import type { Portal } from './schema.ts';

/** What stands at the bottom, and in which language where it is another than the page's. */
export interface ShownFooter extends Footer {
  readonly lang?: LanguageTag;
  /** Which way that one runs; told, since browsers do not load the table of languages. */
  readonly dir?: 'ltr' | 'rtl';
}

const isEmpty = ({ text, links }: Footer): boolean => text === '' && links.length === 0;

/** In the language of the page; else in the first of the portal's languages that has one. */
export function footerIn(
  { footer, languages }: Pick<Portal, 'footer' | 'languages'>,
  language: LanguageTag,
): ShownFooter | undefined {
  const written: Portal['footer'] = Object.fromEntries(
    Object.entries(footer).filter(([, one]) => one && !isEmpty(one)),
  );
  const own = writtenIn(written, language);
  if (own) return own;
  for (const tag of languages) {
    const other = writtenIn(written, tag);
    if (other) return { ...other, lang: tag, dir: directionOf(tag) };
  }
  return undefined;
}
