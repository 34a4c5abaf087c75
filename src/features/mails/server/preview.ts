import { createHmac, timingSafeEqual } from 'node:crypto';
import { Hono } from 'hono';
import { requestProblem } from '../../../kit/server/http/problems.ts';
import type { Secrets } from '../../../kit/server/secrets.ts';
import type { RequestVars } from '../../access/server/env.ts';
import { readMasked } from './mails-store.ts';

const livesMs = 5 * 60_000;

const sign = (secrets: Secrets, body: string): Buffer =>
  createHmac('sha256', secrets.derive('mail-preview')).update(body).digest();

/**
 * Address of a mail as it looks, for a frame of the console, which can't send headers. Works for five minutes and shows
 * no secret, so that it may be seen in a log.
 */
export function previewPath(secrets: Secrets, vendorId: string, id: string, now: Date): string {
  const body = Buffer.from(JSON.stringify([vendorId, id, now.getTime() + livesMs])).toString('base64url');
  return `/mail-preview/${body}.${sign(secrets, body).toString('base64url')}`;
}

function readToken(secrets: Secrets, token: string, now: Date): { vendorId: string; id: string } | undefined {
  const [body = '', mac = ''] = token.split('.');
  const given = Buffer.from(mac, 'base64url');
  const right = sign(secrets, body);
  if (given.length !== right.length || !timingSafeEqual(given, right)) return undefined;
  const [vendorId, id, until] = JSON.parse(Buffer.from(body, 'base64url').toString()) as [
    string,
    string,
    number,
  ];
  return until > now.getTime() ? { vendorId, id } : undefined;
}

/** `/mail-preview/…`: the HTML of a mail, as a document that may do nothing. */
export const mailPreviewRoutes = new Hono<{ Variables: RequestVars }>().get('/:token', async (c) => {
  const { db, secrets, worldClock } = c.var;
  const named = readToken(secrets, c.req.param('token'), worldClock.now());
  const html = named && (await readMasked(db, named.vendorId, named.id));
  if (html === undefined) throw requestProblem('request.not-found');
  c.header(
    'content-security-policy',
    "sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'",
  );
  c.header('cache-control', 'no-store');
  return c.html(html);
});
