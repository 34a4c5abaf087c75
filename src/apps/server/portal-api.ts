import { Hono } from 'hono';
import type { PortalEnv } from '../../features/access/server/env.ts';
import { mailedCodeRoutes } from '../../features/access/server/mailed-code-routes.ts';
import { portalAuth } from '../../features/access/server/portal-auth.ts';
import { bootstrapRoutes, sessionRoutes } from '../../features/access/server/portal-routes.ts';
import { accountsPortalRoutes } from '../../features/accounts/server/portal-routes.ts';
import { activityPortalRoutes } from '../../features/activity/server/portal-routes.ts';
import { alertsPortalRoutes } from '../../features/alerts/server/portal-routes.ts';
import { approvalsPortalRoutes } from '../../features/approvals/server/portal-routes.ts';
import { tasksRoutes } from '../../features/approvals/server/tasks-routes.ts';
import { billingPortalRoutes } from '../../features/billing/server/portal-routes.ts';
import { cancellationsPortalRoutes } from '../../features/cancellations/server/portal-routes.ts';
import { contractsPortalRoutes } from '../../features/contracts/server/portal-routes.ts';
import { correctionPortalRoutes } from '../../features/corrections/server/routes.ts';
import { emailRoutes } from '../../features/customers/server/email-routes.ts';
import { mobileRoutes } from '../../features/customers/server/mobile-routes.ts';
import { passwordResetRoutes } from '../../features/customers/server/password-reset-routes.ts';
import { profilePortalRoutes } from '../../features/customers/server/portal-routes.ts';
import { secondFactorRoutes } from '../../features/customers/server/second-factor-routes.ts';
import { documentXmlRoutes } from '../../features/documents/server/e-invoice/routes.ts';
import { documentsPortalRoutes, downloadRoutes } from '../../features/documents/server/portal-routes.ts';
import { domainsPortalRoutes } from '../../features/domains/server/portal-routes.ts';
import {
  contractFieldsPortalRoutes,
  customFieldsPortalRoutes,
} from '../../features/fields/server/portal-routes.ts';
import { licenceCarePortalRoutes } from '../../features/licences/server/portal-care-routes.ts';
import { licencesPortalRoutes } from '../../features/licences/server/portal-routes.ts';
import { linkRenewalRoutes } from '../../features/links/server/portal-routes.ts';
import { loginAsPortalRoutes } from '../../features/login-as/server/portal-routes.ts';
import { orderFormRoutes, orderPanelRoutes } from '../../features/order-page/server/portal-routes.ts';
import { sessionCart } from '../../features/orders/server/order-sessions.ts';
import {
  openOrderSessionRoutes,
  orderTicketRoutes,
  placeOrderRoutes,
} from '../../features/orders/server/place-routes.ts';
import { ordersPortalRoutes } from '../../features/orders/server/portal-routes.ts';
import { packagesPortalRoutes } from '../../features/packages/server/portal-routes.ts';
import { paymentsPanelRoutes } from '../../features/payments/server/portal-money-routes.ts';
import {
  checkoutRoutes,
  paymentsPortalRoutes,
  voucherPortalRoutes,
} from '../../features/payments/server/portal-routes.ts';
import { pluginsPortalRoutes } from '../../features/plugins/server/portal-routes.ts';
import { priceRoutes } from '../../features/pricing/server/price-routes.ts';
import { remindersPortalRoutes } from '../../features/reminders/server/routes.ts';
import { routesPortalRoutes } from '../../features/routes/server/portal-routes.ts';
import { scriptPortalRoutes } from '../../features/scripts/server/portal-routes.ts';
import { emailProofRoutes, termsPortalRoutes } from '../../features/signup/server/own-routes.ts';
import { signUpFormRoutes, signUpRoutes } from '../../features/signup/server/portal-routes.ts';
import { calendarPortalRoutes } from '../../features/sites/server/calendar-routes.ts';
import { requestPortalRoutes } from '../../features/sites/server/portal-request-routes.ts';
import { sitesPortalRoutes } from '../../features/sites/server/portal-routes.ts';
import { deletionPortalRoutes } from '../../features/team/server/leaving-routes.ts';
import { ownSessionsRoutes, teamPortalRoutes } from '../../features/team/server/routes.ts';
import { orderTermsRoutes } from '../../features/terms/server/portal-routes.ts';
import { ownDataPortalRoutes } from '../../features/transfer/server/own-data-routes.ts';
import { usageExportRoutes, usagePortalRoutes } from '../../features/usage/server/portal-routes.ts';
import { idempotent, keyRequired } from '../../kit/server/idempotency.ts';
import { alertSources } from './alert-sources.ts';
import type { AppContext } from './context.ts';
import { deliveryKinds } from './delivery-kinds.ts';
import { orderHooks } from './order-hooks.ts';
import { templateKinds } from './template-kinds.ts';

