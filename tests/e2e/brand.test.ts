import { expect, test } from 'vitest';
import { overflow } from './browser.ts';
import { axeFindings, watchedPage } from './console.ts';
import { browser, demo, withDemo } from './stage.ts';

withDemo();

/** Where pictures go when somebody wants to look: `SHOTS=/tmp/shots`. */
const shots = process.env.SHOTS;

test.each(['stromwerk', 'keysmith', 'cookiewise', 'voxline', 'koelwacht'])(
  'BIL-23 BIL-24 the brand of %s is tested on one page: both schemes, logo, parts, letters, colours, footer; accessible at 320 px too',
  async (site) => {
    const { page, errors } = await watchedPage(browser, { viewport: { width: 320, height: 800 } });
    await page.goto(`${demo.portico}/brand/${site}`);
    for (const heading of ['What answers here', 'Logo and icon', 'Parts of the portal', 'Letters', 'Colours'])
      await page.getByRole('heading', { name: heading }).waitFor();
    expect(await overflow(page)).toBe(0);
    expect(await axeFindings(page)).toEqual([]);
    const titles = page.locator('[data-scheme] [data-portico-part="panel-title"]');
    const [light, dark] = await titles.evaluateAll((all) => all.map((one) => getComputedStyle(one).color));
    expect(light).not.toBe(dark);
    expect(await page.locator('script').count()).toBe(0);
    if (shots) {
      await page.screenshot({ path: `${shots}/brand-${site}-320.png`, fullPage: true });
      await page.setViewportSize({ width: 1280, height: 900 });
      await page.screenshot({ path: `${shots}/brand-${site}-1280.png`, fullPage: true });
    }
    expect(errors).toEqual([]);
    await page.context().close();
  },
);
