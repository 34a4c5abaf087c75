import * as v from 'valibot';

/**
 * Refuses control characters and halves of a surrogate pair: no person types them, PostgreSQL keeps no NUL, and what
 * is stored is to be what was sent.
 */
export const plain = v.regex(/^[^\p{Cc}\p{Cs}]*$/u, 'expected one line without control characters');

/** One line of text, trimmed. */
export const line = (max: number) => v.pipe(v.string(), v.trim(), v.maxLength(max), plain);

/** Several lines of text, trimmed; line ends as one sign each. */
export const lines = (max: number) =>
  v.pipe(
    v.string(),
    v.transform((text) => text.replace(/\r\n?/g, '\n').trim()),
    v.maxLength(max),
    v.regex(/^(?:[^\p{Cc}\p{Cs}]|[\n\t])*$/u, 'expected text without control characters'),
  );
