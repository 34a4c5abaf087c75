import jsQR from 'jsqr';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { readHeldCode } from '../../src/features/access/server/access-codes-store.ts';
import { findContact, findCustomer } from '../../src/features/customers/server/store.ts';
import { sendLink } from '../../src/features/links/server/send-link.ts';
import { requirePortal } from '../../src/features/portals/server/store.ts';
import { findVendorBySlug } from '../../src/features/vendors/server/store.ts';
import { systemClock } from '../../src/kit/server/clock.ts';
import { openMailSecrets } from '../../src/kit/server/mail.ts';
import { overflow, panelReady, portalIn, textOf } from './browser.ts';
import { addOperator, expectAccessible, openConsole, watchedPage } from './console.ts';
import { browser, demo, withDemo } from './stage.ts';

withDemo(addOperator);

/** What a phone reads from a picture on the screen. */
async function scan(page: Page, selector: string): Promise<string> {
  const png = (await page.locator(selector).first().screenshot()).toString('base64');
  const blank = await (await browser.newContext()).newPage();
  const { pixels, width, height } = await blank.evaluate(async (data) => {
    const bitmap = await createImageBitmap(await (await fetch(`data:image/png;base64,${data}`)).blob());
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
    const context = canvas.getContext('2d') as OffscreenCanvasRenderingContext2D;
    context.drawImage(bitmap, 0, 0);
    const read = context.getImageData(0, 0, bitmap.width, bitmap.height);
    return { pixels: [...read.data], width: read.width, height: read.height };
  }, png);
  await blank.context().close();
  // The package is CommonJS: what it exports as default stands one level deeper here.
  const decode = ((jsQR as unknown as { default?: typeof jsQR }).default ?? jsQR) as typeof jsQR;
  return decode(Uint8ClampedArray.from(pixels), width, height)?.data ?? '';
}

const secretOn = async (page: Page): Promise<string> =>
  (await page.locator('aside .secret code').first().textContent()) ?? '';

test('CLI-5 CLI-22 CLI-23 CLI-26 DAY-23 a tick makes the code; the label’s picture opens the portal with the token, and the code is typed', async () => {
  const { page, errors, go } = await openConsole(browser, demo);
  // Found through the menu by a few letters, changed by the pencil.
  await page.getByRole('link', { name: 'Customers', exact: true }).click();
  await page.getByRole('searchbox').fill('ijss');
  await page.getByRole('link', { name: 'IJssalon Ćosić', exact: true }).click();
  await page.getByRole('link', { name: 'Edit' }).click();
  await page.getByLabel('Enable the customer portal by code').check();
  await page.getByRole('button', { name: 'Save customer' }).click();
  await page.getByRole('button', { name: 'Show code' }).click();
  const whole = await secretOn(page);
  expect(whole).toMatch(/^([0-9A-Z]{5}-){4}[0-9A-Z]{5}$/);

  await go('/customers/new');
  await page.getByLabel('Name', { exact: true }).fill('Slagerij De Haan');
  await page.getByRole('combobox', { name: 'Portal' }).selectOption({ label: 'Koelwacht' });
  await page.getByLabel('Enable the customer portal by code').check();
  await page.getByRole('button', { name: 'Create customer' }).click();
  await page.getByRole('button', { name: 'Show code' }).waitFor();

  await go('/sites?search=Twijnstraat');
  await page.getByRole('link', { name: 'Winkel Twijnstraat' }).click();
  await page.getByRole('button', { name: 'Show token of Koelcel winkel' }).click();
  const token =
    (await page.locator('td .secret code, li .secret code, tr .secret code').first().textContent()) ?? '';
  await page.getByRole('button', { name: 'Show code' }).click();
  const code = await secretOn(page);
  await page.getByRole('link', { name: 'Print labels' }).click();
  await page.locator('.label .sheet-qr').first().waitFor();
  await expectAccessible(page);
  const address = await scan(page, '.label .sheet-qr');
  expect(address).toBe(`${demo.portico}/p/koelwacht#installation=${token}`);
  expect(errors).toEqual([]);
  await page.context().close();

  const visitor = await watchedPage(browser, { locale: 'nl-NL', viewport: { width: 320, height: 800 } });
  await visitor.page.goto(address);
  await visitor.page.getByLabel('Uw code').fill(code.toLowerCase());
  expect(await visitor.page.getByLabel('Token van de installatie').inputValue()).toBe(token);
  expect(visitor.page.url()).not.toContain(token);
  await visitor.page.getByRole('button', { name: 'Openen met code' }).click();
  await visitor.page.locator(panelReady('sites')).waitFor();
  await visitor.page.getByText('Koelcel winkel').waitFor();
  expect(await textOf(visitor.page.locator('main'))).not.toContain('Toonbankkoeling');
  expect(await overflow(visitor.page)).toBeLessThanOrEqual(0);
  await expectAccessible(visitor.page);
  await visitor.page.reload();
  await visitor.page.getByText('Koelcel winkel').waitFor();
  await visitor.page.context().close();

  // CLI-25: the same two secrets, and a customer's code alone, at the general entrance.
  const stranger = await watchedPage(browser, { locale: 'de-DE' });
  await stranger.page.goto(`${demo.portico}/p`);
  await stranger.page.getByRole('heading', { name: 'Code eingeben' }).waitFor();
  expect(await textOf(stranger.page.locator('body'))).not.toMatch(/Koelwacht|Portico/);
  await expectAccessible(stranger.page);
  await stranger.page.getByLabel('Ihr Code').fill(code);
  await stranger.page.getByRole('button', { name: 'Mit Code öffnen' }).click();
  await stranger.page.getByRole('alert').getByText('Fragen Sie dort').waitFor();
  await stranger.page.getByLabel('Token der Anlage').fill(token.toLowerCase());
  await stranger.page.getByRole('button', { name: 'Mit Code öffnen' }).click();
  await stranger.page.waitForURL(`${demo.portico}/p/koelwacht`);
  await stranger.page.getByText('Koelcel winkel').waitFor();
  await stranger.page.goto(`${demo.portico}/p`);
  await stranger.page.getByLabel('Ihr Code').fill(whole);
  await stranger.page.getByRole('button', { name: 'Mit Code öffnen' }).click();
  await stranger.page.waitForURL(`${demo.portico}/p/koelwacht`);
  await stranger.page.getByText('Koeling Compleet').first().waitFor();
  await stranger.page.context().close();
});

