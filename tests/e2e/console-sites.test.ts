import { expect, test } from 'vitest';
import { overflow } from './browser.ts';
import { addOperator, expectAccessible, openConsole, watchedPage } from './console.ts';
import { browser, demo, withDemo } from './stage.ts';

withDemo(addOperator);

test('CLI-3 CLI-16 an operator makes a location and its code, hands it over, and makes it anew', async () => {
  const { page, errors, go } = await openConsole(browser, demo);
  await go('/customers?search=IJssalon');
  await page.getByRole('link', { name: 'IJssalon Ćosić', exact: true }).click();
  await page.getByRole('link', { name: 'Locations' }).last().click();
  await page.getByRole('link', { name: 'New location' }).click();
  await page.getByLabel('Name', { exact: true }).fill('IJskar Wilhelminapark');
  await page.getByLabel('Town').fill('Utrecht');
  await page.getByRole('button', { name: 'Create location' }).click();
  await page.getByRole('heading', { name: 'IJskar Wilhelminapark' }).waitFor();

  await page.getByRole('link', { name: 'New installation' }).click();
  await page.getByLabel('Name', { exact: true }).fill('Vriesbak');
  await page.getByRole('button', { name: 'Create installation' }).click();
  await page.getByRole('link', { name: 'Vriesbak', exact: true }).click();
  await page.getByRole('button', { name: 'Show token of Vriesbak' }).click();
  const token = (await page.locator('.secret code').textContent()) ?? '';
  await page.getByRole('link', { name: 'IJskar Wilhelminapark' }).click();

  await page.getByLabel('Also ask for the token of an installation').check();
  await page.getByRole('button', { name: 'Make access code' }).click();
  const first = (await page.locator('aside .secret code').first().textContent()) ?? '';
  await page.getByRole('button', { name: 'Hand-over sheet' }).click();
  await page.getByRole('img', { name: 'Afbeelding die bij het scannen de pagina opent' }).waitFor();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Close' }).last().click();

  // The person in charge there types both at the portal.
  const visitor = await watchedPage(browser, { locale: 'nl-NL' });
  await visitor.page.goto(`${demo.portico}/p/koelwacht`);
  await visitor.page.getByLabel('Uw code').fill(first.toLowerCase());
  await expectAccessible(visitor.page);
  await visitor.page.getByRole('button', { name: 'Openen met code' }).click();
  await visitor.page.getByText('Deze code kennen wij niet.').waitFor();
  await visitor.page.getByLabel('Token van de installatie').fill(token);
  await visitor.page.getByRole('button', { name: 'Openen met code' }).click();
  await visitor.page
    .getByRole('link', { name: 'Uitloggen' })
    .or(visitor.page.getByText('Uitloggen'))
    .waitFor();

  await page.getByRole('button', { name: 'Make a new code' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Make a new code' }).click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await page.getByText(first).waitFor({ state: 'detached' });
  expect(await page.locator('aside .secret code').first().textContent()).not.toBe(first);
  await visitor.page.reload();
  await visitor.page.getByLabel('Uw code').waitFor();
  expect(errors).toEqual([]);
});

test.each([320, 768])('a location fits a window of %i pixels, in the dark too', async (width) => {
  const { page, errors, go } = await openConsole(browser, demo, {
    viewport: { width, height: 900 },
    colorScheme: 'dark',
  });
  await go('/sites?search=Twijnstraat');
  await page.getByRole('link', { name: 'Winkel Twijnstraat' }).click();
  await page.getByRole('heading', { name: 'Winkel Twijnstraat' }).waitFor();
  await page.getByRole('button', { name: 'Show code' }).waitFor();
  expect(await overflow(page)).toBeLessThanOrEqual(0);
  await expectAccessible(page);
  expect(errors).toEqual([]);
});

test('DAY-31 a location is handed over: its next owner is found by name, the former one stays on the list', async () => {
  const { page, errors, go } = await openConsole(browser, demo);
  await go('/sites?search=Twijnstraat');
  await page.getByRole('link', { name: 'Winkel Twijnstraat' }).click();
  await page.getByRole('link', { name: 'Hand over location' }).click();
  await page.getByLabel('Find the customer').fill('nobody of that name');
  await page.getByText('Nobody found.').waitFor();
  // Without somebody to hand it to there is nothing to press.
  expect(await page.getByRole('button', { name: 'Hand over location' }).count()).toBe(0);
  await page.getByLabel('Find the customer').fill('Utrecht');
  const chosen = page.getByLabel('Found', { exact: true }).locator('option:checked');
  const next = ((await chosen.textContent()) ?? '').split(',')[0] ?? '';
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Hand over location' }).click();
  await page.getByRole('link', { name: next }).first().waitFor();
  await page.getByRole('link', { name: 'Hand over location' }).click();
  await page.getByRole('heading', { name: 'Owners' }).waitFor();
  await page
    .getByText(/^until /)
    .or(page.getByText('today'))
    .first()
    .waitFor();
  expect(errors).toEqual([]);
});
