import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { findVendorBySlug } from '../../src/features/vendors/server/store.ts';
import { openPage, overflow, panelReady, textOf } from './browser.ts';
import { addOperator, expectAccessible, openConsole } from './console.ts';
import { tokenOf } from './demo.ts';
import { browser, demo, withDemo } from './stage.ts';

withDemo(addOperator);

/** Pictures for whoever looks at them: `PORTICO_SHOTS=/tmp/x npx vitest run tests/e2e/domains.test.ts`. */
async function picture(page: Page, name: string): Promise<void> {
  const folder = process.env.PORTICO_SHOTS;
  if (!folder) return;
  for (const width of [320, 768, 1280])
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.setViewportSize({ width, height: 900 });
      await page.emulateMedia({ colorScheme });
      await page.screenshot({ path: `${folder}/${name}-${width}-${colorScheme}.png`, fullPage: true });
    }
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.emulateMedia({ colorScheme: 'light' });
}

/** Nothing is wider than a small phone. */
async function expectNarrow(page: Page): Promise<void> {
  await page.setViewportSize({ width: 320, height: 800 });
  expect(await overflow(page)).toBeLessThanOrEqual(0);
  await page.setViewportSize({ width: 1280, height: 900 });
}

test('CCM-1 the customer’s domains: used of allowed with a warning, a link that leaves the page alone, search', {
  timeout: 60_000,
  retry: 0,
}, async () => {
  const { page, errors } = await openPage(browser);
  await page.goto(`${demo.portico}/p/cookiewise/domains#token=${await tokenOf(demo, 'cookiewise')}`);
  const panel = page.locator(panelReady('domains'));
  await panel.waitFor();
  const text = await textOf(panel);
  expect(text).toMatch(/639\.359 von 1\.000\.000|[\d.]+ von 1\.000\.000/);
  expect(text).toContain('28 von 30');
  expect(text).toContain('Fast alle belegt');
  expect(text).toContain('Von selbst gefunden am');
  const link = panel.getByRole('link').first();
  expect(await link.getAttribute('target')).toBe('_blank');
  expect(await link.getAttribute('rel')).toContain('noopener');
  expect(await link.getAttribute('href')).toMatch(/^https:\/\/hl-[a-z-]+\.example\/$/);
  await panel.getByRole('searchbox').fill('hl-fahrrad');
  await panel.getByText('hl-baeckerei-aurach.example').waitFor({ state: 'detached' });
  await panel.getByRole('searchbox').fill('nothing like it');
  await panel.getByText('Keine Domain beginnt mit „nothing like it“.').waitFor();
  await expectAccessible(page);
  await panel.getByRole('searchbox').fill('');
  await panel.getByRole('link', { name: 'hl-baeckerei-aurach.example' }).waitFor();
  await picture(page, 'panel');

  // Added, shown to be its own, changed and taken off again.
  await panel.getByRole('button', { name: 'Domain hinzufügen' }).click();
  const add = panel.getByRole('region', { name: 'Domain hinzufügen' });
  await add.getByLabel('Domainname').fill('no host');
  await add.getByRole('button', { name: 'Hinzufügen' }).click();
  await add.getByText('Bitte geben Sie einen Namen wie shop.example ein.').waitFor();
  await add.getByLabel('Domainname').fill('https://Aaa-Bücher.example/shop');
  await picture(page, 'add');
  await add.getByRole('button', { name: 'Hinzufügen' }).click();
  await add.waitFor({ state: 'detached' });
  await panel.getByText('29 von 30').waitFor();
  await panel.getByRole('button', { name: 'aaa-bücher.example verwalten' }).click();
  const detail = panel.getByRole('region', { name: 'aaa-bücher.example' });
  await detail.getByRole('button', { name: 'Eintrag im DNS' }).click();
  await detail.getByText('_portico.xn--aaa-bcher-u9a.example').waitFor();
  await detail.getByText(/^portico-verify=/).waitFor();
  await picture(page, 'proof');
  await expectAccessible(page);
  await expectNarrow(page);
  await detail.getByRole('button', { name: 'Tag auf der Startseite' }).click();
  await detail.getByText('<meta name="portico-verify"').waitFor();
  await detail.getByRole('button', { name: 'Jetzt nachsehen' }).click();
  await detail.getByText(/^Zuletzt nachgesehen am/).waitFor();
  await detail.getByRole('button', { name: 'Domain ändern' }).click();
  await detail.getByLabel('Domainname').fill('aab.example');
  await detail.getByRole('button', { name: 'Speichern' }).click();
  await panel.getByRole('link', { name: 'aab.example' }).waitFor();
  const changed = panel.getByRole('region', { name: 'aab.example' });
  await changed.getByRole('button', { name: 'Entfernen' }).click();
  await changed.getByText('aab.example entfernen?').waitFor();
  await changed.getByRole('button', { name: 'Ja, entfernen' }).click();
  await panel.getByText('28 von 30').waitFor();

  // Three of five stand without label; of the two that are left both go, and the sixth cannot be ticked.
  await panel.getByRole('button', { name: 'Domains ohne Hinweis' }).click();
  const labels = panel.getByRole('region', { name: 'Domains ohne Hinweis' });
  await labels.getByText('2 von 5 frei').waitFor();
  const free = labels.getByRole('checkbox', { checked: false });
  await free.first().check();
  await free.first().check();
  await labels.getByText('0 von 5 frei').waitFor();
  expect(await free.first().isDisabled()).toBe(true);
  await picture(page, 'labels');
  await expectAccessible(page);
  await labels.getByRole('button', { name: 'Auswahl speichern' }).click();
  await labels.waitFor({ state: 'detached' });
  await expect.poll(() => panel.getByText('Ohne Hinweis', { exact: true }).count()).toBe(5);
  await panel.getByRole('button', { name: 'Aufrufe aus zwölf Monaten' }).click();
  await panel.getByRole('table').waitFor();
  await panel.getByText(/^Die Linie zeigt, .*: 1\.000\.000\. Geht es so weiter/).waitFor();
  await picture(page, 'months');
  await expectAccessible(page);
  await expectNarrow(page);
  // The refused host is the one answer that is no 2xx.
  expect(errors.filter((error) => !error.includes('422'))).toEqual([]);
  await page.context().close();
});

