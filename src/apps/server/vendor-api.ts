import { Hono } from 'hono';
import { customerCodeRoutes, locationCodeRoutes } from '../../features/access/server/access-code-routes.ts';
import { customerSecretRoutes } from '../../features/access/server/customer-secret-routes.ts';
import type { VendorEnv } from '../../features/access/server/env.ts';
import { vendorAuth } from '../../features/access/server/vendor-auth.ts';
import { customerAccessRoutes, portalTokenRoutes } from '../../features/access/server/vendor-routes.ts';
import { activityRoutes } from '../../features/activity/server/vendor-routes.ts';
import { addressRoutes } from '../../features/addresses/server/vendor-routes.ts';
import { alertsVendorRoutes } from '../../features/alerts/server/vendor-routes.ts';
import { approvalsVendorRoutes } from '../../features/approvals/server/vendor-routes.ts';
import { billingVendorRoutes, figuresRoutes } from '../../features/billing/server/vendor-routes.ts';
import { brandingRoutes } from '../../features/branding/server/routes.ts';
import {
  cancellationsVendorRoutes,
  declarationsVendorRoutes,
} from '../../features/cancellations/server/vendor-routes.ts';
import {
  componentsVendorRoutes,
  couponsVendorRoutes,
  familiesVendorRoutes,
  plansVendorRoutes,
  taxClassesVendorRoutes,
  variantsVendorRoutes,
} from '../../features/catalogue/server/vendor-routes.ts';
import { contractsVendorRoutes } from '../../features/contracts/server/vendor-routes.ts';
import {
  correctionsVendorRoutes,
  invoiceCorrectionRoutes,
} from '../../features/corrections/server/routes.ts';
import { customerBelongingRoutes } from '../../features/customers/server/belonging-routes.ts';
import { bulkChangeRoutes } from '../../features/customers/server/bulk/routes.ts';
import { contactsVendorRoutes } from '../../features/customers/server/contact-routes.ts';
import {
  contactSecurityRoutes,
  ownershipRoutes,
} from '../../features/customers/server/contact-security-routes.ts';
import { customerFilterRoutes } from '../../features/customers/server/filter-routes.ts';
import { customerCountRoutes, customersVendorRoutes } from '../../features/customers/server/vendor-routes.ts';
import {
  creditNoteMailRoutes,
  invoiceMailRoutes,
  mailTextRoutes,
} from '../../features/document-mails/server/routes.ts';
import {
  creditNotesVendorRoutes,
  invoicesVendorRoutes,
} from '../../features/documents/server/collections.ts';
import { creditNoteXmlRoutes, invoiceXmlRoutes } from '../../features/documents/server/e-invoice/routes.ts';
import { letterheadRoutes, numberSeriesRoutes } from '../../features/documents/server/letter-routes.ts';
import { customerCallRoutes } from '../../features/domains/server/call-routes.ts';
import { sightingRoutes } from '../../features/domains/server/sighting-routes.ts';
import { countsVendorRoutes, domainsVendorRoutes } from '../../features/domains/server/vendor-routes.ts';
import {
  contractFieldRoutes,
  customerFieldRoutes,
  customFieldsVendorRoutes,
  planFieldRoutes,
} from '../../features/fields/server/vendor-routes.ts';
import { filesVendorRoutes } from '../../features/files/server/routes.ts';
import { findRoutes } from '../../features/find/server/routes.ts';
import { invitationsVendorRoutes } from '../../features/invitations/server/vendor-routes.ts';
import {
  licenceAbuseRoutes,
  licencePaymentRoutes,
  licenceTransferRoutes,
} from '../../features/licences/server/care-routes.ts';
import { licenceUseVendorRoutes } from '../../features/licences/server/usage-routes.ts';
import {
  licenceSigningKeyRoutes,
  licencesVendorRoutes,
  productsVendorRoutes,
} from '../../features/licences/server/vendor-routes.ts';
import { portalLinkRoutes } from '../../features/links/server/vendor-routes.ts';
import { previewRoutes } from '../../features/login-as/server/preview-routes.ts';
import { loginAsVendorRoutes } from '../../features/login-as/server/vendor-routes.ts';
import { portalMailRoutes } from '../../features/mails/server/portal-mail-routes.ts';
import { mailsVendorRoutes } from '../../features/mails/server/vendor-routes.ts';
import { oidcVendorRoutes } from '../../features/oidc/server/vendor-routes.ts';
import { operatorInvitationRoutes } from '../../features/operators/server/invitation-routes.ts';
import { operatorJoinRoutes } from '../../features/operators/server/join-routes.ts';
import { operatorOidcRoutes } from '../../features/operators/server/oidc-routes.ts';
import { consoleSessionsRoutes } from '../../features/operators/server/own-sessions-routes.ts';
import { passwordFirst } from '../../features/operators/server/password-first.ts';
import { operatorPolicyRoutes } from '../../features/operators/server/policy-routes.ts';
import { operatorResetRoutes } from '../../features/operators/server/reset-routes.ts';
import { ownSecurityRoutes } from '../../features/operators/server/security-routes.ts';
import {
  operatorSessionRoutes,
  operatorSessionsRoutes,
  setupRoutes,
} from '../../features/operators/server/session-routes.ts';
import { operatorRoutes } from '../../features/operators/server/vendor-routes.ts';
import {
  orderActRoutes,
  orderSessionRoutes,
  ordersVendorRoutes,
} from '../../features/orders/server/vendor-routes.ts';
import { overviewRoutes } from '../../features/overview/server/routes.ts';
import { packagesVendorRoutes } from '../../features/packages/server/vendor-routes.ts';
import {
  creditNoteRefundRoutes,
  customerBalanceRoutes,
  paymentRefundRoutes,
  paymentSettingsRoutes,
  paymentsVendorRoutes,
} from '../../features/payments/server/vendor-routes.ts';
import { vouchersVendorRoutes } from '../../features/payments/server/voucher-routes.ts';
import { pluginsVendorRoutes } from '../../features/plugins/server/vendor-routes.ts';
import { portalDraftRoutes } from '../../features/portals/server/draft-routes.ts';
import { portalLookRoutes, themeRoutes } from '../../features/portals/server/look-routes.ts';
import { portalsVendorRoutes } from '../../features/portals/server/vendor-routes.ts';
import { taxSettingRoutes } from '../../features/pricing/server/tax-routes.ts';
import { customerVatRoutes } from '../../features/pricing/server/vat-routes.ts';
import { refusalsRoutes } from '../../features/refusals/server/vendor-routes.ts';
import {
  invoiceReminderRoutes,
  reminderFeesRoutes,
  remindersVendorRoutes,
} from '../../features/reminders/server/routes.ts';
import { routesVendorRoutes } from '../../features/routes/server/vendor-routes.ts';
import {
  customerSignUpRoutes,
  signUpsVendorRoutes,
  templatePreviewRoutes,
  termsVendorRoutes,
} from '../../features/signup/server/vendor-routes.ts';
import { calendarFeedRoutes } from '../../features/sites/server/calendar-routes.ts';
import {
  entryFileRoutes,
  logbookVendorRoutes,
  siteDocumentFileRoutes,
  siteDocumentsVendorRoutes,
} from '../../features/sites/server/record-routes.ts';
import {
  installationsVendorRoutes,
  labelRoutes,
  locationsVendorRoutes,
} from '../../features/sites/server/vendor-routes.ts';
import {
  handoverRoutes,
  inspectionsVendorRoutes,
  requestsVendorRoutes,
} from '../../features/sites/server/work-routes.ts';
import { statementRoutes } from '../../features/statements/server/vendor-routes.ts';
import { settingsRoutes, systemRoutes } from '../../features/system/server/routes.ts';
import { deletionVendorRoutes } from '../../features/team/server/leaving-routes.ts';
import { termsDocumentsVendorRoutes, termsVersionRoutes } from '../../features/terms/server/vendor-routes.ts';
import { textGatewayRoutes } from '../../features/texts/server/gateway-routes.ts';
import { configurationRoutes } from '../../features/transfer/server/configuration-routes.ts';
import { exportRoutes } from '../../features/transfer/server/export-routes.ts';
import { importRoutes } from '../../features/transfer/server/import-routes.ts';
import { ownDataVendorRoutes } from '../../features/transfer/server/own-data-routes.ts';
import {
  usageBatchRoutes,
  usageReportRoutes,
  usageVendorRoutes,
} from '../../features/usage/server/vendor-routes.ts';
import { usageViewRoutes } from '../../features/usage/server/view-routes.ts';
import { testClockRoutes } from '../../features/vendors/server/test-clock-routes.ts';
import { apiKeyRoutes, signingKeyRoutes } from '../../features/vendors/server/vendor-routes.ts';
import { webhookDeliveryRoutes } from '../../features/webhooks/server/delivery-routes.ts';
import { webhookEndpointRoutes } from '../../features/webhooks/server/endpoint-routes.ts';
import { webhookListenerRoutes } from '../../features/webhooks/server/listener-routes.ts';
import { wordsVendorRoutes } from '../../features/words/server/routes.ts';
import { idempotent, keyRequired } from '../../kit/server/idempotency.ts';
import { builtFolders } from './built-folders.ts';
import type { AppContext } from './context.ts';
import { deliveryKinds } from './delivery-kinds.ts';
import { finders } from './finders.ts';
import { orderHooks } from './order-hooks.ts';
import { overviewSources } from './overview/sources.ts';
import { loaderRoutes } from './pinned-loaders.ts';
import { templateKinds } from './template-kinds.ts';
import { configurationParts, transferKinds } from './transfer-kinds.ts';
import { wordBook } from './word-book.ts';

