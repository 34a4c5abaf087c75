import type { Browser, FrameLocator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { changeSettings } from '../../src/features/payments/server/settings-store.ts';
import { updatePortal } from '../../src/features/portals/server/store.ts';
import { findVendorBySlug } from '../../src/features/vendors/server/store.ts';
import { inTransaction } from '../../src/kit/server/db/db.ts';
import { launch } from '../embed/harness.ts';
import { type StripeStandIn, startStripe } from '../helpers/stripe.ts';
import { openPage, portalIn, textOf } from './browser.ts';
import { addOperator, expectAccessible, openConsole } from './console.ts';
import { type Demo, startDemo } from './demo.ts';

const webhookSecret = 'whsec_thesecretofthetests';
let browser: Browser;
let demo: Demo;
let stripe: StripeStandIn;
let vendorId: string;

beforeAll(async () => {
  stripe = await startStripe();
  [browser, demo] = [await launch(), await startDemo('sqlite', { stripeUrl: stripe.url })];
  const { database, secrets } = demo.opened;
  await addOperator(demo);
  vendorId = (await findVendorBySlug(database.db, 'demo', 'live'))?.id as string;
  await inTransaction(database.db, async (tx) => {
    const at = new Date();
    const order = { paymentMethods: ['stripe', 'invoice'] as const };
    await updatePortal(
      tx,
      vendorId,
      'ext:stromwerk',
      { order: { ...order, paymentMethods: [...order.paymentMethods] } },
      { at, testSide: true },
    );
    await changeSettings(
      tx,
      { vendorId, secrets, publicUrl: demo.portico },
      { stripe: { enabled: true, secretKey: 'sk_live_ofthetests', webhookSecret } },
      { at, testSide: false },
    );
  });
});
afterAll(async () => {
  await browser?.close();
  await demo?.stop();
  await stripe?.close();
});

let people = 0;
/** Somebody new chooses to pay by card, in a portal that stands in a vendor's page. */
async function order(page: Page): Promise<{ portal: FrameLocator; paying: Page }> {
  await page.goto(
    demo.host(
      `<script async src="${demo.portico}/v1/portico.js" data-portal="stromwerk" data-panel="order" data-language="en"></script>`,
    ),
  );
  const portal = portalIn(page);
  const fields = {
    ...{ firstName: 'Anna', lastName: 'Blum', street: 'Kanalstraße', postcode: '24103', city: 'Kiel' },
    ...{ email: `payer-${++people}@example.com`, houseNumber: '3', password: 'correct horse battery' },
  };
  await portal.locator('#order-lastName').waitFor();
  for (const [id, value] of Object.entries(fields)) {
    const field = portal.locator(`#order-${id}`);
    if (await field.count()) await field.fill(value);
  }
  const card = portal.getByLabel('Card and other ways');
  // What is said of the field that was left may move the page under the first press.
  await expect
    .poll(async () => {
      await card.click();
      return card.isChecked();
    })
    .toBe(true);
  const summary = portal.locator('[data-portico-part="summary"]');
  for (const box of await summary.locator('[type="checkbox"]').all()) await box.check();
  const button = portal.getByRole('button', { name: 'Order with obligation to pay' });
  await button.scrollIntoViewIfNeeded();
  // In a frame the button has to have been in full view for a moment.
  await page.waitForTimeout(800);
  const opened = page.context().waitForEvent('page');
  await button.click();
  const paying = await opened;
  await paying.getByRole('button', { name: 'good' }).waitFor();
  return { portal, paying };
}
const sessionOf = (paying: Page): string => new URL(paying.url()).pathname.split('/').at(-1) as string;

test('CRY-17 DAY-7 a card is asked for in a window of its own, and the portal in the vendor’s page follows', async () => {
  const { page, errors } = await openPage(browser);
  const { portal, paying } = await order(page);
  // No card is ever typed on a page of ours, and the payment page is in no frame.
  expect(await portal.locator('[autocomplete^="cc-"]').count()).toBe(0);
  expect(await textOf(paying.locator('h1'))).toMatch(/^ORD-\d+ .*: \d+ eur$/);
  await paying.getByRole('button', { name: 'declined' }).click();
  await paying.getByRole('button', { name: 'good' }).click();
  await paying.locator('[data-portico-payment="paid"]').waitFor();
  expect(paying.url()).toContain(`${demo.portico}/pay/`);
  await expectAccessible(paying);
  await paying.close();
  await portal.getByText('Your payment has arrived.').waitFor();
  await portal.getByText('Everything is set up.').waitFor({ timeout: 60_000 });
  expect(errors.filter((text) => !text.includes('401'))).toEqual([]);
});

test('DAY-7 the tab is closed as soon as it is paid: Stripe tells, and the order goes on', async () => {
  const { page } = await openPage(browser);
  const { portal, paying } = await order(page);
  const session = sessionOf(paying);
  await paying.close();
  await portal.getByRole('button', { name: /^Pay/ }).waitFor();
  stripe.pay(session);
  const event = stripe.event('checkout.session.completed', stripe.things.get(session));
  const told = await fetch(`${demo.portico}/webhooks/stripe/${vendorId}`, {
    method: 'POST',
    headers: { 'stripe-signature': event.sign(webhookSecret, new Date()) },
    body: event.body,
  });
  expect(await told.json()).toEqual({ received: true, outcome: 'applied' });
  await portal.getByText('Your payment has arrived.').waitFor({ timeout: 60_000 });
});

test('CON-37 DAY-16 an operator marks a transfer as received, and Stripe is refused without its signing secret', async () => {
  const { page, errors, go } = await openConsole(browser, demo);
  await go('/payments?status=pending');
  const row = page.getByRole('row').filter({ hasText: 'Top-up by bank transfer' }).first();
  await row.getByRole('link').first().click();
  await page.getByRole('button', { name: 'Mark as received' }).click();
  await page.getByText('Payment received').waitFor();
  await page.locator('.badge', { hasText: 'Completed' }).first().waitFor();
  await expectAccessible(page);
  await go('/payments/ways');
  await page.getByLabel('Creditor identifier').fill('DE00ZZZ09999999999');
  await page.getByRole('button', { name: 'Save ways to pay' }).click();
  await page.getByText('Enter a creditor identifier whose check digits fit.').first().waitFor();
  await expectAccessible(page);
  expect(errors.filter((text) => !text.includes('422'))).toEqual([]);
});