test('CCM-21 a customer looks through the sites that wait, says yes to one and no to another', {
  timeout: 60_000,
  retry: 0,
}, async () => {
  const { page, errors } = await openPage(browser);
  await page.goto(`${demo.portico}/p/cookiewise/domains#token=${await tokenOf(demo, 'cookiewise', 1)}`);
  const panel = page.locator(panelReady('domains'));
  await panel.waitFor();
  await panel.getByText('3 neue Websites warten').waitFor();
  await panel.getByRole('button', { name: 'Durchsehen' }).click();
  const waiting = panel.getByRole('region', { name: 'Durchsehen' });
  const row = (host: string) => waiting.getByRole('listitem').filter({ hasText: host });
  await row('vorschau.webproxy.example').getByText('In einem Rahmen').waitFor();
  await picture(page, 'waiting');
  await expectAccessible(page);
  await expectNarrow(page);
  await row('vorschau.webproxy.example').getByRole('button', { name: 'Ablehnen' }).click();
  await row('vorschau.webproxy.example').waitFor({ state: 'detached' });
  await row('aktion.hotel-seeblick.example').getByRole('button', { name: 'Übernehmen' }).click();
  await row('aktion.hotel-seeblick.example').waitFor({ state: 'detached' });
  await panel.getByText('Eine neue Website wartet').or(panel.getByText('1 neue Website wartet')).waitFor();
  await panel.getByRole('searchbox').fill('aktion.hotel');
  await panel.getByRole('link', { name: 'aktion.hotel-seeblick.example' }).waitFor();
  expect(errors).toEqual([]);
  await page.context().close();
});

