import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBrowser, textOf } from './browser.ts';
import { addOperator, fillSignIn, openConsole, watchedPage } from './console.ts';
import { type Demo, startDemo } from './demo.ts';

let browser: Browser;
let demo: Demo;
beforeAll(async () => {
  [browser, demo] = [await openBrowser(), await startDemo('sqlite')];
  await addOperator(demo);
});
afterAll(async () => {
  await browser?.close();
  await demo?.stop();
});

test('a deep link survives the sign-in, and a wrong password says so without losing the address', async () => {
  const { page } = await watchedPage(browser);
  await page.goto(`${demo.portico}/console/demo/live/customers?search=north`);
  await page.getByLabel('E-mail').fill('tester@demo.example');
  await page.getByLabel('Password', { exact: true }).fill('wrong wrong wrong');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByText('E-mail address or password is wrong').waitFor();
  expect(await page.getByLabel('E-mail').inputValue()).toBe('tester@demo.example');
  await fillSignIn(page);
  await page.getByRole('link', { name: 'North Pier Studio Ltd', exact: true }).waitFor();
  expect(page.url()).toBe(`${demo.portico}/console/demo/live/customers?search=north`);
  await page.context().close();
});

test('CCM-2 CCM-29 CCM-37 search narrows the list, stands in the address, and says when nothing is found', async () => {
  const { page, errors, go } = await openConsole(browser, demo);
  await go('/customers');
  await page.getByText('49 rows').waitFor();
  await page.keyboard.press('/');
  await page.keyboard.type('np-hotel');
  await page.getByText('1 row', { exact: true }).waitFor();
  const row = await textOf(page.locator('tbody tr'));
  expect(row).toMatch(/North Pier Studio Ltd.*AG-3397.*Active.*9 of 15.*[\d,]+ of 100,000/);
  expect(page.url()).toContain('search=np-hotel');
  await page.keyboard.press('Escape');
  await page.keyboard.type('nobody at all');
  await page.getByText('Nothing matches “nobody at all”.').waitFor();
  await page.getByRole('button', { name: 'Clear search and filters' }).click();
  await page.getByText('49 rows').waitFor();
  // Sorted by the API, the other way round at the second click.
  await page.getByRole('button', { name: 'Name', exact: true }).click();
  await expect.poll(() => page.locator('th[aria-sort]').getAttribute('aria-sort')).toBe('ascending');
  expect(page.url()).toContain('sort=name');
  expect(errors).toEqual([]);
  await page.context().close();
});

test('CCM-3 CCM-30 each domain in the list is a link that opens in a tab of its own', async () => {
  const { page, errors, go } = await openConsole(browser, demo);
  await go('/customers?search=north');
  const links = page.locator('tbody .domain a');
  await links.first().waitFor();
  expect(await links.count()).toBe(3);
  for (const link of await links.all()) {
    expect(await link.getAttribute('target')).toBe('_blank');
    expect(await link.getAttribute('rel')).toContain('noopener');
    expect(await link.locator('svg').count()).toBe(1);
  }
  expect(errors).toEqual([]);
  await page.context().close();
});

test('CCM-4 CCM-7 CCM-33 CCM-34 a customer is added, changed and deleted after a question', async () => {
  const { page, errors, go } = await openConsole(browser, demo);
  await go('/customers');
  await page.getByRole('link', { name: 'New customer' }).click();
  await page.getByRole('heading', { name: 'New customer' }).waitFor();
  await page.getByRole('button', { name: 'Create customer' }).click();
  const summary = page.locator('[data-portico-part="error-summary"]');
  expect(await textOf(summary)).toContain('Enter a name');
  await expect.poll(() => page.title()).toMatch(/^Error:/);
  await summary.getByRole('link', { name: 'Enter a name' }).click();
  await page.keyboard.type('Werft Testhafen GmbH');
  // A reload keeps what was typed.
  await page.reload();
  await page.getByText('What you typed earlier is still here.').waitFor();
  await page.getByLabel('Town').fill('Kiel');
  await page.getByRole('button', { name: 'Create customer' }).click();
  await page.getByRole('heading', { name: 'Werft Testhafen GmbH' }).waitFor();
  await page.getByText('Werft Testhafen GmbH is created.').waitFor();

  await page.getByRole('link', { name: 'Edit', exact: true }).click();
  const name = page.getByLabel('Name', { exact: true });
  await expect.poll(() => name.inputValue()).toBe('Werft Testhafen GmbH');
  expect(await page.getByLabel('Town').inputValue()).toBe('Kiel');
  await name.fill('Werft Nordhafen GmbH');
  await page.getByRole('button', { name: 'Save customer' }).click();
  await page.getByRole('heading', { name: 'Werft Nordhafen GmbH' }).waitFor();

  const remove = async () => {
    await page.getByRole('button', { name: 'More actions' }).click();
    await page.getByRole('button', { name: 'Delete customer' }).click();
    await page.getByRole('heading', { name: 'Delete Werft Nordhafen GmbH?' }).waitFor();
  };
  await remove();
  await page.getByText('No people, no contracts and no domains go with it').waitFor();
  await page.getByRole('button', { name: 'Cancel', exact: true }).click();
  await page.getByRole('heading', { name: 'Werft Nordhafen GmbH' }).waitFor();
  await remove();
  await page.locator('dialog').getByRole('button', { name: 'Delete customer' }).click();
  await page.getByText('Werft Nordhafen GmbH is deleted.').waitFor();
  await go('/customers?search=nordhafen');
  await page.getByText('Nothing matches “nordhafen”.').waitFor();
  expect(errors).toEqual([]);
  await page.context().close();
});

