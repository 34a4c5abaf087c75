import { Hono } from 'hono';
import type { RequestVars, VendorEnv } from '../../features/access/server/env.ts';
import { vendorAuth } from '../../features/access/server/vendor-auth.ts';
import { callRuntimeRoutes } from '../../features/domains/server/runtime-routes.ts';
import { deviceCodeRoutes, deviceTokenRoutes } from '../../features/licences/server/device-routes.ts';
import { licenceRuntimeRoutes } from '../../features/licences/server/runtime-routes.ts';
import { licenceUsageRoutes } from '../../features/licences/server/usage-routes.ts';
import { balanceRuntimeRoutes } from '../../features/payments/server/runtime-routes.ts';
import { idempotent, keyRequired } from '../../kit/server/idempotency.ts';

/** What the vendor's shipped software calls. */
export function runtimeApi() {
  const byKey = new Hono<VendorEnv>()
    .use(vendorAuth)
    .use(idempotent<VendorEnv>(({ vendorId, actor }) => ({ vendorId, scope: `runtime:${actor.id}` })))
    .use('/charges', keyRequired)
    .route('/', balanceRuntimeRoutes);
  return new Hono<{ Variables: RequestVars }>()
    .route('/licences', licenceRuntimeRoutes)
    .route('/licences', licenceUsageRoutes)
    .route('/calls', callRuntimeRoutes)
    .route('/device-codes', deviceCodeRoutes)
    .route('/device-tokens', deviceTokenRoutes)
    .route('/balance', byKey);
}
