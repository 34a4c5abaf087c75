import { readFileSync } from 'node:fs';
import type { Language } from '../../portals/schema.ts';
import type en from '../messages/en.json';

const kept = new Map<Language, typeof en>();

/** What the line of a setup fee is called: on the page, in the order, on the invoice. */
export function setupTitle(language: Language, plan: string): string {
  const words =
    kept.get(language) ??
    (JSON.parse(readFileSync(new URL(`../messages/${language}.json`, import.meta.url), 'utf8')) as typeof en);
  kept.set(language, words);
  return words['pricing.setup'].replace('{plan}', () => plan);
}
