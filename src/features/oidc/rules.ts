/** What a provider's address must be. Loopback and plain http only on a test side, or where the service itself is local. */
export function issuerFault(text: string, local: boolean): string | undefined {
  const url = URL.parse(text);
  if (!url) return 'Expected an address like https://login.acme.example.';
  const loopback = ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && loopback && local)) {
    return 'A provider is asked by https only.';
  }
  if (loopback && !local) return 'On the live side a provider is not on this machine.';
  if (url.username || url.password) return 'Leave out user name and password.';
  if (url.search || url.hash) return 'Leave out everything behind ? or #.';
  return undefined;
}

/**
 * Where a sign-in leads back to: a panel of the same portal and nothing else. Whatever is not plainly that (another
 * host however written, another scheme, another portal, an encoded slash) is the portal's first page.
 */
export function returnPath(slug: string, wanted: string | undefined): string {
  const home = `/p/${slug}`;
  if (wanted === undefined || wanted.length > 200 || !wanted.startsWith(`${home}/`)) return home;
  return /^[a-z][a-z0-9-]{0,40}(\/[\w-]{1,60})?$/.test(wanted.slice(home.length + 1)) ? wanted : home;
}

/** What the person sees after it did not work; the vendor finds the reason in the log. */
export type OidcOutcome = 'done' | 'unknown' | 'cancelled' | 'failed' | 'expired';

/** The claims that count, out of the ID token or the provider's user information. */
export interface Identity {
  readonly sub: string;
  readonly email?: unknown;
  readonly email_verified?: unknown;
}

/**
 * The address by which somebody is known, if the provider has verified it: anybody can have an unverified one. Some send
 * the claim as text.
 */
export const verifiedEmail = ({ email, email_verified: verified }: Identity): string | undefined =>
  typeof email === 'string' && (verified === true || verified === 'true') ? email : undefined;
