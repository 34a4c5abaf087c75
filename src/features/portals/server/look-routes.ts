import { Hono } from 'hono';
import * as v from 'valibot';
import { Reference } from '../../../kit/server/collection.ts';
import { accept } from '../../../kit/server/http/accept.ts';
import { describe } from '../../../kit/server/http/describe.ts';
import type { VendorEnv } from '../../access/server/env.ts';
import { scope } from '../../access/server/guards.ts';
import { ScriptCheck, ScriptToCheck } from '../../scripts/findings.ts';
import { checkScript } from '../../scripts/server/check.ts';
import { CssCheck, CssToCheck } from '../css-findings.ts';
import { ThemeFile } from '../theme-schema.ts';
import { checkCss } from './look.ts';
import { ownFiles } from './own-files.ts';
import { requirePortal } from './store.ts';
import { listThemes } from './themes.ts';

/** `/api/v1/themes`. */
export const themeRoutes = new Hono<VendorEnv>().get(
  '/',
  describe({
    summary: 'List the themes that come with Portico',
    description:
      'With their tokens in both schemes and the rules beyond tokens, as a portal’s document carries them in `@layer theme`.',
    tag: 'portals',
    answers: { 200: v.object({ items: v.array(ThemeFile) }) },
  }),
  scope('portals:read'),
  (c) => c.json({ items: listThemes() }),
);

/** `/api/v1/portals/:id/css-check` and `/script-check`. */
export const portalLookRoutes = new Hono<VendorEnv>()
  .post(
    '/:id/css-check',
    describe({
      summary: 'Check a style sheet for a portal',
      description:
        'Names each line that would be refused, and answers what browsers would be given. Nothing is stored: a style sheet is set as `customCss` of the portal.',
      tag: 'portals',
      answers: { 200: CssCheck },
      problems: ['portal.not-found'],
    }),
    scope('portals:write'),
    accept('param', Reference),
    accept('json', CssToCheck),
    async (c) => {
      const { db, vendorId } = c.var;
      await requirePortal(db, vendorId, c.req.valid('param').id);
      return c.json(checkCss(c.req.valid('json').source, await ownFiles(db, vendorId)));
    },
  )
  .post(
    '/:id/script-check',
    describe({
      summary: 'Check a script for a portal',
      description:
        'Reads it without running it: names what it is made of (statements, files), each line that would be refused, and what will not work where it runs, with the reason. Nothing is stored: a script is set as `customScript` of the portal.',
      tag: 'portals',
      answers: { 200: ScriptCheck },
      problems: ['portal.not-found'],
    }),
    scope('portals:write'),
    accept('param', Reference),
    accept('json', ScriptToCheck, { maxBytes: 262_144 }),
    async (c) => {
      const { db, vendorId } = c.var;
      await requirePortal(db, vendorId, c.req.valid('param').id);
      return c.json(checkScript(c.req.valid('json')));
    },
  );
