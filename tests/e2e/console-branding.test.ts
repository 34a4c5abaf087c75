import { expect, test } from 'vitest';
import { greyPng } from '../helpers/pdf.ts';
import { addOperator, expectAccessible, expectFits, openConsole, watchedPage } from './console.ts';
import { browser, demo, withDemo } from './stage.ts';

withDemo(addOperator);

const shots = process.env.PORTICO_SHOTS;

test('CCM-44 DAY-26 an owner gives the console its looks; they stand at the sign-in of this vendor alone, undo and reset take them back', async () => {
  const { page, errors, go } = await openConsole(browser, demo);
  await go('/branding');
  const picture = (name: string, wide: number, high: number) => ({
    ...{ name, mimeType: 'image/png', buffer: greyPng(wide, high) },
  });
  await page
    .locator('input[type=file][aria-label="Upload a logo"]')
    .first()
    .setInputFiles(picture('acme.png', 300, 80));
  await page.locator('.picture img').first().waitFor();
  await page
    .locator('input[type=file][aria-label="Upload a picture"]')
    .setInputFiles(picture('harbour.png', 900, 700));
  await page.locator('.picture img').nth(1).waitFor();
  await page.getByLabel('Photo credit').fill('Photo: Mia Holm');
  await page.getByLabel('Brand colour').first().fill('#7a1fa2');
  await page.getByLabel('Links', { exact: false }).first().fill('#cccccc');
  await page.getByRole('button', { name: 'Save looks' }).click();
  await page.getByText('This cannot be read well enough').first().waitFor();
  await page.getByRole('button', { name: /^Use #.* for “Links”/ }).click();
  await page.getByRole('button', { name: 'Save looks' }).click();
  await page.getByText('Looks saved').waitFor();
  await page.locator('.side .own-logo').waitFor();
  const primary = () =>
    page.evaluate(() =>
      getComputedStyle(document.documentElement).getPropertyValue('--portico-primary').trim(),
    );
  expect(await primary()).toBe('#7a1fa2');
  expect(await page.locator('.own-links').innerText()).toContain('Help desk');
  await expectAccessible(page);
  if (shots) await page.screenshot({ path: `${shots}/branding-view.png`, fullPage: true });

  const { page: door, errors: doorErrors } = await watchedPage(browser);
  await door.goto(`${demo.portico}/console/demo`);
  await door.locator('.door-picture img').waitFor();
  await door.getByText('Photo: Mia Holm').waitFor();
  await door.locator('.door .own-logo').waitFor();
  await door.getByRole('button', { name: 'Sign in with your company' }).waitFor();
  await expectFits(door, 'door');
  await door.goto(`${demo.portico}/console`);
  await door.getByRole('heading', { name: 'Sign in' }).waitFor();
  expect(await door.locator('.door-picture, .own-logo, .own-links').count()).toBe(0);

  // without a name in the address, the company is asked for
  await door.getByRole('button', { name: 'Sign in with your company' }).click();
  await door.getByRole('button', { name: 'Sign in with your company' }).click();
  await door.getByText('Enter the short name').first().waitFor();
  const sent = door.waitForRequest((request) => request.url().endsWith('/console/sso/acme'));
  await door.getByLabel('Your company’s short name').fill('Acme');
  await door.getByRole('button', { name: 'Sign in with your company' }).click();
  await sent;
  await door.getByText('Your company’s sign-in did not work').waitFor();

  await page.getByRole('button', { name: 'Undo' }).click();
  await page.locator('.side .own-logo').waitFor({ state: 'detached' });
  expect(await page.locator('.own-links').innerText()).toContain('Help desk');
  // Somebody else changes a link between the saving and the Undo: it is refused, and says what that was.
  await page.getByLabel('Your documentation').fill('https://acme.example/handbook');
  await page.getByRole('button', { name: 'Save looks' }).click();
  await page.getByText('Looks saved').last().waitFor();
  const other = await openConsole(browser, demo);
  await other.go('/branding');
  await other.page.getByLabel('Link 1').fill('The desk');
  await other.page.getByRole('button', { name: 'Save looks' }).click();
  await other.page.getByText('Looks saved').waitFor();
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByText('somebody changed the looks since (Links)').waitFor();
  await page.getByLabel('Your documentation').fill('https://acme.example/other');
  await page.getByRole('button', { name: 'Save looks' }).click();
  await page.getByText('Somebody else changed the looks meanwhile (Links).').waitFor();
  await other.page.context().close();
  await page.getByRole('button', { name: 'Reset to default' }).click();
  await page.locator('dialog').getByRole('button', { name: 'Reset to default' }).click();
  await page.getByText('The console looks as it came', { exact: true }).waitFor();
  expect(await page.locator('.own-links').count()).toBe(0);
  expect([...errors.filter((text) => !/409|422/.test(text)), ...doorErrors]).toEqual([]);
});
