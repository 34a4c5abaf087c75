import { readFileSync } from 'node:fs';
import { type Args, formatText, type Words } from '../../../kit/common/message.ts';
import type { Language } from '../../portals/schema.ts';
import type en from '../messages/en.json';

const kept = new Map<Language, Promise<Words>>();

/** Sentences of the paper, compiled when first needed. */
export async function approvalWords(
  language: Language,
): Promise<(key: keyof typeof en, args?: Args) => string> {
  const words = kept.get(language) ?? compile(language);
  kept.set(language, words);
  const compiled = await words;
  const manner = { locale: language, timeZone: 'UTC', today: '1970-01-01' };
  return (key, args = {}) => formatText(compiled[key] ?? key, args, manner);
}

async function compile(language: Language): Promise<Words> {
  const { compileWords } = await import('../../../kit/common/message-compile.ts');
  const file = new URL(`../messages/${language}.json`, import.meta.url);
  return compileWords(JSON.parse(readFileSync(file, 'utf8')));
}