/** What a customer may do. Every route but the session exchange stands behind `portalAuth`. */
export function portalApi(vatServices: AppContext['vatServices'] | null = null) {
  const signedIn = new Hono<PortalEnv>()
    .use(portalAuth)
    .use(
      idempotent<PortalEnv>(
        ({ owner }) => ({ vendorId: owner.vendorId, scope: `portal:${owner.customerId}` }),
        // A text leaves while somebody waits: no transaction does.
        { except: /\/profile\/mobile$/ },
      ),
    )
    .route('/bootstrap', bootstrapRoutes)
    .route('/accounts', accountsPortalRoutes)
    .route('/contracts', contractsPortalRoutes)
    .route('/contracts', billingPortalRoutes)
    .route('/contracts', cancellationsPortalRoutes)
    .route('/contracts', contractFieldsPortalRoutes)
    .route('/custom-fields', customFieldsPortalRoutes)
    .route('/orders', ordersPortalRoutes)
    .route('/documents', documentsPortalRoutes)
    .route('/documents', documentXmlRoutes)
    .route('/documents', remindersPortalRoutes)
    .route('/documents', correctionPortalRoutes)
    .route('/terms', termsPortalRoutes)
    .route('/email-proof', emailProofRoutes(templateKinds))
    .route('/profile', profilePortalRoutes)
    .route('/profile/email', emailRoutes)
    .route('/profile/mobile', mobileRoutes)
    .route('/second-factor', secondFactorRoutes)
    .route('/team', teamPortalRoutes)
    .route('/own-sessions', ownSessionsRoutes)
    .route('/deletion-request', deletionPortalRoutes)
    .route('/data-export', ownDataPortalRoutes)
    .route('/login-as', loginAsPortalRoutes)
    .route('/activity', activityPortalRoutes)
    .route('/licences', licencesPortalRoutes)
    .route('/licences', licenceCarePortalRoutes)
    .route('/approvals', approvalsPortalRoutes)
    .route('/tasks', tasksRoutes)
    .route('/script', scriptPortalRoutes)
    .use('/payments/top-ups', keyRequired)
    .use('/payments/invoices', keyRequired)
    .route('/payments', paymentsPanelRoutes)
    .route('/payments', paymentsPortalRoutes)
    .route('/routes', routesPortalRoutes)
    .route('/packages', packagesPortalRoutes)
    .route('/alerts', alertsPortalRoutes(alertSources))
    .route('/plugins', pluginsPortalRoutes)
    .route('/domains', domainsPortalRoutes)
    .route('/usage', usagePortalRoutes)
    .route('/sites', calendarPortalRoutes)
    .route('/sites', requestPortalRoutes)
    .route('/sites', sitesPortalRoutes)
    .route('/order-panel', orderPanelRoutes);
  return new Hono<PortalEnv>()
    .route('/sessions', sessionRoutes)
    .route('/mailed-codes', mailedCodeRoutes)
    .route('/password-resets', passwordResetRoutes)
    .route('/link-renewals', linkRenewalRoutes)
    .route('/downloads', downloadRoutes)
    .route('/usage-exports', usageExportRoutes)
    .route('/sign-up', signUpFormRoutes)
    .route('/sign-ups', signUpRoutes(templateKinds))
    .route('/order-form', orderFormRoutes)
    .route('/order-terms', orderTermsRoutes)
    .route('/order-tickets', orderTicketRoutes)
    .route('/order-sessions', openOrderSessionRoutes)
    .route('/orders', placeOrderRoutes(deliveryKinds, templateKinds))
    .route('/orders/price', priceRoutes(vatServices ?? null, sessionCart))
    .route('/payments', checkoutRoutes(orderHooks))
    .route('/payments', voucherPortalRoutes)
    .route('/', signedIn);
}
