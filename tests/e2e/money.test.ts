import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createDocument } from '../../src/features/documents/server/store.ts';
import { changeSettings, readProviders } from '../../src/features/payments/server/settings-store.ts';
import { makeVouchers } from '../../src/features/payments/server/vouchers-store.ts';
import { findVendorBySlug } from '../../src/features/vendors/server/store.ts';
import { inTransaction } from '../../src/kit/server/db/db.ts';
import { launch } from '../embed/harness.ts';
import { type StripeStandIn, startStripe } from '../helpers/stripe.ts';
import { openPage, panelReady } from './browser.ts';
import { addOperator, expectAccessible, openConsole } from './console.ts';
import { type Demo, startDemo, tokenOf } from './demo.ts';

let browser: Browser;
let demo: Demo;
let stripe: StripeStandIn;
let code: string;

beforeAll(async () => {
  stripe = await startStripe();
  [browser, demo] = [await launch(), await startDemo('sqlite', { stripeUrl: stripe.url })];
  await addOperator(demo);
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

/** Pictures to look at, where a folder is named for them. */
const shotsOf = (page: Page) => async (name: string) => {
  const shots = process.env.PORTICO_SHOTS;
  if (!shots) return;
  for (const [width, scheme] of [
    [1280, 'light'],
    [768, 'dark'],
    [320, 'light'],
  ] as const) {
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
    await page.screenshot({ path: `${shots}/${name}-${width}.png`, fullPage: true });
  }
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.emulateMedia({ colorScheme: 'light' });
};

test('BIL-5, CON-37, CON-38 a customer stores a card, tops up, redeems a voucher and approves a contract', async () => {
  const { page, errors } = await openPage(browser);
  const token = await tokenOf(demo, 'voxline');
  await page.goto(`${demo.portico}/p/voxline/payments?language=en#token=${token}`);
  await page.locator(panelReady('payments')).waitFor();
  const shot = shotsOf(page);
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

  // A mandate, with its paper.
  await page.getByRole('button', { name: 'Add payment method' }).click();
  await page.getByLabel('Pay by').selectOption('sepa');
  await page.getByLabel('IBAN').fill('DE02 1203 0000 0000 2020 51');
  await page.getByLabel('Account holder').fill('Anna Blum');
  await page.getByRole('checkbox').check();
  await page.getByRole('button', { name: 'Give mandate' }).click();
  const paper = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Mandate (PDF)' }).click();
  expect((await paper).suggestedFilename()).toBe('mandate.pdf');

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
  // One day less where midnight passes on the way.
  await page.getByText(/[89] days left/).waitFor();
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

test('DAY-17, DAY-18 staff set the rules of balances and a debit limit, book a line that fits nothing, and give money back', async () => {
  const { db } = demo.opened.database;
  const vendorId = (await findVendorBySlug(db, 'demo', 'live'))?.id as string;
  const invoices = db
    .selectFrom('document')
    .select(['id', 'number', 'customer_id', 'gross', 'prepaid', 'net'])
    .where('vendor_id', '=', vendorId)
    .where('kind', '=', 'invoice')
    .where('currency', '=', 'EUR')
    .where('credited', '=', 0);
  const open = await invoices.where('status', '=', 'open').executeTakeFirstOrThrow();
  const paid = await invoices.where('status', '=', 'paid').where('net', '>', 0).executeTakeFirstOrThrow();
  const { document: note } = await inTransaction(db, (tx) =>
    createDocument(
      tx,
      vendorId,
      'credit-note',
      {
        ...{ customerId: paid.customer_id, invoiceId: paid.id, issuedOn: '2026-11-20', currency: 'EUR' },
        ...{ lines: [{ title: 'Goodwill', quantity: '1', unitPrice: '1.00', taxPercent: 0 }], mail: false },
      },
      new Date(),
    ),
  );
  const { balance: before } = await readProviders(db, vendorId);
  const { page, errors, go } = await openConsole(browser, demo);
  const shot = shotsOf(page);
  await go('/payments/balance');
  await page.getByLabel('Days until it is tried again').fill('2, 4');
  await page.getByLabel('Currencies').fill('EUR, chf');
  await page.getByRole('group', { name: 'Balance in CHF' }).getByLabel('Least top-up').fill('10');
  await page.getByRole('group', { name: 'Balance in CHF' }).getByLabel('Most').fill('5');
  await page.getByRole('button', { name: 'Save balance rules' }).click();
  await page.getByText('Not less than the least.').first().waitFor();
  await page.getByRole('group', { name: 'Balance in CHF' }).getByLabel('Most').fill('500');
  await shot('balance-rules');
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Save balance rules' }).click();
  await page.getByText('Balance rules saved').waitFor();
  const { balance, retryDays } = await readProviders(db, vendorId);
  expect(retryDays).toEqual([2, 4]);
  expect(balance.currencies).toEqual([
    before.currencies.find(({ currency }) => currency === 'EUR'),
    { currency: 'CHF', minimum: 1_000, maximum: 50_000, lowAt: null, surcharges: {} },
  ]);

  await go(`/payments?customerId=${paid.customer_id}`);
  await page.getByRole('button', { name: 'Change debit limit' }).click();
  await page.getByLabel('May go below zero by').fill('25,50');
  await page.getByRole('button', { name: 'Save debit limit' }).click();
  await page.getByText('Debit limit saved').waitFor();
  await page.getByRole('cell', { name: '€25.50' }).first().waitFor();
  await shot('balance-of');
  await expectAccessible(page);

  await go(`/documents/${note.id}`);
  await page.getByRole('button', { name: 'Give money back' }).click();
  await page.getByLabel('How').selectOption('balance');
  await shot('money-back');
  await expectAccessible(page);
  await page.getByRole('dialog').getByRole('button', { name: 'Give money back' }).click();
  await page.getByText('Money given back').waitFor();
  await page.getByText('into the balance').waitFor();

  await go('/statements');
  const due = open.gross - open.prepaid;
  await page.getByLabel('Read a statement').setInputFiles({
    ...{ name: 'november.csv', mimeType: 'text/csv' },
    buffer: Buffer.from(
      `Buchungstag;Name;Verwendungszweck;Betrag\n20.11.2026;Nobody;thanks a lot;${((due + 777) / 100).toFixed(2).replace('.', ',')}\n`,
    ),
  });
  await page.getByRole('button', { name: 'Choose what it pays' }).click();
  await page.getByLabel('Invoice or customer').fill(open.number);
  await page.getByLabel(/are too much/).waitFor();
  await shot('statement-line');
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Book', exact: true }).click();
  await page.getByText('Booked', { exact: true }).waitFor();
  await shot('statement');

  await page.getByRole('link', { name: 'Payment' }).last().click();
  await page.getByRole('button', { name: 'Book elsewhere' }).waitFor();
  await shot('payment');
  await page.getByRole('button', { name: 'Give money back' }).click();
  await page.getByRole('dialog').getByLabel('How it goes back').waitFor();
  await expectAccessible(page);
  expect(errors).toEqual([]);
});
