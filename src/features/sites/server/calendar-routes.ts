import { Hono } from 'hono';
import * as v from 'valibot';
import { movedClock } from '../../../kit/server/clock.ts';
import { Reference, unknownReference } from '../../../kit/server/collection.ts';
import { inTransaction } from '../../../kit/server/db/db.ts';
import { accept } from '../../../kit/server/http/accept.ts';
import { describe } from '../../../kit/server/http/describe.ts';
import type { PortalEnv, PortalVars, RequestVars, VendorEnv } from '../../access/server/env.ts';
import { loginAs, panel, scope } from '../../access/server/guards.ts';
import { announce } from '../../activity/server/announce.ts';
import { findCustomer } from '../../customers/server/store.ts';
import { originOf } from '../../portals/address.ts';
import { requirePortal } from '../../portals/server/store.ts';
import { findVendor } from '../../vendors/server/store.ts';
import { siteProblem } from '../problems.ts';
import { CalendarFeed, MadeCalendarFeed, NewCalendarFeed, PortalCalendar } from '../requests-schema.ts';
import {
  createFeed,
  eventsOf,
  type FeedHolder,
  listFeeds,
  noteRead,
  openFeed,
  ownFeed,
  removeFeed,
  vendorOfFeed,
} from './feeds-store.ts';
import { calendarFile } from './ics.ts';

/** `/calendar/cal_….ics`: what calendar programs fetch. The address is the secret; all that is wrong is one 404. */
export const calendarFileRoutes = new Hono<{ Variables: RequestVars }>().get('/:name', async (c) => {
  const { db, worldClock, publicUrl } = c.var;
  const name = c.req.param('name');
  const vendorId = vendorOfFeed(name);
  const vendor = vendorId && (await findVendor(db, vendorId));
  if (!vendor) throw siteProblem('calendar-feed.not-found');
  const feed = await openFeed(db, vendor.id, name);
  const events = await eventsOf(db, feed, movedClock(worldClock, vendor.clockOffsetMs).now());
  await inTransaction(db, (tx) => noteRead(tx, feed, worldClock.now()));
  return c.body(calendarFile(feed.name, new URL(publicUrl).hostname, events), 200, {
    'content-type': 'text/calendar; charset=utf-8',
    'content-disposition': 'attachment; filename="calendar.ics"',
    'cache-control': 'private, no-store',
    'referrer-policy': 'no-referrer',
  });
});

const tag = 'calendar-feeds';

/** `/api/v1/calendar-feeds`: calendars of inspections, for staff or for one customer. */
export const calendarFeedRoutes = new Hono<VendorEnv>()
  .get(
    '/',
    describe({
      summary: 'List calendars',
      description: 'Those that customers made in the portal too. Their addresses can not be read again.',
      tag,
      answers: { 200: v.object({ items: v.array(CalendarFeed) }) },
    }),
    scope('inspections:read'),
    async (c) => c.json({ items: await listFeeds(c.var.db, c.var.vendorId) }),
  )
  .post(
    '/',
    describe({
      summary: 'Make a calendar',
      description:
        'Inspections and agreed visits, of one customer or of all. `url` is told once; whoever has it reads the calendar.',
      tag,
      answers: { 201: MadeCalendarFeed },
    }),
    scope('inspections:write'),
    accept('json', NewCalendarFeed),
    async (c) => {
      const { db, vendorId, actor, clock, publicUrl } = c.var;
      const at = clock.now();
      const wanted = c.req.valid('json');
      const made = await inTransaction(db, async (tx) => {
        const customer = wanted.customerId ? await findCustomer(tx, vendorId, wanted.customerId) : undefined;
        if (wanted.customerId && !customer) throw unknownReference('customerId', 'customer');
        const customerId = customer?.id ?? null;
        const holder = { vendorId, customerId, contactId: null, subject: null };
        const { feed, path } = await createFeed(tx, holder, { name: wanted.name, language: 'en' }, at);
        await announce(tx, {
          ...{ vendorId, customerId, actor, at, action: 'calendar-feed.created', subjectId: feed.id },
          data: { customerId, calendarFeedId: feed.id },
        });
        return { ...feed, url: publicUrl + path };
      });
      return c.json(made, 201);
    },
  )
  .delete(
    '/:id',
    describe({
      summary: 'Revoke a calendar',
      description: 'Its address answers nothing any more.',
      tag,
      answers: { 204: null },
      problems: ['calendar-feed.not-found'],
    }),
    scope('inspections:write'),
    accept('param', Reference),
    async (c) => {
      const { db, vendorId, actor, clock } = c.var;
      await inTransaction(db, async (tx) => {
        const { id, customerId } = await removeFeed(tx, vendorId, c.req.valid('param').id);
        await announce(tx, {
          ...{ vendorId, customerId, actor, at: clock.now(), action: 'calendar-feed.revoked', subjectId: id },
          data: { customerId, calendarFeedId: id },
        });
      });
      return c.body(null, 204);
    },
  );

