import * as v from 'valibot';

/**
 * One line of text, trimmed. Control characters and halves of a surrogate pair are refused: no person types them, a
 * database can't keep all of them, and what is stored is what was sent.
 */
export const line = (max: number) =>
  v.pipe(
    v.string(),
    v.trim(),
    v.maxLength(max),
    v.regex(/^[^\p{Cc}\p{Cs}]*$/u, 'expected one line without control characters'),
  );
