import * as v from 'valibot';
import type { DeliveryKind } from '../../orders/server/delivery.ts';
import { type GivenLimits, PlanLimits } from '../plan-limits.ts';
import { settleLimits } from './plan-limits-store.ts';

/** What a plan gives to use: from the first day of the contract that the order made, and as long as that goes on. */
export const limitDelivery: DeliveryKind = {
  name: 'limits',
  applies: ({ grants }) => grants.some(({ limits }) => limits),
  async deliver(tx, { vendorId, order, grants, at }) {
    const { id: orderId, contractId, customerId } = order;
    const given = grants.flatMap(({ limits }): GivenLimits[] =>
      limits ? [{ contractId, orderId, limits: v.parse(PlanLimits, limits) }] : [],
    );
    await settleLimits(tx, { vendorId, customerId }, { at, change: (of) => [...of, ...given] });
    return { resultId: null };
  },
};