test('CCM-6 DAY-10 where customers sign in with an account, user name, e-mail and password are asked for', async () => {
  const { page, go } = await openConsole(browser, demo);
  await go('/customers/new');
  await page.getByText('a name is enough').waitFor();
  const portal = page.locator('main').getByLabel('Portal', { exact: true });
  await portal.selectOption({ label: 'Keysmith' });
  await page.getByText('user name, e-mail and password must be given').waitFor();
  await page.getByLabel('Name', { exact: true }).fill('Account GmbH');
  await page.getByRole('button', { name: 'Create customer' }).click();
  const summary = await textOf(page.locator('[data-portico-part="error-summary"]'));
  expect(summary).toContain('Enter a user name');
  expect(summary).toContain('Enter an e-mail address');
  expect(summary).toContain('Enter a password');
  await page.getByLabel('User name').fill('account');
  await page.getByLabel('E-mail', { exact: true }).fill('office@account.example');
  await page.getByRole('button', { name: 'Make one' }).click();
  await page.getByRole('button', { name: 'Create customer' }).click();
  await page.getByRole('heading', { name: 'Account GmbH' }).waitFor();
  await page.getByText('office@account.example').waitFor();
  await page.context().close();
});

test('CON-26 CON-27 a person is added to a customer, with notes that only the staff reads', async () => {
  const { page, errors, go } = await openConsole(browser, demo);
  await go('/customers?search=north');
  await page.getByRole('link', { name: 'North Pier Studio Ltd', exact: true }).click();
  await page.getByRole('link', { name: 'People' }).click();
  await page.getByRole('link', { name: 'Add person' }).first().click();
  await page.getByLabel('Name', { exact: true }).fill('Nora North');
  await page.getByLabel('E-mail (optional)').fill('nora@northpier.example');
  await page.getByLabel('Private notes').fill('Calls on Mondays');
  await page.getByRole('button', { name: 'Add person to the customer' }).click();
  await page.getByRole('link', { name: 'Nora North' }).waitFor();
  expect(await page.locator('tbody tr').count()).toBeGreaterThan(1);
  expect(errors).toEqual([]);
  await page.context().close();
});

test('BIL-38 a contract has a link that opens that contract alone', async () => {
  const { page, errors, go } = await openConsole(browser, demo);
  await go('/customers?search=north');
  await page.getByRole('link', { name: 'North Pier Studio Ltd', exact: true }).click();
  await page
    .getByRole('button', { name: /^Self-service access to/ })
    .first()
    .click();
  await page.locator('dialog').getByRole('button', { name: 'Make a link' }).click();
  const address = await textOf(page.locator('dialog code'));
  expect(address).toContain('/p/cookiewise#token=');
  expect(errors).toEqual([]);
  const portal = await page.context().newPage();
  await portal.goto(address);
  await portal.locator('[data-portico-panel="contracts"][data-portico-state="ready"]').waitFor();
  await page.context().close();
});

test('BIL-47 what one customer sees is decided otherwise for that customer, and the rules say why', async () => {
  const { page, errors, go } = await openConsole(browser, demo);
  await go('/customers?search=north');
  await page.getByRole('link', { name: 'North Pier Studio Ltd', exact: true }).click();
  const row = page.getByRole('row', { name: /^Profile/ });
  await row.getByRole('button', { name: 'Why?' }).click();
  await page.getByText('Rule 8 was the first to speak.').waitFor();
  await page.getByRole('button', { name: 'Hide from this customer' }).click();
  await expect.poll(() => textOf(row)).toContain('hidden');
  await row.getByRole('button', { name: 'Why?' }).click();
  await page.getByText('Rule 5 was the first to speak.').waitFor();
  await page.getByRole('button', { name: 'Remove override' }).click();
  await expect.poll(() => textOf(row)).not.toContain('hidden');
  expect(errors).toEqual([]);
  await page.context().close();
});

test('CCM-32 many customers at once: whom it concerns, who is left out and why, and how it went', async () => {
  const { page, errors, go } = await openConsole(browser, demo);
  await go('/customers?search=studio');
  await page.getByText('3 rows').waitFor();
  // By keys alone: down, select, down, select.
  await page.keyboard.press('j');
  await page.keyboard.press('x');
  await page.keyboard.press('j');
  await page.keyboard.press('x');
  await page.getByText('2 selected').waitFor();
  await page.getByRole('button', { name: 'Delete' }).click();
  await page.getByText('2 skipped: still active, switch off first.').waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Set status' }).click();
  await page.getByText('Applies to 2 rows.').waitFor();
  await page.getByRole('button', { name: 'Set status of all chosen' }).click();
  await page.getByText('2 done, 0 failed.').waitFor();
  await page.locator('dialog').getByRole('button', { name: 'Close' }).last().click();
  await expect.poll(() => page.getByText('Switched off').count()).toBe(2);
  expect(errors).toEqual([]);
  await page.context().close();
});

