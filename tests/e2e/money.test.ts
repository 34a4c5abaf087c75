import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { changeSettings, readProviders } from '../../src/features/payments/server/settings-store.ts';
import { makeVouchers } from '../../src/features/payments/server/vouchers-store.ts';
import { findVendorBySlug } from '../../src/features/vendors/server/store.ts';
import { inTransaction } from '../../src/kit/server/db/db.ts';
import { launch } from '../embed/harness.ts';
import { type StripeStandIn, startStripe } from '../helpers/stripe.ts';
import { openPage, panelReady } from './browser.ts';
import { expectAccessible } from './console.ts';
import { type Demo, startDemo, tokenOf } from './demo.ts';

let browser: Browser;
let demo: Demo;
let stripe: StripeStandIn;
let code: string;

beforeAll(async () => {
  stripe = await startStripe();
  [browser, demo] = [await launch(), await startDemo('sqlite', { stripeUrl: stripe.url })];
  const { database, secrets } = demo.opened;
  const vendorId = (await findVendorBySlug(database.db, 'demo', 'live'))?.id as string;
  await inTransaction(database.db, async (tx) => {
    const at = new Date();
    const { balance } = await readProviders(tx, vendorId);
    await changeSettings(
      tx,
      { vendorId, secrets, publicUrl: demo.portico },
      {
        stripe: {
          enabled: true,
          secretKey: 'sk_live_ofthetests',
          webhookSecret: 'whsec_thesecretofthetests',
        },
        balance: {
          ...{ ...balance, ways: ['stripe', 'invoice', 'voucher'], automatic: true },
          currencies: balance.currencies.map((one) => ({
            ...one,
            surcharges: { stripe: { hundredths: 150, fixed: 0 } },
          })),
        },
      },
      { at, testSide: false },
    );
    const { currency } = await tx
      .selectFrom('payment')
      .innerJoin('customer', (on) => on.onRef('customer.id', '=', 'payment.customer_id'))
      .innerJoin('portal', (on) => on.onRef('portal.id', '=', 'customer.portal_id'))
      .select('payment.currency')
      .where('portal.slug', '=', 'voxline')
      .executeTakeFirstOrThrow();
    const wanted = { batch: 'Test', count: 1, amount: { amount: 700, currency }, expiresOn: null };
    const [made] = await makeVouchers(
      tx,
      { vendorId, actor: { kind: 'system', id: null }, at },
      secrets,
      wanted,
    );
    code = made?.code as string;
  });
});
afterAll(async () => {
  await browser?.close();
  await demo?.stop();
  await stripe?.close();
});

test('BIL-5, CON-37, CON-38 a customer stores a card, tops up, redeems a voucher and approves a contract', async () => {
  const { page, errors } = await openPage(browser);
  const token = await tokenOf(demo, 'voxline');
  await page.goto(`${demo.portico}/p/voxline/payments?language=en#token=${token}`);
  await page.locator(panelReady('payments')).waitFor();
  const shots = process.env.PORTICO_SHOTS;
  const shot = async (name: string) => {
    if (!shots) return;
    for (const [width, scheme] of [
      [1280, 'light'],
      [768, 'dark'],
      [320, 'light'],
    ] as const) {
      await page.setViewportSize({ width, height: 900 });
      await page.emulateMedia({ colorScheme: scheme });
      await page.screenshot({ path: `${shots}/${name}-${width}.png`, fullPage: true });
    }
    await page.setViewportSize({ width: 1280, height: 900 });
    await page.emulateMedia({ colorScheme: 'light' });
  };
  await shot('payments');
  await expectAccessible(page);

  // A card on the provider's page, and back.
  await page.getByRole('button', { name: 'Add payment method' }).click();
  await page.getByRole('heading', { name: 'Add payment method' }).waitFor();
  await shot('add');
  await page.getByRole('button', { name: 'Store card' }).click();
  await page.getByRole('button', { name: 'good' }).click();
  await page.locator(panelReady('payments')).waitFor();
  await page.getByText('Visa •••• 4242').first().waitFor();

  await page.getByRole('button', { name: 'Top up', exact: true }).click();
  await page.getByLabel(/^Amount in/).fill('20');
  await page.getByLabel('Pay by').selectOption('stripe');
  await page.getByText(/of which .*0\.30.* surcharge/).waitFor();
  await shot('top-up');
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Go on to payment' }).click();
  await page.getByRole('button', { name: 'good' }).click();
  await page.locator(panelReady('payments')).waitFor();
  await page.getByText('Completed').first().waitFor();

  await page.getByRole('button', { name: 'Redeem voucher' }).click();
  await page.getByLabel('Code').fill('AAAA');
  await page.getByRole('button', { name: 'Redeem', exact: true }).click();
  await page.getByText('This code is not good').waitFor();
  await page.getByLabel('Code').fill(code.toLowerCase());
  await page.getByRole('button', { name: 'Redeem', exact: true }).click();
  await page.getByText('Voucher', { exact: true }).first().waitFor();

  await page.getByRole('button', { name: 'Top up by itself' }).click();
  await page.getByRole('button', { name: 'Agree', exact: true }).waitFor();
  await shot('automatic');
  await page.getByRole('button', { name: 'Back' }).click();

  // The task above every panel leads to what waits.
  await page
    .getByRole('link', { name: /Fair use of international calls/ })
    .first()
    .click();
  await page.locator(panelReady('approvals')).waitFor();
  await page.getByText('9 days left').waitFor();
  await shot('approval');
  await page.getByRole('button', { name: 'Approve', exact: true }).click();
  await page.getByText('Please agree first.').waitFor();
  await page.getByLabel('Your full name').fill('Anna Blum');
  await page.getByRole('switch').check();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Approve', exact: true }).click();
  await page
    .getByText(/^Approved on .* by Anna Blum$/)
    .first()
    .waitFor();
  expect(await page.getByRole('switch').count()).toBe(0);
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download PDF' }).click();
  expect((await download).suggestedFilename()).toMatch(/^apv_.*\.pdf$/);
  await shot('approved');
  // A code that was refused is the one thing that the browser calls an error.
  expect(errors.filter((text) => !/ 40[19] /.test(text))).toEqual([]);
});
