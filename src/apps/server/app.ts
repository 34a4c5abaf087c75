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
import { approvalsPortalRoutes } from '../../features/approvals/server/portal-routes.ts';
import { tasksRoutes } from '../../features/approvals/server/tasks-routes.ts';
import { approvalsVendorRoutes } from '../../features/approvals/server/vendor-routes.ts';
import { billingPortalRoutes } from '../../features/billing/server/portal-routes.ts';
import { billingVendorRoutes, figuresRoutes } from '../../features/billing/server/vendor-routes.ts';
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
import { contactsVendorRoutes } from '../../features/customers/server/contact-routes.ts';
import {
  contactSecurityRoutes,
  ownershipRoutes,
} from '../../features/customers/server/contact-security-routes.ts';
import { emailRoutes } from '../../features/customers/server/email-routes.ts';
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
import { domainsPortalRoutes } from '../../features/domains/server/portal-routes.ts';
import { domainsVendorRoutes, usageVendorRoutes } from '../../features/domains/server/vendor-routes.ts';
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
import { invitationsVendorRoutes } from '../../features/invitations/server/vendor-routes.ts';
import { licencesPortalRoutes } from '../../features/licences/server/portal-routes.ts';
import { licenceRuntimeRoutes } from '../../features/licences/server/runtime-routes.ts';
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
import { passwordFirst } from '../../features/operators/server/password-first.ts';
import {
  operatorSessionRoutes,
  operatorSessionsRoutes,
  setupRoutes,
} from '../../features/operators/server/session-routes.ts';
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
  customerBalanceRoutes,
  paymentRefundRoutes,
  paymentSettingsRoutes,
  paymentsVendorRoutes,
} from '../../features/payments/server/vendor-routes.ts';
import { vouchersVendorRoutes } from '../../features/payments/server/voucher-routes.ts';
import { pluginsVendorRoutes } from '../../features/plugins/server/vendor-routes.ts';
import { portalsVendorRoutes } from '../../features/portals/server/vendor-routes.ts';
import { priceRoutes } from '../../features/pricing/server/price-routes.ts';
import { taxSettingRoutes } from '../../features/pricing/server/tax-routes.ts';
import { customerVatRoutes } from '../../features/pricing/server/vat-routes.ts';
import {
  invoiceReminderRoutes,
  remindersPortalRoutes,
  remindersVendorRoutes,
} from '../../features/reminders/server/routes.ts';
import { emailProofRoutes, termsPortalRoutes } from '../../features/signup/server/own-routes.ts';
import { signUpFormRoutes, signUpRoutes } from '../../features/signup/server/portal-routes.ts';
import {
  customerSignUpRoutes,
  signUpsVendorRoutes,
  templatePreviewRoutes,
  termsVendorRoutes,
} from '../../features/signup/server/vendor-routes.ts';
import { sitesPortalRoutes } from '../../features/sites/server/portal-routes.ts';
import {
  installationsVendorRoutes,
  labelRoutes,
  locationsVendorRoutes,
} from '../../features/sites/server/vendor-routes.ts';
import { statementRoutes } from '../../features/statements/server/vendor-routes.ts';
import { settingsRoutes, systemRoutes } from '../../features/system/server/routes.ts';
import { orderTermsRoutes } from '../../features/terms/server/portal-routes.ts';
import { termsDocumentsVendorRoutes, termsVersionRoutes } from '../../features/terms/server/vendor-routes.ts';
import { configurationRoutes } from '../../features/transfer/server/configuration-routes.ts';
import { exportRoutes } from '../../features/transfer/server/export-routes.ts';
import { importRoutes } from '../../features/transfer/server/import-routes.ts';
import { testClockRoutes } from '../../features/vendors/server/test-clock-routes.ts';
import { apiKeyRoutes, signingKeyRoutes } from '../../features/vendors/server/vendor-routes.ts';
import { webhookDeliveryRoutes } from '../../features/webhooks/server/delivery-routes.ts';
import { webhookEndpointRoutes } from '../../features/webhooks/server/endpoint-routes.ts';
import { webhookListenerRoutes } from '../../features/webhooks/server/listener-routes.ts';
import { securityHeaders } from '../../kit/server/http/headers.ts';
import { answerProblem, problemHandler, requestProblem } from '../../kit/server/http/problems.ts';
import { refusalLimit } from '../../kit/server/http/refusal-limit.ts';
import { idempotent, keyRequired } from '../../kit/server/idempotency.ts';
import { assetRoutes } from './assets.ts';
import { consoleDocumentRoutes } from './console-document.ts';
import { type AppContext, requestContext, safePath } from './context.ts';
import { deliveryKinds } from './delivery-kinds.ts';
import { docsRoutes } from './docs/routes.ts';
import { entranceRoutes } from './entrance-document.ts';
import { healthRoutes } from './health.ts';
import { nameShapes } from './openapi.ts';
import { orderHooks } from './order-hooks.ts';
import { portalDocumentRoutes } from './portal-document.ts';
import { templateKinds } from './template-kinds.ts';
import { themeStyle } from './theme.ts';
import { configurationParts, transferKinds } from './transfer-kinds.ts';
import { openApiWebhooks } from './webhook-events.ts';

export type App = Hono<{ Variables: RequestVars }>;

/** The folders Vite builds; absent in tests that only speak to the API. */
export const builtFolders = { portal: 'dist/portal', console: 'dist/console', embed: 'dist/embed' } as const;

