import { expect, test, vi } from 'vitest';
import type { PortalSite } from '../schema.ts';
import { type SitesApi, SitesModel } from './sites-model.ts';

const address = { street: '', houseNumber: '', postcode: '', city: '', country: '' as const };
const site = (id: string): PortalSite => ({ id, name: id, number: null, address, installations: 1 });
const machine = (id: string) => ({ id, name: id, kind: null, serialNumber: null, installedOn: null });
const api = (over: Partial<SitesApi> = {}): SitesApi => ({
  list: async (_, cursor) =>
    cursor ? { items: [site('b')], nextCursor: null } : { items: [site('a')], nextCursor: 'next' },
  read: async (id) => site(id),
  installations: async (id, cursor) => ({
    items: [machine(`${id}-${cursor ?? 'first'}`)],
    nextCursor: cursor ? null : 'more',
  }),
  ...over,
});

test('CLI-4 locations come a page at a time, and one that is open brings what stands there', async () => {
  const model = new SitesModel(api());
  await model.load();
  await model.more();
  expect(model.items.value.map(({ id }) => id)).toEqual(['a', 'b']);
  await model.open('b');
  await model.equipment.more();
  expect(model.equipment.items.value.map(({ id }) => id)).toEqual(['b-first', 'b-more']);
  expect(model.equipment.cursor.value).toBeNull();
});

test('CLI-4 a late answer to an old question changes nothing', async () => {
  const answers: ((value: { items: PortalSite[]; nextCursor: null }) => void)[] = [];
  const list = vi.fn(
    () => new Promise<{ items: PortalSite[]; nextCursor: null }>((done) => answers.push(done)),
  );
  const model = new SitesModel(api({ list }));
  const [first, second] = [model.load(), model.find('new')];
  answers[1]?.({ items: [site('new')], nextCursor: null });
  await second;
  answers[0]?.({ items: [site('old')], nextCursor: null });
  await first;
  expect(model.items.value.map(({ id }) => id)).toEqual(['new']);
});

test('CLI-4 what could not be loaded says so and can be tried again', async () => {
  let fails = true;
  const installations: SitesApi['installations'] = async () => {
    if (fails) throw new Error('away');
    return { items: [machine('m')], nextCursor: null };
  };
  const model = new SitesModel(api({ installations }));
  await model.load();
  await model.open('a');
  expect([model.equipment.state.value, model.site.value?.id]).toEqual(['failed', 'a']);
  fails = false;
  await model.open('a');
  expect(model.equipment.state.value).toBe('ready');
});
