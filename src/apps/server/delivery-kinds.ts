import { limitDelivery } from '../../features/domains/server/limit-delivery.ts';
import { licenceDelivery } from '../../features/licences/server/licence-delivery.ts';
import { confirmationKind } from '../../features/orders/server/confirmation-kind.ts';
import { contractKind } from '../../features/orders/server/contract-kind.ts';
import type { AnyDeliveryKind } from '../../features/orders/server/delivery.ts';
import { invoiceKind } from '../../features/orders/server/invoice-kind.ts';

/** What an order brings, in the order in which it is delivered. A feature that has something to deliver adds its line. */
export const deliveryKinds: readonly AnyDeliveryKind[] = [
  contractKind,
  invoiceKind,
  licenceDelivery,
  limitDelivery,
  confirmationKind,
];
