import { expect, test } from 'vitest';
import { inTransaction } from '../../src/kit/server/db/db.ts';
import { testPassword } from '../helpers/console.ts';
import { overflow, panelReady } from './browser.ts';
import { addOperator, expectAccessible, openConsole } from './console.ts';
import { browser, demo, withDemo } from './stage.ts';
import { visit } from './vendor-script.ts';

withDemo(addOperator);

test('J10 CON-18 a script is drafted, published after a proof in the same window, and switched off at once', async () => {
  const { db } = demo.opened.database;
  const { page, go } = await openConsole(browser, demo);
  const portal = await db
    .selectFrom('portal')
    .select('id')
    .where('slug', '=', 'stromwerk')
    .executeTakeFirstOrThrow();
  await go(`/portals/${portal.id}/script`);
  await page.getByLabel('Your script').first().fill("alert('Hello from the console')");
  await page.getByRole('button', { name: 'Save script' }).click();
  const publish = page.getByRole('button', { name: 'Publish …' });
  await publish.waitFor();
  await page.setViewportSize({ width: 320, height: 900 });
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await expectAccessible(page);
    expect(await overflow(page)).toBeLessThanOrEqual(0);
  }
  await inTransaction(db, (tx) =>
    tx
      .updateTable('operator_session')
      .set({ proved_at: new Date(Date.now() - 20 * 60_000).toISOString() })
      .execute(),
  );
  await publish.click();
  await page.getByRole('button', { name: 'Publish changes' }).click();
  const proof = page.getByRole('dialog').last().getByLabel('Password', { exact: true });
  await proof.waitFor();
  await expectAccessible(page);
  await proof.fill(testPassword);
  await page.keyboard.press('Enter');
  await page.getByText('Published. Customers see it').waitFor();
  const on = await visit(browser, demo, 'stromwerk');
  await on.page.getByText('Hello from the console').waitFor();
  await on.page.context().close();

  await page.getByRole('button', { name: 'Switch off at once' }).click();
  await page.getByText('The script is switched off for everybody.').waitFor();
  const off = await visit(browser, demo, 'stromwerk');
  await off.page.locator(panelReady('contracts')).waitFor();
  expect(await off.page.content()).not.toContain('/content/');
  await off.page.context().close();
  await page.context().close();
});
