import { Hono } from 'hono';
import { dayIn } from '../../../kit/common/day.ts';
import { describe } from '../../../kit/server/http/describe.ts';
import type { VendorEnv } from '../../access/server/env.ts';
import { scope } from '../../access/server/guards.ts';
import { allows } from '../../operators/rules.ts';
import type { Scope } from '../../vendors/schema.ts';
import { type Attention, Overview } from '../schema.ts';
import {
  type AttentionSource,
  type Looking,
  mostCounted,
  type OverviewSources,
  type Waiting,
} from './source.ts';

const attentionOf = ({ key }: AttentionSource, [first, ...rest]: readonly Waiting[]): Attention[] =>
  first
    ? [{ key, first, count: Math.min(rest.length + 1, mostCounted), more: rest.length >= mostCounted }]
    : [];

/** `/api/v1/overview`: what the console's first page says. */
export const overviewRoutes = (sources: OverviewSources) =>
  new Hono<VendorEnv>().get(
    '/',
    describe({
      summary: 'Read what needs attention, and how far the portal is set up',
      description:
        'Everything that waits for somebody, each with its count and its newest; what a first portal still lacks; and the figures of a day. What the key or role may not read is left out.',
      tag: 'overview',
      answers: { 200: Overview },
    }),
    scope('portals:read'),
    async (c) => {
      const { db, vendorId, clock, worldClock, scopes } = c.var;
      const may = (wanted: Scope): boolean => allows(scopes, wanted);
      const portal = await sources.portal(db, vendorId);
      const now = clock.now();
      const today = dayIn(portal?.timeZone ?? 'UTC', now);
      const looking: Looking = { vendorId, now, worldNow: worldClock.now(), today };
      const mine = sources.attention.filter((source) => may(source.scope));
      const [setup, figures, ...waiting] = await Promise.all([
        sources.setup(db, looking, may),
        sources.figures(db, looking, may),
        ...mine.map(async (source) => attentionOf(source, await source.look(db, looking))),
      ]);
      return c.json({
        portal: portal ? { ...portal, timeZone: undefined } : null,
        ...{ setup, figures, attention: waiting.flat() },
      });
    },
  );
