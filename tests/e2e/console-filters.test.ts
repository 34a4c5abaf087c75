import { expect, test } from 'vitest';
import { addOperator, expectFits, openConsole } from './console.ts';
import { browser, demo, withDemo } from './stage.ts';

withDemo(addOperator);

test('CON-41 the filter in the address gets a name, is chosen again, renamed, deleted and taken back', async () => {
  const { page, errors, go } = await openConsole(browser, demo);
  await go('/customers?status=active&search=a');
  const saved = page.getByRole('button', { name: 'Saved filters' });
  const one = (name: string) => page.getByRole('button', { name, exact: true });
  await saved.click();
  await one('Active customers').waitFor();
  await page.getByLabel('Name', { exact: true }).fill('With an a');
  await page.getByLabel('For all colleagues').check();
  await page.getByRole('button', { name: 'Save this filter' }).click();
  await one('With an a').waitFor();
  expect(await one('With an a').getAttribute('aria-current')).toBe('true');
  // What stands there already is not kept twice.
  expect(await page.getByRole('button', { name: 'Save this filter' }).count()).toBe(0);
  await expectFits(page, 'filters');

  await page.getByRole('button', { name: 'Rename With an a' }).click();
  await page.getByLabel('Name', { exact: true }).fill('Letter a');
  await page.getByRole('button', { name: 'Rename', exact: true }).click();
  await one('Letter a').waitFor();
  await one('Active customers').click();
  await page.waitForURL(/status=active/);
  await page.waitForURL((url) => !url.searchParams.has('search') && url.searchParams.get('sort') === 'name');
  await saved.click();
  await one('Letter a').click();
  await page.waitForURL((url) => url.searchParams.get('search') === 'a' && !url.searchParams.has('sort'));
  await saved.click();
  await page.getByRole('button', { name: 'Delete Letter a' }).click();
  await one('Letter a').waitFor({ state: 'detached' });
  await page.getByText('Filter Letter a deleted').waitFor();
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByText('Taken back').waitFor();
  await go('/customers');
  await saved.click();
  await one('Letter a').waitFor();
  await page.getByText('Search or filter the list, then save it here').waitFor();
  expect(errors).toEqual([]);
});
