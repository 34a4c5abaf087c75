import { visibilityOf } from '../../features/access/rules.ts';
import type { FirstOf } from '../../features/access/server/env.ts';
import { orderFormOf } from '../../features/order-page/server/order-form.ts';
import { requirePortal } from '../../features/portals/server/store.ts';
import { isProblem } from '../../kit/common/problem.ts';

/** The order page's own answer, beside the one that lets the person in; where nothing can be ordered, the page asks. */
export const firstOf: FirstOf = async (db, { session, facts }, { order }) => {
  if (!order || !visibilityOf('order', facts).view || session.terms) return {};
  const { vendorId, portalId, language } = session;
  const portal = await requirePortal(db, vendorId, portalId);
  const wish = { portal, vendorId, language, by: { session, facts } };
  try {
    return { order: await orderFormOf(db, { ...wish, ...(order.variant && { variant: order.variant }) }) };
  } catch (error) {
    if (isProblem(error)) return {};
    throw error;
  }
};