test('DAY-16 the test side is another place: striped, with its own customers, and one click from live', async () => {
  const { page, errors, go } = await openConsole(browser, demo);
  await go('/customers');
  expect(await page.locator('.testband').count()).toBe(0);
  await page.locator('.switch').click();
  await page.getByRole('link', { name: /Test side/ }).click();
  await page.locator('.testband').waitFor();
  expect(page.url()).toContain('/console/demo/test');
  await page.getByRole('link', { name: 'Customers' }).first().click();
  await page.locator('#main h1').waitFor();
  expect(await page.getByRole('link', { name: 'Jana Petersen' }).count()).toBe(0);
  await page.getByRole('link', { name: 'Go to live' }).click();
  await page.waitForURL(/\/console\/demo\/live/);
  expect(errors).toEqual([]);
  await page.context().close();
});

test('DAY-25 the console speaks the operator’s language, at once and after a reload', async () => {
  const { page, errors, go } = await openConsole(browser, demo);
  await go('/account');
  await page.getByLabel('Language').selectOption('de');
  await page.getByRole('button', { name: 'Save account' }).click();
  await page.getByRole('heading', { name: 'Ihr Konto' }).waitFor();
  await page.reload();
  await page.getByRole('link', { name: 'Kunden', exact: true }).waitFor();
  expect(await page.locator('html').getAttribute('lang')).toBe('de');
  await page.getByLabel('Sprache').selectOption('');
  await page.getByRole('button', { name: 'Konto speichern' }).click();
  expect(errors).toEqual([]);
  await page.context().close();
});

test('a session that ends while somebody works is signed in again without losing what was typed', async () => {
  const { page, go } = await openConsole(browser, demo);
  await go('/customers/new');
  await page.getByLabel('Name', { exact: true }).fill('Kept GmbH');
  await page.context().clearCookies();
  await page.getByRole('button', { name: 'Create customer' }).click();
  const dialog = page.locator('dialog');
  await dialog.getByText('Your session has ended.').waitFor();
  await dialog.getByLabel('Password', { exact: true }).fill('correct horse battery');
  await dialog.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: 'Kept GmbH' }).waitFor();
  await page.context().close();
});

test('an API key is shown once, and revoked after a question', async () => {
  const { page, errors, go } = await openConsole(browser, demo);
  await go('/keys/new');
  await page.getByLabel('Name', { exact: true }).fill('Invoicing');
  await page.getByRole('button', { name: 'Make API key' }).click();
  const key = await textOf(page.locator('.secret code'));
  expect(key).toMatch(/^pk_live_/);
  await page.getByRole('button', { name: 'I stored it' }).click();
  await page.getByRole('row', { name: /Invoicing/ }).waitFor();
  expect(await page.content()).not.toContain(key);
  const answer = await fetch(`${demo.portico}/api/v1/customers?limit=1`, {
    headers: { authorization: `Bearer ${key}` },
  });
  expect(answer.status).toBe(200);
  await page
    .getByRole('row', { name: /Invoicing/ })
    .getByRole('button', { name: /Revoke/ })
    .click();
  await page.getByRole('button', { name: 'Revoke key' }).click();
  await page.getByText('The key is revoked.').waitFor();
  expect(errors).toEqual([]);
  await page.context().close();
});

test('a portal’s look is previewed as it is typed, and only a valid page may be allowed', async () => {
  const { page, errors, go } = await openConsole(browser, demo);
  await go('/portals');
  await page.getByRole('link', { name: 'Stromwerk' }).click();
  await page.getByRole('link', { name: 'Look' }).click();
  const frame = page.frameLocator('iframe');
  await frame.locator('[data-portico-state="ready"]').waitFor();
  await page.getByLabel('Brand colour (optional)').first().fill('#f2b705');
  await page.getByText('Too pale to read on white').waitFor();
  const edge = () =>
    frame
      .locator('html')
      .evaluate((root) => getComputedStyle(root).getPropertyValue('--portico-primary').trim());
  await expect.poll(edge).toBe('#f2b705');
  await page.getByRole('link', { name: 'Embed' }).click();
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  const pages = page.locator('form', { hasText: 'Save pages' });
  await pages.getByRole('textbox').last().fill('https://shop.example/account');
  await pages.getByRole('button', { name: 'Save pages' }).click();
  await page.getByText('Leave out everything behind the host').first().waitFor();
  await page.getByLabel('Address of the page').fill(`${demo.sites}/koelwacht/`);
  await page.getByRole('button', { name: 'Test page' }).click();
  await page.getByText('The page shows another portal: koelwacht').waitFor();
  expect(errors).toEqual([]);
  await page.context().close();
});
