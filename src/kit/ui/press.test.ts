import { expect, test, vi } from 'vitest';

test('what moves the page waits for the end of a press, and for nobody who lets go unheard', async () => {
  vi.useFakeTimers();
  const page = new EventTarget();
  vi.stubGlobal('addEventListener', page.addEventListener.bind(page));
  const { afterPress } = await import('./press.ts');
  const done: string[] = [];
  const after = (name: string) => afterPress(() => done.push(name));
  after('no press');
  expect(done).toEqual(['no press']);

  page.dispatchEvent(new Event('pointerdown'));
  after('mouse');
  page.dispatchEvent(new Event('pointerup'));
  expect(done).toEqual(['no press']);
  vi.advanceTimersByTime(0);
  expect(done).toEqual(['no press', 'mouse']);

  // A finger: the focus goes with the mouse's events, which come once it is up.
  page.dispatchEvent(new Event('pointerdown'));
  page.dispatchEvent(new Event('pointerup'));
  page.dispatchEvent(new Event('mousedown'));
  after('finger');
  vi.advanceTimersByTime(100);
  expect(done).toHaveLength(2);
  page.dispatchEvent(new Event('mouseup'));
  vi.advanceTimersByTime(0);
  expect(done).toHaveLength(3);

  page.dispatchEvent(new Event('pointerdown'));
  after('unheard');
  vi.advanceTimersByTime(2_000);
  expect(done).toHaveLength(4);
  vi.useRealTimers();
  vi.unstubAllGlobals();
});
