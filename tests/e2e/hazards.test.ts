import { chromium, type Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
// @ts-expect-error: plain JavaScript, shared with the scripts that run before anything is installed
import { findChromium } from '../../scripts/chromium.mjs';
import { openPage, panelReady, portalIn, textOf } from './browser.ts';
import { tokenOf } from './demo.ts';
import { browser, demo, withDemo } from './stage.ts';

withDemo();

/** Adds headers to the site's own page on its way: the page is really served, only stricter than the example is. */
async function addHeaders(page: Page, headers: Readonly<Record<string, string>>): Promise<void> {
  const devtools = await page.context().newCDPSession(page);
  const added = Object.entries(headers).map(([name, value]) => ({ name, value }));
  devtools.on('Fetch.requestPaused', ({ requestId, responseStatusCode = 200, responseHeaders = [] }) =>
    devtools
      .send('Fetch.continueResponse', {
        requestId,
        responseCode: responseStatusCode,
        responseHeaders: [...responseHeaders, ...added],
      })
      .catch(() => {}),
  );
  const pattern = { urlPattern: `${demo.sites}/stromwerk/`, requestStage: 'Response' as const };
  await devtools.send('Fetch.enable', { patterns: [pattern] });
}

/** What a customer does: sees contracts, changes a name, comes back and finds it. */
async function selfService(page: Page): Promise<void> {
  const phone = `+49 431 ${Date.now() % 1_000_000}`; // Another one at each try, or there is nothing to save.
  const portal = portalIn(page);
  await page.goto(`${demo.sites}/stromwerk/`);
  await portal.locator(panelReady('contracts')).waitFor();
  await portal.getByRole('link', { name: 'Meine Daten' }).click();
  await portal.locator(panelReady('profile')).waitFor();
  await portal.getByLabel('Telefon').fill(phone);
  await portal.getByRole('button', { name: 'Daten speichern' }).click();
  await portal.getByText('Ihre Daten sind gespeichert.').waitFor();
  await page.reload();
  await portal.getByRole('link', { name: 'Meine Daten' }).click();
  await portal.locator(panelReady('profile')).waitFor();
  expect(await portal.getByLabel('Telefon').inputValue()).toBe(phone);
}

describe('a page around the portal that is stricter than most', () => {
  test.each([
    ['H05 cross-origin opener policy', { 'cross-origin-opener-policy': 'same-origin' }],
    [
      'H06 a permissions policy that gives nothing away',
      { 'permissions-policy': 'payment=(), clipboard-write=(), clipboard-read=(), fullscreen=(), camera=()' },
    ],
    ['H06 a referrer policy of silence', { 'referrer-policy': 'no-referrer' }],
  ])('%s: the portal is shown, and nothing is logged', async (_, headers) => {
    const { page, errors, events } = await openPage(browser);
    await addHeaders(page, headers);
    await page.goto(`${demo.sites}/stromwerk/`);
    await expect.poll(events, { timeout: 15_000 }).toContain('ready');
    expect(await textOf(portalIn(page).locator('body'))).toContain('Jana Petersen');
    // The browser itself names features that the frame asked for and may not have; nothing else is said.
    expect(errors.filter((error) => !/permissions policy/i.test(error))).toEqual([]);
    expect(await events()).not.toContain('error');
    await page.context().close();
  });

  test('H70 a frame whose page has no origin of its own is refused, and its token stays unused', async () => {
    const token = await tokenOf(demo, 'stromwerk');
    const inner = `<iframe src='${demo.portico}/p/stromwerk#token=${token}'></iframe>`;
    const { page } = await openPage(browser);
    await page.goto(
      demo.host(`<iframe sandbox="allow-scripts" srcdoc="${inner.replaceAll('"', '&quot;')}"></iframe>`),
    );
    await page.waitForTimeout(1_500);
    for (const frame of page.frames()) expect(await frame.content()).not.toContain('data-portico-panel');
    const used = await page.context().request.post(`${demo.portico}/portal/v1/sessions`, { data: { token } });
    expect(used.status()).toBe(201);
    await page.context().close();
  });
});

describe('a browser that keeps nothing for a frame', () => {
  test('H59 PM18 storage that throws: everything works, and a reload asks the host again', async () => {
    const { page, errors } = await openPage(browser);
    await page.addInitScript(() => {
      if (window === window.top) return;
      for (const name of ['sessionStorage', 'localStorage', 'indexedDB', 'caches'])
        Object.defineProperty(window, name, {
          get() {
            throw new DOMException('The operation is insecure.', 'SecurityError');
          },
        });
    });
    await selfService(page);
    expect(errors).toEqual([]);
    await page.context().close();
  });

  test('H58 PM18 third-party cookies and storage blocked: sign-in, change and return work, without a loop', async () => {
    const strict = await chromium.launch({
      executablePath: findChromium(),
      args: ['--no-sandbox', '--headless', '--disable-gpu', '--test-third-party-cookie-phaseout'],
    });
    try {
      const { page, errors } = await openPage(strict);
      const loads: string[] = [];
      page.on('request', (request) => {
        if (request.isNavigationRequest() && request.url().startsWith(`${demo.portico}/p/`))
          loads.push(request.url());
      });
      await selfService(page);
      const frame = page.frames()[1];
      expect(
        await frame?.evaluate(() => {
          // biome-ignore lint/suspicious/noDocumentCookie: whether the browser takes one is the question
          document.cookie = 'probe=1; SameSite=None; Secure';
          return document.cookie;
        }),
      ).toBe('');
      expect(loads).toHaveLength(2);
      expect(errors).toEqual([]);
    } finally {
      await strict.close();
    }
  });
});
