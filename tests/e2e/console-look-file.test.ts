import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { overflow } from './browser.ts';
import { addOperator, expectAccessible, openConsole } from './console.ts';
import { browser, demo, withDemo } from './stage.ts';

withDemo(addOperator);

/** Where pictures go when somebody wants to look: `SHOTS=/tmp/shots`. */
const shots = process.env['SHOTS'];

test('the look of one portal goes out as a file and into the draft of another, compared first', async () => {
  const { page, errors, go } = await openConsole(browser, demo);
  await go('/portals');
  await page.getByRole('link', { name: 'Keysmith' }).click();
  await page.getByRole('link', { name: 'Look', exact: true }).click();
  const saving = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save as a file' }).click();
  const saved = await saving;
  expect(saved.suggestedFilename()).toBe('keysmith.theme.json');
  const path = await saved.path();
  const file = JSON.parse(readFileSync(path, 'utf8'));
  expect(file).toMatchObject({ format: 'portico-theme', version: 1, name: 'Keysmith' });

  await go('/portals');
  await page.getByRole('link', { name: 'Stromwerk' }).click();
  await page.getByRole('link', { name: 'Look', exact: true }).click();
  const take = page.getByLabel('Take from a file');
  const wrong = { ...file, theme: { ...file.theme, primary: 'red; background: url(//evil.test)' } };
  await take.setInputFiles({
    name: 'a.json',
    mimeType: 'application/json',
    buffer: Buffer.from(JSON.stringify(wrong)),
  });
  await page.getByText('This file is not taken.').waitFor();
  await page.getByText(/^theme\.primary: /).waitFor();
  await take.setInputFiles(path);
  const dialog = page.getByRole('dialog');
  await dialog.getByText('It goes into the draft. Customers see it once you publish it.').waitFor();
  await dialog
    .getByRole('row', { name: /^Brand colour \(Light\)/ })
    .first()
    .waitFor();
  await expectAccessible(page);
  if (shots) await page.screenshot({ path: `${shots}/look-file.png` });
  await dialog.getByRole('button', { name: 'Take the look' }).click();
  await page.getByText(/changes? (?:is|are) not published yet$/).waitFor();
  // The browser names the refused file; nothing else went wrong.
  expect(errors.filter((one) => !one.includes('422'))).toEqual([]);
  await page.context().close();
});

test('two colours that are hard to tell apart are shown where they are', async () => {
  for (const width of [1280, 320]) {
    const { page, errors, go } = await openConsole(browser, demo, { viewport: { width, height: 900 } });
    await go('/portals');
    await page.getByRole('link', { name: 'Koelwacht' }).first().click();
    await page.getByRole('link', { name: 'Look', exact: true }).click();
    const frame = page.frameLocator('iframe');
    await frame.locator('[data-portico-state="ready"]').waitFor();
    await page.getByLabel('Links (optional)').first().fill('#cfd8e0');
    await page
      .getByRole('button', { name: /^Show me where/ })
      .first()
      .click();
    await page
      .getByText(/marked in the preview\.$/)
      .first()
      .waitFor();
    await expect.poll(() => frame.locator('[data-shown-where]').count()).toBeGreaterThan(0);
    await expectAccessible(page);
    expect(await overflow(page)).toBeLessThanOrEqual(0);
    if (shots) await page.screenshot({ path: `${shots}/where-${width}.png`, fullPage: true });
    expect(errors).toEqual([]);
    await page.context().close();
  }
});
