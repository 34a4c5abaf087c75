import * as v from 'valibot';
import { dayIn } from '../../../kit/common/day.ts';
import { announce } from '../../activity/server/announce.ts';
import type { DeliveryKind, OrderedGrant } from '../../orders/server/delivery.ts';
import { findPortal } from '../../portals/server/store.ts';
import { ComponentGrants, grantedBy, LicenceGrants, lastDayOf, type OrderedGrants } from '../grant.ts';
import { createLicence } from './licences-store.ts';

/** What the lines of an order grant, as the catalogue said when it was placed. */
const orderedGrants = (lines: readonly OrderedGrant[]): OrderedGrants => ({
  grants: lines.flatMap(({ variantId, grants }) =>
    variantId === null ? [] : v.parse(LicenceGrants, grants),
  ),
  components: lines.flatMap(({ componentId, grants, quantity }) =>
    componentId === null ? [] : [{ grants: v.parse(ComponentGrants, grants), quantity }],
  ),
});

/** The licences that an order brings: one of each product, however many lines add to it. */
export const licenceDelivery: DeliveryKind = {
  name: 'licence',
  applies: ({ grants }) => grants.some((line) => line.grants.length > 0),
  async deliver(tx, { vendorId, order, stored, grants, at }, { secrets }) {
    const portal = await findPortal(tx, vendorId, order.portalId);
    const today = dayIn(portal?.timeZone ?? 'UTC', new Date(order.paidAt ?? at));
    let resultId: string | null = null;
    for (const granted of grantedBy(orderedGrants(grants))) {
      const { productId, kind, mode, machineLimit, entitlements, lifetime } = granted;
      const follows = lifetime === 'contract' && order.contractId !== null;
      const licence = await createLicence(
        tx,
        { vendorId, secrets, at },
        {
          ...{ customerId: order.customerId, productId, kind, mode, machineLimit },
          ...{ entitlements: [...entitlements], contractId: order.contractId },
          // Where a contract carries it, it goes on until that ends.
          expiresAt: lastDayOf(lifetime, today, null),
          renews: follows,
        },
        { orderId: order.id, followsContract: follows },
      );
      resultId ??= licence.id;
      const { customerId } = order;
      await announce(tx, {
        ...{ vendorId, customerId, actor: stored.actor, at, subjectId: licence.id },
        action: 'licence.created',
        data: { customerId, licenceId: licence.id },
      });
    }
    return { resultId };
  },
};
