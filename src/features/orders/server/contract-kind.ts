import { dayIn } from '../../../kit/common/day.ts';
import { announce } from '../../activity/server/announce.ts';
import { withdrawalUntil } from '../../cancellations/rules.ts';
import { addContract } from '../../contracts/server/store.ts';
import type { StoredContract } from '../../contracts/server/table.ts';
import { keepAnswers } from '../../fields/server/values-store.ts';
import { findPortal } from '../../portals/server/store.ts';
import { contractItems, firstPeriod, taxOf } from '../rules.ts';
import type { DeliveryKind } from './delivery.ts';

/** The contract: what was ordered, at the price and on the terms that were agreed to. */
export const contractKind: DeliveryKind = {
  name: 'contract',
  applies: () => true,
  async deliver(tx, { vendorId, order, stored, at, portal: known }) {
    const { quote } = stored;
    const portal = known ?? (await findPortal(tx, vendorId, order.portalId));
    const startsOn = dayIn(portal?.timeZone ?? 'UTC', new Date(order.paidAt ?? at));
    // It has no outside id that could be taken.
    const contract = (await addContract(
      tx,
      vendorId,
      {
        customerId: order.customerId,
        title: order.title,
        startsOn,
        terms: stored.contractTerms,
        items: contractItems(quote, order.variantId),
        billingPeriod: quote.billingPeriod,
        tax: taxOf(quote),
        ...firstPeriod(startsOn, quote, stored.agreed?.cart.trial ?? null),
        agreed: stored.agreed,
        // Who orders as a company has none; of everybody else nothing says that they are not a consumer.
        withdrawalUntil:
          portal?.ending.withdrawal && !order.billing.company && !order.billing.vatId
            ? withdrawalUntil(dayIn(portal.timeZone, new Date(order.placedAt)))
            : null,
        purchaseOrder: order.purchaseOrder,
        deliverTo: order.deliverTo,
      },
      at,
    )) as StoredContract;
    const { id } = contract;
    await keepAnswers(tx, { vendorId, subject: 'contract', id }, order.answers, at);
    const { customerId } = order;
    await announce(tx, {
      ...{ vendorId, customerId, actor: stored.actor, at, subjectId: id },
      action: 'contract.created',
      data: { customerId, contractId: id },
    });
    return { resultId: id, made: { contract }, ofOrder: { contractId: id } };
  },
};
