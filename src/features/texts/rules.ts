/**
 * A telephone number as ITU-T E.164 writes it, `+491511234567`: `+`, a country code that begins with 1 to 9, 15 digits
 * at most. Signs that people put between digits go, and `00` in front is `+`. `undefined`: it is none, as a number
 * without its country's code. Whether somebody has it only a text will tell.
 */
export function e164Of(typed: string): string | undefined {
  const plain = typed
    .normalize('NFKC')
    .replace(/[\s().\-/\u2010-\u2015\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '')
    .replace(/^00/, '+');
  return /^\+[1-9]\d{6,14}$/.test(plain) ? plain : undefined;
}

/** Whether texts go there: `null` is anywhere. */
export const isServed = (number: string, prefixes: readonly string[] | null): boolean =>
  prefixes === null || prefixes.some((prefix) => number.startsWith(prefix));

/** Enough to know one's own: `+49…567`. */
export const maskedNumber = (number: string): string => `${number.slice(0, 3)}…${number.slice(-3)}`;

/** Waits before the second and third try, while a person looks at the screen. */
export const waitsMs: readonly number[] = [500, 2_000];

/** What came of one request to a gateway. */
export interface TextTry {
  /** Of its answer; `null`: there was none. */
  readonly status: number | null;
  /** Whether something of the request may have reached it. */
  readonly reached: boolean;
  readonly detail: string | null;
}

/** What is known of the text now: a gateway that was reached and said nothing may have sent it. */
export const stateAfter = ({ status, reached }: TextTry): 'taken' | 'refused' | 'unknown' =>
  status !== null ? (status >= 200 && status < 300 ? 'taken' : 'refused') : reached ? 'unknown' : 'refused';

/**
 * Whether to ask once more: only where it is sure that nothing was sent, by our not having reached it or by its own word
 * that it is too busy. So nobody is sent, and no vendor pays for, the same text twice.
 */
export const mayTryAgain = ({ status, reached }: TextTry): boolean =>
  status === null ? !reached : status === 429 || status === 503;
