import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Context } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import type { Secrets } from '../../../kit/server/secrets.ts';
import { emailKey } from './operators-store.ts';

const sessionCookie = '__Host-portico_console';
/** `__Host-` binds a cookie to this origin alone; no script reads it, no other site's request carries it. */
const strict = { path: '/', secure: true, httpOnly: true, sameSite: 'Strict' } as const;

export const sessionTokenOf = (c: Context): string | undefined => getCookie(c, sessionCookie);

/** Without an end of its own: browsers forget it when they are closed, the service after 30 idle minutes. */
export const setSessionCookie = (c: Context, token: string): void =>
  setCookie(c, sessionCookie, token, strict);

export const clearSessionCookie = (c: Context): void =>
  setCookie(c, sessionCookie, '', { ...strict, maxAge: 0 });

const deviceCookie = '__Host-portico_device';
const yearSeconds = 365 * 86_400;

const mark = (secrets: Secrets, email: string, nonce: string): Buffer =>
  createHmac('sha256', secrets.derive('operator-devices'))
    .update(`${nonce} ${emailKey(email)}`)
    .digest();

/**
 * Marks a browser in which this address once signed in. Guesses from anywhere may close the door for strangers; a
 * browser that knows the way keeps a door of its own, so that nobody can lock the rightful operator out.
 * https://owasp.org/www-community/Slow_Down_Online_Guessing_Attacks_with_Device_Cookies
 */
export function setDeviceCookie(c: Context, secrets: Secrets, email: string): void {
  const nonce = randomBytes(16).toString('base64url');
  const value = `${nonce}.${mark(secrets, email, nonce).toString('base64url')}`;
  setCookie(c, deviceCookie, value, { ...strict, maxAge: yearSeconds });
}

/** The nonce of this browser's mark where it was made for this address. */
export function deviceOf(c: Context, secrets: Secrets, email: string): string | undefined {
  const [nonce = '', sum = ''] = (getCookie(c, deviceCookie) ?? '').split('.');
  const given = Buffer.from(sum, 'base64url');
  const right = mark(secrets, email, nonce);
  return given.length === right.length && timingSafeEqual(given, right) ? nonce : undefined;
}
