import { expect, test, vi } from 'vitest';
import type { PortalSite } from '../schema.ts';
import { SitesModel } from './sites-model.ts';

const address = { street: '', houseNumber: '', postcode: '', city: '', country: '' as const };
const site = (id: string): PortalSite => ({
  ...{ id, name: id, number: null, address, installations: 1, light: null, until: null },
});

test('CLI-4 locations come a page at a time', async () => {
  const model = new SitesModel({
    list: async (_, cursor) =>
      cursor ? { items: [site('b')], nextCursor: null } : { items: [site('a')], nextCursor: 'next' },
  });
  await model.load();
  await model.more();
  expect(model.items.value.map(({ id }) => id)).toEqual(['a', 'b']);
});

test('CLI-4 a late answer to an old question changes nothing', async () => {
  const answers: ((value: { items: PortalSite[]; nextCursor: null }) => void)[] = [];
  const list = vi.fn(
    () => new Promise<{ items: PortalSite[]; nextCursor: null }>((done) => answers.push(done)),
  );
  const model = new SitesModel({ list });
  const [first, second] = [model.load(), model.find('new')];
  answers[1]?.({ items: [site('new')], nextCursor: null });
  await second;
  answers[0]?.({ items: [site('old')], nextCursor: null });
  await first;
  expect(model.items.value.map(({ id }) => id)).toEqual(['new']);
});
