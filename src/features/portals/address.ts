import type { Portal } from './schema.ts';

type Reached = Pick<Portal, 'host'>;

/** Where customers reach a portal, without a slash at the end: under its own name, else the service's. */
export function originOf({ host }: Reached, publicUrl: string): string {
  if (host === null) return publicUrl;
  const url = new URL(publicUrl);
  url.hostname = host;
  return url.origin;
}

/** What stands in mails, links and documents: `https://account.acme.example/p/acme`. */
export const addressOf = (portal: Reached & Pick<Portal, 'slug'>, publicUrl: string): string =>
  `${originOf(portal, publicUrl)}/p/${portal.slug}`;
