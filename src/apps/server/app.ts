import { existsSync } from 'node:fs';
import { Hono } from 'hono';
import { generateSpecs } from 'hono-openapi';
import type { RequestVars } from '../../features/access/server/env.ts';
import { askRoutes } from '../../features/addresses/server/ask-routes.ts';
import { alertLinkRoutes } from '../../features/alerts/server/link-page.ts';
import { publicCancelRoutes } from '../../features/cancellations/server/public-routes.ts';
import { publicFileRoutes } from '../../features/files/server/routes.ts';
import { mailPreviewRoutes } from '../../features/mails/server/preview.ts';
import { oidcSignInRoutes } from '../../features/oidc/server/sign-in-routes.ts';
import { ssoPages } from '../../features/operators/server/sso-pages.ts';
import { returnPageRoutes } from '../../features/payments/server/return-page.ts';
import { stripeWebhookRoutes } from '../../features/payments/server/stripe/webhook-routes.ts';
import { fontRoutes } from '../../features/portals/server/font-routes.ts';
import { statementRoutes as accessibilityRoutes } from '../../features/portals/server/statement-page.ts';
import { calendarFileRoutes } from '../../features/sites/server/calendar-routes.ts';
import { viewMailLinkRoutes } from '../../features/usage/server/view-mails-link.ts';
import { securityHeaders } from '../../kit/server/http/headers.ts';
import { answerProblem, problemHandler, requestProblem } from '../../kit/server/http/problems.ts';
import { refusalLimit } from '../../kit/server/http/refusal-limit.ts';
import { assetRoutes } from './assets.ts';
import { brandRoutes } from './brand/routes.ts';
import { builtFolders } from './built-folders.ts';
import { consoleDocumentRoutes } from './console-document.ts';
import { contentRoutes } from './content-routes.ts';
import { type AppContext, requestContext, safePath } from './context.ts';
import { docsRoutes } from './docs/routes.ts';
import { entranceRoutes } from './entrance-document.ts';
import { healthRoutes } from './health.ts';
import { looksRoutes } from './looks-routes.ts';
import { nameShapes } from './openapi.ts';
import { orderHooks } from './order-hooks.ts';
import { pinnedLoaderRoutes } from './pinned-loaders.ts';
import { portalApi } from './portal-api.ts';
import { readPortalBuild } from './portal-build.ts';
import { portalDocumentRoutes } from './portal-document.ts';
import { runtimeApi } from './runtime-api.ts';
import { themeStyle } from './theme.ts';
import { vendorApi } from './vendor-api.ts';
import { openApiWebhooks } from './webhook-events.ts';
import { wordsRoutes } from './words-routes.ts';

export type App = Hono<{ Variables: RequestVars }>;

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
    app.route('/assets', assetRoutes(`${builtFolders.portal}/assets`, 'assets'));
    app.route('/words', wordsRoutes());
    app.route('/looks', looksRoutes);
    app.route('/content', contentRoutes(readPortalBuild(builtFolders.portal).script));
    app.route('/fonts', fontRoutes);
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
  app.route('/v1', pinnedLoaderRoutes);
  if (existsSync(builtFolders.embed)) app.route('/v1', assetRoutes(builtFolders.embed, 'v1'));
  app.route(
    '/docs',
    docsRoutes(() => openApi(context.publicUrl)),
  );
  app.get('/api/v1/openapi.json', async (c) => c.json(await openApi(context.publicUrl)));
  return app;
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
