import { randomBytes } from 'node:crypto';
import { Hono } from 'hono';
import type { RequestVars } from '../../../features/access/server/env.ts';
import { listAddresses } from '../../../features/addresses/server/store.ts';
import { ConsoleLanguage } from '../../../features/portals/schema.ts';
import { servedCss } from '../../../features/portals/server/look.ts';
import { findPortalBySlug } from '../../../features/portals/server/store.ts';
import { languageOf, preferredTags, wishedTags } from '../../../kit/server/http/languages.ts';
import { requestProblem } from '../../../kit/server/http/problems.ts';
import { brandOf } from '../brand-of.ts';
import type { AppContext } from '../context.ts';
import { readPortalBuild } from '../portal-build.ts';
import { answerHtml, setHeaders } from '../portal-document.ts';
import { draftFor } from '../portal-draft.ts';
import { brandPolicy, renderBrandPage } from './page.ts';

/**
 * `/brand/:portal`: everything that makes a brand on one page, in both schemes, at whatever address it is asked for, so
 * that a vendor sees what customers would who come that way. Nothing on it is anybody's; with `draft=1` operators see
 * what is not published yet.
 */
export function brandRoutes(app: AppContext, folder: string): Hono<{ Variables: RequestVars }> {
  const build = readPortalBuild(folder);
  return new Hono<{ Variables: RequestVars }>().get('/:portal', async (c) => {
    const slug = c.req.param('portal');
    const { db, here, origin } = c.var;
    const live = here && here.slug !== slug ? undefined : await findPortalBySlug(db, slug);
    const isDraft = c.req.query('draft') === '1';
    const found = live && isDraft ? await draftFor(c, live) : live;
    if (!found) throw requestProblem('request.not-found');
    const { portal, vendorId } = found;
    const language = languageOf(wishedTags(c), portal.languages);
    const addresses = await listAddresses(db, { vendorId, portalId: portal.id }, app.publicUrl);
    const { page, favicon } = await brandOf(db, vendorId, portal, language);
    const { enabled, source } = portal.customCss;
    const nonce = randomBytes(16).toString('base64');
    setHeaders(c, brandPolicy(nonce, app.publicUrl.startsWith('https:')));
    return answerHtml(
      c,
      await renderBrandPage({
        ...{ portal, vendorId, language, nonce, origin, isDraft, favicon, css: build.css },
        ...{ logo: page.logo, addresses: addresses.filter(({ state }) => state === 'issued') },
        here: addresses.find(({ host }) => here && host === new URL(origin).hostname),
        reader: languageOf(preferredTags(c), ConsoleLanguage.options),
        customCss:
          enabled && source && c.req.query('safe') !== '1'
            ? `/looks/${slug}/${servedCss(vendorId, source).name}.css${isDraft ? '?draft=1' : ''}`
            : undefined,
      }),
    );
  });
}