/** A link to one of Keysmith's people, made `ago` minutes before now; and what mails carry links to them. */
async function mailedLink(name: string, ago: number, more: object = {}) {
  const { database, secrets } = demo.opened;
  const { db } = database;
  const vendorId = (await findVendorBySlug(db, 'demo', 'live'))?.id as string;
  const portal = await requirePortal(db, vendorId, 'ext:keysmith');
  const row = await db
    .selectFrom('contact')
    .select(['id', 'customer_id', 'email'])
    .where('vendor_id', '=', vendorId)
    .where('name', '=', name)
    .executeTakeFirstOrThrow();
  const customer = await findCustomer(db, vendorId, row.customer_id);
  const contact = await findContact(db, { vendorId, customerId: row.customer_id }, row.id);
  const then = { now: () => new Date(Date.now() - ago * 60_000) };
  await sendLink(
    { db, secrets, publicUrl: demo.portico, clock: systemClock, worldClock: then, testSide: false },
    {
      ...{ vendorId, portal, contact, address: row.email as string, lifetimeMinutes: 30 },
      customer: customer as NonNullable<typeof customer>,
      reach: { readOnly: false, oneUse: false, ...more },
      actor: { kind: 'system', id: null },
    },
  );
  const links = async () => {
    const rows = await db
      .selectFrom('mail')
      .selectAll()
      .where('template', '=', 'portal-link')
      .where('to_address', '=', row.email as string)
      .orderBy('id')
      .execute();
    return rows.map((mail) => Object.values(openMailSecrets(secrets, mail) ?? {})[0] as string);
  };
  return { links, customer: customer?.name as string };
}

