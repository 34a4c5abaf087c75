import { expect, test } from 'vitest';
import type { Grant, HelpAccess } from '../schema.ts';
import { type HelpApi, HelpModel } from './help-model.ts';

const grant = (change: Partial<Grant> = {}): Grant => ({
  ...{ id: 'gra_1', mode: 'look', source: 'customer', state: 'live', givenBy: 'Priya', operator: null },
  ...{ authorisedBy: null, authorisedHow: null, reason: null, createdAt: '2026-11-22T08:00:00Z' },
  ...{ endsAt: '2026-11-22T09:00:00Z', endedAt: null, usedAt: null },
  ...change,
});

/** A customer's grants as the service would keep them. */
function service() {
  const grants: Grant[] = [];
  const calls: string[] = [];
  const api: HelpApi = {
    read: async (): Promise<HelpAccess> => ({ policy: 'customer', grants: [...grants] }),
    give: async ({ mode }) => {
      calls.push('give');
      grants.unshift(grant({ id: `gra_${calls.length}`, mode }));
      return grants[0] as Grant;
    },
    makeCode: async ({ mode }) => {
      calls.push('code');
      grants.unshift(grant({ id: `gra_${calls.length}`, mode, source: 'code', state: 'waiting' }));
      return { code: '0281 6488', grant: grants[0] as Grant };
    },
    end: async (id) => {
      calls.push('end');
      const at = grants.findIndex((one) => one.id === id);
      grants[at] = { ...(grants[at] as Grant), state: 'ended' };
    },
  };
  return { api, calls };
}

test('CCM-36 what was allowed is shown until it is ended; what is over is not', async () => {
  const { api, calls } = service();
  const model = new HelpModel(api);
  await model.load();
  expect(model.current.value).toEqual([]);
  model.open.value = true;
  await Promise.all([model.give({ mode: 'act', minutes: 30 }), model.give({ mode: 'act', minutes: 30 })]);
  expect(calls, 'a second press while the first is on its way does nothing').toEqual(['give']);
  expect([model.open.value, model.current.value.map(({ mode }) => mode)]).toEqual([false, ['act']]);
  await model.end('gra_1');
  expect(model.current.value).toEqual([]);
});

test('CCM-36 a code stays on the screen until it is discarded', async () => {
  const model = new HelpModel(service().api);
  await model.load();
  await model.makeCode({ mode: 'look', minutes: 60 });
  expect(model.code.value?.code).toBe('0281 6488');
  await model.end(model.code.value?.grant.id ?? '');
  expect(model.code.value).toBeUndefined();
});

test('CCM-36 what failed leaves everything as it was, and says so', async () => {
  const { api } = service();
  const model = new HelpModel({ ...api, give: () => Promise.reject(new Error('offline')) });
  await model.load();
  model.open.value = true;
  await model.give({ mode: 'look', minutes: 60 });
  expect([model.open.value, model.state.value, model.pending.value]).toEqual([true, 'ready', undefined]);
  expect(model.error.value).toBeInstanceOf(Error);
});
