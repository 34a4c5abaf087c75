import { describe, expect, test } from 'vitest';
import { catalogueForOrder, type Stock } from '../../../features/catalogue/for-order.ts';
import { checkComponent, checkCoupon, checkVariant } from '../../../features/catalogue/rules.ts';
import {
  startComponent,
  startCoupon,
  startFamily,
  startPlan,
  startVariant,
} from '../../../features/catalogue/server/start.ts';
import { demoCatalogues } from './catalogue.ts';
import { demoPortals } from './portals.ts';

/** The demo's own data as the stores would keep it. */
const stocks = Object.entries(demoCatalogues).map(([slug, catalogue]) => {
  const made = (id: string) => ({ id, now: '2026-11-22T10:00:00.000Z' });
  const stock = { families: [], plans: [], variants: [], components: [], taxClasses: [] } as {
    [Name in keyof Stock]: Stock[Name][number][];
  };
  for (const { plans, components, ...family } of catalogue.families) {
    stock.families.push({ ...startFamily(family, made(family.externalId)), taxClassId: null });
    for (const { variants, ...plan } of plans) {
      stock.plans.push(startPlan({ ...plan, familyId: family.externalId }, made(plan.externalId)));
      for (const variant of variants) {
        const wanted = { ...variant, planId: plan.externalId, familyId: family.externalId };
        stock.variants.push(startVariant(wanted, made(variant.externalId)));
      }
    }
    for (const component of components) {
      const wanted = { ...component, familyId: family.externalId };
      stock.components.push(startComponent(wanted, made(component.externalId)));
    }
  }
  return { slug, catalogue, stock };
});

describe.each(stocks)('what $slug sells', ({ slug, catalogue, stock }) => {
  test('BIL-13 holds together, coupons too', () => {
    const wrong = [
      ...stock.variants.flatMap((variant) => checkVariant(variant)),
      ...stock.components.flatMap((component) => checkComponent(component)),
      ...catalogue.coupons.flatMap((coupon) => checkCoupon(startCoupon(coupon, { id: 'x', now: 'x' }))),
    ];
    expect(wrong).toEqual([]);
  });

  test('BIL-15 every variant in self-service has something beside it, in each language of its portal', () => {
    const { languages = [] } = demoPortals.find((portal) => portal.slug === slug) ?? {};
    for (const language of languages) {
      for (const currency of catalogue.order.currencies ?? []) {
        const offered = catalogueForOrder(stock, { language, currency, selfService: true });
        expect(offered?.currency).toBe(currency);
        for (const family of offered?.families ?? []) expect(family.components.length).toBeGreaterThan(0);
      }
    }
    expect(languages.length).toBeGreaterThan(0);
  });
});
