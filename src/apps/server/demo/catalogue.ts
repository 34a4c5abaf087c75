import {
  components,
  coupons,
  families,
  plans,
  taxClasses,
  variants,
} from '../../../features/catalogue/server/stores.ts';
import { updatePortal } from '../../../features/portals/server/store.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import { cookiewise } from './catalogue/cookiewise.ts';
import { keysmith } from './catalogue/keysmith.ts';
import { koelwacht } from './catalogue/koelwacht.ts';
import type { DemoCatalogue } from './catalogue/shape.ts';
import { stromwerk } from './catalogue/stromwerk.ts';
import { voxline } from './catalogue/voxline.ts';
import type { DemoSlug } from './portals.ts';

export const demoCatalogues: Readonly<Record<DemoSlug, DemoCatalogue>> = {
  ...{ stromwerk, keysmith, cookiewise, voxline, koelwacht },
};

/** What a company sells, and the page on which its portal sells it: five companies are one vendor here. */
export async function addCatalogue(
  tx: Db,
  vendorId: string,
  portalId: string,
  catalogue: DemoCatalogue,
  write: { readonly at: Date; readonly testSide: boolean },
): Promise<void> {
  // Ids of one moment sort by chance: each thing has a moment of its own, so that all stand in the order of the data.
  let made = write.at.getTime();
  const next = () => new Date(made++);
  for (const wanted of catalogue.taxClasses ?? []) await taxClasses.create(tx, vendorId, wanted, next());
  const [familyIds, variantIds]: [string[], string[]] = [[], []];
  for (const { plans: wantedPlans, components: wantedComponents, ...wanted } of catalogue.families) {
    const family = await families.create(tx, vendorId, wanted, next());
    familyIds.push(family.id);
    for (const { variants: wantedVariants, ...wantedPlan } of wantedPlans) {
      const plan = await plans.create(tx, vendorId, { ...wantedPlan, familyId: family.id }, next());
      for (const wantedVariant of wantedVariants) {
        const variant = await variants.create(tx, vendorId, { ...wantedVariant, planId: plan.id }, next());
        if (variant.selfService) variantIds.push(variant.id);
      }
    }
    for (const component of wantedComponents)
      await components.create(tx, vendorId, { ...component, familyId: family.id }, next());
  }
  for (const coupon of catalogue.coupons)
    await coupons.create(tx, vendorId, { ...coupon, familyIds }, next());
  const order = { enabled: true, coupon: true, variantIds, ...catalogue.order };
  await updatePortal(tx, vendorId, portalId, { order }, write);
}
