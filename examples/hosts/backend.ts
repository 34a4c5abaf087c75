import { type PortalKey, signPortalToken } from '../../embed/server/index.ts';
import { type Person, people } from './people.ts';

/** What the company set up once: its id in Portico, and the signing key whose public half Portico knows. */
export interface VendorAccount {
  readonly vendorId: string;
  readonly key: PortalKey;
  /** Where its portals are: `http://localhost:4400`. */
  readonly portalOrigin: string;
}

const cookieName = 'person';

/**
 * Who is signed in on this site. A real site looks up its own session here; the examples keep the place in their list
 * of people in a cookie, which anybody may change, because anybody may be anybody here.
 */
export function personOf(site: string, cookies: string | undefined): Person | undefined {
  const cookie = cookies?.split('; ').find((part) => part.startsWith(`${cookieName}=`));
  const chosen = cookie?.slice(cookieName.length + 1) ?? '0';
  return /^\d+$/.test(chosen) ? people[site]?.[Number(chosen)] : undefined;
}

/** The cookie that makes this person the one who is signed in; an empty choice signs out. */
export const personCookie = (site: string, chosen: string): string =>
  `${cookieName}=${/^\d+$/.test(chosen) ? chosen : ''}; Path=/${site}/; HttpOnly; SameSite=Lax`;

/** The whole of what a vendor's backend does for Portico: it says who is signed in. */
export function portalToken(site: string, person: Person, { vendorId, key, portalOrigin }: VendorAccount) {
  return signPortalToken({
    key,
    vendorId,
    portalAddress: `${portalOrigin}/p/${site}`,
    customerId: `ext:${person.customer}`,
    contact: person.contact && `ext:${person.contact}`,
    // Only for somebody whom Portico has never seen: the portal makes the customer from these.
    ...(person.email && { name: person.name, email: person.email, country: 'DE' }),
  });
}
