import { Hono } from 'hono';
import { inTransaction } from '../../../kit/server/db/db.ts';
import { accept } from '../../../kit/server/http/accept.ts';
import { describe } from '../../../kit/server/http/describe.ts';
import type { VendorEnv } from '../../access/server/env.ts';
import { scope } from '../../access/server/guards.ts';
import { record } from '../../activity/server/record.ts';
import { Branding, noBranding, SeenBrandingChange } from '../schema.ts';
import { changeBranding, findBranding, resetBranding } from './store.ts';

const tag = 'branding';

/** `/api/v1/branding`: what the console looks like to this vendor's operators. */
export const brandingRoutes = new Hono<VendorEnv>()
  .get(
    '/',
    describe({
      summary: 'Read the looks of the console',
      description: 'Of this side. What was never set is ours: `null`, or empty.',
      tag,
      answers: { 200: Branding },
    }),
    scope('settings:read'),
    async (c) => c.json((await findBranding(c.var.db, c.var.vendorId)) ?? noBranding),
  )

  .patch(
    '/',
    describe({
      summary: 'Change the looks of the console',
      description:
        'Logo, picture beside the sign-in, colours, link to documentation, links at the bottom. Whoever opens `/console/<short name>` sees them before signing in. `logo`, `light`, `dark` and `links` are said whole. Colours in which words fall below 4.5:1 are refused. With `seen`, what was read before, it is refused where somebody changed them meanwhile.',
      tag,
      answers: { 200: Branding },
      problems: ['branding.changed'],
    }),
    scope('settings:write'),
    accept('json', SeenBrandingChange),
    async (c) => {
      const { vendorId, actor, clock } = c.var;
      const at = clock.now();
      const { seen, ...change } = c.req.valid('json');
      const changed = await inTransaction(c.var.db, async (tx) => {
        const { branding, fields } = await changeBranding(tx, vendorId, change, at, seen);
        if (fields.length > 0)
          await record(tx, {
            ...{ vendorId, actor, subjectId: vendorId, fields, at },
            action: 'branding.updated',
          });
        return branding;
      });
      return c.json(changed);
    },
  )

  .delete(
    '/',
    describe({
      summary: 'Give the console its own looks back',
      description: 'Everything that was set is forgotten; uploaded files stay.',
      tag,
      answers: { 204: null },
    }),
    scope('settings:write'),
    async (c) => {
      const { vendorId, actor, clock } = c.var;
      await inTransaction(c.var.db, async (tx) => {
        if (await resetBranding(tx, vendorId))
          await record(tx, {
            ...{ vendorId, actor, subjectId: vendorId, at: clock.now() },
            action: 'branding.reset',
          });
      });
      return c.body(null, 204);
    },
  );
