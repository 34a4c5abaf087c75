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

/**
 * Security headers, `strict-transport-security` only where the service is reached by https. They are set before the
 * handler runs, so that it may say otherwise: touching the finished `Response` would cost it its cheap path.
 */
export const securityHeaders = (https: boolean) => {
  const headers = commonHeaders(https);
  return createMiddleware(async (c, next) => {
    for (const [name, value] of headers) c.header(name, value);
    await next();
  });
};

export const commonHeaders = (https: boolean): readonly (readonly [string, string])[] =>
  https ? [...common, ['strict-transport-security', 'max-age=31536000; includeSubDomains']] : common;
