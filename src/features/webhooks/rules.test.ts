import { describe, expect, test } from 'vitest';
import {
  errorOf,
  longestRetryAfterMs,
  maskedHeaders,
  maskedText,
  maskedUrl,
  mostTries,
  nextTryMs,
  pauseAfterMs,
  retryAfterMs,
  waitsMs,
} from './rules.ts';

const failed = { error: 'status', status: 500, retryAfterMs: null } as const;
const hour = 3_600_000;

describe('WH11 the schedule of tries', () => {
  test('ten tries over three days, each wait a fifth shorter or longer at most', () => {
    expect(mostTries).toBe(10);
    for (let tries = 1; tries < mostTries; tries++) {
      const wait = waitsMs[tries - 1] as number;
      expect(nextTryMs(tries, failed, 0)).toBe(Math.round(wait * 0.8));
      expect(nextTryMs(tries, failed, 1)).toBe(Math.round(wait * 1.2));
    }
    expect(nextTryMs(mostTries, failed, 0.5)).toBeNull();
    const total = waitsMs.reduce((sum, wait) => sum + wait, 0);
    expect(total).toBeGreaterThan(72 * hour);
    expect(total).toBeLessThan(84 * hour);
    expect(pauseAfterMs).toBeLessThanOrEqual(total * 0.8);
  });

  test('what a receiver asks for counts where it is later, a day at most', () => {
    const asked = (ms: number) => ({ error: 'status', status: 503, retryAfterMs: ms }) as const;
    expect(nextTryMs(1, asked(60_000), 0.5)).toBe(60_000);
    expect(nextTryMs(4, asked(1_000), 0.5)).toBe(2 * hour);
    expect(nextTryMs(1, asked(99_999_999_000), 0.5)).toBe(longestRetryAfterMs);
  });

  test('an endpoint that is gone is not tried again', () => {
    expect(nextTryMs(1, { error: 'gone', status: 410, retryAfterMs: null }, 0.5)).toBeNull();
  });

  test.each([
    ['120', 120_000],
    ['99999999', 99_999_999_000],
    ['Sun, 22 Nov 2026 10:01:00 GMT', 60_000],
    ['Sun, 22 Nov 2026 09:00:00 GMT', 0],
    ['soon', null],
    ['-5', null],
    [null, null],
  ])('Retry-After “%s” means %s', (header, ms) => {
    expect(retryAfterMs(header, new Date('2026-11-22T10:00:00Z'))).toBe(ms);
  });
});

test.each([
  [200, null],
  [204, null],
  [299, null],
  [301, 'redirect'],
  [307, 'redirect'],
  [400, 'status'],
  [404, 'status'],
  [410, 'gone'],
  [500, 'status'],
] as const)('WH05 an answer of %s is %s', (status, error) => {
  expect(errorOf(status)).toBe(error);
});

describe('HD11 what is kept of a request and its answer holds no secret', () => {
  test('signatures, cookies and whatever is named like a key', () => {
    const shown = maskedHeaders([
      ['webhook-id', 'evt_1'],
      ['webhook-signature', 'v1,abc= v1,def='],
      ['set-cookie', 'sid=1'],
      ['authorization', 'Bearer x'],
      ['x-api-key', 'x'],
      ['content-type', 'text/plain'],
    ]);
    expect(shown).toEqual({
      'webhook-id': 'evt_1',
      'webhook-signature': 'v1,•••• v1,••••',
      'set-cookie': '••••',
      authorization: '••••',
      'x-api-key': '••••',
      'content-type': 'text/plain',
    });
  });

  test('a text that repeats them, and an address that has one in its query', () => {
    const text = `got whsec_${'A'.repeat(40)}= and v1,${'b'.repeat(43)}=\0`;
    expect(maskedText(text, 1000)).toBe('got whsec_•••• and v1,••••');
    expect(maskedText('x'.repeat(9000), 4000)).toHaveLength(4000);
    expect(maskedUrl('https://a.example/hook?token=1')).toBe('https://a.example/hook?••••');
    expect(maskedUrl('')).toBe('');
  });
});
