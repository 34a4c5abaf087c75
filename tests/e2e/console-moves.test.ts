import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { overflow } from './browser.ts';
import { addOperator, expectAccessible, openConsole } from './console.ts';
import { browser, demo, withDemo } from './stage.ts';

withDemo(addOperator);

// PORTICO_SHOTS=<folder> takes a picture of each step.
const picture = async (page: Page, name: string) => {
  const shots = process.env.PORTICO_SHOTS;
  if (shots) await page.screenshot({ path: `${shots}/${name}.png` });
};

test.each([
  { width: 1280, colorScheme: 'light' },
  { width: 768, colorScheme: 'dark' },
  { width: 320, colorScheme: 'light' },
] as const)(
  '“Move to…” at $width pixels takes an installation to another place of its customer, and Undo back',
  async ({ width, colorScheme }) => {
    const viewport = { width, height: 900 };
    const { page, errors, go } = await openConsole(browser, demo, { viewport, colorScheme });
    const open = async (name: string) => {
      await go(`/sites?search=${encodeURIComponent(name)}`);
      await page.getByRole('link', { name }).click();
      await page.getByRole('heading', { name }).waitFor();
    };
    const counter = page.getByRole('link', { name: 'Toonbankkoeling', exact: true });
    const look = async (step: string) => {
      expect(await overflow(page)).toBeLessThanOrEqual(0);
      await expectAccessible(page);
      await picture(page, `${step}-${width}-${colorScheme}`);
    };

    await open('Winkel Twijnstraat');
    await page.getByRole('checkbox', { name: 'Select Toonbankkoeling' }).check();
    await page.getByRole('button', { name: 'Move to…' }).click();
    const dialog = page.getByRole('dialog');
    const place = dialog.getByLabel('They move to');
    // Of this customer alone, and not where it stands already.
    await expect
      .poll(() => place.locator('option').allTextContents())
      .toEqual(['Bakkerij Lage Weide, L-1187-2, Atoomweg 50, 3542 AB Utrecht, NL']);
    await dialog.getByText('Applies to 1 row.').waitFor();
    await look('move');

    const find = dialog.getByLabel('Another location of this customer');
    const move = dialog.getByRole('button', { name: 'Move installations' });
    await find.fill('Veilinghal');
    await dialog.getByText('No other location of this customer fits.').waitFor();
    expect(await move.getAttribute('aria-disabled')).toBe('true');
    await look('move-none');
    await find.fill('lage');
    await place.waitFor();
    await move.click();
    await dialog.getByText('1 done, 0 failed.').waitFor();
    await look('move-done');
    await dialog.getByRole('button', { name: 'Close' }).last().click();
    await counter.waitFor({ state: 'detached' });
    await page.getByRole('link', { name: 'Koelcel winkel', exact: true }).waitFor();

    await page.getByRole('button', { name: 'Undo' }).click();
    await counter.waitFor();
    await open('Bakkerij Lage Weide');
    await page.getByRole('link', { name: 'Vriescel deeg', exact: true }).waitFor();
    expect(await counter.count()).toBe(0);
    expect(errors).toEqual([]);
    await page.context().close();
  },
  60_000,
);
