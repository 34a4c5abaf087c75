import { orderHooks as hooksOf } from '../../features/orders/server/payment-hooks.ts';
import type { OrderHooks } from '../../features/payments/server/provider.ts';
import { deliveryKinds } from './delivery-kinds.ts';

/** What payments tell orders: features do not know each other in a circle, so it is put together here. */
export const orderHooks: OrderHooks = hooksOf(deliveryKinds);
