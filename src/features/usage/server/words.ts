import { readMessages } from '../../../kit/server/message-files.ts';
import { ownTexts } from '../../../kit/server/own-words.ts';
import type { Language } from '../../portals/schema.ts';
import type en from '../report/messages/en.json';

export type ReportMessage = keyof typeof en;
export type ReportWords = Readonly<Record<ReportMessage, string>>;
const folder = new URL('../report/messages/', import.meta.url);
const kept = new Map<Language, ReportWords>();

/** What reports call their columns and choices: they come with the answer, since the vendor chooses which there are. */
export function reportWords(language: Language, own: string | null): ReportWords {
  const words = kept.get(language) ?? readMessages<ReportWords>(folder, language);
  kept.set(language, words);
  const mine = Object.entries(ownTexts(own, folder, language));
  return mine.length === 0 ? words : { ...words, ...Object.fromEntries(mine) };
}
