import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ApiError } from './api-error.ts';
import { createSession, type SessionOptions } from './session.ts';
import { memoryStore } from './tab-store.ts';

beforeEach(() => void vi.useFakeTimers({ now: 0 }));
afterEach(() => vi.useRealTimers());

const inMs = (ms: number) => new Date(Date.now() + ms).toISOString();
const quarter = 15 * 60_000;

function started(change: Partial<SessionOptions> = {}) {
  let count = 0;
  const open = vi.fn(async () => ({ sessionToken: `s${++count}`, expiresAt: inMs(quarter) }));
  const requestToken = vi.fn(async (): Promise<string | null> => 'fresh');
  const onOver = vi.fn();
  const store = memoryStore();
  const session = createSession({ open, requestToken, store, onOver, ...change });
  session.keep({ sessionToken: 's0', expiresAt: inMs(quarter) });
  return { session, open, requestToken, onOver, store };
}

test('it renews itself at four fifths of its life, and again', async () => {
  const { session, open } = started();
  await vi.advanceTimersByTimeAsync(quarter * 0.8 - 1);
  expect(open).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(1);
  expect(session.bearer()).toBe('s1');
  await vi.advanceTimersByTimeAsync(quarter * 0.8);
  expect(session.bearer()).toBe('s2');
});

test('many who need a new one at once ask the host once', async () => {
  const { session, requestToken } = started();
  const answers = await Promise.all([session.renew(), session.renew('revoked'), session.renew()]);
  expect(answers).toEqual([true, true, true]);
  expect(requestToken).toHaveBeenCalledTimes(1);
});

test.each([
  ['a host that has none', async () => null],
  ['a host that fails', async () => Promise.reject(new Error('down'))],
])('%s gives no new one, and the old one stays for what is still to come', async (_, requestToken) => {
  const { session } = started({ requestToken });
  expect(await session.renew()).toBe(false);
  expect(session.bearer()).toBe('s0');
});

test('after sleep it is renewed when the moment was overslept, and not before', async () => {
  const { session, requestToken } = started();
  await session.wake();
  expect(requestToken).not.toHaveBeenCalled();
  vi.setSystemTime(quarter);
  await session.wake();
  expect(session.bearer()).toBe('s1');
});

test('a reload in the same tab goes on with it, unless it is over', () => {
  const { store, open, onOver } = started();
  const again = createSession({ open, store, onOver });
  expect(again.recall()).toBe(true);
  expect(again.bearer()).toBe('s0');
  vi.setSystemTime(quarter + 1);
  expect(createSession({ open, store, onOver }).recall()).toBe(false);
});

test('one that was lent is never replaced by what the host would give, before or after a reload', async () => {
  const { session, requestToken, store, open, onOver } = started();
  session.keep({ sessionToken: 'below', expiresAt: inMs(quarter), lent: true });
  await vi.advanceTimersByTimeAsync(quarter * 0.9);
  expect(await session.renew('revoked')).toBe(false);
  await session.wake();
  expect(requestToken).not.toHaveBeenCalled();
  expect(session.bearer()).toBe('below');
  const again = createSession({ open, requestToken, store, onOver });
  expect(again.recall()).toBe(true);
  expect(await again.renew()).toBe(false);
  session.keep({ sessionToken: 'own', expiresAt: inMs(quarter) });
  expect(await session.renew()).toBe(true);
});

test('DAY-1 one that a person opened here lies in the tab though the host could be asked, until the host knows somebody', async () => {
  const { session, store } = started({ stores: ({ own }) => own === true });
  expect(store.read('session')).toBeUndefined();
  session.keep({ sessionToken: 'typed', expiresAt: inMs(quarter), own: true });
  expect(session.isOwn()).toBe(true);
  await session.renew();
  expect(session.bearer()).toBe('s1');
  expect(session.isOwn()).toBe(false);
});

test('the end is told once, and nothing of it stays in the tab', () => {
  const { session, onOver, store } = started();
  session.end(new ApiError('session.ended', { status: 401 }));
  expect(onOver).toHaveBeenCalledTimes(1);
  expect(session.bearer()).toBeUndefined();
  expect(store.read('session')).toBeUndefined();
});
