import { Hono } from 'hono';
import type { RequestVars } from '../../features/access/server/env.ts';
import { footerIn } from '../../features/portals/footer.ts';
import type { Language } from '../../features/portals/schema.ts';
import { servedCss } from '../../features/portals/server/look.ts';
import { findPortalBySlug } from '../../features/portals/server/store.ts';
import { isLanguage } from '../../kit/common/languages.ts';
import { requestProblem } from '../../kit/server/http/problems.ts';
import { draftFor } from './portal-draft.ts';

/**
 * `/looks/:portal/<name>.css`: a vendor's own style sheet, never inlined. Another change has another name.
 * `/looks/:portal/footer/:language`: what it says at the bottom, for who changes the language.
 */
export const looksRoutes = new Hono<{ Variables: RequestVars }>()
  .get('/:portal/footer/:language', async (c) => {
    const { portal: slug, language } = c.req.param();
    const found = isLanguage(language) ? await findPortalBySlug(c.var.db, slug) : undefined;
    if (!found) throw requestProblem('request.not-found');
    c.header('cache-control', 'no-store');
    return c.json(footerIn(found.portal, language as Language) ?? null);
  })
  .get('/:portal/:file{[0-9a-f]{16}\\.css}', async (c) => {
    const live = await findPortalBySlug(c.var.db, c.req.param('portal'));
    const isDraft = c.req.query('draft') === '1';
    const found = live && isDraft ? await draftFor(c, live) : live;
    const { enabled = false, source = '' } = found?.portal.customCss ?? {};
    const made = enabled && source ? servedCss(found?.vendorId ?? '', source) : undefined;
    if (!made || `${made.name}.css` !== c.req.param('file')) throw requestProblem('request.not-found');
    c.header('content-type', 'text/css; charset=utf-8');
    c.header('cache-control', isDraft ? 'private, no-store' : 'public, max-age=31536000, immutable');
    c.header('content-security-policy', "default-src 'none'; sandbox");
    c.header('cross-origin-resource-policy', 'same-origin');
    return c.body(made.css);
  });