/** The whole service over what it was given: no socket, no clock, no file of its own. */
export function createApp(context: AppContext): App {
  const app: App = new Hono<{ Variables: RequestVars }>();
  const https = context.publicUrl.startsWith('https:');
  app.use(securityHeaders(https));
  app.use(requestContext(context));
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
  app.notFound((c) => answerProblem(c, requestProblem('request.not-found')));

  app.route('/', healthRoutes(context));
  // Browsers ask for it by themselves; a 404 would stand in the console of everyone who opens a link.
  app.get('/favicon.ico', (c) => c.body(null, 204));
  app.route('/mail-preview', mailPreviewRoutes);
  app.route('/oidc', oidcSignInRoutes);
  app.route('/pay', returnPageRoutes(orderHooks));
  app.route('/cancel', publicCancelRoutes(themeStyle));
  app.route('/webhooks/stripe', stripeWebhookRoutes(orderHooks));
  app.route('/portal/v1', portalApi(context.vatServices ?? null));
  app.route('/api/v1', vendorApi(context.vatServices ?? null));
  app.route('/runtime/v1', runtimeApi());
  if (existsSync(`${builtFolders.portal}/manifest.json`)) {
    app.route('/assets', assetRoutes(`${builtFolders.portal}/assets`));
    app.route('/p', entranceRoutes(context, builtFolders.portal));
    app.route('/p', portalDocumentRoutes(context, builtFolders.portal));
    app.route('/signup', portalDocumentRoutes(context, builtFolders.portal, 'signup'));
    app.route('/order', portalDocumentRoutes(context, builtFolders.portal, 'order'));
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
      idempotent<PortalEnv>(({ owner }) => ({
        vendorId: owner.vendorId,
        scope: `portal:${owner.customerId}`,
      })),
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
    .route('/second-factor', secondFactorRoutes)
    .route('/login-as', loginAsPortalRoutes)
    .route('/activity', activityPortalRoutes)
    .route('/licences', licencesPortalRoutes)
    .route('/approvals', approvalsPortalRoutes)
    .route('/tasks', tasksRoutes)
    .use('/payments/top-ups', keyRequired)
    .use('/payments/invoices', keyRequired)
    .route('/payments', paymentsPanelRoutes)
    .route('/payments', paymentsPortalRoutes)
    .route('/domains', domainsPortalRoutes)
    .route('/sites', sitesPortalRoutes)
    .route('/order-panel', orderPanelRoutes);
  return new Hono<PortalEnv>()
    .route('/sessions', sessionRoutes)
    .route('/mailed-codes', mailedCodeRoutes)
    .route('/password-resets', passwordResetRoutes)
    .route('/link-renewals', linkRenewalRoutes)
    .route('/downloads', downloadRoutes)
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
    .route('/balance', byKey);
}

/** Routes that try a page, a provider, a mail server or a receiver, or wait for something to happen. */
const asksOutside =
  /\/(page-check|oidc\/check|mail-sender\/test|webhook-endpoints\/[^/]+\/test|webhook-listeners\/[^/]+\/next)$/;

/** What a vendor may do. Nobody is known yet at the OpenAPI file, at sign-in and at the first vendor's set-up. */
function vendorApi(vatServices: AppContext['vatServices'] | null = null) {
  return new Hono<VendorEnv>()
    .route('/operator-sessions', operatorSessionsRoutes)
    .route('/operator-session', operatorSessionRoutes)
    .route('/setup', setupRoutes)
    .use(async (c, next) => (c.req.path === '/api/v1/openapi.json' ? next() : vendorAuth(c, next)))
    .use('/operators', passwordFirst)
    .use(
      idempotent<VendorEnv>(({ vendorId, actor }) => ({ vendorId, scope: `api:${actor.id}` }), {
        except: asksOutside,
      }),
    )
    .route('/portals', portalsVendorRoutes)
    .route('/portals', letterheadRoutes)
    .route('/portals', templatePreviewRoutes(templateKinds))
    .route('/portals', mailTextRoutes)
    .route('/portals', previewRoutes)
    .route('/portals', portalMailRoutes)
    .route('/portals', oidcVendorRoutes)
    .route('/customers', customerCountRoutes)
    .route('/customers', customersVendorRoutes)
    .route('/customers', customerAccessRoutes)
    .route('/customers', customerBelongingRoutes)
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
    .route('/contracts', cancellationsVendorRoutes)
    .route('/declarations', declarationsVendorRoutes)
    .route('/orders', ordersVendorRoutes)
    .route('/orders', orderActRoutes(deliveryKinds))
    .route('/order-sessions', orderSessionRoutes)
    .route('/invoices', invoicesVendorRoutes)
    .route('/invoices', invoiceXmlRoutes)
    .route('/invoices', invoiceMailRoutes)
    .route('/invoices', invoiceReminderRoutes)
    .route('/invoices', invoiceCorrectionRoutes)
    .route('/corrections', correctionsVendorRoutes)
    .route('/credit-notes', creditNotesVendorRoutes)
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
    .route('/usage-records', usageVendorRoutes)
    .route('/products', productsVendorRoutes)
    .route('/licences', licencesVendorRoutes)
    .route('/licence-signing-keys', licenceSigningKeyRoutes)
    .route('/locations', locationsVendorRoutes)
    .route('/locations', locationCodeRoutes)
    .route('/locations', labelRoutes)
    .route('/installations', installationsVendorRoutes)
    .route('/mails', mailsVendorRoutes)
    .route('/invitations', invitationsVendorRoutes)
    .route('/test-clock', testClockRoutes)
    .route('/portal-tokens', portalTokenRoutes)
    .route('/portal-links', portalLinkRoutes)
    .route('/api-keys', apiKeyRoutes)
    .route('/signing-keys', signingKeyRoutes)
    .route('/system', systemRoutes)
    .route('/settings', settingsRoutes)
    .route('/tax-setting', taxSettingRoutes)
    .route('/operators', operatorRoutes)
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
