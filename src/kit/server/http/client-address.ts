import type { Context } from 'hono';

interface SocketBindings {
  readonly incoming?: { readonly socket: { readonly remoteAddress?: string } };
}

/**
 * The address a request came from, as the outermost of `trustedProxies` proxies saw it; 0: the socket's own. What a
 * client writes into `X-Forwarded-For` itself stands further left and never counts. `undefined` without a socket.
 */
export function clientAddress(c: Context, trustedProxies: number): string | undefined {
  const socket = (c.env as SocketBindings | undefined)?.incoming?.socket.remoteAddress;
  if (!socket || trustedProxies === 0) return socket;
  const forwarded = (c.req.header('x-forwarded-for') ?? '').split(',').map((entry) => entry.trim());
  return forwarded.at(-trustedProxies) || socket;
}

/** What shares one budget: an IPv4 address, or the /64 a single customer is given in IPv6. */
export function addressKey(address: string): string {
  const plain = address.replace(/^::ffff:/, '');
  return plain.includes(':') ? plain.split(':').slice(0, 4).join(':') : plain;
}
