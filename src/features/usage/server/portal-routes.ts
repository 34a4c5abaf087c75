import { Hono } from 'hono';
import { isProblem } from '../../../kit/common/problem.ts';
import { movedClock } from '../../../kit/server/clock.ts';
import { Reference } from '../../../kit/server/collection.ts';
import { inTransaction } from '../../../kit/server/db/db.ts';
import { accept } from '../../../kit/server/http/accept.ts';
import { clientAddress } from '../../../kit/server/http/client-address.ts';
import { describe } from '../../../kit/server/http/describe.ts';
import type { Cursors } from '../../../kit/server/http/list.ts';
import { requestProblem } from '../../../kit/server/http/problems.ts';
import { visibilityOf } from '../../access/rules.ts';
import type { PortalEnv, PortalVars, RequestVars } from '../../access/server/env.ts';
import { requireLiveSession } from '../../access/server/found-session.ts';
import { loginAs, panel } from '../../access/server/guards.ts';
import { announce } from '../../activity/server/announce.ts';
import { findContact, requireCustomer } from '../../customers/server/store.ts';
import { mayComeFrom } from '../../customers/sign-in-rules.ts';
import { makeTurns } from '../../documents/server/turns.ts';
import { usageProblem } from '../problems.ts';
import {
  ExportQuery,
  ExportTicket,
  NewSavedView,
  ReportQuery,
  SavedView,
  SavedViews,
  UsageReport,
  ViewMailChange,
} from '../schema.ts';
import { customersAudience } from './audience.ts';
import { exportHeaders, exportReport } from './export.ts';
import { askReport, readReport } from './report.ts';
import { setMail } from './view-mails-store.ts';
import { dropView, keepView, requireView, viewsOf } from './views-store.ts';

const tag = 'usage';
const ticketMs = 60_000;
const binding = 'export of use';
const viewerOf = ({ owner, session }: PortalVars) => ({ ...owner, contactId: session.contactId });
/** Where mail to whoever is in would go: to a proven address of the contact, else to that of the account's bills. */
async function addressOf({ db, owner, session }: PortalVars): Promise<string | null> {
  if (session.unprovenEmail) return null;
  if (session.contactId) return (await findContact(db, owner, session.contactId))?.email ?? null;
  return (await requireCustomer(db, owner.vendorId, owner.customerId)).billing.email;
}

