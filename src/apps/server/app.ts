import { existsSync } from 'node:fs';
import { Hono } from 'hono';
import { generateSpecs } from 'hono-openapi';
import { customerCodeRoutes, locationCodeRoutes } from '../../features/access/server/access-code-routes.ts';
import { customerSecretRoutes } from '../../features/access/server/customer-secret-routes.ts';
import type { PortalEnv, RequestVars, VendorEnv } from '../../features/access/server/env.ts';
import { mailedCodeRoutes } from '../../features/access/server/mailed-code-routes.ts';
import { portalAuth } from '../../features/access/server/portal-auth.ts';
import { bootstrapRoutes, sessionRoutes } from '../../features/access/server/portal-routes.ts';
import { vendorAuth } from '../../features/access/server/vendor-auth.ts';
import { customerAccessRoutes, portalTokenRoutes } from '../../features/access/server/vendor-routes.ts';
import { accountsPortalRoutes } from '../../features/accounts/server/portal-routes.ts';
import { activityPortalRoutes } from '../../features/activity/server/portal-routes.ts';
import { activityRoutes } from '../../features/activity/server/vendor-routes.ts';
import { askRoutes } from '../../features/addresses/server/ask-routes.ts';
import { addressRoutes } from '../../features/addresses/server/vendor-routes.ts';
import { alertLinkRoutes } from '../../features/alerts/server/link-page.ts';
import { alertsPortalRoutes } from '../../features/alerts/server/portal-routes.ts';
import { alertsVendorRoutes } from '../../features/alerts/server/vendor-routes.ts';
import { approvalsPortalRoutes } from '../../features/approvals/server/portal-routes.ts';
import { tasksRoutes } from '../../features/approvals/server/tasks-routes.ts';
import { approvalsVendorRoutes } from '../../features/approvals/server/vendor-routes.ts';
import { billingPortalRoutes } from '../../features/billing/server/portal-routes.ts';
import { billingVendorRoutes, figuresRoutes } from '../../features/billing/server/vendor-routes.ts';
import { brandingRoutes } from '../../features/branding/server/routes.ts';
import { cancellationsPortalRoutes } from '../../features/cancellations/server/portal-routes.ts';
import { publicCancelRoutes } from '../../features/cancellations/server/public-routes.ts';
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
import { contractsPortalRoutes } from '../../features/contracts/server/portal-routes.ts';
import { contractsVendorRoutes } from '../../features/contracts/server/vendor-routes.ts';
import {
  correctionPortalRoutes,
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
import { emailRoutes } from '../../features/customers/server/email-routes.ts';
import { customerFilterRoutes } from '../../features/customers/server/filter-routes.ts';
import { mobileRoutes } from '../../features/customers/server/mobile-routes.ts';
import { passwordResetRoutes } from '../../features/customers/server/password-reset-routes.ts';
import { profilePortalRoutes } from '../../features/customers/server/portal-routes.ts';
import { secondFactorRoutes } from '../../features/customers/server/second-factor-routes.ts';
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
import {
  creditNoteXmlRoutes,
  documentXmlRoutes,
  invoiceXmlRoutes,
} from '../../features/documents/server/e-invoice/routes.ts';
import { letterheadRoutes, numberSeriesRoutes } from '../../features/documents/server/letter-routes.ts';
import { documentsPortalRoutes, downloadRoutes } from '../../features/documents/server/portal-routes.ts';
import { customerCallRoutes } from '../../features/domains/server/call-routes.ts';
import { domainsPortalRoutes } from '../../features/domains/server/portal-routes.ts';
import { callRuntimeRoutes } from '../../features/domains/server/runtime-routes.ts';
import { sightingRoutes } from '../../features/domains/server/sighting-routes.ts';
import { countsVendorRoutes, domainsVendorRoutes } from '../../features/domains/server/vendor-routes.ts';
import {
  contractFieldsPortalRoutes,
  customFieldsPortalRoutes,
} from '../../features/fields/server/portal-routes.ts';
import {
  contractFieldRoutes,
  customerFieldRoutes,
  customFieldsVendorRoutes,
  planFieldRoutes,
} from '../../features/fields/server/vendor-routes.ts';
import { filesVendorRoutes, publicFileRoutes } from '../../features/files/server/routes.ts';
import { findRoutes } from '../../features/find/server/routes.ts';
import { invitationsVendorRoutes } from '../../features/invitations/server/vendor-routes.ts';
import {
  licenceAbuseRoutes,
  licencePaymentRoutes,
  licenceTransferRoutes,
} from '../../features/licences/server/care-routes.ts';
import { deviceCodeRoutes, deviceTokenRoutes } from '../../features/licences/server/device-routes.ts';
import { licenceCarePortalRoutes } from '../../features/licences/server/portal-care-routes.ts';
import { licencesPortalRoutes } from '../../features/licences/server/portal-routes.ts';
import { licenceRuntimeRoutes } from '../../features/licences/server/runtime-routes.ts';
import { licenceUsageRoutes, licenceUseVendorRoutes } from '../../features/licences/server/usage-routes.ts';
import {
  licenceSigningKeyRoutes,
  licencesVendorRoutes,
  productsVendorRoutes,
} from '../../features/licences/server/vendor-routes.ts';
import { linkRenewalRoutes } from '../../features/links/server/portal-routes.ts';
import { portalLinkRoutes } from '../../features/links/server/vendor-routes.ts';
import { loginAsPortalRoutes } from '../../features/login-as/server/portal-routes.ts';
import { previewRoutes } from '../../features/login-as/server/preview-routes.ts';
import { loginAsVendorRoutes } from '../../features/login-as/server/vendor-routes.ts';
import { portalMailRoutes } from '../../features/mails/server/portal-mail-routes.ts';
import { mailPreviewRoutes } from '../../features/mails/server/preview.ts';
import { mailsVendorRoutes } from '../../features/mails/server/vendor-routes.ts';
import { oidcSignInRoutes } from '../../features/oidc/server/sign-in-routes.ts';
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
import { ssoPages } from '../../features/operators/server/sso-pages.ts';
import { operatorRoutes } from '../../features/operators/server/vendor-routes.ts';
import { orderFormRoutes, orderPanelRoutes } from '../../features/order-page/server/portal-routes.ts';
import { sessionCart } from '../../features/orders/server/order-sessions.ts';
import {
  openOrderSessionRoutes,
  orderTicketRoutes,
  placeOrderRoutes,
} from '../../features/orders/server/place-routes.ts';
import { ordersPortalRoutes } from '../../features/orders/server/portal-routes.ts';
import {
  orderActRoutes,
  orderSessionRoutes,
  ordersVendorRoutes,
} from '../../features/orders/server/vendor-routes.ts';
import { overviewRoutes } from '../../features/overview/server/routes.ts';
import { packagesPortalRoutes } from '../../features/packages/server/portal-routes.ts';
import { packagesVendorRoutes } from '../../features/packages/server/vendor-routes.ts';
import { paymentsPanelRoutes } from '../../features/payments/server/portal-money-routes.ts';
import {
  checkoutRoutes,
  paymentsPortalRoutes,
  voucherPortalRoutes,
} from '../../features/payments/server/portal-routes.ts';
import { returnPageRoutes } from '../../features/payments/server/return-page.ts';
import { balanceRuntimeRoutes } from '../../features/payments/server/runtime-routes.ts';
import { stripeWebhookRoutes } from '../../features/payments/server/stripe/webhook-routes.ts';
import {
  creditNoteRefundRoutes,
  customerBalanceRoutes,
  paymentRefundRoutes,
  paymentSettingsRoutes,
  paymentsVendorRoutes,
} from '../../features/payments/server/vendor-routes.ts';
import { vouchersVendorRoutes } from '../../features/payments/server/voucher-routes.ts';
import { pluginsPortalRoutes } from '../../features/plugins/server/portal-routes.ts';
import { pluginsVendorRoutes } from '../../features/plugins/server/vendor-routes.ts';
import { portalDraftRoutes } from '../../features/portals/server/draft-routes.ts';
import { portalLookRoutes, themeRoutes } from '../../features/portals/server/look-routes.ts';
import { statementRoutes as accessibilityRoutes } from '../../features/portals/server/statement-page.ts';
import { portalsVendorRoutes } from '../../features/portals/server/vendor-routes.ts';
import { priceRoutes } from '../../features/pricing/server/price-routes.ts';
import { taxSettingRoutes } from '../../features/pricing/server/tax-routes.ts';
import { customerVatRoutes } from '../../features/pricing/server/vat-routes.ts';
import {
  invoiceReminderRoutes,
  reminderFeesRoutes,
  remindersPortalRoutes,
  remindersVendorRoutes,
} from '../../features/reminders/server/routes.ts';
import { routesPortalRoutes } from '../../features/routes/server/portal-routes.ts';
import { routesVendorRoutes } from '../../features/routes/server/vendor-routes.ts';
import { scriptPortalRoutes } from '../../features/scripts/server/portal-routes.ts';
import { emailProofRoutes, termsPortalRoutes } from '../../features/signup/server/own-routes.ts';
import { signUpFormRoutes, signUpRoutes } from '../../features/signup/server/portal-routes.ts';
import {
  customerSignUpRoutes,
  signUpsVendorRoutes,
  templatePreviewRoutes,
  termsVendorRoutes,
} from '../../features/signup/server/vendor-routes.ts';
import {
  calendarFeedRoutes,
  calendarFileRoutes,
  calendarPortalRoutes,
} from '../../features/sites/server/calendar-routes.ts';
import { requestPortalRoutes } from '../../features/sites/server/portal-request-routes.ts';
import { sitesPortalRoutes } from '../../features/sites/server/portal-routes.ts';
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
import { deletionPortalRoutes, deletionVendorRoutes } from '../../features/team/server/leaving-routes.ts';
import { ownSessionsRoutes, teamPortalRoutes } from '../../features/team/server/routes.ts';
import { orderTermsRoutes } from '../../features/terms/server/portal-routes.ts';
import { termsDocumentsVendorRoutes, termsVersionRoutes } from '../../features/terms/server/vendor-routes.ts';
import { textGatewayRoutes } from '../../features/texts/server/gateway-routes.ts';
import { configurationRoutes } from '../../features/transfer/server/configuration-routes.ts';
import { exportRoutes } from '../../features/transfer/server/export-routes.ts';
import { importRoutes } from '../../features/transfer/server/import-routes.ts';
import { ownDataPortalRoutes, ownDataVendorRoutes } from '../../features/transfer/server/own-data-routes.ts';
import { usageExportRoutes, usagePortalRoutes } from '../../features/usage/server/portal-routes.ts';
import {
  usageBatchRoutes,
  usageReportRoutes,
  usageVendorRoutes,
} from '../../features/usage/server/vendor-routes.ts';
import { viewMailLinkRoutes } from '../../features/usage/server/view-mails-link.ts';
import { usageViewRoutes } from '../../features/usage/server/view-routes.ts';
import { testClockRoutes } from '../../features/vendors/server/test-clock-routes.ts';
import { apiKeyRoutes, signingKeyRoutes } from '../../features/vendors/server/vendor-routes.ts';
import { webhookDeliveryRoutes } from '../../features/webhooks/server/delivery-routes.ts';
import { webhookEndpointRoutes } from '../../features/webhooks/server/endpoint-routes.ts';
import { webhookListenerRoutes } from '../../features/webhooks/server/listener-routes.ts';
import { wordsVendorRoutes } from '../../features/words/server/routes.ts';
import { securityHeaders } from '../../kit/server/http/headers.ts';
import { answerProblem, problemHandler, requestProblem } from '../../kit/server/http/problems.ts';
import { refusalLimit } from '../../kit/server/http/refusal-limit.ts';
import { idempotent, keyRequired } from '../../kit/server/idempotency.ts';
import { alertSources } from './alert-sources.ts';
import { assetRoutes } from './assets.ts';
import { brandRoutes } from './brand/routes.ts';
import { consoleDocumentRoutes } from './console-document.ts';
import { contentRoutes } from './content-routes.ts';
import { type AppContext, requestContext, safePath } from './context.ts';
import { deliveryKinds } from './delivery-kinds.ts';
import { docsRoutes } from './docs/routes.ts';
import { entranceRoutes } from './entrance-document.ts';
import { finders } from './finders.ts';
import { healthRoutes } from './health.ts';
import { looksRoutes } from './looks-routes.ts';
import { nameShapes } from './openapi.ts';
import { orderHooks } from './order-hooks.ts';
import { overviewSources } from './overview/sources.ts';
import { readPortalBuild } from './portal-build.ts';
import { portalDocumentRoutes } from './portal-document.ts';
import { templateKinds } from './template-kinds.ts';
import { themeStyle } from './theme.ts';
import { configurationParts, transferKinds } from './transfer-kinds.ts';
import { openApiWebhooks } from './webhook-events.ts';
import { wordBook } from './word-book.ts';
import { wordsRoutes } from './words-routes.ts';

export type App = Hono<{ Variables: RequestVars }>;

/** The folders Vite builds; absent in tests that only speak to the API. */
export const builtFolders = { portal: 'dist/portal', console: 'dist/console', embed: 'dist/embed' } as const;

/** The whole service over what it was given: no socket, no clock, no file of its own. */
export function createApp(context: AppContext): App {
  const app: App = new Hono<{ Variables: RequestVars }>();
  const https = context.publicUrl.startsWith('https:');
  app.use(securityHeaders(https));
  app.use(requestContext(context, (request, env) => app.fetch(request, env)));
  app.onError(
    problemHandler((error, c) => {
      context.log.error(
        { id: c.get('requestId'), method: c.req.method, path: safePath(c), error },
        'request failed',
      );
    }),
  );
  app.use('/portal/v1/*', refusalLimit(context.trustedProxies ?? 0));
  app.use('/api/v1/*', refusalLimit(context.trustedProxies ?? 0));
  app.use('/runtime/v1/*', refusalLimit(context.trustedProxies ?? 0));
  app.use('/calendar/*', refusalLimit(context.trustedProxies ?? 0));
  app.notFound((c) => answerProblem(c, requestProblem('request.not-found')));

  app.route('/', healthRoutes(context));
  // Browsers ask for it by themselves; a 404 would stand in the console of everyone who opens a link.
  app.get('/favicon.ico', (c) => c.body(null, 204));
  app.get('/', (c, next) => (c.var.here ? c.redirect(`/p/${c.var.here.slug}`) : next()));
  app.route('/tls', askRoutes);
  app.route('/mail-preview', mailPreviewRoutes);
  app.route('/oidc', oidcSignInRoutes);
  app.route('/console', ssoPages);
  app.route('/calendar', calendarFileRoutes);
  app.route('/pay', returnPageRoutes(orderHooks));
  app.route('/cancel', publicCancelRoutes(themeStyle));
  app.route('/accessibility', accessibilityRoutes(themeStyle));
  app.route('/alerts', alertLinkRoutes(themeStyle));
  app.route('/report-mails', viewMailLinkRoutes(themeStyle));
  app.route('/webhooks/stripe', stripeWebhookRoutes(orderHooks));
  app.route('/portal/v1', portalApi(context.vatServices ?? null));
  app.route('/api/v1', vendorApi(context.vatServices ?? null));
  app.route('/runtime/v1', runtimeApi());
  if (existsSync(`${builtFolders.portal}/manifest.json`)) {
    app.route('/assets', assetRoutes(`${builtFolders.portal}/assets`));
    app.route('/words', wordsRoutes());
    app.route('/looks', looksRoutes);
    app.route('/content', contentRoutes(readPortalBuild(builtFolders.portal).script));
    app.route('/files', publicFileRoutes);
    app.route('/p', entranceRoutes(context, builtFolders.portal));
    app.route('/p', portalDocumentRoutes(context, builtFolders.portal));
    app.route('/signup', portalDocumentRoutes(context, builtFolders.portal, 'signup'));
    app.route('/order', portalDocumentRoutes(context, builtFolders.portal, 'order'));
    app.route('/brand', brandRoutes(context, builtFolders.portal));
  }
  if (existsSync(`${builtFolders.console}/manifest.json`)) {
    app.route('/console', consoleDocumentRoutes(context, builtFolders.console));
  }
  if (existsSync(builtFolders.embed)) app.route('/v1', assetRoutes(builtFolders.embed));
  app.route(
    '/docs',
    docsRoutes(() => openApi(context.publicUrl)),
  );
  app.get('/api/v1/openapi.json', async (c) => c.json(await openApi(context.publicUrl)));
  return app;
}

/** What a customer may do. Every route but the session exchange stands behind `portalAuth`. */
function portalApi(vatServices: AppContext['vatServices'] | null = null) {
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

/** What the vendor's shipped software calls. */
function runtimeApi() {
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

const book = wordBook();

/**
 * Routes that try a page, a provider, a mail server or a receiver, or wait for something to happen; and the comparisons
 * of a configuration and of a look, which undo their own transaction.
 */
const asksOutside =
  /\/(page-check|(operator-)?oidc\/check|addresses\/[^/]+\/check|mail-sender\/test|text-gateway\/test|webhook-endpoints\/[^/]+\/test|webhook-listeners\/[^/]+\/next|configuration\/comparison|portals\/[^/]+\/theme-file)$/;

/** What a vendor may do. Nobody is known yet at the OpenAPI file, at sign-in and at the first vendor's set-up. */
function vendorApi(vatServices: AppContext['vatServices'] | null = null) {
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
    .route('/webhook-endpoints', webhookEndpointRoutes)
    .route('/webhook-deliveries', webhookDeliveryRoutes)
    .route('/webhook-listeners', webhookListenerRoutes)
    .route('/imports', importRoutes(transferKinds))
    .route('/exports', exportRoutes(transferKinds))
    .route('/configuration', configurationRoutes(configurationParts));
}

let specs: Promise<object> | undefined;

/** The OpenAPI file, made once from the routes themselves. */
export function openApi(publicUrl: string): Promise<object> {
  const routes = new Hono()
    .route('/api/v1', vendorApi())
    .route('/portal/v1', portalApi())
    .route('/runtime/v1', runtimeApi());
  specs ??= generateSpecs(routes, {
    documentation: {
      info: {
        title: 'Portico',
        version: '1',
        description: 'Vendor API (`/api/v1`, API key) and portal API (`/portal/v1`, session token).',
      },
      servers: [{ url: publicUrl }],
      components: {
        securitySchemes: {
          bearer: { type: 'http', scheme: 'bearer' },
          console: { type: 'apiKey', in: 'cookie', name: '__Host-portico_console' },
        },
      },
      security: [{ bearer: [] }, { console: [] }],
    },
    defaultValidationErrorResponse: false,
  } as never)
    .then(nameShapes)
    .then((file) => ({ ...file, webhooks: openApiWebhooks() }));
  return specs;
}
