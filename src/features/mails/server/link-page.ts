import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Context } from 'hono';
import { directionOf } from '../../../kit/common/languages.ts';
import { escapeHtml } from '../../../kit/common/template.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import { requestProblem } from '../../../kit/server/http/problems.ts';
import { pageCss, pagePolicy } from '../../../kit/server/page-look.ts';
import type { Secrets } from '../../../kit/server/secrets.ts';
import type { RequestVars } from '../../access/server/env.ts';
import type { Language, Portal, Theme } from '../../portals/schema.ts';
import { footerHtml } from '../../portals/server/footer-html.ts';
import { findPortal } from '../../portals/server/store.ts';

export type ThemeStyle = (theme: Theme, vendorId: string) => string;

const macOf = (key: Buffer, body: string): Buffer =>
  createHmac('sha256', key).update(body).digest().subarray(0, 16);

/** What stands in a mail's link: made of what it is about, so that nothing has to be kept; it opens this and nothing else. */
export function linkToken(secrets: Secrets, use: string, about: readonly string[]): string {
  const body = Buffer.from(JSON.stringify(about)).toString('base64url');
  return `${body}.${macOf(secrets.derive(use), body).toString('base64url')}`;
}

/** `undefined` for one that was not made here, or for another use. */
export function readLinkToken(secrets: Secrets, use: string, token: string): readonly string[] | undefined {
  const [body = '', mac = '', more] = token.split('.');
  const given = Buffer.from(mac, 'base64url');
  const fits = secrets.derivations(use).some((key) => {
    const right = macOf(key, body);
    return given.length === right.length && timingSafeEqual(given, right);
  });
  if (!fits || more !== undefined) return undefined;
  return JSON.parse(Buffer.from(body, 'base64url').toString()) as string[];
}

/** In whose looks something is said of what is no more. @throws `request.not-found` */
export async function anyPortal(db: Db, vendorId: string): Promise<Portal> {
  const row = await db
    .selectFrom('portal')
    .select('id')
    .where('vendor_id', '=', vendorId)
    .orderBy('is_default', 'desc')
    .limit(1)
    .executeTakeFirst();
  const portal = row && (await findPortal(db, vendorId, row.id));
  if (!portal) throw requestProblem('request.not-found');
  return portal;
}

export interface LinkPage {
  readonly themeStyle: ThemeStyle;
  readonly vendorId: string;
  readonly portal: Portal;
  readonly language: Language;
  readonly title: string;
  /** HTML. */
  readonly body: string;
  /** What it is about is there. */
  readonly isThere: boolean;
}

/** Where a mail's link leads: a page in the portal's looks, without an account and without a script. */
export function drawLinkPage(
  c: Context<{ Variables: RequestVars }>,
  { themeStyle, vendorId, portal, language, title, body, isThere }: LinkPage,
): Response | Promise<Response> {
  const style = `${themeStyle(portal.theme, vendorId)}${pageCss}`;
  c.header('content-security-policy', pagePolicy(style, "'none'", c.var.publicUrl.startsWith('https:')));
  c.header('cache-control', 'no-store');
  c.header('referrer-policy', 'no-referrer');
  return c.html(
    `<!doctype html>
<html lang="${language}" dir="${directionOf(language)}" data-scheme="auto">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="color-scheme" content="light dark"><meta name="robots" content="noindex">
<title>${escapeHtml(title)}</title><style>${style}</style></head>
<body><main><p class="brand">${escapeHtml(portal.brandName)}</p>${body}${footerHtml(portal, language)}</main></body>
</html>
`,
    isThere ? 200 : 404,
  );
}
