import { expect, test } from 'vitest';
import type { VendorApi } from '../../browser/vendor-api.ts';
import { createList } from './list-model.ts';

interface Row {
  readonly id: string;
}
const rows: readonly Row[] = Array.from({ length: 120 }, (_, index) => ({ id: `r${index}` }));

/** Answers pages of `rows`; the cursor is where the next one begins. */
const fakeApi = (delays: number[] = []) => {
  const asked: URLSearchParams[] = [];
  const get = async (path: string, signal?: AbortSignal) => {
    const query = new URLSearchParams(path.split('?')[1]);
    asked.push(query);
    await new Promise((done) => setTimeout(done, delays.shift() ?? 0));
    signal?.throwIfAborted();
    const found = rows.filter(({ id }) => id.includes(query.get('search') ?? ''));
    const from = Number(query.get('cursor') ?? 0);
    const limit = Number(query.get('limit'));
    const next = from + limit;
    return { items: found.slice(from, next), nextCursor: next < found.length ? String(next) : null };
  };
  return { api: { get } as unknown as VendorApi, asked };
};
const list = (api: VendorApi) => createList<Row>({ api, path: '/x', idOf: ({ id }) => id });

test('pages come one behind the other, and the last one says that it is', async () => {
  const made = list(fakeApi().api);
  made.show({});
  await expect.poll(() => made.items.value.length).toBe(50);
  await made.more();
  await made.more();
  expect(made.items.value.map(({ id }) => id)).toEqual(rows.map(({ id }) => id));
  expect(made.hasMore.value).toBe(false);
});

test('a slow answer to an old question never replaces a newer one', async () => {
  const made = list(fakeApi([60, 0]).api);
  made.show({ search: 'r1' });
  made.show({ search: 'r99' });
  await new Promise((done) => setTimeout(done, 120));
  expect(made.items.value).toEqual([{ id: 'r99' }]);
});

test('a selection stays while the query changes; everything that matches can be had', async () => {
  const made = list(fakeApi().api);
  made.show({});
  await expect.poll(() => made.items.value.length).toBe(50);
  made.toggle({ id: 'r3' });
  made.show({ search: 'r11' });
  await expect.poll(() => made.items.value.length).toBe(11);
  expect([...made.selected.value.keys()]).toEqual(['r3']);
  expect((await made.everything()).length).toBe(11);
});

test('a list one comes back to is as long as it was left', async () => {
  const { api, asked } = fakeApi();
  const made = list(api);
  made.show({});
  await expect.poll(() => made.items.value.length).toBe(50);
  await made.more();
  made.show({});
  await expect.poll(() => asked.at(-1)?.get('limit')).toBe('100');
});
