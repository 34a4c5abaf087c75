import type { MiddlewareHandler } from 'hono';
import type { RateLimiterMemory } from 'rate-limiter-flexible';
import { addressKey, clientAddress } from './client-address.ts';
import { tooMany } from './problems.ts';

/**
 * Refuses an address that keeps sending credentials that are not valid: after 300 refusals in a minute, 429 with
 * `Retry-After`. Valid requests cost nothing. Each process counts for itself: what is guessed here has 128 bits and
 * more, so the limit saves work, it is not what protects.
 */
export function refusalLimit(trustedProxies: number): MiddlewareHandler {
  let limiter: RateLimiterMemory | undefined;
  /** Loaded with the first refusal: until then there is nothing to count. */
  const counting = async () => {
    const { RateLimiterMemory } = await import('rate-limiter-flexible');
    limiter ??= new RateLimiterMemory({ points: 300, duration: 60 });
    return limiter;
  };
  return async (c, next) => {
    const address = clientAddress(c, trustedProxies);
    const key = address && addressKey(address);
    const used = key ? await limiter?.get(key) : null;
    if (used && used.remainingPoints <= 0) throw tooMany(used.msBeforeNext);
    await next();
    if (key && c.res.status === 401) await (await counting()).consume(key).catch(() => undefined);
  };
}