test('DAY-4 CCM-42 in the console people are invited in waves, and a person is limited to a domain', async () => {
  const { page, errors, go } = await openConsole(browser, demo);
  await go('/invitations/new');
  await page.getByRole('combobox', { name: 'Portal' }).selectOption({ label: 'Cookiewise' });
  await page.getByText(/^[\d]+ people would be invited\.$/).waitFor();
  await page.getByText('mail to 1 came back before').waitFor();
  await page.getByLabel('People in one wave').fill('1');
  await page.getByRole('button', { name: 'Start inviting' }).click();
  await page.getByRole('heading', { name: /^Invitation of/ }).waitFor();
  await page.getByRole('button', { name: 'Pause' }).click();
  await page.getByText('Paused').first().waitFor();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Cancel invitation' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel invitation' }).click();
  await page.getByText('Cancelled').first().waitFor();

  const { db } = demo.opened.database;
  const vendorId = (await findVendorBySlug(db, 'demo', 'live'))?.id as string;
  const contact = await db
    .selectFrom('contact')
    .select(['id', 'customer_id'])
    .where('vendor_id', '=', vendorId)
    .where('email_key', '=', 'buchhaltung@hafenlicht.example')
    .executeTakeFirstOrThrow();
  await go(`/customers/${contact.customer_id}/contacts/${contact.id}`);
  await page.getByLabel('Limited to certain domains').check();
  await page.getByLabel('hl-baeckerei-aurach.example').check();
  await page.getByRole('button', { name: 'Save person' }).click();
  await page.waitForURL(/contacts$/);
  const { domain_ids } = await db
    .selectFrom('contact')
    .select('domain_ids')
    .where('vendor_id', '=', vendorId)
    .where('id', '=', contact.id)
    .executeTakeFirstOrThrow();
  expect(JSON.parse(domain_ids as string)).toHaveLength(1);
  expect(errors).toEqual([]);
  await page.context().close();
});

test('CCM-21 CCM-27 DAY-27 in the console a host that waits becomes a domain, the month is reset with its reason, and limits follow the contracts again', {
  timeout: 60_000,
  retry: 0,
}, async () => {
  const { page, errors, go } = await openConsole(browser, demo);
  await go('/domains');
  await picture(page, 'console-domains');
  await go('/domains/waiting');
  await picture(page, 'console-waiting');
  const host = 'neu.galerie-moorhof.example';
  await page.getByRole('row').filter({ hasText: host }).getByRole('checkbox').check();
  await page.getByRole('button', { name: 'Make it a domain' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Make it a domain' }).click();
  const { db } = demo.opened.database;
  await expect
    .poll(() => db.selectFrom('domain').select('origin').where('host', '=', host).execute())
    .toEqual([{ origin: 'automatic' }]);
  const { id } = await db
    .selectFrom('customer as c')
    .innerJoin('vendor as v', 'v.vendor_id', 'c.vendor_id')
    .select('c.id')
    .where('c.external_id', '=', 'AG-3310')
    .where('v.side', '=', 'live')
    .executeTakeFirstOrThrow();
  await go(`/domains/calls/${id}`);
  await page.getByText('Set by hand is: Domains, Without label.').waitFor();
  await page.getByRole('button', { name: 'As the contracts give' }).click();
  await page.getByText('Set by hand is:').waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Reset the month' }).click();
  await page.getByRole('dialog').getByLabel('Reason').fill('A crawler called all night.');
  await page.getByRole('dialog').getByRole('button', { name: 'Set to 0' }).click();
  await page.getByText('A crawler called all night.').waitFor();
  await expectAccessible(page);

  // What a variant gives is typed where its price is.
  const variant = await db
    .selectFrom('plan_variant')
    .select('id')
    .where('vendor_id', '=', (await findVendorBySlug(db, 'demo', 'live'))?.id as string)
    .orderBy('id')
    .executeTakeFirstOrThrow();
  const limits = async () =>
    (await db.selectFrom('plan_variant').select('limits').where('id', '=', variant.id).execute())[0]?.limits;
  await go(`/catalogue/${variant.id}`);
  await page.getByLabel('Calls a month').fill('-2');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Enter a whole number, −1 for no limit, or nothing').first().waitFor();
  await page.getByLabel('Calls a month').fill('250000');
  await page.getByLabel('Number of domains').fill('-1');
  await page.getByLabel('Once the calls are used').selectOption('refuse');
  await picture(page, 'console-variant');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect
    .poll(async () => JSON.parse((await limits()) ?? 'null'))
    .toMatchObject({ calls: 250_000, domains: -1, noLabel: null, atZero: 'refuse' });
  await go(`/domains/calls/${id}`);
  await picture(page, 'console-calls');
  await expectAccessible(page);
  await expectNarrow(page);
  expect(errors).toEqual([]);
  await page.context().close();
});
