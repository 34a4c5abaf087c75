import { expect, test } from 'vitest';
import { addOperator, expectAccessible, openConsole } from './console.ts';
import { browser, demo, withDemo } from './stage.ts';

withDemo(addOperator);

test('BIL-13 BIL-14 a plan is made with its price, and its order link comes and goes with self-service', async () => {
  const { page, errors, go } = await openConsole(browser, demo);
  await go('/catalogue');
  await page.getByRole('link', { name: 'New product family' }).first().click();
  await page.getByLabel('Name', { exact: true }).fill('Hosting');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('link', { name: 'Hosting' }).click();
  await page.getByRole('link', { name: 'New plan' }).click();
  await page.getByLabel('Name', { exact: true }).fill('Small');
  await page.getByRole('button', { name: 'Save' }).click();

  await page.getByRole('link', { name: 'New variant' }).click();
  await page.getByRole('button', { name: 'Add currency' }).click();
  await page.getByLabel('Price', { exact: true }).fill('1.290');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('enter a price like 12.90').first().waitFor();
  await page.getByLabel('Price', { exact: true }).fill('12.90');
  await page.getByLabel('Setup fee, once').fill('5');
  await page.getByLabel('Allow self-service sign-up').check();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('€12.90').waitFor();
  expect(await page.getByText('+ €5.00 once').count()).toBe(1);
  // The demo's portals name what they sell.
  await page.getByText('no portal sells it').waitFor();

  await page.getByRole('link', { name: 'New component' }).click();
  await page.getByLabel('Name', { exact: true }).fill('User');
  await page.getByLabel('Unit (optional)', { exact: true }).fill('user');
  await page.getByRole('button', { name: 'Add currency' }).click();
  await page.getByRole('button', { name: 'Add tier' }).click();
  await page.getByLabel('Up to').fill('10');
  await page.getByLabel('Price per user').fill('5');
  await page.getByLabel('Beyond that, per user').fill('4.50');
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('€5.00 a month, 2 tiers').waitFor();
  await expectAccessible(page);

  await go('/catalogue');
  await page.getByRole('link', { name: 'Draftwright' }).click();
  const symbol = page.getByRole('link', { name: 'Order page at Keysmith' }).first();
  await symbol.waitFor();
  expect(await symbol.getAttribute('href')).toMatch(/\/order\/keysmith\/var_/);
  const links = await page.getByRole('link', { name: 'Order page at Keysmith' }).count();
  await page.getByRole('link', { name: 'Yearly' }).first().click();
  await page.getByLabel('Allow self-service sign-up').uncheck();
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('link', { name: 'Order page at Keysmith' }).first().waitFor();
  expect(await page.getByRole('link', { name: 'Order page at Keysmith' }).count()).toBe(links - 1);

  await go('/catalogue/coupons/new');
  await page.getByLabel('Code').fill('Moin25');
  await page.getByLabel('Percent').fill('10');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Another coupon has this code').waitFor();
  await page.getByLabel('Code').fill('Moin26');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Moin26').waitFor();
  await expectAccessible(page);
  // The refused code is the one answer that was not meant to be good.
  expect(errors.filter((error) => !error.includes('409'))).toEqual([]);
});
