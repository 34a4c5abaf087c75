import type { Context } from 'hono';
import { type LanguageTag, matchLanguage } from '../../common/languages.ts';

/** Language tags of the browser, the best first: `['de-AT', 'de', 'en']`. */
export const preferredTags = (c: Context): string[] =>
  (c.req.header('accept-language') ?? '')
    .slice(0, 200)
    .split(',')
    .map((entry) => entry.trim().split(';q='))
    .sort((a, b) => Number(b[1] ?? 1) - Number(a[1] ?? 1))
    .map(([tag = '']) => tag)
    // What is no tag at all would make `Intl` throw.
    .filter((tag) => /^[a-z]{2,3}(-[a-z0-9]{2,8})*$/i.test(tag));

/** What the address asks for with `?language=`, then what the browser prefers. */
export const wishedTags = (c: Context): string[] => [c.req.query('language') ?? '', ...preferredTags(c)];

/** The first wish that is served by what is offered; else the first of those offered. */
export function languageOf<Tag extends LanguageTag>(wishes: readonly string[], offered: readonly Tag[]): Tag {
  for (const wish of wishes) {
    const found = matchLanguage(wish, offered);
    if (found) return found as Tag;
  }
  return offered[0] as Tag;
}
