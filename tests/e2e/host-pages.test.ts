import { describe, expect, test } from 'vitest';
import { openPage, overflow, panelReady, portalIn, textOf } from './browser.ts';
import { tokenOf } from './demo.ts';
import { browser, demo, withDemo } from './stage.ts';

withDemo();

describe('the five example sites', () => {
  test.each([
    { name: 'BIL-11 stromwerk, by the custom element', site: 'stromwerk', shows: 'Jana Petersen' },
    { name: 'BIL-11 keysmith, by one script tag', site: 'keysmith', shows: 'Keysmith Pro, 5 seats' },
    { name: 'BIL-11 voxline, by the React component', site: 'voxline', shows: 'Business Line Unlimited' },
    { name: 'BIL-11 koelwacht, under a strict content policy', site: 'koelwacht', shows: 'Servicecontract' },
  ])('$name: the page hears portico:ready and its console stays empty', async ({ site, shows }) => {
    const { page, errors, events } = await openPage(browser);
    await page.goto(`${demo.sites}/${site}/`);
    await expect.poll(events, { timeout: 15_000 }).toContain('ready');
    expect(await textOf(portalIn(page).locator('body'))).toContain(shows);
    expect(errors).toEqual([]);
    await page.context().close();
  });

  test('BIL-11 cookiewise, a plain iframe without a script: the contract is shown, the token is gone from the address', async () => {
    const { page, errors } = await openPage(browser);
    await page.goto(`${demo.sites}/cookiewise/`);
    const portal = portalIn(page);
    await portal.locator(panelReady('contracts')).waitFor();
    expect(await textOf(portal.locator('body'))).toContain('1.110,00 € im Jahr');
    expect(page.frames()[1]?.url()).toBe(`${demo.portico}/p/cookiewise`);
    expect(errors).toEqual([]);
    await page.context().close();
  });

  // The narrowest is the hardest; the others in the long run.
  test.each(process.env.PORTICO_LONG ? [320, 768, 1280] : [320])(
    'no site scrolls sideways at %i px',
    async (width) => {
      for (const site of ['', 'stromwerk/', 'keysmith/', 'cookiewise/', 'voxline/', 'koelwacht/']) {
        const { page } = await openPage(browser, width);
        await page.goto(`${demo.sites}/${site}`);
        if (site) await portalIn(page).locator(panelReady('contracts')).waitFor();
        expect(await overflow(page), site).toBe(0);
        if (site) expect(await overflow(portalIn(page).locator('html')), `portal of ${site}`).toBe(0);
        await page.context().close();
      }
    },
  );
});

/** A page that the portals allow, with what a test wants in it. */
async function pageWith(content: string) {
  const watched = await openPage(browser);
  await watched.page.goto(demo.host(content));
  return watched;
}

test('X-3 the same figures by script tag, in an iframe and by link', async () => {
  const scriptToken = await tokenOf(demo, 'stromwerk');
  const ways = {
    script: () =>
      pageWith(`<script>window.portico = { fetchToken: async () => '${scriptToken}' }</script>
        <body><script async src="${demo.portico}/v1/portico.js" data-portal="stromwerk"></script>`),
    iframe: async () =>
      pageWith(
        `<iframe width="1100" height="900" src="${demo.portico}/p/stromwerk#token=${await tokenOf(demo, 'stromwerk')}"></iframe>`,
      ),
    link: async () => {
      const watched = await openPage(browser);
      await watched.page.goto(`${demo.portico}/p/stromwerk#token=${await tokenOf(demo, 'stromwerk')}`);
      return watched;
    },
  };
  const shown: Record<string, string> = {};
  for (const [way, open] of Object.entries(ways)) {
    const { page, errors } = await open();
    const root = way === 'link' ? page.locator('body') : portalIn(page).locator('body');
    const panel = root.locator(panelReady('contracts'));
    await panel.waitFor();
    shown[way] = await textOf(panel);
    expect(errors, way).toEqual([]);
    await page.context().close();
  }
  expect(shown.script).toContain('118,40 €');
  expect(shown.iframe).toBe(shown.script);
  expect(shown.link).toBe(shown.script);
});

