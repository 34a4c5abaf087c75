import type { AttemptError } from './schema.ts';

const [second, minute, hour] = [1_000, 60_000, 3_600_000];

/** Waits before the second, third … and tenth try: a bit more than three days together. */
export const waitsMs: readonly number[] = [
  ...[5 * second, 5 * minute, 30 * minute, 2 * hour],
  ...[5 * hour, 10 * hour, 14 * hour, 20 * hour, 24 * hour],
];
export const mostTries = waitsMs.length + 1;

/** Each wait is up to a fifth shorter or longer, so that a receiver that comes back is not met by all at once. */
const jitter = 0.2;

/** The longest that a receiver's `Retry-After` is obeyed. */
export const longestRetryAfterMs = 24 * hour;

/** Failing for as long as the shortest schedule takes, without anything going through: nobody is there. */
export const pauseAfterMs = waitsMs.reduce((sum, wait) => sum + wait, 0) * (1 - jitter);

/** What came of one try. */
export interface Outcome {
  /** `null`: it went through. */
  readonly error: AttemptError | null;
  readonly status: number | null;
  /** As the receiver asked for; `null`: it did not. */
  readonly retryAfterMs: number | null;
}

/**
 * When to try again after so many tries; `null`: not any more. What a receiver asks for counts where it is later, a day
 * at most. `chance` is from 0 to 1.
 */
export function nextTryMs(tries: number, outcome: Outcome, chance: number): number | null {
  const wait = waitsMs[tries - 1];
  if (wait === undefined || outcome.error === 'gone') return null;
  const jittered = wait * (1 - jitter + chance * 2 * jitter);
  return Math.round(Math.max(jittered, Math.min(outcome.retryAfterMs ?? 0, longestRetryAfterMs)));
}

/** `Retry-After` in seconds or as a date; `null` for what is neither. */
export function retryAfterMs(header: string | null, now: Date): number | null {
  if (header === null) return null;
  if (/^\d{1,12}$/.test(header.trim())) return Number(header) * second;
  const at = /^[A-Z][a-z]{2}, /.test(header) ? Date.parse(header) : Number.NaN;
  return Number.isFinite(at) ? Math.max(0, at - now.getTime()) : null;
}

/** What an answer's status means; anything but 2xx is a failure, and a redirect is never followed. */
export function errorOf(status: number): AttemptError | null {
  if (status >= 200 && status < 300) return null;
  if (status >= 300 && status < 400) return 'redirect';
  return status === 410 ? 'gone' : 'status';
}

/** Requests to one endpoint at a time; one that fails is asked gently. */
export const roomOf = (failures: number): number => (failures >= 3 ? 1 : 4);

export const wants = (events: readonly string[] | null, type: string): boolean =>
  events === null || events.includes(type);

/** The event that only asks whether a receiver is there. */
export const testEventType = 'webhook.test';

/** What a receiver reads. Ids only: it asks the API for the rest. */
export const bodyOf = (event: {
  readonly type: string;
  readonly timestamp: string;
  readonly vendorId: string;
  readonly side: 'live' | 'test';
  readonly data: unknown;
}): string =>
  JSON.stringify({
    type: event.type,
    timestamp: event.timestamp,
    vendorId: event.vendorId,
    side: event.side,
    data: event.data,
  });

const mask = '••••';
const secretHeader = /^(authorization|proxy-authorization|cookie|set-cookie|.*(token|secret|api-?key).*)$/i;

/** Headers as they are kept: what might let somebody in is not. */
export const maskedHeaders = (headers: Iterable<readonly [string, string]>): Record<string, string> =>
  Object.fromEntries(
    [...headers]
      .slice(0, 40)
      .map(([name, value]) => [
        name.slice(0, 100),
        name === 'webhook-signature'
          ? value.replace(/(v1a?,)\S+/g, `$1${mask}`)
          : secretHeader.test(name)
            ? mask
            : value.slice(0, 500),
      ]),
  );

/** Text without what might be a secret of ours: a receiver may answer with what it was sent. */
export const maskedText = (text: string, most: number): string =>
  text
    .replace(/whsec_[A-Za-z0-9+/=_-]+/g, `whsec_${mask}`)
    .replace(/\bv1,[A-Za-z0-9+/=]{20,}/g, `v1,${mask}`)
    // PostgreSQL keeps no NUL, and halves of a pair are no text.
    .replaceAll('\0', '')
    .toWellFormed()
    .slice(0, most);

/** An address without its query, which may hold a key. */
export function maskedUrl(address: string): string {
  const url = URL.parse(address);
  if (!url) return '';
  return `${url.origin}${url.pathname}${url.search ? `?${mask}` : ''}`;
}