const book = wordBook();

/**
 * Routes that try a page, a provider, a mail server or a receiver, or wait for something to happen; and the comparisons
 * of a configuration and of a look, which undo their own transaction.
 */
const asksOutside =
  /\/(page-check|(operator-)?oidc\/check|addresses\/[^/]+\/check|mail-sender\/test|text-gateway\/test|webhook-endpoints\/[^/]+\/test|webhook-listeners\/[^/]+\/next|configuration\/comparison|portals\/[^/]+\/theme-file)$/;

/** What a vendor may do. Nobody is known yet at the OpenAPI file, at sign-in and at the first vendor's set-up. */
export function vendorApi(vatServices: AppContext['vatServices'] | null = null) {
  return new Hono<VendorEnv>()
    .route('/operator-sessions', operatorSessionsRoutes)
    .route('/operator-session', operatorSessionRoutes)
    .route('/operator-session', ownSecurityRoutes)
    .route('/operator-session', consoleSessionsRoutes)
    .route('/operator-join', operatorJoinRoutes)
    .route('/operator-password-resets', operatorResetRoutes)
    .route('/setup', setupRoutes)
    .use(async (c, next) => (c.req.path === '/api/v1/openapi.json' ? next() : vendorAuth(c, next)))
    .use('/operators', passwordFirst)
    .use(
      idempotent<VendorEnv>(({ vendorId, actor }) => ({ vendorId, scope: `api:${actor.id}` }), {
        except: asksOutside,
      }),
    )
    .route('/portals', portalLookRoutes)
    .route('/portals', portalDraftRoutes)
    .route('/portals', portalsVendorRoutes)
    .route('/themes', themeRoutes)
    .route('/files', filesVendorRoutes)
    .route('/words', wordsVendorRoutes(book))
    .route('/portals', letterheadRoutes)
    .route('/portals', templatePreviewRoutes(templateKinds))
    .route('/portals', mailTextRoutes)
    .route('/portals', previewRoutes)
    .route('/portals', portalMailRoutes)
    .route('/portals', oidcVendorRoutes)
    .route('/portals', addressRoutes)
    .route('/customers', customerCountRoutes)
    .route('/customers', customersVendorRoutes)
    .route('/customers', customerAccessRoutes)
    .route('/customers', customerBelongingRoutes)
    .route('/customers', ownDataVendorRoutes)
    .route('/customers', customerVatRoutes(vatServices ?? null))
    .route('/customers', customerCodeRoutes)
    .route('/customers', customerSecretRoutes)
    .route('/customers', customerSignUpRoutes)
    .route('/sign-ups', signUpsVendorRoutes(templateKinds))
    .route('/terms', termsVendorRoutes)
    .route('/terms-documents', termsDocumentsVendorRoutes)
    .route('/terms-documents', termsVersionRoutes)
    .route('/customers', loginAsVendorRoutes)
    .route('/contacts', contactsVendorRoutes)
    .route('/contacts', contactSecurityRoutes)
    .route('/customers', ownershipRoutes)
    .route('/routes', routesVendorRoutes)
    .route('/packages', packagesVendorRoutes)
    .route('/alerts', alertsVendorRoutes)
    .route('/plugins', pluginsVendorRoutes)
    .route('/product-families', familiesVendorRoutes)
    .route('/plans', plansVendorRoutes)
    .route('/plan-variants', variantsVendorRoutes)
    .route('/components', componentsVendorRoutes)
    .route('/coupons', couponsVendorRoutes)
    .route('/tax-classes', taxClassesVendorRoutes)
    .route('/custom-fields', customFieldsVendorRoutes)
    .route('/customers', customerFieldRoutes)
    .route('/contracts', contractFieldRoutes)
    .route('/plans', planFieldRoutes)
    .route('/contracts', contractsVendorRoutes)
    .route('/contracts', billingVendorRoutes)
    .route('/contract-figures', figuresRoutes)
    .route('/bulk-changes', bulkChangeRoutes)
    .route('/customer-filters', customerFilterRoutes)
    .route('/overview', overviewRoutes(overviewSources))
    .route('/search', findRoutes(finders))
    .route('/contracts', cancellationsVendorRoutes)
    .route('/declarations', declarationsVendorRoutes)
    .route('/orders', ordersVendorRoutes)
    .route('/orders', orderActRoutes(deliveryKinds))
    .route('/order-sessions', orderSessionRoutes)
    .route('/invoices', invoicesVendorRoutes)
    .route('/invoices', invoiceXmlRoutes)
    .route('/invoices', invoiceMailRoutes)
    .route('/invoices', invoiceReminderRoutes)
    .route('/invoices', reminderFeesRoutes)
    .route('/invoices', invoiceCorrectionRoutes)
    .route('/corrections', correctionsVendorRoutes)
    .route('/deletion-requests', deletionVendorRoutes)
    .route('/credit-notes', creditNotesVendorRoutes)
    .route('/credit-notes', creditNoteRefundRoutes(orderHooks))
    .route('/credit-notes', creditNoteXmlRoutes)
    .route('/credit-notes', creditNoteMailRoutes)
    .route('/reminders', remindersVendorRoutes)
    .route('/number-series', numberSeriesRoutes)
    .use('/payments', keyRequired)
    .use('/payments/:id/refunds', keyRequired)
    .route('/payments', paymentsVendorRoutes(orderHooks))
    .route('/payments', paymentRefundRoutes(orderHooks))
    .route('/approvals', approvalsVendorRoutes)
    .route('/vouchers', vouchersVendorRoutes)
    .route('/statements', statementRoutes(orderHooks))
    .route('/payment-settings', paymentSettingsRoutes)
    .route('/customers', customerBalanceRoutes)
    .route('/domains', domainsVendorRoutes)
    .route('/call-counts', countsVendorRoutes)
    .route('/customers', customerCallRoutes)
    .route('/domain-sightings', sightingRoutes)
    .route('/usage-records', usageBatchRoutes)
    .route('/usage-records', usageVendorRoutes)
    .route('/usage-report', usageReportRoutes)
    .route('/usage-views', usageViewRoutes)
    .route('/products', productsVendorRoutes)
    .route('/licences', licencesVendorRoutes)
    .route('/licences', licencePaymentRoutes)
    .route('/licences', licenceUseVendorRoutes)
    .route('/licence-transfers', licenceTransferRoutes)
    .route('/licence-abuse', licenceAbuseRoutes)
    .route('/licence-signing-keys', licenceSigningKeyRoutes)
    .route('/locations', locationsVendorRoutes)
    .route('/locations', locationCodeRoutes)
    .route('/locations', labelRoutes)
    .route('/locations', handoverRoutes)
    .route('/installations', installationsVendorRoutes)
    .route('/logbook-entries', logbookVendorRoutes)
    .route('/logbook-entries', entryFileRoutes)
    .route('/site-documents', siteDocumentsVendorRoutes)
    .route('/site-documents', siteDocumentFileRoutes)
    .route('/inspections', inspectionsVendorRoutes)
    .route('/site-requests', requestsVendorRoutes)
    .route('/calendar-feeds', calendarFeedRoutes)
    .route('/mails', mailsVendorRoutes)
    .route('/invitations', invitationsVendorRoutes)
    .route('/test-clock', testClockRoutes)
    .route('/portal-tokens', portalTokenRoutes)
    .route('/portal-links', portalLinkRoutes)
    .route('/api-keys', apiKeyRoutes)
    .route('/signing-keys', signingKeyRoutes)
    .route('/system', systemRoutes)
    .route('/settings', settingsRoutes)
    .route('/text-gateway', textGatewayRoutes)
    .route('/tax-setting', taxSettingRoutes)
    .route('/branding', brandingRoutes)
    .route('/operators', operatorRoutes)
    .route('/operator-invitations', operatorInvitationRoutes)
    .route('/operator-policy', operatorPolicyRoutes)
    .route('/operator-oidc', operatorOidcRoutes)
    .route('/activity', activityRoutes)
    .route('/loader', loaderRoutes(builtFolders.embed))
    .route('/refused-requests', refusalsRoutes)
    .route('/webhook-endpoints', webhookEndpointRoutes)
    .route('/webhook-deliveries', webhookDeliveryRoutes)
    .route('/webhook-listeners', webhookListenerRoutes)
    .route('/imports', importRoutes(transferKinds))
    .route('/exports', exportRoutes(transferKinds))
    .route('/configuration', configurationRoutes(configurationParts));
}
