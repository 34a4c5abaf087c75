import { randomUUID } from 'node:crypto';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createApiKey } from '../../src/features/vendors/server/api-keys-store.ts';
import { findVendorBySlug } from '../../src/features/vendors/server/store.ts';
import { inTransaction } from '../../src/kit/server/db/db.ts';
import { openBrowser, overflow } from './browser.ts';
import { addOperator, expectAccessible, openConsole } from './console.ts';
import { type Demo, startDemo } from './demo.ts';

let browser: Browser;
let demo: Demo;
let orderId: string;
let number: string;

/** A customer orders, and one step of it is marked as failed for good. */
async function orderWithFailure(): Promise<void> {
  const { db } = demo.opened.database;
  const vendor = await findVendorBySlug(db, 'demo', 'live');
  const { key } = await inTransaction(db, (tx) =>
    createApiKey(tx, { id: vendor?.id as string, side: 'live' }, { name: 'tests' }, new Date()),
  );
  const send = async (path: string, body: object, headers: Record<string, string>) => {
    const answer = await fetch(demo.portico + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
    const json = await answer.json();
    expect(answer.status, JSON.stringify(json)).toBeLessThan(300);
    return json as Record<string, never>;
  };
  const api = { authorization: `Bearer ${key}` };
  const variant = await (
    await fetch(`${demo.portico}/api/v1/plan-variants/ext:cookiewise-small-month`, { headers: api })
  ).json();
  const portal = await (
    await fetch(`${demo.portico}/api/v1/portals/ext:cookiewise`, { headers: api })
  ).json();
  const customer = await send(
    '/api/v1/customers',
    {
      ...{ name: 'Nordlicht Studio', portalId: (portal as { id: string }).id },
      billing: {
        ...{
          company: 'Nordlicht Studio',
          firstName: 'Ida',
          lastName: 'Nord',
          email: 'ida@nordlicht.example',
        },
        ...{ street: 'Hafenweg', houseNumber: '1', postcode: '24103', city: 'Kiel', country: 'DE' },
      },
    },
    api,
  );
  const { token } = await send(
    '/api/v1/portal-tokens',
    { customerId: customer.id, portal: 'cookiewise' },
    api,
  );
  const { sessionToken } = await send('/portal/v1/sessions', { token }, {});
  const session = { authorization: `Bearer ${sessionToken}` };
  const wanted = { variantId: (variant as { id: string }).id };
  const { priceHash } = await send('/portal/v1/orders/price', wanted, session);
  const { order } = await send(
    '/portal/v1/orders',
    { ...wanted, priceHash, paymentMethod: { kind: 'invoice' } },
    { ...session, 'idempotency-key': randomUUID() },
  );
  ({ id: orderId, number } = order as unknown as { id: string; number: string });
  await inTransaction(db, async (tx) => {
    await tx
      .updateTable('order_step')
      .set({ state: 'stuck', attempts: 5, error: 'The mail could not be written.', due_at: null })
      .where('order_id', '=', orderId)
      .where('name', '=', 'confirmation')
      .execute();
    await tx.updateTable('sales_order').set({ state: 'stuck' }).where('id', '=', orderId).execute();
  });
}

beforeAll(async () => {
  [browser, demo] = [await openBrowser(), await startDemo('sqlite')];
  await addOperator(demo);
  await orderWithFailure();
});
afterAll(async () => {
  await browser?.close();
  await demo?.stop();
});

test('rank 22 an operator finds an order that needs repair, reads why, and mends it with one click', async () => {
  const { page, errors, go } = await openConsole(browser, demo);
  await go('/orders?needs=repair');
  await page.getByRole('link', { name: number }).click();
  await page.getByText('The mail could not be written.').waitFor();
  await expectAccessible(page);
  expect(await overflow(page)).toBe(0);
  await page.getByRole('button', { name: 'Repair' }).click();
  await page.getByText('Repair started').waitFor();
  await expect
    .poll(async () => {
      const { db } = demo.opened.database;
      const row = await db
        .selectFrom('sales_order')
        .select('state')
        .where('id', '=', orderId)
        .executeTakeFirst();
      return row?.state;
    })
    .toBe('delivered');
  await go('/orders');
  await page.getByText('Nordlicht Studio').waitFor();
  await expectAccessible(page);
  expect(errors).toEqual([]);
});

test('BIL-33 an operator writes terms in two languages; a document says which versions there were', async () => {
  const { page, errors, go } = await openConsole(browser, demo);
  await go('/order-terms/new');
  await page
    .getByLabel(/^Title/)
    .first()
    .fill('House rules');
  await page.getByLabel(/^Text/).first().fill('Shoes off.');
  await page.getByRole('button', { name: 'Save document' }).click();
  await page.getByRole('link', { name: 'House rules' }).click();
  await page.getByLabel(/^Text/).first().fill('Shoes on.');
  await page.getByRole('button', { name: 'Save document' }).click();
  await page.getByRole('link', { name: 'House rules' }).click();
  await page.getByRole('heading', { name: 'All versions' }).waitFor();
  await expectAccessible(page);
  expect(errors).toEqual([]);
});
