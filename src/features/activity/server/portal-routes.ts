import { Hono } from 'hono';
import * as v from 'valibot';
import { addDays, startOfDay } from '../../../kit/common/day.ts';
import { accept } from '../../../kit/server/http/accept.ts';
import { describe } from '../../../kit/server/http/describe.ts';
import { ListQuery, listAnswer, pageOf } from '../../../kit/server/http/list.ts';
import { visibilityOfAll } from '../../access/rules.ts';
import type { PortalEnv, PortalVars } from '../../access/server/env.ts';
import { panel } from '../../access/server/guards.ts';
import type { PanelId } from '../../portals/schema.ts';
import { wordsOfPortal } from '../../portals/server/store.ts';
import { actsFor } from '../customer-acts.ts';
import { PortalActivity, portalActivityFilters } from '../schema.ts';
import { listPortalActivity, type PortalActivityFacts, type Reader } from './portal-store.ts';
import { type ActMessage, actWords } from './words.ts';

const { limit, cursor } = ListQuery.entries;
const Query = v.strictObject({ limit, cursor, ...portalActivityFilters });

/** `/portal/v1/activity`: who did what in this customer's account. */
export const activityPortalRoutes = new Hono<PortalEnv>().get(
  '/',
  describe({
    summary: 'List what was done in my account, newest first',
    description:
      'By whom: one of my people, the vendor’s staff, a program. An owner, and whoever came for the customer as a whole, reads everything; others read what they did and what was done about them.',
    tag: 'activity',
    answers: { 200: listAnswer(PortalActivity) },
    problems: ['panel.hidden'],
  }),
  panel('activity', 'view'),
  accept('query', Query),
  async (c) => {
    const { db, cursors } = c.var;
    const { limit, cursor, language, ...filters } = c.req.valid('query');
    const reader = readerOf(c.var);
    const binding = JSON.stringify([
      ...[reader.vendorId, reader.customerId, reader.onlyContactId, 'activity'],
      Object.entries(filters).sort(),
    ]);
    const [before] = cursor === undefined ? [] : (cursors.decode(binding, cursor) as string[]);
    const { who, since, until } = filters;
    const { timeZone } = c.var.session;
    const between = {
      since: since === undefined ? undefined : startOfDay(since, timeZone),
      until: until === undefined ? undefined : startOfDay(addDays(until, 1), timeZone),
    };
    const items = await listPortalActivity(db, reader, { who, ...between }, { limit, before });
    const { session } = c.var;
    const own = await wordsOfPortal(db, session.vendorId, session.portalId);
    const t = await actWords(language ?? session.language, undefined, own);
    const inWords = (item: PortalActivityFacts): PortalActivity => ({
      ...item,
      what: t(`activity.act.${item.action}` as ActMessage),
      changed: item.fields.map((field) => t(`activity.field.${field}` as ActMessage)),
    });
    return c.json(pageOf(items, limit, inWords, (last) => cursors.encode(binding, [last.id])));
  },
);

function readerOf({ owner, session, facts }: PortalVars): Reader {
  const seen = visibilityOfAll(facts).flatMap(({ panel, view }) => (view ? [panel as PanelId] : []));
  const all = session.role === null || session.role === 'owner';
  return { ...owner, onlyContactId: all ? null : session.contactId, actions: actsFor(seen) };
}
