import { createMiddleware } from 'hono/factory';

/** How long a browser remembers that it may ask; none remembers longer than two hours. */
const rememberedSeconds = 7200;

/**
 * Lets pages of any origin ask, without cookies: for routes whose key is in the request. The headers are set before the
 * route runs, so that its answer keeps its cheap path.
 */
export const anyOrigin = createMiddleware(async (c, next) => {
  c.header('access-control-allow-origin', '*');
  if (c.req.method !== 'OPTIONS') return next();
  c.header('access-control-allow-methods', 'POST');
  c.header('access-control-allow-headers', 'content-type');
  c.header('access-control-max-age', String(rememberedSeconds));
  return c.body(null, 204);
});
