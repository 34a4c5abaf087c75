import * as v from 'valibot';
import { idOf } from '../../kit/common/id.ts';
import { Language } from '../portals/language.ts';

/** Follows from what is in the set: another set has another id, and none ever changes. */
export const WordsId = idOf('wrd');

/** Where it is said and its key there: `contracts:contracts.title`. */
export const TextKey = v.pipe(v.string(), v.maxLength(200));

/** `usual`: ours. `own`: the vendor’s. `stale`: the vendor’s, and our English has changed since it was written. */
export const TextState = v.picklist(['usual', 'own', 'stale']);

/** Why a text is not taken. */
export const refusals = ['key', 'protected', 'syntax', 'long', 'deep', 'unknown', 'signs'] as const;
/** What somebody should look at; it is taken all the same. */
export const warnings = ['dropped', 'plural', 'wide'] as const;

export const TextFinding = v.object({
  key: TextKey,
  code: v.picklist([...refusals, ...warnings]),
  /** The value, the forms, or what the parser said: `{count}`. */
  what: v.string(),
});
export type TextFinding = v.InferOutput<typeof TextFinding>;

/** A sentence that customers read, and what a vendor says in its place. */
export const WordText = v.object({
  key: TextKey,
  /** What is said together: `contracts`, `order-page/portal/send`. */
  group: v.string(),
  english: v.string(),
  /** Ours, in the language asked for. */
  usual: v.string(),
  /** The vendor’s; `null`: ours is said. */
  text: v.nullable(v.string()),
  /** The English that the vendor’s was written for. */
  of: v.nullable(v.string()),
  state: TextState,
  /** Values that may stand in it: `plan`, and tags: `<link>`. */
  values: v.array(v.string()),
  /** Words of the law, and what tells customers who looks at their data: nobody replaces them. */
  protected: v.boolean(),
});
export type WordText = v.InferOutput<typeof WordText>;

const counts = { all: v.number(), own: v.number(), stale: v.number() };

export const WordList = v.object({
  items: v.array(WordText),
  nextCursor: v.nullable(v.string()),
  /** Of the whole language. */
  counts: v.object(counts),
});
export type WordList = v.InferOutput<typeof WordList>;

/** Of a list of texts and of a file: which language, and over which set of own words. */
export const inSet = { language: Language, words: v.optional(WordsId) };

/**
 * In one act: the set is made of what this portal's draft says at that moment, whatever `from` names, and the draft says
 * the new one from then on. Of two people who change texts at once, neither loses what the other wrote.
 */
const ofPortal = v.optional(v.pipe(v.string(), v.minLength(1), v.maxLength(200)));

/** A set made of another one, whose texts in one language are changed: `null` is ours again. */
export const NewWords = v.strictObject({
  from: v.optional(v.nullable(WordsId), null),
  portal: ofPortal,
  language: Language,
  texts: v.record(TextKey, v.nullable(v.pipe(v.string(), v.maxLength(4000)))),
});
export type NewWords = v.InferOutput<typeof NewWords>;

export const WordsMade = v.object({
  /** To be named as `words` of a portal; `null`: nothing in it is the vendor’s own any more. */
  id: v.nullable(WordsId),
  counts: v.object(counts),
  warnings: v.array(TextFinding),
});
export type WordsMade = v.InferOutput<typeof WordsMade>;

export const TextToCheck = v.strictObject({
  language: Language,
  key: TextKey,
  text: v.pipe(v.string(), v.maxLength(4000)),
});
export const TextCheck = v.object({
  refused: v.array(TextFinding),
  warnings: v.array(TextFinding),
  /** As a customer would read it, with values made up; `null` where it can’t be said. */
  sample: v.nullable(v.string()),
});
export type TextCheck = v.InferOutput<typeof TextCheck>;

export const WordFile = v.strictObject({ ...inSet, format: v.optional(v.picklist(['csv', 'json']), 'csv') });
/** All texts of one language in a file: what is not named in it stays as it is. */
export const WordImport = v.strictObject({
  language: Language,
  from: v.optional(WordsId),
  portal: ofPortal,
});
export const mostWordBytes = 1_048_576;
