import type { Browser } from 'playwright-core';
import { expect } from 'vitest';
import { demoVendor } from '../../src/apps/server/demo/load.ts';
import { requirePortal, updatePortal } from '../../src/features/portals/server/store.ts';
import { findVendorBySlug } from '../../src/features/vendors/server/store.ts';
import { directionOf, type LanguageTag } from '../../src/kit/common/languages.ts';
import { inTransaction } from '../../src/kit/server/db/db.ts';
import { overflow, panelReady } from './browser.ts';
import { type Demo, tokenOf } from './demo.ts';

/** Stromwerk's portal offers these languages from now on. */
export async function offer(demo: Demo, languages: readonly LanguageTag[]): Promise<void> {
  const { db } = demo.opened.database;
  const vendor = await findVendorBySlug(db, demoVendor, 'live');
  await inTransaction(db, async (tx) => {
    await requirePortal(tx, vendor?.id ?? '', 'ext:stromwerk');
    const change = { languages: [...languages] };
    await updatePortal(tx, vendor?.id ?? '', 'ext:stromwerk', change, { at: new Date(), testSide: true });
  });
}

const panels = ['contracts', 'documents', 'payments', 'profile', 'activity'] as const;

/** Opens each panel on a telephone and tells which stick out of it. */
export async function overflowsIn(browser: Browser, demo: Demo, language: LanguageTag): Promise<string[]> {
  const context = await browser.newContext({ viewport: { width: 320, height: 800 } });
  const page = await context.newPage();
  const token = await tokenOf(demo, 'stromwerk');
  await page.goto(`${demo.portico}/p/stromwerk?language=${language}#token=${token}`);
  const wide: string[] = [];
  for (const panel of panels) {
    await page.evaluate((name) => {
      const link = [...document.querySelectorAll('.nav a')].find((a) =>
        a.getAttribute('href')?.includes(`/${name}`),
      );
      if (link instanceof HTMLElement) link.click();
    }, panel);
    await page.locator(panelReady(panel)).waitFor();
    const found = await page.evaluate(() => {
      const { lang, dir } = document.documentElement;
      return { lang, dir };
    });
    expect(found).toMatchObject({ lang: language, dir: directionOf(language) });
    const over = await overflow(page);
    if (over > 0) wide.push(`${panel} by ${over} px`);
  }
  await context.close();
  return wide;
}
