import { expect, test } from 'vitest';
import { openPage, panelReady, portalIn } from './browser.ts';
import { browser, demo, withDemo } from './stage.ts';

withDemo();

test('BIL-41 a customer chooses an XRechnung and names who gets a copy; what is missing is said at its field', async () => {
  const { page, errors } = await openPage(browser);
  await page.goto(`${demo.sites}/cookiewise/`);
  const portal = portalIn(page);
  await portal.getByRole('link', { name: 'Meine Daten' }).first().click();
  await portal.locator(panelReady('profile')).waitFor();
  const format = portal.getByLabel('Format der Rechnungen');
  expect(await format.inputValue()).toBe('factur-x');
  await format.selectOption('xrechnung');
  await portal.getByLabel('Adresse für E-Rechnungen').fill('0088:4012345000009');
  await portal.getByLabel('Ihre Referenz auf Rechnungen').fill('');
  await portal.getByLabel('Kopie der Rechnungsmails an').fill('archiv@hafenlicht.example');
  await portal.getByRole('button', { name: 'Daten speichern' }).click();
  await portal.getByRole('alert').waitFor();
  const reference = portal.getByLabel('Ihre Referenz auf Rechnungen');
  expect(await reference.getAttribute('aria-invalid')).toBe('true');
  await reference.fill('KST 4711');
  await portal.getByRole('button', { name: 'Daten speichern' }).click();
  await portal.getByText('Ihre Daten sind gespeichert.').waitFor();
  await page.reload();
  await portal.getByRole('link', { name: 'Meine Daten' }).first().click();
  await portal.locator(panelReady('profile')).waitFor();
  await expect.poll(() => format.inputValue()).toBe('xrechnung');
  expect(await portal.getByLabel('Kopie der Rechnungsmails an').inputValue()).toBe(
    'archiv@hafenlicht.example',
  );
  expect(errors).toEqual([]);
  await page.context().close();
});
