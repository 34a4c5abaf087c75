import { randomBytes } from 'node:crypto';
import { Hono } from 'hono';
import type { RequestVars } from '../../features/access/server/env.ts';
import type { PortalPage } from '../../features/portals/page.ts';
import { Language, portalDefaults, signInDefaults } from '../../features/portals/schema.ts';
import { localeFor } from '../../kit/common/locale.ts';
import { languageOf, preferredTags, wishedTags } from '../../kit/server/http/languages.ts';
import type { AppContext } from './context.ts';
import { figuresOf } from './figures.ts';
import { readPortalBuild } from './portal-build.ts';
import { answerHtml, type DocumentContext, setHeaders } from './portal-document.ts';
import { portalPolicy, renderPortalPage } from './portal-page.ts';
import { spokenIn } from './spoken.ts';

/**
 * `/p`: the general entrance, where a code of any vendor leads to its portal (CLI-25). The portal's own document
 * without a portal: no brand, no way in but the code, in the visitor's language, and in no frame at all.
 */
export function entranceRoutes(app: AppContext, folder: string): Hono<{ Variables: RequestVars }> {
  const build = readPortalBuild(folder);
  const https = app.publicUrl.startsWith('https:');
  const answer = async (c: DocumentContext) => {
    const nonce = randomBytes(16).toString('base64');
    setHeaders(c, portalPolicy({ nonce, frameAncestors: [], https }));
    return answerHtml(c, await renderPortalPage({ page: pageOf(c, app.publicUrl), nonce, build }));
  };
  return new Hono<{ Variables: RequestVars }>().get('/', answer);
}

function pageOf(c: DocumentContext, publicUrl: string): PortalPage {
  const preferred = preferredTags(c);
  const language = languageOf(wishedTags(c), Language.options);
  return {
    protocol: 1,
    portal: '*',
    address: `${publicUrl}/p`,
    brandName: '',
    language,
    ...spokenIn(Language.options),
    timeZone: 'UTC',
    figures: figuresOf(localeFor(language, preferred)),
    panel: null,
    allowedHosts: [],
    support: {},
    theme: portalDefaults.theme as PortalPage['theme'],
    billingFields: portalDefaults.billingFields as PortalPage['billingFields'],
    keepsSession: false,
    signIn: { ...signInDefaults, accessCode: true, launchToken: false, portalLink: false },
    order: null,
    variant: null,
    signUp: false,
    accessMail: 'never',
    known: false,
    testSide: false,
  };
}
