import { readMessages } from '../../../kit/server/message-files.ts';
import { ownTexts } from '../../../kit/server/own-words.ts';
import type { Language } from '../../portals/schema.ts';
import type en from '../messages/en.json';

const folder = new URL('../messages/', import.meta.url);
const kept = new Map<Language, typeof en>();

/** What the line of a setup fee is called: on the page, in the order, on the invoice. */
export function setupTitle(language: Language, plan: string, own: string | null = null): string {
  const words = kept.get(language) ?? readMessages<typeof en>(folder, language);
  kept.set(language, words);
  const title = ownTexts(own, folder, language)['pricing.setup'] ?? words['pricing.setup'];
  return title.replace('{plan}', () => plan);
}
