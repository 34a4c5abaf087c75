import { expect, test } from 'vitest';
import { textOf } from './browser.ts';
import {
  addOperator,
  expectAccessible,
  expectFits,
  fillSignIn,
  openConsole,
  watchedPage,
} from './console.ts';
import { browser, demo, withDemo } from './stage.ts';

withDemo(addOperator);

test('a deep link survives the sign-in, and a wrong password says so without losing the address', async () => {
  const { page } = await watchedPage(browser);
  await page.goto(`${demo.portico}/console/demo/live/customers?search=north`);
  await page.getByLabel('E-mail').fill('tester@demo.example');
  await page.getByLabel('Password', { exact: true }).fill('wrong wrong wrong');
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
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
  // The domain is somebody else's: only that it is asked for is of interest.
  await page.context().route(
    ({ origin }) => origin !== demo.portico,
    (route) => route.fulfill({ contentType: 'text/html', body: '<title>A shop</title>' }),
  );
  const opened = page.context().waitForEvent('page');
  await links.first().click();
  const tab = await opened;
  await expect.poll(() => tab.title()).toBe('A shop');
  expect(tab.url()).toBe(await links.first().getAttribute('href'));
  expect(await tab.evaluate(() => window.opener)).toBeNull();
  await page.getByRole('heading', { name: 'Customers', level: 1 }).waitFor();
  expect(errors).toEqual([]);
  await page.context().close();
});

test('CCM-13 the calls of a customer are typed in its form, and stand as allowed in the list', async () => {
  const { page, errors, go } = await openConsole(browser, demo);
  await go('/customers');
  await page.getByRole('link', { name: 'New customer' }).click();
  await page.getByLabel('Name', { exact: true }).fill('Agentur Tausend GmbH');
  await page.getByLabel('Calls a month').fill('1000');
  await page.getByRole('button', { name: 'Create customer' }).click();
  await page.getByText('Agentur Tausend GmbH is created.').waitFor();
  await page.getByRole('link', { name: 'Edit', exact: true }).click();
  await expect.poll(() => page.getByLabel('Calls a month').inputValue()).toBe('1000');
  await go('/customers?search=Tausend');
  await page.getByRole('cell', { name: '0 of 1,000', exact: true }).waitFor();
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
  // Taken back from the line that says it, and back again.
  await page.getByRole('button', { name: 'Undo' }).last().click();
  await page.getByText('Taken back').waitFor();
  await expect.poll(() => textOf(row)).toContain('hidden');
  await page.getByRole('button', { name: 'Undo' }).last().click();
  await expect.poll(() => textOf(row)).not.toContain('hidden');
  expect(errors).toEqual([]);
  await page.context().close();
});