/** `/portal/v1/usage`: what the customer used, as far as the vendor shows it. */
export const usagePortalRoutes = new Hono<PortalEnv>()
  .get(
    '/',
    describe({
      summary: 'Report what I used',
      description:
        'Records one by one, or put together by day, destination, number and so on. What the vendor does not show is not in the answer.',
      tag,
      answers: { 200: UsageReport },
      problems: ['panel.hidden', 'usage-report.column', 'usage-report.too-many'],
    }),
    panel('usage', 'view'),
    accept('query', ReportQuery),
    async (c) => {
      const { db, cursors } = c.var;
      const audience = await customersAudience(db, c.var);
      return c.json(await readReport(db, audience, c.req.valid('query'), cursors));
    },
  )

  .post(
    '/exports',
    describe({
      summary: 'Ask for a report as CSV',
      description: 'Answers an address that works for a minute, while this session lives.',
      tag,
      answers: { 201: ExportTicket },
      problems: ['panel.hidden', 'usage-report.column'],
    }),
    panel('usage', 'view'),
    loginAs('look'),
    accept('json', ExportQuery),
    async (c) => {
      const { db, cursors, session, worldClock } = c.var;
      const query = c.req.valid('json');
      // What is refused is refused here, and not in a window of its own.
      await askReport(db, await customersAudience(db, c.var), query);
      const until = worldClock.now().getTime() + ticketMs;
      const ticket = cursors.encode(binding, [session.vendorId, session.id, until, query]);
      return c.json(
        { url: `/portal/v1/usage-exports/${ticket}`, expiresAt: new Date(until).toISOString() },
        201,
      );
    },
  )

  .get(
    '/views',
    describe({
      summary: 'List the saved views of my reports',
      tag,
      answers: { 200: SavedViews },
      problems: ['panel.hidden'],
    }),
    panel('usage', 'view'),
    async (c) => c.json({ items: await viewsOf(c.var.db, viewerOf(c.var)), mailTo: await addressOf(c.var) }),
  )

  .post(
    '/views',
    describe({
      summary: 'Save a view of a report under a name',
      description: 'For oneself, or for everybody of the account.',
      tag,
      answers: { 201: SavedView },
      problems: ['panel.hidden', 'usage-view.too-many'],
    }),
    panel('usage', 'view'),
    loginAs('act'),
    accept('json', NewSavedView),
    async (c) => {
      const { db, owner, actor, clock } = c.var;
      const at = clock.now();
      const view = await inTransaction(db, async (tx) => {
        const made = await keepView(tx, viewerOf(c.var), c.req.valid('json'), at);
        const { vendorId, customerId } = owner;
        await announce(tx, {
          ...{ vendorId, customerId, actor, at, action: 'usage-view.created', subjectId: made.id },
          data: { customerId, usageViewId: made.id },
        });
        return made;
      });
      return c.json(view, 201);
    },
  )

  .put(
    '/views/:id/mail',
    describe({
      summary: 'Have a saved view sent to me',
      description:
        'Every day, week or month, with what was used in the one that is over; as CSV or as a link. Only to the own address, and as long as the panel may be viewed.',
      tag,
      answers: { 200: SavedView },
      problems: ['panel.hidden', 'usage-view.not-found', 'usage-view.no-address'],
    }),
    panel('usage', 'view'),
    loginAs('act'),
    accept('param', Reference),
    accept('json', ViewMailChange),
    async (c) => {
      const { db, owner, session, actor, clock } = c.var;
      const { mail } = c.req.valid('json');
      if (mail && !(await addressOf(c.var))) throw usageProblem('usage-view.no-address');
      const [at, viewer] = [clock.now(), viewerOf(c.var)];
      const view = await inTransaction(db, async (tx) => {
        const { id, query } = await requireView(tx, viewer, c.req.valid('param').id);
        const timeZone = query.zone ?? session.ownTimeZone ?? session.timeZone;
        await setMail(tx, viewer, id, mail, { at, timeZone });
        await announce(tx, {
          ...{ ...owner, actor, at, action: 'usage-view.updated', subjectId: id, fields: ['mail'] },
          data: { customerId: owner.customerId, usageViewId: id },
        });
        return requireView(tx, viewer, id);
      });
      return c.json(view);
    },
  )

  .delete(
    '/views/:id',
    describe({
      summary: 'Delete a saved view',
      tag,
      answers: { 204: null },
      problems: ['panel.hidden', 'usage-view.not-found'],
    }),
    panel('usage', 'view'),
    loginAs('act'),
    accept('param', Reference),
    async (c) => {
      const { db, owner, actor, clock } = c.var;
      const at = clock.now();
      await inTransaction(db, async (tx) => {
        const { id } = await dropView(tx, viewerOf(c.var), c.req.valid('param').id);
        const { vendorId, customerId } = owner;
        await announce(tx, {
          ...{ vendorId, customerId, actor, at, action: 'usage-view.deleted', subjectId: id },
          data: { customerId, usageViewId: id },
        });
      });
      return c.body(null, 204);
    },
  );

type Ticket = readonly [vendorId: string, sessionId: string, until: number, query: ExportQuery];

function ticketOf(cursors: Cursors, text: string): Ticket | undefined {
  try {
    return cursors.decode(binding, text) as unknown as Ticket;
  } catch {
    return undefined;
  }
}

/** At most two files of a vendor are being sent at once by one process; the others wait in a row. */
const turns = makeTurns({ atOnce: 2, waiting: 200 });

/** `/portal/v1/usage-exports/:ticket`: the address that a browser opens by itself, as that of documents. */
export const usageExportRoutes = new Hono<{ Variables: RequestVars }>().get(
  '/:ticket',
  describe({
    summary: 'Download the report that was asked for',
    tag,
    answers: {},
    gives: ['text/csv'],
    problems: ['download.too-many'],
  }),
  async (c) => {
    const { db, cursors, clock, worldClock } = c.var;
    const site = c.req.header('sec-fetch-site');
    const now = worldClock.now();
    const ticket = ticketOf(cursors, c.req.param('ticket'));
    // Guessed, over, of a session that ended, from elsewhere: one and the same "no".
    const nothing = () => requestProblem('request.not-found');
    if (!ticket || ticket[2] < now.getTime() || (site !== undefined && site !== 'same-origin'))
      throw nothing();
    const [vendorId, sessionId, , query] = ticket;
    const found = await requireLiveSession(db, vendorId, sessionId, now).catch((error: unknown) => {
      if (isProblem(error) && error.status < 500) return undefined;
      throw error;
    });
    const elsewhere =
      found &&
      !found.session.staff &&
      !mayComeFrom(found.allowedAddresses, clientAddress(c, c.var.trustedProxies));
    if (!found || elsewhere || !visibilityOf('usage', found.facts).view) throw nothing();
    const { session, facts } = found;
    const moved = movedClock(clock, found.clockOffsetMs);
    const audience = await customersAudience(db, { session, facts, clock: moved });
    const over = await turns.take(vendorId);
    try {
      const file = await exportReport(db, audience, query, { signal: c.req.raw.signal, onEnd: over });
      return c.body(file, 200, exportHeaders(moved.now()));
    } catch (error) {
      over();
      throw error;
    }
  },
);
