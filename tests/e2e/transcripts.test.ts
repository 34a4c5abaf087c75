import { globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { PanelId } from '../../src/features/portals/schema.ts';
import { openBrowser, patienceMs } from './browser.ts';
import { type Demo, startDemo } from './demo.ts';
import { dress, type Site, tokensOf } from './matrix.ts';
import { Transcript } from './transcript.ts';

/**
 * What a screen reader says while somebody does ten things, in three languages: names, roles, states and announcements
 * in order, in files that people read and agree to. `PORTICO_RENEW=1` writes them anew; the difference is then to be read.
 */
const folder = new URL('./transcripts/', import.meta.url);
const renew = process.env.PORTICO_RENEW === '1';
const tongues = ['en', 'de', 'ar'] as const;
type Tongue = (typeof tongues)[number];
/** English alone where time is short; the long run and a renewal have all three. */
const languages = renew || process.env.PORTICO_LONG ? tongues : (['en'] as const);
/** Everything is dated: it is always this morning there. */
const today = new Date('2026-03-10T09:30:00Z');

/** Sentences by key, as customers read them; those with values in them are not looked for. */
const sayings = Object.fromEntries(
  tongues.map((tag) => [
    tag,
    Object.assign(
      {},
      ...globSync(`src/**/messages/${tag}.json`)
        .filter((file) => !/[\\/](console|operators)[\\/]/.test(file))
        .map((file) => JSON.parse(readFileSync(file, 'utf8'))),
    ) as Record<string, string>,
  ]),
) as Record<Tongue, Record<string, string>>;

interface Doing {
  readonly page: Page;
  readonly log: Transcript;
  readonly panel: Locator;
  readonly say: (key: string) => string;
  readonly press: (key: string) => Promise<void>;
}
interface Task {
  readonly site: Site;
  readonly panel?: PanelId;
  readonly customer?: string;
  readonly run: (doing: Doing) => Promise<void>;
}

const tasks: Readonly<Record<string, Task>> = {
  'sign-in': {
    site: 'keysmith',
    async run({ page, log, say, press }) {
      await log.read('[data-portico-panel]');
      await log.step('nothing filled in', () => press('signin.go'));
      await log.step('a wrong password', async () => {
        await page.getByLabel(say('signin.username')).fill('priya');
        await page.getByLabel(say('signin.password'), { exact: true }).fill('wrong wrong wrong');
        await press('signin.go');
      });
      await log.step('the right one', async () => {
        await page.getByLabel(say('signin.password'), { exact: true }).fill(demo.contactPassword());
        await press('signin.go');
        await page.locator('.nav').waitFor();
      });
      await log.read('.shell');
    },
  },
  'find-an-invoice': {
    site: 'stromwerk',
    panel: 'documents',
    async run({ page, log, panel }) {
      const rows = panel.locator('[data-portico-part="row"]');
      const search = (text: string, found: number) => async () => {
        await page.getByRole('searchbox').fill(text);
        await expect.poll(() => rows.count()).toBe(found);
      };
      const all = await rows.count();
      await log.step('searched for an amount', search('64,18', 1));
      await log.step('searched for nothing there is', search('nothing like it', 0));
      await log.step('cleared', search('', all));
      await log.step('opened the first', () => panel.locator('[data-portico-part="row"] a').first().click());
      await log.read('[data-portico-part="preview"]');
    },
  },
  'change-an-address': {
    site: 'stromwerk',
    panel: 'profile',
    async run({ log, panel }) {
      await log.read('[data-portico-panel=profile]');
      const street = panel.locator('#profile-street, #profile-addressLine1').first();
      const submit = panel.locator('form [data-portico-part="button-primary"]').first();
      await log.step('saved without a street', async () => {
        await street.fill('');
        await submit.click();
      });
      await log.step('saved with one', async () => {
        await street.fill('Hafenstraße');
        await submit.click();
      });
    },
  },
  'cancel-a-contract': {
    site: 'stromwerk',
    panel: 'contracts',
    async run({ log, panel, press }) {
      await log.read('[data-portico-panel=contracts]');
      await log.step('opened the first', () => panel.locator('a').first().click());
      await log.read('[data-portico-panel=contracts]');
      await log.step('asked to cancel', () => press('ending.act.cancel'));
      await log.read('[data-portico-ending]');
      await log.step('cancelled', () => press('ending.cancel.button'));
      await log.read('[data-portico-ending]');
    },
  },
  'look-at-an-order': {
    site: 'stromwerk',
    panel: 'order',
    async run({ log, panel }) {
      await log.read('[data-portico-panel=order]');
      await log.step('chose another plan', () => panel.getByRole('radio').nth(1).check());
      await log.read('[data-portico-part=summary]');
    },
  },
  'see-a-licence-key': {
    site: 'keysmith',
    panel: 'licences',
    async run({ log, panel, press }) {
      // Machines come in a file of their own.
      await panel.locator('#licence-machines').waitFor();
      await log.read('[data-portico-panel=licences]');
      await log.step('opened the first', async () => {
        const link = panel.locator('[data-portico-part="row"] a');
        if ((await link.count()) > 0) await link.first().click();
      });
      await log.step('shown', () => press('licences.key.show'));
      await log.read('[data-portico-panel=licences]');
    },
  },
  'add-a-domain': {
    site: 'cookiewise',
    panel: 'domains',
    customer: 'AG-3310',
    async run({ log, panel, press }) {
      await log.step('asked for the form', () => press('domains.add'));
      const add = panel.locator('form').last();
      await log.step('something that is no domain', async () => {
        await add.locator('input').first().fill('no host');
        await add.locator('[type=submit]').click();
      });
      await log.step('a domain', async () => {
        await add.locator('input').first().fill('https://example-shop.example/shop');
        await add.locator('[type=submit]').click();
      });
    },
  },
  'read-usage': {
    site: 'voxline',
    panel: 'usage',
    async run({ log, panel, page }) {
      await log.step('the month before', async () => {
        await panel.locator('select').nth(1).focus();
        await panel.locator('select').nth(1).selectOption('last-month');
      });
      await log.step('in order of the second column', () => panel.locator('thead button').nth(1).click());
      const chart = panel.locator('.chart .plot');
      await log.step('on the chart', () => chart.focus());
      await log.step('the first day of it', () => page.keyboard.press('Home'));
      await log.step('the next day', () => page.keyboard.press('ArrowRight'));
      await log.read('.use table thead');
    },
  },
  'add-a-user-name': {
    site: 'voxline',
    panel: 'routes',
    async run({ log, page, say, press }) {
      await log.read('[data-portico-panel=routes]');
      await log.step('asked for the form', () =>
        page.getByRole('link', { name: say('routes.add.user') }).click(),
      );
      await log.step('saved with nothing in it', () => press('routes.save'));
      await log.step('saved', async () => {
        await page.getByLabel(say('routes.value.user'), { exact: true }).fill('warehouse');
        await press('routes.save');
      });
    },
  },
  'report-a-fault': {
    site: 'koelwacht',
    panel: 'sites',
    async run({ log, panel }) {
      await log.read('[data-portico-panel=sites]');
      await log.step('opened the first', () => panel.locator('.rows a').first().click());
      await log.read('[data-portico-panel=sites]');
      await log.step('asked for the form', () => panel.locator('.site-head .btn.primary').click());
      await log.read('.site-report');
    },
  },
};

let browser: Browser;
let demo: Demo;
let tokenFor: (site: Site, customer: string) => Promise<string>;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(async () => {
  await browser?.close();
});

const customers: Readonly<Record<Site, string>> = {
  stromwerk: '4471-0925',
  keysmith: 'KC-20814',
  cookiewise: 'AG-3342',
  voxline: 'V-70112',
  koelwacht: 'KW-1187',
};

describe.each(languages)('in %s', (language) => {
  // What somebody did in one language is not done in the next.
  beforeAll(async () => {
    demo = await startDemo('sqlite', { clock: { now: () => new Date(today) } });
    await dress(demo, 'harbour');
    tokenFor = await tokensOf(demo);
  });
  afterAll(async () => {
    await demo?.stop();
  });
  test.each(Object.keys(tasks))('DAY-28 what a screen reader says: %s', async (name) => {
    const { site, panel: id, customer = customers[site], run } = tasks[name] as Task;
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, locale: 'en-GB' });
    context.setDefaultTimeout(patienceMs);
    const page = await context.newPage();
    await page.clock.install({ time: today });
    const log = new Transcript(page);
    await log.listen();
    const panel = page.locator(id ? `[data-portico-panel="${id}"]` : '[data-portico-panel]');
    const say = (key: string) => sayings[language][key] ?? key;
    const press = (key: string) =>
      page
        .getByRole('button', { name: say(key), exact: true })
        .or(page.getByRole('link', { name: say(key), exact: true }))
        .first()
        .click();
    const way = id ? `#token=${await tokenFor(site, customer)}` : '';
    await log.step('opened', async () => {
      await page.goto(`${demo.portico}/p/${site}${id ? `/${id}` : ''}?language=${language}${way}`);
      await panel.first().waitFor();
    });
    await run({ page, log, panel, say, press });
    await context.close();
    const file = new URL(`${name}.${language}.txt`, folder);
    if (renew) {
      mkdirSync(folder, { recursive: true });
      writeFileSync(file, log.text());
    }
    expect(log.text()).toBe(readFileSync(file, 'utf8'));
  });
});
