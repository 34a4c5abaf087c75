import * as v from 'valibot';

/**
 * Refuses control characters and halves of a surrogate pair: no person types them, PostgreSQL keeps no NUL, and what
 * is stored is to be what was sent.
 */
export const plain = v.regex(/^[^\p{Cc}\p{Cs}]*$/u, 'expected one line without control characters');

/**
 * Refuses what turns the text behind it around, and marks piled upon one letter: a name stands in mails and lists beside
 * what it must not change. No language puts seven marks on a letter.
 */
const calm = v.check(
  (text: string) => !/[\u202a-\u202e\u2066-\u2069]|\p{M}{7}/u.test(text),
  'expected text without signs that turn or cover what stands beside it',
);

/** One line of text, trimmed. */
export const line = (max: number) => v.pipe(v.string(), v.trim(), v.maxLength(max), plain, calm);

/** Several lines of text, trimmed; line ends as one sign each. */
export const lines = (max: number) =>
  v.pipe(
    v.string(),
    v.transform((text) => text.replace(/\r\n?/g, '\n').trim()),
    v.maxLength(max),
    v.regex(/^(?:[^\p{Cc}\p{Cs}]|[\n\t])*$/u, 'expected text without control characters'),
    calm,
  );
