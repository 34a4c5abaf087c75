import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { requirePortal } from '../../src/features/portals/server/store.ts';
import { release } from '../../src/features/signup/server/release.ts';
import { previewTemplate } from '../../src/features/signup/server/template.ts';
import { inTransaction } from '../../src/kit/server/db/db.ts';
import type { TemplateKind } from '../../src/kit/server/template.ts';
import { type TestApp, type TestVendor, testApp } from '../helpers/app.ts';
import { databaseKinds } from '../helpers/databases.ts';

/** What a later feature joins with: a credit that is worth money. */
function credits(given: string[]): TemplateKind {
  return {
    name: 'credits',
    waits: true,
    items: async () => [{ title: 'Welcome', detail: '5.00', currency: 'USD' }],
    async copy(_, { toId }) {
      given.push(toId);
      const data = { customerId: toId };
      return [{ action: 'contract.created', subjectId: toId, data }];
    },
  };
}

describe.each(databaseKinds)('on %s', (kind) => {
  let portico: TestApp;
  let acme: TestVendor;
  beforeAll(async () => {
    portico = await testApp(kind);
    acme = await portico.vendor();
  });
  afterAll(() => portico?.close());

  test('DAY-9 what of the template is worth money waits for proof or approval, and comes once', async () => {
    const template = await acme.customer({ name: 'Template' });
    await acme.api.patch(`/api/v1/portals/${acme.portal.id}`, {
      signUp: { customers: true, templateCustomerId: template.id },
    });
    const form = await portico.anonymous.post('/portal/v1/sign-up/tickets', { portal: 'acme' });
    portico.clock.move(5_000);
    const made = await portico.anonymous.post('/portal/v1/sign-ups', {
      ...{ portal: 'acme', ticket: form.body.ticket, email: 'a@mail.example', password: 'correct horse' },
      billing: { firstName: 'A', lastName: 'B', street: 'S', postcode: '24103', city: 'C', country: 'DE' },
    });
    const given: string[] = [];
    const kinds = [credits(given)];
    const { db } = portico.database;
    const portal = await requirePortal(db, acme.id, acme.portal.id);
    const at = portico.clock.now();
    const preview = await previewTemplate(db, kinds, { vendorId: acme.id, portal, at, currency: undefined });
    expect(preview.kinds).toEqual([
      { kind: 'credits', waits: true, items: [{ title: 'Welcome', detail: '5.00' }], leftOut: [] },
    ]);
    const row = await db
      .selectFrom('sign_up')
      .selectAll()
      .where('customer_id', '=', made.body.customerId)
      .executeTakeFirstOrThrow();
    const actor = { kind: 'system', id: null } as const;
    const both = [1, 2].map(() => inTransaction(db, (tx) => release(tx, kinds, row, { actor, at })));
    await Promise.all(both);
    expect(given).toEqual([made.body.customerId]);
    const { items } = (await acme.api.get('/api/v1/sign-ups')).body;
    expect(items[0].copied).toContainEqual({ kind: 'credits', count: 1 });
  });
});