test('LK03 LK11 an expired link sends a new one in one press; where somebody else is signed in, that one asks', async () => {
  const priya = await mailedLink('Priya Okafor', 120);
  const { page } = await watchedPage(browser);
  await page.goto((await priya.links())[0] as string);
  await page.getByRole('heading', { name: 'This link no longer works.' }).waitFor();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Send me a new link' }).click();
  await page.getByRole('alert').getByText('Look into your mailbox.').waitFor();
  const [, fresh] = await priya.links();
  await page.goto(fresh as string);
  await page.locator(panelReady('contracts')).waitFor();
  expect(await textOf(page.locator('body'))).toContain(priya.customer);
  expect(page.url()).not.toContain('token');

  const others = await demo.opened.database.db
    .selectFrom('contact as c')
    .innerJoin('customer as k', (on) =>
      on.onRef('k.vendor_id', '=', 'c.vendor_id').onRef('k.id', '=', 'c.customer_id'),
    )
    .innerJoin('portal as p', (on) =>
      on.onRef('p.vendor_id', '=', 'k.vendor_id').onRef('p.id', '=', 'k.portal_id'),
    )
    .select(['c.name', 'k.name as customer'])
    .where('p.slug', '=', 'keysmith')
    .where('c.email', 'is not', null)
    .where('k.name', '!=', priya.customer)
    .executeTakeFirstOrThrow();
  const other = await mailedLink(others.name, 0, { oneUse: true });
  const [link] = await other.links();
  // LK01: scanners that look at the address take nothing away, for what stands behind # is not sent.
  for (const method of ['HEAD', 'GET', 'GET', 'GET', 'GET', 'GET']) {
    const looked = await fetch(link as string, { method });
    expect(looked.status).toBe(200);
    expect(looked.headers.get('referrer-policy')).toMatch(/no-referrer|origin/);
  }
  await page.goto('about:blank');
  await page.goto(link as string);
  await page.getByRole('heading', { name: 'Somebody is signed in here already.' }).waitFor();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Stay signed in as before' }).click();
  await page.locator(panelReady('contracts')).waitFor();
  expect(await textOf(page.locator('body'))).toContain(priya.customer);
  await page.goto('about:blank');
  await page.goto(link as string);
  await page.getByRole('button', { name: 'Open the link' }).click();
  await page.locator(panelReady('contracts')).waitFor();
  expect(await textOf(page.locator('body'))).toContain(others.customer);
  await page.context().close();
});

test('LK01 LK02 a scanner that runs scripts and presses by script uses nothing up; the person presses and is in', async () => {
  const somebody = await mailedLink('Priya Okafor', 0, { oneUse: true });
  const link = (await somebody.links()).at(-1) as string;
  const scanner = await watchedPage(browser);
  const sent: string[] = [];
  scanner.page.on('response', (answer) => {
    if (answer.url().endsWith('/portal/v1/sessions')) sent.push(`${answer.status()}`);
  });
  for (let round = 0; round < 2; round++) {
    await scanner.page.goto('about:blank');
    await scanner.page.goto(link);
    const button = scanner.page.getByRole('button', { name: 'Open my account' });
    await button.waitFor();
    await expectAccessible(scanner.page);
    // All that a script can do by itself: every button pressed, every form sent, Enter on whatever has the focus.
    await scanner.page.evaluate(async () => {
      for (let times = 0; times < 5; times++) {
        for (const one of document.querySelectorAll('button')) {
          one.click();
          one.dispatchEvent(new MouseEvent('click', { bubbles: true }));
          one.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }));
        }
        for (const form of document.forms) form.requestSubmit();
        await new Promise((resolve) => setTimeout(resolve, 200));
      }
    });
  }
  expect(sent).toEqual(['409', '409']);
  await scanner.page.context().close();

  const { page } = await watchedPage(browser, { viewport: { width: 320, height: 800 } });
  await page.goto(link);
  await page.getByRole('heading', { name: 'Your account at Keysmith' }).waitFor();
  expect(await overflow(page)).toBeLessThanOrEqual(0);
  expect(page.url()).not.toContain('token');
  await page.getByRole('button', { name: 'Open my account' }).press('Enter');
  await page.locator(panelReady('contracts')).waitFor();
  expect(await textOf(page.locator('body'))).toContain(somebody.customer);
  await page.reload();
  await page.locator(panelReady('contracts')).waitFor();
  await page.context().close();
  const late = await watchedPage(browser);
  await late.page.goto(link);
  await late.page.getByRole('heading', { name: 'This link no longer works.' }).waitFor();
  await late.page.context().close();
});

