import type { Browser, FrameLocator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { updatePortal } from '../../src/features/portals/server/store.ts';
import { createTermsDocument } from '../../src/features/terms/server/store.ts';
import { findVendorBySlug } from '../../src/features/vendors/server/store.ts';
import { type Db, inTransaction } from '../../src/kit/server/db/db.ts';
import { launch } from '../embed/harness.ts';
import { type VatStandIn, vatStandIn } from '../helpers/vat-services.ts';
import { openPage, portalIn, textOf } from './browser.ts';
import { addOperator, expectAccessible, openConsole, overflow } from './console.ts';
import { type Demo, startDemo } from './demo.ts';

let browser: Browser;
let demo: Demo;
let vat: VatStandIn;
let vendorId: string;
beforeAll(async () => {
  vat = await vatStandIn();
  vat.registers.set('NL004495445B01', { name: 'Van Dijk Groenten BV', address: 'Amsterdam' });
  [browser, demo] = [await launch(), await startDemo('sqlite', { vatServices: vat.services })];
  vendorId = (await findVendorBySlug(demo.opened.database.db, 'demo', 'live'))?.id as string;
});
afterAll(async () => {
  await browser?.close();
  await demo?.stop();
  await vat?.close();
});

const write = <T>(act: (tx: Db) => Promise<T>) => inTransaction(demo.opened.database.db, act);
const setOrder = (slug: string, order: object) =>
  write((tx) => updatePortal(tx, vendorId, `ext:${slug}`, { order }, { at: new Date(), testSide: true }));
const orders = () =>
  demo.opened.database.db
    .selectFrom('sales_order')
    .selectAll()
    .where('vendor_id', '=', vendorId)
    .orderBy('id', 'desc')
    .execute();

type Place = Page | FrameLocator;
const fill = async (place: Place, values: Readonly<Record<string, string>>): Promise<void> => {
  for (const [id, value] of Object.entries(values)) await place.locator(`#order-${id}`).fill(value);
};
const embedded = (slug: string, language: string): string =>
  demo.host(
    `<script async src="${demo.portico}/v1/portico.js" data-portal="${slug}" data-panel="order" data-language="${language}"></script>`,
  );
const summary = (place: Place) => place.locator('[data-portico-part="summary"]');
/** A click that follows a scroll of the page around a frame at once can be lost on its way into the frame. */
async function tickAll(place: Place): Promise<void> {
  for (const box of await summary(place).locator('[type="checkbox"]').all())
    await expect
      .poll(async () => {
        await box.check().catch(() => {});
        return box.isChecked();
      })
      .toBe(true);
}
/** In a frame the button has to have been in full view for a moment. */
async function press(page: Page, place: Place, name: string): Promise<void> {
  const button = place.getByRole('button', { name });
  await button.scrollIntoViewIfNeeded();
  await page.waitForTimeout(800);
  await button.click();
}

test('BIL-1 BIL-17 BIL-18 BIL-21 BIL-27 BIL-30 BIL-34 a consumer in Germany orders by link, by keys alone', async () => {
  const { page, errors } = await openPage(browser);
  await page.goto(`${demo.portico}/order/stromwerk?language=de&firstName=Anna&city=Kiel&nobody=knows`);
  await page.getByRole('button', { name: 'Zahlungspflichtig bestellen' }).waitFor();
  expect(await page.getByLabel('Vorname').inputValue()).toBe('Anna');
  expect(await page.locator('#order-city').inputValue()).toBe('Kiel');
  expect(await textOf(summary(page))).toContain('darin USt. 19 %');

  // What was left out is listed, the list has the focus, and each line leads to its field.
  await fill(page, { lastName: 'Blum' });
  await page.locator('#order-lastName').focus();
  await page.keyboard.press('Enter');
  const problems = page.locator('[data-portico-part="error-summary"]');
  await problems.waitFor();
  expect(await problems.evaluate((box) => box === document.activeElement)).toBe(true);
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  const focused = () => page.evaluate(() => document.activeElement?.id);
  const reach = async (id: string) => {
    for (let tabs = 0; tabs < 60 && (await focused()) !== `order-${id}`; tabs++)
      await page.keyboard.press('Tab');
    expect(await focused()).toBe(`order-${id}`);
  };
  expect(await focused()).toBe('order-street');
  await page.keyboard.type('Kanalstraße 3');
  await reach('postcode');
  await page.keyboard.type('2410');
  await reach('email');
  await page.keyboard.type('anna.blum@example.com');
  await page.keyboard.press('Tab');
  // Four digits are none of Germany's postcodes; the message says what one looks like.
  await page.getByText('Geben Sie sie ein wie 26133').first().waitFor();
  await page.locator('#order-postcode').fill('24103');
  // Typed text outlives a reload.
  await page.reload();
  expect(await page.locator('#order-postcode').inputValue()).toBe('24103');
  const password = page.locator('#order-password');
  if (await password.count()) await password.fill('correct horse battery');
  await tickAll(page);
  const due = await textOf(summary(page).locator('.order-total'));
  await page.getByRole('button', { name: 'Zahlungspflichtig bestellen' }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Vielen Dank für Ihre Bestellung' }).waitFor();
  expect(page.url()).not.toContain('firstName');
  const [order] = await orders();
  expect(order?.currency).toBe('EUR');
  expect(due.replace(/\D/g, '')).toBe(String(order?.gross));
  // A reload of the confirmation is the confirmation.
  await page.reload();
  await page.getByRole('heading', { name: 'Vielen Dank für Ihre Bestellung' }).waitFor();
  await expectAccessible(page);
  expect(errors.filter((text) => !text.includes('401'))).toEqual([]);
});

test('BIL-22 BIL-11 BIL-16 a company in the Netherlands pays no tax with a valid VAT id; changing the price changes nothing', async () => {
  const { page, events } = await openPage(browser);
  await page.goto(embedded('koelwacht', 'nl'));
  const portal = portalIn(page);
  await portal.locator('#order-country').selectOption('NL');
  await fill(portal, { company: 'Van Dijk Groenten BV', vatId: 'NL004495445B01' });
  await portal.getByText('De btw wordt naar u verlegd.').waitFor();
  expect(await textOf(summary(portal))).toContain('Btw verlegd naar u');
  expect(vat.asked).toContain('NL004495445B01');
  const more = portal.getByRole('button', { name: 'Meer: Installatie' });
  const before = await textOf(summary(portal).locator('.order-total'));
  await more.click();
  await expect.poll(() => textOf(summary(portal).locator('.order-total'))).not.toBe(before);
  await fill(portal, {
    firstName: 'Els',
    lastName: 'van Dijk',
    street: 'Prinsengracht',
    houseNumber: '12',
    postcode: '1015 DV',
    city: 'Amsterdam',
    email: 'els@vandijk.example',
  });
  if (await portal.locator('#order-password').count())
    await fill(portal, { password: 'correct horse battery' });
  await tickAll(portal);
  // Somebody takes the price apart on its way: what it says is refused, and what is charged is the server's.
  const count = (await orders()).length;
  await page.route('**/portal/v1/orders', async (route) => {
    const body = route.request().postDataJSON();
    await route.continue({ postData: JSON.stringify({ ...body, priceHash: 'a'.repeat(43) }) });
  });
  const go = 'Bestelling met betalingsverplichting';
  await press(page, portal, go);
  await portal.getByText('De prijs is gewijzigd').waitFor();
  expect((await orders()).length).toBe(count);
  await page.unroute('**/portal/v1/orders');
  await press(page, portal, go);
  await portal.getByRole('heading', { name: 'Dank u voor uw bestelling' }).waitFor();
  const [order] = await orders();
  expect(order).toMatchObject({ currency: 'EUR', tax: 0 });
  await expect.poll(events).toEqual(expect.arrayContaining([expect.stringContaining('order.placed')]));
});

test.each([
  { slug: 'keysmith', country: 'JP', currency: 'JPY', exponent: 0 },
  { slug: 'cookiewise', country: 'HU', currency: 'HUF', exponent: 2 },
] as const)(
  'CON-14 BIL-22 a customer in $country orders in $currency, embedded',
  async ({ slug, country, currency, exponent }) => {
    const { page } = await openPage(browser);
    await page.goto(embedded(slug, 'en'));
    const portal = portalIn(page);
    await portal.getByLabel('Currency').selectOption(currency);
    await portal.locator('#order-country').selectOption(country);
    if (country === 'JP') {
      // The country names a prefecture, and writes no town of its own.
      await portal.getByLabel('Prefecture').selectOption('Tokyo');
      expect(await portal.locator('#order-city').count()).toBe(0);
      await fill(portal, {
        firstName: 'Yuki',
        lastName: 'Tanaka',
        street: '1-2-3 Marunouchi',
        postcode: '100-0005',
      });
    } else {
      await fill(portal, {
        company: 'Kék Duna Kft.',
        city: 'Budapest',
        street: 'Fő utca',
        houseNumber: '7',
        postcode: '1011',
      });
    }
    await fill(portal, { email: `buyer-${country.toLowerCase()}@example.com` });
    if (await portal.locator('#order-password').count())
      await fill(portal, { password: 'correct horse battery' });
    await tickAll(portal);
    await expect.poll(() => textOf(summary(portal))).toMatch(currency === 'JPY' ? /¥/ : /HUF/);
    await press(page, portal, 'Order with obligation to pay');
    await portal.getByRole('heading', { name: 'Thank you for your order' }).waitFor();
    const [order] = await orders();
    expect(order?.currency).toBe(currency);
    const next = Number(order?.gross);
    expect(Number.isInteger(next) && exponent >= 0).toBe(true);
  },
);

test('BIL-31 BIL-32 BIL-33 a box that is needed holds the order up, a link does not; the text opens beside the form', async () => {
  const at = new Date();
  await write(async (tx) => {
    for (const kind of ['terms', 'privacy', 'withdrawal'] as const)
      await createTermsDocument(
        tx,
        vendorId,
        {
          kind,
          required: kind === 'terms' ? 'tick' : 'link',
          portalId: null,
          active: true,
          texts: { en: { title: `Our ${kind}`, label: null, url: null, text: `All about ${kind}.` } },
        } as never,
        at,
      );
  });
  const { page } = await openPage(browser);
  await page.goto(`${demo.portico}/order/keysmith?language=en`);
  await page.getByRole('button', { name: 'Our terms' }).click();
  await page.getByText('All about terms.').waitFor();
  expect(await summary(page).locator('.order-agree [type="checkbox"]').count()).toBeGreaterThan(0);
  await page.getByRole('button', { name: 'Order with obligation to pay' }).click();
  await page.getByRole('link', { name: 'Tick the box to go on: Our terms' }).click();
  expect(await page.evaluate(() => document.activeElement?.getAttribute('type'))).toBe('checkbox');
  for (const width of [320, 1280]) {
    await page.setViewportSize({ width, height: 900 });
    await expectAccessible(page);
    expect(await overflow(page)).toBeLessThanOrEqual(0);
  }
});

test('BIL-12 BIL-13 BIL-29 the console sets up the order page; a portal that sells nothing says so', async () => {
  await addOperator(demo);
  const { page, errors, go } = await openConsole(browser, demo);
  const portal = await demo.opened.database.db
    .selectFrom('portal')
    .select('id')
    .where('slug', '=', 'keysmith')
    .executeTakeFirstOrThrow();
  await go(`/portals/${portal.id}/order`);
  await page.getByText('Order links').waitFor();
  await page.getByLabel('Title of the page').first().fill('Draw with us');
  await page.getByRole('button', { name: 'Save order page' }).click();
  await page
    .getByText('Saved')
    .first()
    .waitFor()
    .catch(() => {});
  await expectAccessible(page);
  const other = await openPage(browser);
  await other.page.goto(`${demo.portico}/order/keysmith?language=en`);
  await other.page.getByRole('heading', { name: 'Draw with us' }).waitFor();
  await setOrder('keysmith', { enabled: false });
  await other.page.reload();
  await other.page.getByRole('heading', { name: 'This cannot be ordered here' }).waitFor();
  await setOrder('keysmith', { enabled: true });
  expect(errors).toEqual([]);
});
