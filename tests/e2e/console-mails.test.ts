import { expect, test } from 'vitest';
import { textOf } from './browser.ts';
import { addOperator, expectAccessible, openConsole } from './console.ts';
import { browser, demo, withDemo } from './stage.ts';

withDemo(addOperator);

test('DAY-16 the test side’s mailbox holds a mail, looked at as the customer would see it', async () => {
  const { page, errors } = await openConsole(browser, demo);
  await page.goto(`${demo.portico}/console/demo/test/mails`);
  await page.getByRole('heading', { name: 'Mailbox' }).waitFor();
  await expectAccessible(page);
  await page.getByText('Your access to Keysmith').first().click();
  const look = page.frameLocator('iframe.mail-look');
  await look.getByRole('heading', { name: 'Your access to Keysmith (test)' }).waitFor();
  expect(await textOf(look.locator('body'))).toContain('First password ••••••••');
  expect(await textOf(page.locator('.mail-text'))).toMatch(/First password: ([a-z2-9]{4}-){3}[a-z2-9]{4}/);
  expect(await page.getByRole('button', { name: 'Send again' }).count()).toBe(0);
  await expectAccessible(page);
  expect(errors).toEqual([]);
  await page.context().close();
});

test('DAY-16 the test side’s clock is moved and put back; the live side has none', async () => {
  const { page, errors, go } = await openConsole(browser, demo);
  await page.goto(`${demo.portico}/console/demo/test/start`);
  await page.getByRole('link', { name: 'Test clock' }).first().click();
  await page.getByText('The real time', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'One year on' }).click();
  await page.getByText('Moved away from the real time').waitFor();
  const year = new Date().getUTCFullYear() + 1;
  expect(await textOf(page.locator('main'))).toContain(String(year));
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Back to the real time' }).click();
  await page.getByText('The real time', { exact: true }).waitFor();
  await go('/start');
  await page.getByRole('link', { name: 'Mails' }).waitFor();
  expect(await page.getByRole('link', { name: 'Test clock' }).count()).toBe(0);
  expect(errors).toEqual([]);
  await page.context().close();
});
