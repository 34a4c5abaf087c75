/**
 * True for an origin on the vendor's list. Entries are exact origins, or have one leading `*.` label that stands for
 * one or more labels: `https://*.acme.example` allows `https://shop.acme.example`, not `https://acme.example`. On a
 * test side `http://localhost:*` stands for any port.
 */
export function isAllowedHost(origin: string, allowedHosts: readonly string[]): boolean {
  return allowedHosts.some((entry) => {
    const [scheme, suffix] = entry.split('://*.');
    if (suffix === undefined)
      return entry.endsWith(':*') ? origin.replace(/:\d+$/, '') === entry.slice(0, -2) : entry === origin;
    const prefix = `${scheme}://`;
    if (!origin.startsWith(prefix) || !origin.endsWith(`.${suffix}`)) return false;
    return /^[a-z0-9-]+(\.[a-z0-9-]+)*$/.test(origin.slice(prefix.length, -suffix.length - 1));
  });
}

/**
 * Origins `hello` may be sent to. Browsers with `ancestorOrigins` say who the parent is; the others (Firefox) get
 * the referrer's origin where it is allowed, else every exact entry of the list: the browser delivers to the right
 * one alone.
 */
export function possibleParents(
  allowedHosts: readonly string[],
  ancestor: string | undefined,
  referrer: string,
): readonly string[] {
  if (ancestor !== undefined) return isAllowedHost(ancestor, allowedHosts) ? [ancestor] : [];
  const from = referrer ? new URL(referrer).origin : '';
  if (isAllowedHost(from, allowedHosts)) return [from];
  return allowedHosts.filter((entry) => !entry.includes('*'));
}
