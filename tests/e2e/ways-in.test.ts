import type { Browser, FrameLocator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { renewCode } from '../../src/features/access/server/access-codes-store.ts';
import { renewSecret } from '../../src/features/access/server/customer-secrets-store.ts';
import { createContact, createCustomer, findCustomer } from '../../src/features/customers/server/store.ts';
import { readKey } from '../../src/features/licences/server/licences-store.ts';
import { putSettings } from '../../src/features/oidc/server/store.ts';
import type { PortalChange } from '../../src/features/portals/schema.ts';
import { requirePortal, updatePortal } from '../../src/features/portals/server/store.ts';
import { findVendorBySlug } from '../../src/features/vendors/server/store.ts';
import { inTransaction } from '../../src/kit/server/db/db.ts';
import { launch } from '../embed/harness.ts';
import { startProvider, type TestProvider } from '../helpers/oidc.ts';
import { openPage, panelReady, portalIn } from './browser.ts';
import { expectAccessible } from './console.ts';
import { type Demo, startDemo } from './demo.ts';

const email = 'priya@okafor-lindqvist.example';
let browser: Browser;
let demo: Demo;
let provider: TestProvider;
/** A page of another site than the portal's, without a function that signs anybody in. */
let shop: string;
let vendorId: string;
let portalId: string;
let customerId: string;
let at: Date;

beforeAll(async () => {
  [browser, demo] = [await launch(), await startDemo('sqlite')];
  provider = await startProvider(`${demo.portico}/oidc/callback`);
  const html = `<h1>Shop</h1><script async src="${demo.portico}/v1/portico.js"></script>
    <portico-portal portal="keysmith"></portico-portal>`;
  shop = demo.host(html).replace('localhost', '127.0.0.1');
  const { db } = demo.opened.database;
  vendorId = (await findVendorBySlug(db, 'demo', 'live'))?.id as string;
  portalId = (await requirePortal(db, vendorId, 'ext:keysmith')).id;
  at = new Date();
  const row = await db
    .selectFrom('contact')
    .select('customer_id')
    .where('email_key', '=', email)
    .executeTakeFirstOrThrow();
  customerId = row.customer_id;
  await inTransaction(db, (tx) =>
    putSettings(
      tx,
      demo.opened.secrets,
      { vendorId, portalId },
      {
        ...{ issuer: provider.issuer, clientId: provider.clientId, clientSecret: provider.clientSecret },
        contactBy: 'email',
      },
      at,
    ),
  );
});
afterAll(async () => {
  await browser?.close();
  await provider?.close();
  await demo?.stop();
});

const none = {
  password: false,
  accessCode: false,
  mailedCode: false,
  customerSecret: false,
  licenceKey: false,
  oidc: false,
};
async function offer(signIn: PortalChange['signIn']): Promise<void> {
  await inTransaction(demo.opened.database.db, (tx) =>
    updatePortal(
      tx,
      vendorId,
      portalId,
      { signIn: { ...none, ...signIn }, allowedHosts: [new URL(shop).origin, demo.sites] },
      { at: new Date(), testSide: true },
    ),
  );
}

/** What stands in the newest mail that asks for nothing but a code. */
async function mailed(): Promise<{ code: string; link: string }> {
  const { database, secrets } = demo.opened;
  let found: { code: string; link: string } | undefined;
  await expect
    .poll(async () => {
      const due = await database.db.selectFrom('mailed_code').select('id').where('due', '=', 1).execute();
      const mail = await database.db
        .selectFrom('mail')
        .selectAll()
        .where('template', '=', 'mailed-code')
        .orderBy('created_at', 'desc')
        .limit(1)
        .executeTakeFirst();
      const sealed = due.length === 0 && mail?.sealed_secrets;
      found = sealed ? JSON.parse(secrets.open(sealed, `mail:${vendorId}:${mail.id}`)) : undefined;
      return found;
    })
    .toBeDefined();
  return found as unknown as { code: string; link: string };
}
/** Nobody has asked in the last hour. */
const forgetAsking = () =>
  inTransaction(demo.opened.database.db, (tx) =>
    tx.deleteFrom('attempt').where('key', 'like', 'mail-ask:%').execute(),
  );

const isIn = (portal: Page | FrameLocator) => portal.locator(panelReady('contracts')).waitFor();
/** In a frame of another site, with a reload at the end: nobody types anything twice, and no cookie is set. */
async function inFrame(enter: (portal: FrameLocator, page: Page) => Promise<void>): Promise<void> {
  const { page, errors } = await openPage(browser);
  await page.goto(shop);
  const portal = portalIn(page);
  await enter(portal, page);
  await isIn(portal);
  await page.reload();
  await isIn(portal);
  expect(errors.filter((text) => !/40[13]/.test(text))).toEqual([]);
  await page.context().close();
}

test('DAY-1 a mailed code opens the portal in a frame: a reload loses neither the half-done step nor the session', async () => {
  await offer({ mailedCode: true });
  await inFrame(async (portal, page) => {
    await portal.getByLabel('E-mail address').fill(email);
    await portal.getByRole('button', { name: 'Send me a code' }).click();
    await portal.getByLabel('Code from the mail').waitFor();
    await page.reload();
    await portal.getByLabel('Code from the mail').fill((await mailed()).code);
    await portal.getByRole('button', { name: 'Sign in' }).click();
    await isIn(portal);
    expect((await page.context().cookies()).map(({ name }) => name)).toEqual([]);
  });
});

test('LK02 BIL-53 the mail’s button signs in the browser that asked with one press; another one types the digits of the first', async () => {
  await forgetAsking();
  const { page } = await openPage(browser, 320);
  await page.clock.install();
  await page.goto(`${demo.portico}/p/keysmith`);
  await page.getByLabel('E-mail address').fill(email);
  await page.getByRole('button', { name: 'Send me a code' }).click();
  await page.getByLabel('Code from the mail').waitFor();
  const check = await page.locator('bdi.strong').innerText();
  await expectAccessible(page);
  const { link } = await mailed();

  const other = await openPage(browser);
  await other.page.goto(`${demo.portico}/p/keysmith#mail=${link}`);
  await other.page.getByRole('button', { name: 'Sign in' }).click();
  await other.page.getByLabel('Digits from the page where you asked').fill(check);
  await other.page.getByRole('button', { name: 'Sign in' }).click();
  await isIn(other.page);
  expect(other.page.url()).not.toContain('mail=');

  // BIL-53: a minute after the last one.
  await page.getByText(/Another mail can be sent in \d+ seconds/).waitFor();
  await forgetAsking();
  await page.clock.fastForward(60_000);
  await page.getByRole('button', { name: 'Send another mail' }).click();
  await expect.poll(() => page.locator('bdi.strong').innerText()).not.toBe(check);
  const { link: second } = await mailed();
  const tab = await page.context().newPage();
  await tab.goto(`${demo.portico}/p/keysmith#mail=${second}`);
  await tab.getByRole('button', { name: 'Sign in' }).click();
  await isIn(tab);

  // LK11: where somebody is signed in, it asks first, and can be left alone.
  const third = await page.context().newPage();
  await third.goto(`${demo.portico}/p/keysmith#mail=${second}`);
  await third.getByText('You are signed in here as').waitFor();
  await third.getByRole('button', { name: 'Carry on as' }).click();
  await isIn(third);
  await page.context().close();
  await other.page.context().close();
});

test('DAY-38 one field takes an access code and a customer’s secret; both stay signed in after a reload, in a frame', async () => {
  await offer({ accessCode: true, customerSecret: true });
  const { database, secrets } = demo.opened;
  const owner = { vendorId, customerId };
  const [code, secret] = await inTransaction(database.db, async (tx) => [
    (await renewCode(tx, secrets, { ...owner, locationId: '' }, false, new Date())).code,
    await renewSecret(tx, secrets, owner, { format: 'short' }, new Date()),
  ]);
  for (const typed of [code, secret]) {
    await inFrame(async (portal) => {
      await portal.getByLabel('Your code').fill(typed.toLowerCase());
      await portal.getByRole('button', { name: 'Open with code' }).click();
    });
  }
});

test('U21 a licence key opens its licence in a frame, and a reload stays there', async () => {
  await offer({ licenceKey: true });
  const { database, secrets } = demo.opened;
  const { key } = await readKey(database.db, secrets, vendorId, 'ext:L-20814-1');
  const { page, errors } = await openPage(browser);
  await page.goto(shop);
  const portal = portalIn(page);
  const isOpen = async () => {
    await portal.locator(panelReady('licences')).waitFor();
    await portal.getByRole('heading', { name: 'Draftwright Studio 8' }).waitFor();
  };
  await portal.getByLabel('Your code').fill(key.toLowerCase());
  await portal.getByRole('button', { name: 'Open with code' }).click();
  await isOpen();
  expect(await portal.getByRole('link', { name: 'Documents' }).count()).toBe(0);
  await page.reload();
  await isOpen();
  expect(errors.filter((text) => !/40[13]/.test(text))).toEqual([]);
  await page.context().close();
});

test('DAY-26 the vendor’s own provider opens the portal in a frame, by a window that closes itself, and in a page', async () => {
  await offer({ oidc: true });
  provider.person = { sub: 'priya', email };
  await inFrame(async (portal, page) => {
    const popup = page.context().waitForEvent('page');
    await portal.getByRole('button', { name: 'Sign in with your account' }).click();
    const opened = await popup;
    if (!opened.isClosed()) await opened.waitForEvent('close');
  });
  const { page } = await openPage(browser);
  await page.goto(`${demo.portico}/p/keysmith/documents`);
  await page.getByRole('button', { name: 'Sign in with your account' }).click();
  await page.locator(panelReady('documents')).waitFor();
  expect(new URL(page.url()).pathname).toBe('/p/keysmith/documents');
  await page.reload();
  await page.locator(panelReady('documents')).waitFor();
  await page.context().close();
});

test('DAY-26 a provider that cuts its window off from ours brings the person back to the frame all the same', async () => {
  await offer({ oidc: true });
  provider.person = { sub: 'priya', email };
  provider.isCutOff = true;
  await inFrame(async (portal, page) => {
    const popup = page.context().waitForEvent('page');
    await portal.getByRole('button', { name: 'Sign in with your account' }).click();
    const opened = await popup;
    if (!opened.isClosed()) {
      const said = opened.getByText('You are signed in. You can close this window.').waitFor();
      await Promise.race([said, opened.waitForEvent('close')]);
    }
  });
  provider.isCutOff = false;
});

test('DAY-38 one or two ways are shown, others behind another way; who is known to several customers chooses, also after a reload', async () => {
  await forgetAsking();
  const { database } = demo.opened;
  await inTransaction(database.db, async (tx) => {
    const first = await findCustomer(tx, vendorId, customerId);
    const second = await createCustomer(
      tx,
      vendorId,
      { name: 'Second Studio', portalId: first?.portalId } as never,
      at,
    );
    await createContact(tx, vendorId, { customerId: second.id, name: 'Priya O.', email } as never, at);
  });
  await offer({ password: true, mailedCode: true, accessCode: true, oidc: true });
  await inFrame(async (portal, page) => {
    await portal.getByLabel('Password', { exact: true }).waitFor();
    expect(await portal.getByRole('button', { name: 'Get a code by mail' }).count()).toBe(0);
    await portal.getByRole('button', { name: 'Another way' }).click();
    await portal.getByRole('button', { name: 'Get a code by mail' }).click();
    await portal.getByLabel('E-mail address').fill(email);
    await portal.getByRole('button', { name: 'Send me a code' }).click();
    await portal.getByLabel('Code from the mail').waitFor();
    await portal.getByLabel('Code from the mail').fill((await mailed()).code);
    await portal.getByRole('button', { name: 'Sign in', exact: true }).click();
    await portal.getByRole('heading', { name: 'Which account?' }).waitFor();
    await page.reload();
    await portal.getByRole('button', { name: 'Okafor' }).click();
    // Later to the other account and back, without a new code.
    for (const account of ['Second Studio', 'Okafor']) {
      await portal.getByRole('button', { name: 'Switch account' }).click();
      await portal.getByRole('heading', { name: 'Which account?' }).waitFor();
      await portal.getByRole('button', { name: account }).click();
      await portal.locator('[data-portico-panel="contracts"]').waitFor();
    }
  });
});