describe('DAY-1 staying signed in', () => {
  test('DAY-1 a reload of the page asks the host again and stays signed in', async () => {
    const { page } = await openPage(browser);
    await page.goto(`${demo.sites}/stromwerk/`);
    await portalIn(page).locator(panelReady('contracts')).waitFor();
    await page.reload();
    await portalIn(page).locator(panelReady('contracts')).waitFor();
    expect(await textOf(portalIn(page).locator('body'))).toContain('Jana Petersen');
    await page.context().close();
  });

  test('DAY-1 a plain iframe stays signed in on the next page of the same tab, where no token is given', async () => {
    const { page } = await pageWith(
      `<iframe src="${demo.portico}/p/stromwerk#token=${await tokenOf(demo, 'stromwerk')}"></iframe>`,
    );
    await portalIn(page).locator(panelReady('contracts')).waitFor();
    await page.goto(demo.host(`<iframe src="${demo.portico}/p/stromwerk"></iframe>`));
    await portalIn(page).locator(panelReady('contracts')).waitFor();
    expect(await textOf(portalIn(page).locator('body'))).toContain('Jana Petersen');
    await page.context().close();
  });

  test('DAY-1 a portal that is the page itself stays signed in after a reload', async () => {
    const { page } = await openPage(browser);
    await page.goto(`${demo.portico}/p/stromwerk#token=${await tokenOf(demo, 'stromwerk')}`);
    await page.locator(panelReady('contracts')).waitFor();
    await page.reload();
    await page.locator(panelReady('contracts')).waitFor();
    await page.getByRole('link', { name: 'Meine Daten' }).click();
    await page.locator(panelReady('profile')).waitFor();
    await page.context().close();
  });

  test("DAY-1 the host's sign-out clears what the frame had kept, also for the next page", async () => {
    const { page } = await pageWith(
      `<iframe src="${demo.portico}/p/stromwerk#token=${await tokenOf(demo, 'stromwerk')}"></iframe>`,
    );
    await portalIn(page).locator(panelReady('contracts')).waitFor();
    const kept = () =>
      portalIn(page)
        .locator('body')
        .evaluate(() => JSON.stringify({ ...sessionStorage }));
    expect(await kept()).toContain('ps_');
    const nobody = `<script>window.portico = { fetchToken: async () => null }</script>
      <body><script async src="${demo.portico}/v1/portico.js" data-portal="stromwerk"></script>`;
    for (const next of [nobody, `<iframe src="${demo.portico}/p/stromwerk"></iframe>`]) {
      await page.goto(demo.host(next));
      await portalIn(page).locator('[data-portico-panel="gate"]').waitFor();
      expect(await kept()).not.toContain('ps_');
    }
    await page.context().close();
  });

  test('DAY-1 who signs out on the page is signed out in the portal', async () => {
    const { page } = await openPage(browser);
    await page.goto(`${demo.sites}/stromwerk/`);
    await portalIn(page).locator(panelReady('contracts')).waitFor();
    await page.locator('.example-strip select').selectOption('');
    await page.locator('.example-strip button').click();
    await portalIn(page).locator('[data-portico-panel="gate"]').waitFor();
    expect(await textOf(portalIn(page).locator('body'))).not.toContain('Jana');
    await page.context().close();
  });

  test('DAY-1 another person at the host never sees the one before', async () => {
    const { page } = await openPage(browser);
    await page.goto(`${demo.sites}/stromwerk/`);
    await portalIn(page).locator(panelReady('contracts')).waitFor();
    await page.locator('.example-strip select').selectOption('2');
    await page.locator('.example-strip button').click();
    await portalIn(page).getByText('Wiebke Clausen').first().waitFor();
    expect(await textOf(portalIn(page).locator('body'))).not.toContain('Jana');
    await page.context().close();
  });

  test('DAY-3 the first visit of somebody new makes the customer', async () => {
    const { page } = await openPage(browser);
    await page.goto(`${demo.sites}/stromwerk/`);
    await page.locator('.example-strip select').selectOption({ label: 'Neele Boysen: first visit' });
    await page.locator('.example-strip button').click();
    await portalIn(page).getByText('Noch keine Verträge.').waitFor();
    await page.context().close();
  });
});
