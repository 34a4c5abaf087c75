import { Hono } from 'hono';
import { inTransaction } from '../../../kit/server/db/db.ts';
import { accept } from '../../../kit/server/http/accept.ts';
import { describe } from '../../../kit/server/http/describe.ts';
import type { VendorEnv } from '../../access/server/env.ts';
import { scope } from '../../access/server/guards.ts';
import { announce } from '../../activity/server/announce.ts';
import { Settings, SettingsChange, SystemState } from '../schema.ts';
import { changeSettings, readSettings } from './settings-store.ts';
import { systemState } from './state.ts';

/** `GET /api/v1/system`. */
export const systemRoutes = new Hono<VendorEnv>().get(
  '/',
  describe({
    summary: 'How the service is doing: version, sizes, backups, jobs, queues',
    description: 'Of the whole service, all vendors together; sizes are measured every six hours.',
    tag: 'system',
    answers: { 200: SystemState },
  }),
  scope('system:read'),
  async (c) => c.json(await systemState(c.var.db, c.var.worldClock.now())),
);

/** `/api/v1/settings`. */
export const settingsRoutes = new Hono<VendorEnv>()
  .get(
    '/',
    describe({ summary: 'Read the settings', tag: 'settings', answers: { 200: Settings } }),
    scope('settings:read'),
    async (c) => c.json(await readSettings(c.var.db, c.var.vendorId)),
  )

  .patch(
    '/',
    describe({ summary: 'Change settings', tag: 'settings', answers: { 200: Settings } }),
    scope('settings:write'),
    accept('json', SettingsChange),
    async (c) => {
      const { vendorId, actor } = c.var;
      const at = c.var.clock.now();
      const changed = await inTransaction(c.var.db, async (tx) => {
        const done = await changeSettings(tx, vendorId, c.req.valid('json'), at);
        if (done.fields.length > 0)
          await announce(tx, {
            ...{ vendorId, actor, at, fields: done.fields },
            action: 'settings.updated',
            subjectId: vendorId,
            data: { vendorId },
          });
        return done.settings;
      });
      return c.json(changed);
    },
  );
