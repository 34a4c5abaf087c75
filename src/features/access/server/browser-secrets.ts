import type { Context } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { topPortal } from './portal-auth.ts';

/**
 * Secrets of one browser and ten minutes, which tie the end of a sign-in to its beginning. The portal's own page has
 * them in cookies that no script reads; in a frame, where cookies are another site's, the page itself holds them.
 */
export type BrowserSecret = 'asked' | 'proof' | 'reset';

const lifeSeconds = 600;
const cookie = {
  path: '/',
  secure: true,
  httpOnly: true,
  sameSite: 'Strict',
  maxAge: lifeSeconds,
} as const;
const nameOf = (kind: BrowserSecret, slug: string): string => `__Host-portico_${kind}_${slug}`;

/** Keeps the secret in a cookie where it can be: then the answer need not hold it. */
export function keepInBrowser(c: Context, kind: BrowserSecret, slug: string, secret: string): string | null {
  if (topPortal(c) !== slug) return secret;
  setCookie(c, nameOf(kind, slug), secret, cookie);
  return null;
}

/** A proof that came back with a page: that page's own calls bring it along. */
export function giveProof(c: Context, slug: string, secret: string): void {
  setCookie(c, nameOf('proof', slug), secret, cookie);
}

export const readFromBrowser = (c: Context, kind: BrowserSecret): string | undefined => {
  const slug = topPortal(c);
  return slug && getCookie(c, nameOf(kind, slug));
};

export function dropFromBrowser(c: Context, kind: BrowserSecret): void {
  const slug = topPortal(c);
  if (slug && getCookie(c, nameOf(kind, slug)) !== undefined) {
    deleteCookie(c, nameOf(kind, slug), { path: '/', secure: true });
  }
}
