import * as v from 'valibot';
import { line, lines } from '../../kit/common/text.ts';
import { placeholders } from '../portals/mail-texts.ts';

/** What may be filled into the words of a hand-over sheet and of labels. */
export const sheetPlaceholders = ['Brand', 'Name'] as const;

const words = (max: number) => v.optional(v.pipe(lines(max), placeholders(sheetPlaceholders)));

/**
 * The vendor's own words on what is printed and handed over, in one language; what is absent is as it comes. Code,
 * address and picture are put there in any case.
 */
export const HandOverWords = v.strictObject({
  title: v.optional(v.pipe(line(120), placeholders(sheetPlaceholders))),
  /** What the access is good for. */
  purpose: words(1000),
  /** How it is used. */
  use: words(1000),
  /** What to take care of. */
  keep: words(600),
  /** On each label, under the picture. */
  label: v.optional(v.pipe(line(120), placeholders(sheetPlaceholders))),
});
export type HandOverWords = v.InferOutput<typeof HandOverWords>;
