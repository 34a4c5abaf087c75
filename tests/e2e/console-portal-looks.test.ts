import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { overflow } from './browser.ts';
import { addOperator, expectAccessible, openConsole, watchedPage } from './console.ts';
import { browser, demo, withDemo } from './stage.ts';

withDemo(addOperator);

test('a portal’s look is previewed as it is typed, and only a valid page may be allowed', async () => {
  const { page, errors, go } = await openConsole(browser, demo);
  await go('/portals');
  await page.getByRole('link', { name: 'Stromwerk' }).click();
  await page.getByRole('link', { name: 'Look', exact: true }).click();
  const frame = page.frameLocator('iframe');
  await frame.locator('[data-portico-state="ready"]').waitFor();
  await page.getByLabel('Brand colour (optional)').first().fill('#f2b705');
  // What was measured, what is needed, and the nearest colour that passes as one press (rank 17).
  const warning = page.getByText(/^Light: “Brand colour” on “.+” has 1\.\d:1; 3:1 is needed\.$/);
  await warning.waitFor();
  const edge = () =>
    frame
      .locator('html')
      .evaluate((root) => getComputedStyle(root).getPropertyValue('--portico-primary').trim());
  await expect.poll(edge).toBe('#f2b705');
  await page.getByRole('button', { name: /^Use #[0-9a-f]{6} for “Brand colour”$/ }).click();
  await warning.waitFor({ state: 'detached' });
  await expect.poll(edge).toMatch(/^#(?!f2b705)[0-9a-f]{6}$/);
  await page.getByRole('radio', { name: 'Graphite' }).check({ force: true });
  await expect
    .poll(() =>
      frame.locator('html').evaluate((root) => getComputedStyle(root).getPropertyValue('--portico-radius')),
    )
    .toBe('0');
  // Its letters come from the portal's own address, and only for the script that is read there.
  const loaded = () =>
    frame
      .locator('html')
      .evaluate(() =>
        [...document.fonts]
          .filter(({ status }) => status === 'loaded')
          .map(({ family, unicodeRange }) => `${family} ${/^U\+0-FF\b/i.test(unicodeRange)}`),
      );
  await expect.poll(loaded).toEqual([expect.stringMatching(/^"?Inter Variable"? true$/)]);
  await expectAccessible(page);
  // Saved in the draft, where no visitor sees it; published, and rolled back (rank 12).
  const visitor = async () => (await fetch(`${demo.portico}/p/stromwerk`)).text();
  await page.getByRole('button', { name: 'Save look' }).click();
  await page.getByText(/changes are not published yet$/).waitFor();
  expect(await visitor()).not.toContain('--portico-radius:0');
  await page.getByRole('link', { name: 'Preview', exact: true }).first().click();
  await page.getByLabel('Language').selectOption({ label: 'English' });
  await frame.locator('html[lang="en"] [data-portico-state="ready"]').waitFor();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Publish …' }).click();
  await page.getByRole('dialog').getByRole('row', { name: 'Theme harbour graphite' }).waitFor();
  await expectAccessible(page);
  await page.getByLabel('What for').fill('Autumn');
  await page.getByRole('button', { name: 'Publish changes' }).click();
  await page.getByText(/changes are not published yet$/).waitFor({ state: 'detached' });
  expect(await visitor()).toContain('--portico-radius:0');
  await page.getByRole('link', { name: 'History' }).click();
  await page.getByRole('row', { name: /Look Autumn Tess Tester Live$/ }).waitFor();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Roll back …' }).first().click();
  await page.getByRole('button', { name: 'Roll back', exact: true }).click();
  await page.getByText('Rolled back.').waitFor();
  expect(await visitor()).not.toContain('--portico-radius:0');
  await page.getByRole('link', { name: 'Embed' }).click();
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  const pages = page.locator('form', { hasText: 'Save pages' });
  await pages.getByRole('textbox').last().fill('https://shop.example/account');
  await pages.getByRole('button', { name: 'Save pages' }).click();
  await page.getByText('Leave out everything behind the host').first().waitFor();
  await page.getByLabel('Address of the page').fill(`${demo.sites}/koelwacht/`);
  await page.getByRole('button', { name: 'Test page' }).click();
  await page.getByText('The page shows another portal: koelwacht').waitFor();
  expect(errors).toEqual([]);
  await page.context().close();
});

test('DAY-29 a portal of the test side is previewed with a sample customer, made by one press', async () => {
  const { page, errors, go } = await openConsole(browser, demo);
  await go('/portals', 'test');
  await page.getByRole('link', { name: 'Keysmith (test)' }).click();
  await page.getByRole('link', { name: 'Preview', exact: true }).first().click();
  await page.getByLabel('Sample customer').selectOption({ label: 'With an overdue invoice' });
  await page.getByRole('button', { name: 'Preview with a sample customer' }).click();
  const who = page.getByLabel('As this customer');
  await who.locator('option:checked', { hasText: 'Sample: Spät GmbH' }).waitFor({ state: 'attached' });
  await page.frameLocator('.canvas iframe').getByText('Sample contract').first().waitFor();
  await expectAccessible(page);
  // On the live side there are real customers only.
  await go('/portals');
  await page.getByRole('link', { name: 'Keysmith' }).click();
  await page.getByRole('link', { name: 'Preview', exact: true }).first().click();
  await page.getByLabel('As this customer').waitFor();
  expect(await page.getByLabel('Sample customer').count()).toBe(0);
  expect(errors).toEqual([]);
  await page.context().close();
});

test('CON-20 CSS of the vendor’s own: a line that is not taken is named, the rest is worn, and neither money nor codes feel it', async () => {
  const { page, errors, go } = await openConsole(browser, demo);
  await go('/portals');
  await page.getByRole('link', { name: 'Keysmith' }).click();
  await page.getByRole('link', { name: 'Own CSS' }).click();
  const preview = page.frameLocator('iframe');
  await preview.locator('[data-portico-state="ready"]').waitFor();
  const source = page.getByLabel('Your style sheet');
  await source.fill('h1 { color: #b3123d }\n.row { display: none }\na { background: url(//127.0.0.1:9/x) }');
  await page.getByText('Line 2: “.row” is not taken: classes and ids change').waitFor();
  await page.getByText('Line 3: “//127.0.0.1:9/x” is none of your uploaded files.').waitFor();
  const wild = `* { letter-spacing: 3px !important; opacity: 0.4 !important; color: #b3123d !important }
h1 { text-transform: uppercase }
[data-portico-part=footer], [data-portico-part=footer] a { display: none !important; opacity: 0.3 !important }
:focus-visible, a, button, input { outline: none; box-shadow: none !important }`;
  await source.fill(wild.replace('outline: none; ', ''));
  await page.getByText('Every line is taken').waitFor();
  const caseOf = (where: {
    locator(selector: string): { first(): { evaluate<R>(run: (el: Element) => R): Promise<R> } };
  }) =>
    where
      .locator('h1')
      .first()
      .evaluate((title) => getComputedStyle(title).textTransform);
  await expect.poll(() => caseOf(preview)).toBe('uppercase');
  await page.getByRole('button', { name: 'Save style sheet' }).click();
  await page.getByRole('button', { name: 'Switch off' }).waitFor();
  const publish = async () => {
    await page.getByRole('button', { name: 'Publish …' }).click();
    await page.getByRole('button', { name: 'Publish changes' }).click();
    await page.getByText(/not published yet$/).waitFor({ state: 'detached' });
  };
  await publish();
  await expectAccessible(page);

  const portal = await page.context().newPage();
  const asked: string[] = [];
  portal.on('request', (request) => asked.push(request.url()));
  // Every property of every element of the sign-in, with the style sheet and without it.
  const looks = () =>
    portal.locator('[data-portico-panel]').evaluate((panel) =>
      [panel, ...panel.querySelectorAll('*')].map((el) => {
        const style = getComputedStyle(el);
        return [...style].map((name) => `${name}:${style.getPropertyValue(name)}`).join(';');
      }),
    );
  await portal.goto(`${demo.portico}/p/keysmith`);
  await portal.locator('[data-portico-panel] input').first().waitFor();
  expect(asked.some((url) => /\/looks\/keysmith\/[0-9a-f]{16}\.css$/.test(url))).toBe(true);
  const footer = () =>
    portal.locator('[data-portico-part="footer"]').evaluate((foot) => getComputedStyle(foot).letterSpacing);
  expect(await footer()).toBe('3px');
  // The way to cancel stays in sight.
  const leave = portal.locator('[data-portico-part="footer"] a[href*="/cancel/"]');
  expect(await leave.isVisible()).toBe(true);
  expect(await leave.evaluate((link) => getComputedStyle(link).opacity)).toBe('1');
  const dressed = await looks();
  expect(dressed.length).toBeGreaterThan(10);
  asked.length = 0;
  await portal.goto(`${demo.portico}/p/keysmith?safe=1`);
  await portal.locator('[data-portico-panel] input').first().waitFor();
  expect(asked.filter((url) => url.includes('/looks/'))).toEqual([]);
  expect(await footer()).toBe('normal');
  expect(await looks()).toEqual(dressed);

  // Off for everybody at once, whatever else the draft holds.
  await page.getByRole('button', { name: 'Switch off' }).click();
  await page.getByRole('button', { name: 'Switch on' }).waitFor();
  asked.length = 0;
  await portal.goto(`${demo.portico}/p/keysmith`);
  await portal.locator('[data-portico-panel] input').first().waitFor();
  expect(asked.filter((url) => url.includes('/looks/') || !url.startsWith(demo.portico))).toEqual([]);
  expect(errors).toEqual([]);
  await page.context().close();
});

test('X-6 CON-21 CON-22 CON-23 BIL-24 DAY-24 a sentence, a logo, a footer and the statement of the vendor’s are published together', async () => {
  const { page, errors, go } = await openConsole(browser, demo);
  const saves = (name: string) =>
    Promise.all([
      page.waitForResponse(
        (answer) => answer.url().endsWith('/draft') && answer.request().method() === 'PATCH',
      ),
      page.getByRole('button', { name }).click(),
    ]);
  await go('/portals');
  await page.getByRole('link', { name: 'Koelwacht' }).click();
  await page.getByRole('link', { name: 'Words', exact: true }).click();
  await page.getByLabel('Language').selectOption('nl');
  await page.getByRole('searchbox').fill('foot.help');
  await page.locator('tr', { hasText: 'portal:foot.help' }).locator('button.link').click();
  const text = page.getByLabel('Text', { exact: true });
  await text.fill('Vragen? <link>{telefoon}</link>');
  await page.getByText('{telefoon} is not filled in here.').waitFor();
  await text.fill('Bel gerust <link>{contact}</link>');
  await page.getByText('A customer reads: Bel gerust contact').waitFor();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Save text' }).click();
  await page.locator('.badge', { hasText: 'Yours' }).waitFor();

  await page.getByRole('link', { name: 'Brand', exact: true }).click();
  const picker = page.locator('input[type=file]').first();
  await picker.setInputFiles({
    name: 'koel.png',
    mimeType: 'image/png',
    buffer: await drawn(page, 700, 140),
  });
  await page.getByText('The picture is wider than 350 pixels').waitFor();
  await page.getByRole('button', { name: 'Scale it to 350 pixels and upload' }).click();
  await page.locator('.picture img').waitFor();
  expect(await page.getByLabel('On light ground').locator('option:checked').textContent()).toBe(
    'koel (350 × 70)',
  );
  await picker.setInputFiles({ name: 'koel.svg', mimeType: 'image/svg+xml', buffer: Buffer.from('<svg/>') });
  await page.getByText('SVG and WebP are not taken').waitFor();
  await page.getByLabel('Dutch').fill('Koelwacht, koeltechniek');
  await expectAccessible(page);
  await saves('Save brand');
  // A file that is shown stays; another one may go.
  await page.locator('summary', { hasText: 'Uploaded files' }).click();
  await page.getByRole('button', { name: 'Remove koel', exact: true }).click();
  await page.getByRole('button', { name: 'Remove file' }).click();
  await page.getByText('A portal, its draft or this console shows it.').waitFor();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Cancel' }).click();
  await page.getByRole('link', { name: 'Look', exact: true }).click();
  await page.getByRole('button', { name: 'Colours from the logo' }).click();
  await page.locator('.logo-colours .swatch').first().waitFor();

  await page.getByRole('link', { name: 'Footer', exact: true }).click();
  await page.getByLabel('Link 2').first().fill('Voorwaarden');
  await page.getByLabel('Its address').nth(1).fill('javascript:alert(1)');
  await page.getByRole('button', { name: 'Save footer' }).click();
  await page.getByText('Enter an address that begins with https://, mailto: or tel:.').first().waitFor();
  await page.getByLabel('Its address').nth(1).fill('https://koelwacht.example/voorwaarden');
  await saves('Save footer');
  await page.getByLabel('Show the statement').check();
  await saves('Save statement');
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Publish …' }).click();
  await page.getByRole('button', { name: 'Publish changes' }).click();
  await page.getByText(/not published yet$/).waitFor({ state: 'detached' });

  const { page: portal, errors: portalErrors } = await watchedPage(browser, {
    viewport: { width: 320, height: 720 },
  });
  await portal.goto(`${demo.portico}/p/koelwacht?language=nl`);
  const foot = portal.locator('[data-portico-part="footer"]');
  await foot.getByText('Bel gerust').waitFor();
  expect(await portal.getByRole('img', { name: 'Koelwacht, koeltechniek' }).count()).toBe(1);
  const terms = foot.getByRole('link', { name: 'Voorwaarden' });
  expect(await terms.getAttribute('href')).toBe('https://koelwacht.example/voorwaarden');
  await expectAccessible(portal);
  const [statement] = await Promise.all([
    portal.context().waitForEvent('page'),
    foot.getByRole('link', { name: 'Toegankelijkheid' }).click(),
  ]);
  await statement.getByRole('heading', { name: 'Toegankelijkheidsverklaring' }).waitFor();
  await expectAccessible(statement);
  expect(await overflow(portal)).toBe(0);
  expect([...errors.filter((error) => !/409|415|422/.test(error)), ...portalErrors]).toEqual([]);
  await Promise.all([page.context().close(), portal.context().close()]);
});

/** A picture of this size, as a browser writes it. */
const drawn = async (page: Page, width: number, height: number): Promise<Buffer> => {
  const bytes = await page.evaluate(
    async ([across, down]) => {
      const canvas = new OffscreenCanvas(across as number, down as number);
      const pen = canvas.getContext('2d') as OffscreenCanvasRenderingContext2D;
      pen.fillStyle = '#0b3a5a';
      pen.fillRect(10, 10, (across as number) - 20, (down as number) - 20);
      return [...new Uint8Array(await (await canvas.convertToBlob()).arrayBuffer())];
    },
    [width, height],
  );
  return Buffer.from(bytes);
};
