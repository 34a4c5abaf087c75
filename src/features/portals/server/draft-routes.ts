import { Hono } from 'hono';
import * as v from 'valibot';
import { Reference } from '../../../kit/server/collection.ts';
import { type Db, inTransaction } from '../../../kit/server/db/db.ts';
import { accept } from '../../../kit/server/http/accept.ts';
import { describe } from '../../../kit/server/http/describe.ts';
import type { VendorEnv, VendorVars } from '../../access/server/env.ts';
import { scope } from '../../access/server/guards.ts';
import type { EventOf } from '../../activity/events.ts';
import { announce } from '../../activity/server/announce.ts';
import {
  OnePortalVersion,
  PortalDraft,
  PortalDraftChange,
  PortalVersion,
  PublishPortal,
} from '../drafted.ts';
import { Portal } from '../schema.ts';
import { codeGuard } from './code-guard.ts';
import {
  changeDraft,
  type DraftWrite,
  discardDraft,
  publishDraft,
  publishVersion,
  readDraft,
} from './drafts-store.ts';
import { requirePortal } from './store.ts';
import { listVersions, readVersion } from './versions-store.ts';

const tag = 'portals';
const maxBytes = 262_144;
const VersionReference = v.object({
  ...Reference.entries,
  number: v.pipe(v.string(), v.regex(/^[1-9]\d{0,6}$/), v.transform(Number)),
});

interface Act {
  readonly portal: Portal;
  readonly fields: readonly string[];
}

/** One transaction: the act, its row in the log and its event. An act that changed nothing leaves neither. */
const write = async (
  vars: VendorVars,
  action: EventOf<'portal'>,
  act: (tx: Db, writing: DraftWrite) => Promise<Act>,
) => {
  const { db, vendorId, actor, testSide, clock } = vars;
  const guard = await codeGuard(vars);
  return inTransaction(db, async (tx) => {
    const at = clock.now();
    const done = await act(tx, { at, testSide, actor, guard });
    if (done.fields.length > 0)
      await announce(tx, {
        ...{ vendorId, actor, at, action, subjectId: done.portal.id, fields: done.fields },
        data: { portalId: done.portal.id },
      });
    return done.portal;
  });
};

/** `/api/v1/portals/:id/draft` and `/versions`: what customers look at, before and after it is published. */
export const portalDraftRoutes = new Hono<VendorEnv>()
  .get(
    '/:id/draft',
    describe({
      summary: 'Read the draft of a portal',
      description:
        'Looks, words, panels, fields and order page as they are to be, and how that differs from what is live. No customer is ever answered from it.',
      ...{ tag, answers: { 200: PortalDraft }, problems: ['portal.not-found'] },
    }),
    scope('portals:read'),
    accept('param', Reference),
    async (c) => c.json(await readDraft(c.var.db, c.var.vendorId, c.req.valid('param').id)),
  )

  .patch(
    '/:id/draft',
    describe({
      summary: 'Change the draft of a portal',
      description:
        'Takes the settings that customers look at, as `PATCH /portals/:id` does, and leaves what is live as it is. A draft that says what is live is no more.',
      ...{ tag, answers: { 200: PortalDraft }, problems: ['portal.not-found'] },
    }),
    scope('portals:write'),
    accept('param', Reference),
    accept('json', PortalDraftChange, { maxBytes }),
    async (c) => {
      const { db, vendorId } = c.var;
      const portal = await write(c.var, 'portal.draft-updated', (tx, writing) =>
        changeDraft(tx, vendorId, c.req.valid('param').id, c.req.valid('json'), writing),
      );
      return c.json(await readDraft(db, vendorId, portal.id));
    },
  )

  .delete(
    '/:id/draft',
    describe({
      summary: 'Discard the draft of a portal',
      ...{ tag, answers: { 204: null }, problems: ['portal.not-found'] },
    }),
    scope('portals:write'),
    accept('param', Reference),
    async (c) => {
      const { id } = c.req.valid('param');
      await write(c.var, 'portal.draft-discarded', (tx) => discardDraft(tx, c.var.vendorId, id));
      return c.body(null, 204);
    },
  )

  .post(
    '/:id/draft/publish',
    describe({
      summary: 'Publish the draft of a portal',
      description:
        'Makes exactly the difference live that `seen` names. Where the draft or the portal was changed since, it is refused: of two who publish at once, one does. New code of one’s own asks an operator to prove once more who they are.',
      ...{
        tag,
        answers: { 200: Portal },
        problems: ['portal.not-found', 'portal.draft-changed', 'operator-session.prove'],
      },
    }),
    scope('portals:write'),
    accept('param', Reference),
    accept('json', PublishPortal),
    async (c) =>
      c.json(
        await write(c.var, 'portal.published', (tx, writing) =>
          publishDraft(tx, c.var.vendorId, c.req.valid('param').id, c.req.valid('json'), writing),
        ),
      ),
  )

  .get(
    '/:id/versions',
    describe({
      summary: 'List what was live at a portal',
      description:
        'Newest first, at most 200: each change of looks, words, panels, fields or order page that went live, by a draft or by API.',
      ...{
        tag,
        answers: { 200: v.object({ items: v.array(PortalVersion) }) },
        problems: ['portal.not-found'],
      },
    }),
    scope('portals:read'),
    accept('param', Reference),
    async (c) => {
      const portal = await requirePortal(c.var.db, c.var.vendorId, c.req.valid('param').id);
      return c.json({ items: await listVersions(c.var.db, c.var.vendorId, portal) });
    },
  )

  .get(
    '/:id/versions/:number',
    describe({
      summary: 'Read what publishing a version again would change',
      ...{ tag, answers: { 200: OnePortalVersion } },
      problems: ['portal.not-found', 'portal.version-not-found'],
    }),
    scope('portals:read'),
    accept('param', VersionReference),
    async (c) => {
      const { id, number } = c.req.valid('param');
      const portal = await requirePortal(c.var.db, c.var.vendorId, id);
      return c.json((await readVersion(c.var.db, c.var.vendorId, portal, number)).version);
    },
  )

  .post(
    '/:id/versions/:number/publish',
    describe({
      summary: 'Publish a version again',
      description: 'Rolls back: what was live then is live again. An open draft stays.',
      ...{ tag, answers: { 200: Portal } },
      problems: [
        'portal.not-found',
        'portal.version-not-found',
        'portal.draft-changed',
        'operator-session.prove',
      ],
    }),
    scope('portals:write'),
    accept('param', VersionReference),
    accept('json', PublishPortal),
    async (c) => {
      const { id, number } = c.req.valid('param');
      return c.json(
        await write(c.var, 'portal.rolled-back', (tx, writing) =>
          publishVersion(tx, c.var.vendorId, id, number, c.req.valid('json'), writing),
        ),
      );
    },
  );
