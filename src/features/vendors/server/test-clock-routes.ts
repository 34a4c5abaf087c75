import { Hono } from 'hono';
import { inTransaction } from '../../../kit/server/db/db.ts';
import { accept } from '../../../kit/server/http/accept.ts';
import { describe } from '../../../kit/server/http/describe.ts';
import type { VendorEnv, VendorVars } from '../../access/server/env.ts';
import { scope } from '../../access/server/guards.ts';
import { announce } from '../../activity/server/announce.ts';
import { vendorProblem } from '../problems.ts';
import { TestClock, TestClockChange } from '../schema.ts';
import { findVendor, moveTestClock } from './store.ts';

const tag = 'test-clock';

const shown = async ({ db, vendorId, worldClock }: VendorVars): Promise<TestClock> => {
  const offsetMs = (await findVendor(db, vendorId))?.clockOffsetMs ?? 0;
  return {
    now: new Date(worldClock.now().getTime() + offsetMs).toISOString(),
    offsetSeconds: offsetMs / 1000,
  };
};

const requireTestSide = ({ testSide }: VendorVars) => {
  if (!testSide) throw vendorProblem('test-clock.live-side');
};

/** `/api/v1/test-clock`: what a test side takes for now. */
export const testClockRoutes = new Hono<VendorEnv>()
  .get(
    '/',
    describe({
      summary: 'Tell the time of the test side',
      tag,
      answers: { 200: TestClock },
      problems: ['test-clock.live-side'],
    }),
    scope('settings:read'),
    async (c) => {
      requireTestSide(c.var);
      return c.json(await shown(c.var));
    },
  )

  .put(
    '/',
    describe({
      summary: 'Move the clock of the test side',
      description:
        'To an instant, from which it goes on, or by a number of seconds from the world’s time; 0 puts it back. Contracts, documents and everything dated follow it; sessions, tokens and keys live by the world’s time.',
      tag,
      answers: { 200: TestClock },
      problems: ['test-clock.live-side'],
    }),
    scope('settings:write'),
    accept('json', TestClockChange),
    async (c) => {
      requireTestSide(c.var);
      const { db, vendorId, actor, worldClock } = c.var;
      const wanted = c.req.valid('json');
      const world = worldClock.now();
      const offsetSeconds =
        'now' in wanted
          ? Math.round((Date.parse(wanted.now) - world.getTime()) / 1000)
          : wanted.offsetSeconds;
      await inTransaction(db, async (tx) => {
        await moveTestClock(tx, vendorId, offsetSeconds, world);
        await announce(tx, {
          ...{ vendorId, actor, at: world, fields: ['now'] },
          action: 'test-clock.moved',
          subjectId: vendorId,
          data: {},
        });
      });
      return c.json(await shown(c.var));
    },
  );
