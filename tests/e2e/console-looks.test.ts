import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { overflow } from './browser.ts';
import { addOperator, axeFindings, expectAccessible, openConsole, watchedPage } from './console.ts';
import { browser, demo, withDemo } from './stage.ts';

withDemo(addOperator);

const opened = async (page: Page, path: string): Promise<void> => {
  if (path.startsWith('.')) return page.locator(path).first().click();
  await page.locator('.list a.cell-name, .list .first a').first().click();
  await page.waitForURL((url) => url.pathname.split('/').length > 5);
  if (path) await page.locator(`.tabs a[href$="/${path}"]`).click();
};

/** Addresses, and what is to be opened from there: the first of a list, a tab of it, or what is named by a selector. */
const views: readonly (readonly [string, string, string?])[] = [
  ['start', ''],
  ['customers', '/customers'],
  ['a customer', '/customers?search=north', ''],
  ['people of a customer', '/customers?search=north', 'contacts'],
  ['new customer', '/customers/new'],
  ['changes of many customers', '/customers/changes'],
  ['contracts', '/contracts'],
  ['a contract', '/contracts', ''],
  ['portals', '/portals'],
  ['a portal', '/portals', ''],
  ['a portal’s look', '/portals', 'look'],
  ['a portal’s own CSS', '/portals', 'css'],
  ['a portal’s own script', '/portals', 'script'],
  ['a portal’s areas', '/portals', 'panels'],
  ['a portal’s fields', '/portals', 'fields'],
  ['a portal’s mail', '/portals', 'mail'],
  ['how to embed', '/portals', 'embed'],
  ['new portal', '/portals/new'],
  ['catalogue', '/catalogue'],
  ['coupons', '/catalogue/coupons'],
  ['new tax class', '/catalogue/taxes/new'],
  ['taxes', '/tax'],
  ['plugins', '/plugins'],
  ['API keys', '/keys'],
  ['new API key', '/keys/new'],
  ['signing keys', '/keys/signing'],
  ['new signing key', '/keys/signing/new'],
  ['activity', '/activity'],
  ['refused requests', '/refused'],
  ['login-as', '/login-as'],
  ['looks of the console', '/branding'],
  ['invitations', '/invitations'],
  ['new invitation', '/invitations/new'],
  ['webhooks', '/webhooks'],
  ['a webhook endpoint', '/webhooks', ''],
  ['a webhook endpoint’s form', '/webhooks/new'],
  ['webhook deliveries', '/webhooks/deliveries'],
  ['account', '/account'],
  ['figures', '/figures'],
  ['declarations', '/declarations'],
  ['a declaration', '/declarations', ''],
  ['vouchers', '/payments/vouchers'],
  ['bank statements', '/statements'],
  ['contracts to approve', '/approvals'],
  ['fields of one’s own', '/custom-fields'],
  ['wishes for corrections', '/documents/corrections'],
  ['a portal’s mail texts', '/portals', 'mail-texts'],
  ['a portal’s documents', '/portals', 'documents'],
  ['a portal’s contracts', '/portals', 'contracts'],
  ['how contracts end', '/portals', 'ending'],
  ['a portal’s reports', '/portals', 'reports'],
  ['a portal’s licences', '/portals', 'licences'],
  ['domains', '/domains'],
  ['hosts that wait', '/domains/waiting'],
  ['calls of a customer', '/domains', ''],
  ['licences', '/licences'],
  ['a licence', '/licences', ''],
  ['licences in odd places', '/licences/abuse'],
  ['offers of licences', '/licences/offers'],
  ['how balances work', '/payments/balance'],
  ['numbers and routes', '/routes'],
  ['a number', '/routes', ''],
  ['new number', '/routes/new'],
  ['packages', '/packages'],
  ['a package', '/packages', ''],
  ['alerts', '/alerts'],
  ['an alert', '/alerts', ''],
  ['a plugin', '/plugins', ''],
  ['new plugin', '/plugins/new'],
  ['usage of a customer', '/usage', '.usage-customers a'],
  ['locations', '/sites'],
  ['a location', '/sites', ''],
  ['requests', '/requests'],
  ['a request', '/requests', ''],
  ['inspections', '/inspections'],
  ['calendars', '/inspections/calendars'],
  ['a location’s logbook', '/sites', 'logbook'],
  ['a location’s papers', '/sites', 'documents'],
  ['a location’s inspections', '/sites', 'inspections'],
  ['a bank statement', '/statements', ''],
];

/** Both widths and both schemes, each with every second view; the long run has every view in all four manners. */
const isLong = Boolean(process.env.PORTICO_LONG);
const manners = [
  { width: 320, scheme: 'light', half: 0 },
  { width: 1280, scheme: 'dark', half: 1 },
  ...(isLong
    ? ([
        { width: 320, scheme: 'dark', half: 0 },
        { width: 1280, scheme: 'light', half: 1 },
      ] as const)
    : []),
] as const;

describe.each(manners)('at $width px, $scheme', ({ width, scheme, half }) => {
  test('every view is accessible and none is wider than the window', async () => {
    const { page, errors, go } = await openConsole(browser, demo, {
      viewport: { width, height: 900 },
      colorScheme: scheme,
    });
    const [wide, found]: [string[], string[]] = [[], []];
    const shown = views.filter((_, index) => isLong || index % 2 === half);
    for (const [name, path, inside] of shown) {
      await go(path);
      if (inside !== undefined) await opened(page, inside);
      await page.locator('.skeleton').first().waitFor({ state: 'detached' });
      // What stands around a view is the same for all.
      const part = name === shown[0]?.[0] ? ':root' : '#main';
      found.push(...(await axeFindings(page, part)).map((finding) => `${name}: ${finding}`));
      if ((await overflow(page)) > 0) wide.push(name);
    }
    expect(found).toEqual([]);
    expect(wide).toEqual([]);
    expect(errors).toEqual([]);
    await page.context().close();
  }, 180_000);
});

test('the sign-in, dialogs and popovers are accessible too', async () => {
  const { page: door } = await watchedPage(browser);
  await door.goto(`${demo.portico}/console`);
  await door.getByRole('heading', { name: 'Sign in' }).waitFor();
  await expectAccessible(door);
  const { page, go } = await openConsole(browser, demo);
  await go('/customers?search=north');
  await page.keyboard.press('Control+k');
  await page.locator('dialog input').fill('studio');
  await page
    .getByRole('option', { name: /Studio/ })
    .first()
    .waitFor();
  await expectAccessible(page);
  await page.keyboard.press('Escape');
  await page.getByRole('link', { name: 'North Pier Studio Ltd', exact: true }).click();
  await page
    .getByRole('button', { name: /^Why\?/ })
    .first()
    .click();
  await page.getByText('was the first to speak').waitFor();
  await expectAccessible(page);
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'See their portal' }).click();
  await page.getByRole('dialog').waitFor();
  await expectAccessible(page);
  await page.context().close();
});
