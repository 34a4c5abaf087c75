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
