import type { Browser, FrameLocator, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { customFields } from '../../src/features/fields/server/store.ts';
import { updatePortal } from '../../src/features/portals/server/store.ts';
import { createTermsDocument } from '../../src/features/terms/server/store.ts';
import { createApiKey } from '../../src/features/vendors/server/api-keys-store.ts';
import { findVendorBySlug } from '../../src/features/vendors/server/store.ts';
import { type Db, inTransaction } from '../../src/kit/server/db/db.ts';
import { launch } from '../embed/harness.ts';
import { type VatStandIn, vatStandIn } from '../helpers/vat-services.ts';
import { openPage, overflow, portalIn, still, textOf } from './browser.ts';
import { addOperator, expectAccessible, openConsole } from './console.ts';
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
/** As somebody chooses a country by keys: its name, or enough of it, and Enter. */
async function chooseCountry(place: Place, name: string, field = 'country'): Promise<void> {
  const combo = place.locator(`#order-${field.replace('.', '-')}`);
  await combo.fill(name);
  await combo.press('Enter');
}
const summary = (place: Place) => place.locator('[data-portico-part="summary"]');
/** May follow a scroll of the page around the frame at once: see `still`. */
const tick = (box: Locator): Promise<void> =>
  expect
    .poll(async () => {
      await box.check({ timeout: 3_000 }).catch(() => {});
      return box.isChecked();
    })
    .toBe(true);
async function tickAll(place: Place): Promise<void> {
  for (const box of await summary(place).locator('[type="checkbox"]').all()) await tick(box);
}
/** In a frame the button has to have been in full view for a moment. */
async function press(page: Page, place: Place, name: string): Promise<void> {
  const button = place.getByRole('button', { name });
  await button.scrollIntoViewIfNeeded();
  await still(page);
  await button.click();
}

test('BIL-1 OM01 OM06 BIL-17 BIL-18 BIL-21 BIL-27 BIL-30 BIL-34 a consumer in Germany orders by link, by keys alone', async () => {
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
  // What was typed, ticked and chosen outlives a reload and another language; a password does not.
  await page.getByRole('button', { name: 'Mehr: Ladepunkt zu Hause' }).click();
  await tickAll(page);
  await page.reload();
  const ticked = summary(page).locator('[type="checkbox"]');
  const kept = async () => {
    expect(await page.locator('#order-postcode').inputValue()).toBe('24103');
    expect(await page.getByLabel('Ladepunkt zu Hause', { exact: true }).inputValue()).toBe('1');
    for (const box of await ticked.all()) expect(await box.isChecked()).toBe(true);
  };
  await page.getByRole('button', { name: 'Zahlungspflichtig bestellen' }).waitFor();
  await kept();
  const speak = (tag: string) => page.locator('footer select, .foot select').selectOption(tag);
  await speak('en');
  await page.getByRole('button', { name: 'Order with obligation to pay' }).waitFor();
  expect(await page.locator('#order-postcode').inputValue()).toBe('24103');
  for (const box of await ticked.all()) expect(await box.isChecked()).toBe(true);
  await speak('de');
  await page.getByRole('button', { name: 'Zahlungspflichtig bestellen' }).waitFor();
  await kept();
  expect(await page.evaluate(() => JSON.stringify({ ...sessionStorage }))).not.toContain('correct horse');
  const password = page.locator('#order-password');
  if (await password.count()) await password.fill('correct horse battery');
  await tickAll(page);
  const due = await textOf(summary(page).locator('.order-total'));
  // OM01: another figure on the page, sums of one's own, quantities that nobody sells: none of it orders anything.
  const count = (await orders()).length;
  const total = summary(page).locator('.order-total .money');
  await total.evaluate((figure) => {
    figure.textContent = '0,01 €';
  });
  const tampered: readonly object[] = [
    { gross: 1, dueToday: { gross: 1 } },
    { components: [{ id: 'cmp_000000000001', quantity: -1 }] },
    { components: [{ id: 'cmp_000000000001', quantity: 0.5 }] },
    { priceHash: 'a'.repeat(43) },
  ];
  let turn = 0;
  await page.route('**/portal/v1/orders', async (route) => {
    const change = tampered[turn++];
    await route.continue({ postData: JSON.stringify({ ...route.request().postDataJSON(), ...change }) });
  });
  for (const index of tampered.keys()) {
    const answered = page.waitForResponse('**/portal/v1/orders');
    await page.locator('.order-go button').click();
    expect([409, 422]).toContain((await answered).status());
    await expect.poll(() => page.locator('.order-go [aria-disabled]').count()).toBe(0);
    expect(turn).toBe(index + 1);
  }
  expect((await orders()).length).toBe(count);
  await page.unroute('**/portal/v1/orders');
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
  expect(errors.filter((text) => !/401|409|422/.test(text))).toEqual([]);
});

test('BIL-22 BIL-11 BIL-16 a company in the Netherlands pays no tax with a valid VAT id; changing the price changes nothing', async () => {
  const { page, events } = await openPage(browser);
  await page.goto(embedded('koelwacht', 'nl'));
  const portal = portalIn(page);
  await chooseCountry(portal, 'nederl');
  await fill(portal, { company: 'Van Dijk Groenten BV', vatId: 'NL004495445B01' });
  await portal.getByText('De btw wordt naar u verlegd.').waitFor();
  expect(await textOf(summary(portal))).toContain('Btw verlegd naar u');
  expect(vat.asked).toContain('NL004495445B01');
  expect(await portal.getByRole('button', { name: 'Per jaar', pressed: true }).count()).toBe(1);
  const more = portal.getByRole('button', { name: 'Meer: Installatie' });
  const before = await textOf(summary(portal).locator('.order-total'));
  await still(page);
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
    purchaseOrder: 'INK-77',
    eInvoiceAddress: '0106:12345678',
  });
  await tick(portal.getByLabel('Op een ander adres leveren'));
  await fill(portal, {
    'to-name': 'Koelcel Noord',
    'to-street': 'Distelweg',
    'to-houseNumber': '4',
    'to-postcode': '1031 HD',
    'to-city': 'Amsterdam',
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
  expect(order).toMatchObject({ currency: 'EUR', tax: 0, purchase_order: 'INK-77' });
  expect(JSON.parse(order?.deliver_to ?? '{}')).toMatchObject({ name: 'Koelcel Noord', country: 'NL' });
  const invoice = await demo.opened.database.db
    .selectFrom('document')
    .select(['purchase_order', 'deliver_to', 'buyer'])
    .where('id', '=', order?.invoice_id as string)
    .executeTakeFirstOrThrow();
  expect(invoice.purchase_order).toBe('INK-77');
  expect(invoice.deliver_to).toContain('Distelweg 4');
  expect(invoice.buyer).toContain('0106:12345678');
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
    await chooseCountry(portal, country);
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

test('BIL-22 the demo: nobody overseas pays German tax, and who is in the UK pays that of the UK', async () => {
  const { page } = await openPage(browser);
  await page.goto(`${demo.portico}/order/voxline?language=en`);
  await expect.poll(() => textOf(summary(page))).toContain('VAT 0%');
  await page.goto(`${demo.portico}/order/keysmith?language=en`);
  await chooseCountry(page, 'United Kingdom');
  await expect.poll(() => textOf(summary(page))).toContain('VAT 20%');
  await chooseCountry(page, 'United States');
  await expect.poll(() => textOf(summary(page))).toContain('VAT 0%');
});

test('OM02 OM05 OM07 PM15 embedded: what nobody can pay is not ordered, a code lowers nothing below zero, two presses are one order', async () => {
  const { page } = await openPage(browser);
  await page.goto(embedded('stromwerk', 'de'));
  const portal = portalIn(page);
  await portal.getByRole('button', { name: 'Zahlungspflichtig bestellen' }).waitFor();
  const due = () => textOf(summary(portal).locator('.order-total'));
  const first = await due();
  // OM02: more than anybody sells is put right where it was typed.
  const points = portal.getByLabel('Ladepunkt zu Hause', { exact: true });
  await points.fill('9007199254740993');
  await points.press('Tab');
  await expect.poll(async () => Number(await points.inputValue())).toBeLessThan(1_000_001);
  await points.fill('-3');
  await points.press('Tab');
  expect(await points.inputValue()).toBe('3');
  await points.fill('0');
  await points.press('Tab');
  await expect.poll(due).toBe(first);
  // Figures that come while something is pressed move nothing away from under the finger.
  const held = Promise.withResolvers<void>();
  const came = page.waitForResponse('**/price');
  await page.route('**/price', (route) => held.promise.then(() => route.continue()));
  await points.fill('2');
  const ask = portal.getByRole('button', { name: 'Haben Sie einen Gutschein?' });
  await expect.poll(() => portal.locator('.order-dim').count()).toBeGreaterThan(0);
  await ask.hover();
  await still(page);
  await page.mouse.down();
  held.resolve();
  await (await came).finished();
  await portal.locator('body').evaluate(() => new Promise((drawn) => setTimeout(drawn, 100)));
  await page.mouse.up();
  await page.unroute('**/price');
  await expect.poll(due).not.toBe(first);
  await points.fill('0');
  await expect.poll(due).toBe(first);
  // OM05: a code that is none says so and changes nothing; one that is worth more than the order makes it free, not less.
  const code = portal.getByLabel('Gutscheincode');
  await code.fill('MОIN25'); // the second letter is Cyrillic
  await portal.getByRole('button', { name: 'Gutschein einlösen' }).click();
  await portal.getByText('Diesen Code kennen wir nicht', { exact: false }).waitFor();
  expect(await due()).toBe(first);
  await code.fill(' moin25 ');
  await portal.getByRole('button', { name: 'Gutschein einlösen' }).click();
  await expect.poll(due).toContain('0,00 €');
  await fill(portal, { firstName: 'Ole', lastName: 'Kruse', street: 'Kai', houseNumber: '1' });
  await fill(portal, { postcode: '24103', city: 'Kiel', email: 'ole.kruse@example.com' });
  await tickAll(portal);
  // OM07: the answer takes its time, and the button is pressed again and again.
  const count = (await orders()).length;
  const keys: (string | undefined)[] = [];
  await page.route('**/portal/v1/orders', async (route) => {
    keys.push(route.request().headers()['idempotency-key']);
    const answer = await route.fetch();
    // The first answer is lost on its way: the page asks again, and the service remembers.
    if (keys.length === 1) return route.abort('connectionreset');
    await route.fulfill({ response: answer });
  });
  const button = portal.locator('.order-go button');
  await button.scrollIntoViewIfNeeded();
  // PM15: under a layer that lets presses through, as a thief of clicks lays it, the button orders nothing.
  await page.evaluate(() => {
    document.body.insertAdjacentHTML(
      'beforeend',
      '<div id="lure" style="position:fixed;inset:0;z-index:9;pointer-events:none;background:#fff">Win!</div>',
    );
  });
  await still(page);
  await button.click();
  await portal.getByText('Drücken Sie den Knopf noch einmal').waitFor();
  expect(keys).toEqual([]);
  await page.evaluate(() => document.getElementById('lure')?.remove());
  await still(page);
  await button.dblclick();
  await portal.getByText('Sie sind offline').first().waitFor();
  await button.dblclick();
  await portal.getByRole('heading', { name: 'Vielen Dank für Ihre Bestellung' }).waitFor();
  expect(new Set(keys).size).toBe(1);
  expect(keys.length).toBe(2);
  const placed = await orders();
  expect(placed.length).toBe(count + 1);
  expect(placed[0]).toMatchObject({ coupon: 'MOIN25' });
  expect(Number(placed[0]?.gross)).toBe(0);
});

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
  // One place: looks, fields, languages, how long a link lives, areas; the coupon field here, and the way to the terms.
  const tabs = await page.locator('nav.tabs').innerText();
  for (const name of ['Look', 'Billing fields', 'General', 'Sign-in', 'Areas']) expect(tabs).toContain(name);
  expect(await page.getByRole('link', { name: 'Terms, privacy policy and withdrawal' }).count()).toBe(1);
  expect(await page.getByLabel('Field for a code').count()).toBe(1);
  await page.getByLabel('Title of the page').first().fill('Draw with us');
  await page.getByRole('button', { name: 'Save order page' }).click();
  await page.getByText('One change is not published yet').waitFor();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Publish …' }).click();
  await page.getByRole('button', { name: 'Publish changes' }).click();
  await page.getByText('Published.').waitFor();
  const other = await openPage(browser);
  await other.page.goto(`${demo.portico}/order/keysmith?language=en`);
  await other.page.getByRole('heading', { name: 'Draw with us' }).waitFor();
  await setOrder('keysmith', { enabled: false });
  await other.page.reload();
  await other.page.getByRole('heading', { name: 'This cannot be ordered here' }).waitFor();
  await setOrder('keysmith', { enabled: true });
  expect(errors).toEqual([]);
});

test('CRY-24 a page that the vendor’s server opened orders what it fixed, once; the host page gives what its form begins with', async () => {
  const { key } = await write((tx) =>
    createApiKey(tx, { id: vendorId, side: 'live' }, { name: 'tests' }, new Date()),
  );
  const api = async (path: string, body?: object) => {
    const answer = await fetch(`${demo.portico}/api/v1/${path}`, {
      method: body ? 'POST' : 'GET',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    });
    return (await answer.json()) as Record<string, string>;
  };
  const { id: portalId } = await api('portals/ext:stromwerk');
  const { id: variantId } = await api('plan-variants/ext:stromwerk-flex-monat');
  const session = await api('order-sessions', {
    ...{ portalId, variantId, text: 'Ihr Angebot vom Montag' },
  });
  const { page } = await openPage(browser);
  await page.goto(`${session.url}`);
  await page.getByRole('heading', { name: 'Ihr Angebot vom Montag' }).waitFor();
  // What is fixed is not chosen: there is one plan and nothing to add.
  expect(await page.locator('[name="order-variant"]').count()).toBe(1);
  expect(await page.locator('.order-stepper').count()).toBe(0);
  await fill(page, {
    ...{ firstName: 'Jonas', lastName: 'Feld', street: 'Hafenstraße 9', postcode: '24103', city: 'Kiel' },
    email: 'jonas.feld@example.com',
  });
  if (await page.locator('#order-password').count()) await fill(page, { password: 'correct horse battery' });
  await tickAll(page);
  await page.locator('.order-go button').click();
  await page.locator('[data-portico-state="done"]').waitFor();
  await expect.poll(async () => (await orders())[0]?.way).toBe('order-session');
  const again = await openPage(browser);
  await again.page.goto(`${session.url}`);
  await again.page.locator('[data-portico-state="closed"]').waitFor();

  const host = await openPage(browser);
  await host.page.goto(
    demo.host(
      `<script async src="${demo.portico}/v1/portico.js" data-portal="stromwerk" data-panel="order" data-language="en" data-prefill="firstName=Anna&amp;city=Kiel&amp;price=1"></script>`,
    ),
  );
  const portal = portalIn(host.page);
  await portal.locator('#order-firstName').waitFor();
  expect(await portal.locator('#order-firstName').inputValue()).toBe('Anna');
  expect(await portal.locator('#order-city').inputValue()).toBe('Kiel');
  await portal.locator('#order-firstName').fill('Berta');
  // No log of a server ever sees it.
  expect((await host.page.locator('iframe').getAttribute('src'))?.split('#')[0]).not.toContain('Anna');
});

test('DAY-6 BIL-1 BIL-26 BIL-49 a signed-in customer orders in the panel without being asked what is known, for whom the country is found by keys', async () => {
  await write((tx) =>
    customFields.create(
      tx,
      vendorId,
      {
        ...{ subject: 'contract', kind: 'text', name: 'Depot' },
        rights: { signUp: 'write', portal: 'read' },
      },
      new Date(),
    ),
  );
  const { key } = await write((tx) =>
    createApiKey(tx, { id: vendorId, side: 'live' }, { name: 'panel' }, new Date()),
  );
  const tokenOf = async (): Promise<string> => {
    const answer = await fetch(`${demo.portico}/api/v1/portal-tokens`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify({ customerId: 'ext:koelwacht-zilt', portal: 'koelwacht' }),
    });
    return ((await answer.json()) as { token: string }).token;
  };
  const { page, errors } = await openPage(browser, 768);
  await page.goto(`${demo.portico}/p/koelwacht/order?language=nl#token=${await tokenOf()}`);
  await page.getByText('U bestelt voor De Zilte Keuken').waitFor();
  expect(await page.locator('#order-company, #order-email, #order-country').count()).toBe(0);
  await page.getByRole('button', { name: 'Pakketten vergelijken' }).click();
  await page.getByRole('button', { name: 'Koeling Basis kiezen' }).click();
  await expect.poll(() => textOf(summary(page))).toContain('Koeling Basis');
  await fill(page, { purchaseOrder: 'INK-78' });
  await page.getByLabel('Depot').first().fill('Vlissingen 4');
  // Another address, its country found by keys alone. The list comes when it is first asked for: what is typed before
  // it is there goes on in it. Escape gives that up.
  const list = Promise.withResolvers<void>();
  await page.route('**/ComboField-*.js', (route) => list.promise.then(() => route.continue()));
  await page.getByLabel('Op een ander adres leveren').check();
  const country = page.locator('#order-to-country');
  await country.focus();
  await page.keyboard.type('be');
  list.resolve();
  await page.keyboard.type('l');
  await expect.poll(() => page.locator('.combo-list [role=option]').allInnerTexts()).toEqual(['België']);
  await page.keyboard.press('Escape');
  expect(await country.inputValue()).toBe('Nederland');
  await page.keyboard.type('bel');
  await page.keyboard.press('ArrowDown');
  const option = page.locator('.combo-list [role=option]').first();
  expect((await option.boundingBox())?.height).toBeGreaterThanOrEqual(44);
  await expectAccessible(page);
  await page.keyboard.press('Enter');
  expect(await country.inputValue()).toBe('België');
  await fill(page, {
    ...{ 'to-name': 'Zilt Knokke', 'to-street': 'Zeedijk', 'to-houseNumber': '1' },
    ...{ 'to-postcode': '8300', 'to-city': 'Knokke' },
  });
  await tickAll(page);
  await page.locator('.order-go button').click();
  await page.getByRole('heading', { name: 'Dank u voor uw bestelling' }).waitFor();
  const [order] = await orders();
  expect(order).toMatchObject({ way: 'session', purchase_order: 'INK-78' });
  expect(JSON.parse(order?.deliver_to ?? '{}')).toMatchObject({ country: 'BE', city: 'Knokke' });
  // What was answered stands at the contract, and is not the customer's to change.
  const contract = `/p/koelwacht/contracts?language=nl&id=${order?.contract_id}`;
  await page.goto(`${demo.portico}${contract}#token=${await tokenOf()}`);
  const own = page.locator('[data-portico-part="own-fields"]');
  await own.waitFor();
  expect(await textOf(own)).toContain('Vlissingen 4');
  expect(await own.locator('input, textarea, button').count()).toBe(0);
  expect(await overflow(page)).toBeLessThanOrEqual(0);
  expect(errors).toEqual([]);
});