test('CCM-32 CON-41 one area is hidden from customers chosen by keys: looked at first, done, and taken back', async () => {
  const { page, errors, go } = await openConsole(browser, demo);
  await go('/customers?search=studio');
  await page.getByText('3 rows').waitFor();
  // By keys alone: down, select, down, select.
  for (const key of ['j', 'x', 'j', 'x', 'j', 'x']) await page.keyboard.press(key);
  await page.getByText('3 selected').waitFor();
  await page.getByRole('button', { name: 'Delete' }).click();
  await page.getByText('3 skipped: still active, switch off first.').waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Change', exact: true }).click();
  await page.getByText('3 customers are chosen.').waitFor();
  await page.getByLabel('Documents', { exact: true }).check();
  await page.getByRole('button', { name: 'Check what would change' }).click();
  await page.getByRole('heading', { name: 'Documents: hidden' }).waitFor();
  await page.getByRole('button', { name: 'Change 3 customers' }).click();
  await expectAccessible(page);
  await page.getByRole('dialog').getByRole('button', { name: 'Change 3 customers' }).click();
  const undo = page.getByRole('button', { name: 'Take it back' });
  await undo.waitFor();
  await expectAccessible(page);
  await expect.poll(() => page.getByRole('cell', { name: 'Documents: hidden' }).count()).toBe(3);
  await undo.click();
  await page.getByRole('heading', { name: 'Taken back: Documents: hidden' }).waitFor();
  await page.getByRole('button', { name: 'Change 3 customers' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Change 3 customers' }).click();
  await expect.poll(() => page.getByRole('cell', { name: 'Documents: as the portal says' }).count()).toBe(3);
  // Later, and called off.
  await go('/customers');
  await page.locator('td.pick input').first().check();
  await page.getByRole('button', { name: 'Select all that match' }).click();
  await page.getByText('All that match').waitFor();
  await page.getByRole('button', { name: 'Change', exact: true }).click();
  await page.getByLabel('What to change').selectOption('limits');
  await page.getByLabel('Number of domains').fill('-1');
  await page.getByRole('button', { name: 'Check what would change' }).click();
  await page.getByRole('button', { name: 'Plan for later' }).click();
  const tomorrow = new Date(Date.now() + 86_400_000).toISOString().slice(0, 16);
  await page.getByLabel('Day and time').fill(tomorrow);
  await page.getByRole('button', { name: 'Plan it' }).click();
  await page.getByText('Who matches then is changed.').waitFor();
  await page.getByRole('button', { name: 'Call it off' }).click();
  await page.getByText('called off').waitFor();
  await go('/customers/changes');
  await page.getByRole('link', { name: 'Number of domains: unlimited' }).waitFor();
  await expectAccessible(page);
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
  await dialog.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByRole('heading', { name: 'Kept GmbH' }).waitFor();
  await page.context().close();
});

test('an API key is shown once, and revoked after a question', async () => {
  const { page, errors, go } = await openConsole(browser, demo);
  await go('/keys/new');
  await page.getByLabel('Name', { exact: true }).fill('Invoicing');
  // A key may do what somebody ticked, and nothing is ticked by itself.
  expect(await page.getByRole('checkbox', { checked: true }).count()).toBe(0);
  await page.getByRole('button', { name: 'Make API key' }).click();
  await page.getByRole('link', { name: 'Choose at least one' }).waitFor();
  await page.getByLabel('customers:read', { exact: true }).check();
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
  // On the live side its name is typed first.
  await page.getByLabel('Type Invoicing to go on').fill('invoicing ');
  await page.getByRole('button', { name: 'Revoke key' }).click();
  await page.getByText('The key is revoked.').waitFor();
  expect(errors).toEqual([]);
  await page.context().close();
});

test('the five commonest tasks are done by keys alone', async () => {
  const { page, errors } = await openConsole(browser, demo);
  const { keyboard } = page;
  const name = `Keyboard Only ${Date.now()}`;
  const heading = (name: string) => page.getByRole('heading', { name, level: 1 }).waitFor();
  /** Tab until what has the focus is called so. */
  const tabTo = async (name: string | RegExp) => {
    for (let presses = 0; presses < 80; presses++) {
      await keyboard.press('Tab');
      const said = await page.evaluate(() => {
        const at = document.activeElement as HTMLInputElement | null;
        return at?.labels?.[0]?.textContent ?? at?.getAttribute('aria-label') ?? at?.textContent ?? '';
      });
      if (typeof name === 'string' ? said.trim().startsWith(name) : name.test(said)) return;
    }
    throw new Error(`no way by Tab to ${name}`);
  };
  // Find a customer by a few letters of a domain.
  await keyboard.press('Control+k');
  await keyboard.type('north pier');
  await page.getByRole('option', { name: /North Pier Studio Ltd.*Customer/ }).waitFor();
  await expectAccessible(page);
  await keyboard.press('ArrowDown');
  await keyboard.press('ArrowUp');
  await keyboard.press('Enter');
  await heading('North Pier Studio Ltd');
  // Enter opens what is meant by the letters that stand there, also when their answer is still to come.
  await keyboard.press('Control+k');
  await keyboard.type('north pier');
  await page.getByRole('option', { name: /North Pier Studio Ltd.*Customer/ }).waitFor();
  await keyboard.press('Control+a');
  await keyboard.type('delgado');
  await keyboard.press('Enter');
  await heading('Delgado Freight Brokers Inc.');
  // What the keys are.
  await keyboard.press('?');
  await page.getByRole('dialog', { name: 'Keys' }).waitFor();
  await expectAccessible(page);
  await keyboard.press('Escape');
  // Add a customer.
  await keyboard.press('n');
  await heading('New customer');
  await tabTo('Name');
  await keyboard.type(name);
  await keyboard.press('Enter');
  await heading(name);
  // Narrow the list, select, and change many at once.
  await keyboard.press('g');
  await keyboard.press('c');
  await heading('Customers');
  await keyboard.press('/');
  await keyboard.type(name);
  await page.getByText('1 row', { exact: true }).waitFor();
  await keyboard.press('ArrowDown');
  await keyboard.press('ArrowDown');
  await keyboard.press('x');
  await page.getByText('1 selected').waitFor();
  // Open the row.
  await keyboard.press('Enter');
  await heading(name);
  // A setting of a portal, by its name.
  await keyboard.press('Control+k');
  await keyboard.type('embed');
  await page
    .getByRole('option', { name: /^Embed/ })
    .first()
    .waitFor();
  await keyboard.press('Enter');
  await page.getByText('What to paste').first().waitFor();
  await tabTo('Copy');
  // What needs attention leads to where it is mended.
  await keyboard.press('g');
  await keyboard.press('s');
  await page.getByRole('heading', { name: 'Needs attention' }).waitFor();
  await tabTo('Look');
  await keyboard.press('Enter');
  await expect.poll(() => new URL(page.url()).pathname).not.toBe('/console/demo/live');
  expect(errors).toEqual([]);
  await page.context().close();
});

test('what a button could not do stands beside it, and can be tried again', async () => {
  const { page, go } = await openConsole(browser, demo);
  await go('/plugins');
  await page.getByRole('link', { name: 'Rates' }).click();
  const press = page.getByRole('button', { name: /^Make a (?:new )?secret/ });
  await press.waitFor();
  const refuse = { status: 503, contentType: 'application/problem+json', body: '{}' };
  await page.route('**/secret', (route) => route.fulfill(refuse));
  await press.click();
  await page.getByText('This was not done.').waitFor();
  await expectFits(page, 'not-done');
  await page.unroute('**/secret');
  await press.click();
  await page.getByText('This was not done.').waitFor({ state: 'detached' });
  await page.context().close();
});
