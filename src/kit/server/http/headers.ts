import { createMiddleware } from 'hono/factory';

/** What every answer carries unless its route says otherwise; the portal document and assets set their own. */
const common: readonly (readonly [string, string])[] = [
  ['x-content-type-options', 'nosniff'],
  ['referrer-policy', 'no-referrer'],
  ['cross-origin-resource-policy', 'same-origin'],
  [
    'content-security-policy',
    "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
  ],
  ['cache-control', 'no-store'],
];

/** Security headers; `strict-transport-security` only where the service is reached by https. */
export const securityHeaders = (https: boolean) =>
  createMiddleware(async (c, next) => {
    await next();
    const { headers } = c.res;
    for (const [name, value] of common) if (!headers.has(name)) headers.set(name, value);
    if (https) headers.set('strict-transport-security', 'max-age=31536000; includeSubDomains');
  });
