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
import {
  mostThemeFileBytes,
  PortalThemeFile,
  TakeThemeFile,
  ThemeFileQuery,
  ThemeFileTaken,
} from '../theme-file.ts';
import { ThemeFile } from '../theme-schema.ts';
import { withDraft } from './drafts-store.ts';
import { checkCss } from './look.ts';
import { ownFiles } from './own-files.ts';
import { requirePortal } from './store.ts';
import { takeThemeFile, writeThemeFile } from './theme-file.ts';
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

/** `/api/v1/portals/:id/css-check`, `/script-check` and `/theme-file`. */
export const portalLookRoutes = new Hono<VendorEnv>()
  .get(
    '/:id/theme-file',
    describe({
      summary: 'Read the look of a portal as one file',
      description:
        'Theme, own CSS, logo, favicon and footer, with the bytes of every font and picture that they name. Another portal, also of another vendor, takes it by `POST`. `of=draft` reads it as it is to be.',
      tag: 'portals',
      answers: { 200: PortalThemeFile },
      problems: ['portal.not-found'],
    }),
    scope('portals:read'),
    accept('param', Reference),
    accept('query', ThemeFileQuery),
    async (c) => {
      const { db, vendorId } = c.var;
      const live = await requirePortal(db, vendorId, c.req.valid('param').id);
      const isDraft = c.req.valid('query').of === 'draft';
      const portal = isDraft ? await withDraft(db, vendorId, live) : live;
      return c.json(await writeThemeFile(db, vendorId, portal));
    },
  )
  .post(
    '/:id/theme-file',
    describe({
      summary: 'Take the look of a portal from one file',
      description:
        'Into the draft: nothing is live before that is published. Each part is checked as if it were sent by itself, fonts and pictures like uploads, and all of it is taken or none. `dryRun` answers what would change and changes nothing; with the `seen` of that answer, exactly what was looked at is taken. Fonts and pictures that are there already are not added a second time.',
      tag: 'portals',
      answers: { 200: ThemeFileTaken },
      problems: ['portal.not-found', 'portal.draft-changed', 'file.too-many', 'request.too-large'],
    }),
    scope('portals:write'),
    accept('param', Reference),
    accept('json', TakeThemeFile, { maxBytes: mostThemeFileBytes }),
    async (c) => {
      const { db, vendorId, actor, testSide, clock } = c.var;
      const { file, ...how } = c.req.valid('json');
      const taking = { at: clock.now(), testSide, actor, ...how };
      return c.json(await takeThemeFile(db, vendorId, c.req.valid('param').id, file, taking));
    },
  )
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
