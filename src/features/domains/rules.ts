/** No limit; every other number is how many there may be, 0 for none. */
export const unlimited = -1;

/** Whether one more fits: `used` of `limit` are there. */
export const hasRoom = (limit: number, used: number): boolean => limit === unlimited || used < limit;

export type ParsedSite =
  | { readonly host: string; readonly refused?: never }
  | { readonly host?: never; readonly refused: string };

const name = /^(?=.{4,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])$/;

/**
 * The host of a customer's site, from a host name or an address as people paste it: `HTTPS://Müller.example:8443/shop` is
 * `xn--mller-kva.example`. `www.` is kept: it is another host. Otherwise a sentence that says what to change.
 */
export function parseSite(text: string): ParsedSite {
  const address = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `https://${text}`;
  if (!/^https?:/i.test(address) || !URL.canParse(address))
    return { refused: `“${text}” is no web address.` };
  const { hostname, username } = new URL(address);
  if (username) return { refused: 'Leave out user name and password.' };
  const host = hostname.replace(/\.$/, '');
  if (/^\[|^\d+(?:\.\d+){3}$/.test(host)) {
    return { refused: 'Name a host like shop.example, not an address of numbers.' };
  }
  if (!name.test(host)) return { refused: 'Expected a host name like shop.example.' };
  return { host };
}

/** How full something is, and what is to be said of it: all is well, four fifths are used, nothing is left. */
export interface Fill {
  /** 0 to 1; `undefined` where there is no limit. */
  readonly share: number | undefined;
  readonly level: 'well' | 'near' | 'full';
}

const near = 0.8;

/** `null` and no limit are never full; of none allowed, nothing is left. */
export function fillOf(used: number, allowed: number | null): Fill {
  if (allowed === null || allowed === unlimited) return { share: undefined, level: 'well' };
  const share = allowed === 0 ? 1 : Math.min(1, used / allowed);
  return { share, level: used >= allowed ? 'full' : share >= near ? 'near' : 'well' };
}