const holderOf = ({ owner, session }: PortalVars): FeedHolder => ({
  ...owner,
  contactId: session.contactId,
  subject: session.subject,
});

/** `/portal/v1/sites/calendar`: one for each person, as narrow as the session. */
export const calendarPortalRoutes = new Hono<PortalEnv>()
  .get(
    '/calendar',
    describe({
      summary: 'Tell whether there is a calendar of my inspections',
      tag: 'sites',
      answers: { 200: PortalCalendar },
      problems: ['panel.hidden', 'feature.off'],
    }),
    panel('sites', 'view', 'sites.calendar'),
    async (c) => c.json({ feed: (await ownFeed(c.var.db, holderOf(c.var))) ?? null, url: null }),
  )
  .post(
    '/calendar',
    describe({
      summary: 'Make a calendar of my inspections',
      description: 'In place of the one before, whose address ends. `url` is told once.',
      tag: 'sites',
      answers: { 201: PortalCalendar },
      problems: ['panel.hidden', 'feature.off'],
    }),
    loginAs('denied'),
    panel('sites', 'view', 'sites.calendar'),
    async (c) => {
      const { db, clock, publicUrl, actor, session } = c.var;
      const at = clock.now();
      const holder = holderOf(c.var);
      const { vendorId, customerId } = holder;
      const made = await inTransaction(db, async (tx) => {
        const before = await ownFeed(tx, holder);
        if (before) await removeFeed(tx, vendorId, before.id);
        const customer = await findCustomer(tx, vendorId, customerId as string);
        const { language } = session;
        const { feed, path } = await createFeed(tx, holder, { name: customer?.name ?? '', language }, at);
        await announce(tx, {
          ...{ vendorId, customerId, actor, at, action: 'calendar-feed.created', subjectId: feed.id },
          data: { customerId, calendarFeedId: feed.id },
        });
        const portal = await requirePortal(tx, vendorId, session.portalId);
        return { feed, url: originOf(portal, publicUrl) + path };
      });
      return c.json(made, 201);
    },
  )
  .delete(
    '/calendar',
    describe({
      summary: 'Revoke the calendar of my inspections',
      tag: 'sites',
      answers: { 204: null },
      problems: ['panel.hidden', 'feature.off', 'calendar-feed.not-found'],
    }),
    loginAs('denied'),
    panel('sites', 'view', 'sites.calendar'),
    async (c) => {
      const { db, clock, actor } = c.var;
      const holder = holderOf(c.var);
      const { vendorId, customerId } = holder;
      await inTransaction(db, async (tx) => {
        const before = await ownFeed(tx, holder);
        if (!before) throw siteProblem('calendar-feed.not-found');
        await removeFeed(tx, vendorId, before.id);
        await announce(tx, {
          ...{ vendorId, customerId, actor, at: clock.now(), action: 'calendar-feed.revoked' },
          ...{ subjectId: before.id, data: { customerId, calendarFeedId: before.id } },
        });
      });
      return c.body(null, 204);
    },
  );
