import type { Context } from 'hono';

/** What proxies say of addresses that lie nowhere: unknown ones, and those of anonymous networks. */
const nowhere = ['XX', 'ZZ', 'T1', 'A1', 'A2', 'AP', 'EU'];

/**
 * The country a request came from, as the proxy in front says it in this header; nothing is looked up here. Without a
 * proxy whose word counts, whatever stands there was written by the client itself.
 */
export function clientCountry(
  c: Context,
  { header, trustedProxies }: { readonly header: string | undefined; readonly trustedProxies: number },
): string | null {
  if (!header || trustedProxies === 0) return null;
  const said = (c.req.header(header) ?? '').trim().toUpperCase();
  return /^[A-Z]{2}$/.test(said) && !nowhere.includes(said) ? said : null;
}