test('BIL-36 BIL-44 an operator words the mail, chooses how long a link lives, and mails it to one of their people', async () => {
  const { page, errors, go } = await openConsole(browser, demo);
  await go('/portals');
  await page.getByRole('link', { name: 'Keysmith', exact: true }).first().click();
  await page.getByRole('link', { name: 'Mail texts' }).click();
  await page.getByLabel('Mail', { exact: true }).selectOption({ label: 'Link to the portal' });
  // The mail before it is drawn until the next frame, and would take what is typed.
  await page.getByText('{DueDate}').first().waitFor({ state: 'detached' });
  const text = page.getByLabel('Text', { exact: true });
  await text.fill('For {Custmer}: {SelfServicePortalUrl}');
  await page.getByRole('button', { name: 'Save mail' }).click();
  await page.getByText('Nobody fills in “Custmer”.').first().waitFor();
  await text.fill('For {CustomerName}:\n\n{SelfServicePortalUrl}?language=en');
  await page.locator('.mail-text').getByText('?language=en#token=').waitFor();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Save mail' }).click();
  await page.getByText('Take the words that come with the portal').waitFor();

  await go('/customers?search=Okafor');
  await page
    .getByRole('link', { name: /Okafor/ })
    .first()
    .click();
  await page.getByRole('button', { name: 'Make a link' }).click();
  await page.getByLabel('It works for').selectOption({ label: '7 days' });
  await page
    .getByLabel('Or send it by mail to')
    .selectOption({ label: 'Priya Okafor (priya@okafor-lindqvist.example)' });
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Send by mail' }).click();
  await page.getByText('A link is on its way to priya@okafor-lindqvist.example.').waitFor();
  expect(errors).toEqual([]);
  await page.context().close();
  const { links } = await mailedLink('Priya Okafor', 0);
  const address = (await links()).at(-2) as string;
  expect(address).toMatch(/\/p\/keysmith\?language=en#token=/);
  const [, claims = ''] = (new URLSearchParams(new URL(address).hash.slice(1)).get('token') ?? '').split('.');
  const { iat, exp } = JSON.parse(Buffer.from(claims, 'base64url').toString());
  expect(exp - iat).toBe(10_080 * 60);
});

test('DAY-1 CLI-7 in a frame on the vendor’s page a code signs in, and a reload does not sign out', async () => {
  const { database, secrets } = demo.opened;
  const vendorId = (await findVendorBySlug(database.db, 'demo', 'live'))?.id as string;
  const customer = await findCustomer(database.db, vendorId, 'ext:KW-1204');
  const holder = { vendorId, customerId: customer?.id as string, locationId: '' };
  const { code } = await readHeldCode(database.db, secrets, holder);
  // A host without a word of its own, and one that says that nobody is signed in at it.
  for (const host of ['', '<script>window.portico = { fetchToken: async () => null }</script>']) {
    const html = `<h1>Koelwacht</h1>${host}<script async src="${demo.portico}/v1/portico.js"></script>
      <portico-portal portal="koelwacht" language="en"></portico-portal>`;
    const { page } = await watchedPage(browser);
    await page.goto(demo.host(html));
    const portal = portalIn(page);
    await portal.getByLabel('Your code').fill(code);
    await portal.getByRole('button', { name: 'Open with code' }).click();
    await portal.locator(panelReady('contracts')).waitFor();
    await page.reload();
    await portal.locator(panelReady('contracts')).waitFor();
    await page.context().close();
  }
});

test('LK05 LK07 no address is told to other sites, and nobody is sent where a link’s query says', async () => {
  const targets = [
    '//evil.test',
    '/\\evil.test',
    'https:evil',
    '/%09/evil.test',
    'javascript:alert(1)',
    'data:text/html,x',
    'https://shop.example.com@evil.test',
    `https://e.test/${'x'.repeat(10_000)}`,
  ];
  for (const path of ['/p/keysmith', '/p', '/console']) {
    for (const name of ['return_to', 'returnTo', 'next', 'redirect_uri']) {
      const query = new URLSearchParams({
        [name]: targets[(path.length + name.length) % targets.length] as string,
      });
      const answer = await fetch(`${demo.portico}${path}?${query}`, { redirect: 'manual' });
      expect(answer.headers.get('location') ?? '').not.toMatch(/evil|e\.test|javascript|data:/);
      expect(answer.headers.get('referrer-policy')).toMatch(/no-referrer|origin/);
    }
  }
  const { page } = await watchedPage(browser);
  const asked: string[] = [];
  page.on('request', (request) => asked.push(`${request.url()} ${request.headers()['referer'] ?? ''}`));
  const { links } = await mailedLink('Priya Okafor', 0);
  await page.goto(`${(await links()).at(-1)?.replace('#', '?return_to=//evil.test#')}`);
  await page.locator(panelReady('contracts')).waitFor();
  expect(asked.length).toBeGreaterThan(2);
  for (const request of asked) expect(request).not.toMatch(/token=|evil\.test\/|eyJ/);
  expect(new URL(page.url()).origin).toBe(demo.portico);
  await page.context().close();
});
