import { type Context, Hono } from 'hono';
import { Reference } from '../../../kit/server/collection.ts';
import { type Db, inTransaction } from '../../../kit/server/db/db.ts';
import { accept } from '../../../kit/server/http/accept.ts';
import { describe } from '../../../kit/server/http/describe.ts';
import { streamOf } from '../../../kit/server/http/stream.ts';
import { featureOf, visibilityOfAll } from '../../access/rules.ts';
import type { PortalEnv, VendorEnv } from '../../access/server/env.ts';
import { loginAs, panel, scope } from '../../access/server/guards.ts';
import { announce } from '../../activity/server/announce.ts';
import type { Actor } from '../../activity/server/record.ts';
import { requireCustomer } from '../../customers/server/customers-store.ts';
import { type PanelId, panelIds } from '../../portals/schema.ts';
import { mayTakeData } from '../own-data-rules.ts';
import { DataExport, OwnDataExport } from '../own-data-schema.ts';
import { transferProblem } from '../problems.ts';
import { createOwnExport, type Of, ownExportOf, ownParts, requireArchive } from './own-data-store.ts';

const zip = 'application/zip';
const refusals = ['panel.hidden', 'feature.off', 'data-export.owners-only'] as const;

/** Whoever takes the data of an account out leaves a row, and so does each fetching of it. */
const tell = (tx: Db, of: Of, actor: Actor, at: Date, action: 'data-asked' | 'data-fetched') =>
  announce(tx, {
    ...{ vendorId: of.vendorId, customerId: of.customerId, actor, at, action: `customer.${action}` },
    ...{ subjectId: of.customerId, data: { customerId: of.customerId } },
  });

async function sent(
  c: Context,
  db: Db,
  of: Of,
  { id, size, day }: { readonly id: string; readonly size: number; readonly day: string },
): Promise<Response> {
  c.header('content-type', zip);
  c.header('content-length', String(size));
  c.header('content-disposition', `attachment; filename="data-${day}.zip"`);
  return c.body(streamOf(ownParts(db, of.vendorId, id)));
}

const ofSession = (c: Context<PortalEnv>): Of => ({ ...c.var.owner, side: 'customer' });

/** What this session sees, by the rule that draws the portal. */
const seenOf = (c: Context<PortalEnv>): PanelId[] =>
  visibilityOfAll(c.var.facts).flatMap(({ panel, view }) => (view ? [panel as PanelId] : []));

/** `/portal/v1/data-export`: everything that is the customer's, as one file. */
export const ownDataPortalRoutes = new Hono<PortalEnv>()
  .get(
    '/',
    describe({
      summary: 'Tell how far the file with my data is',
      ...{ tag: 'data-export', answers: { 200: OwnDataExport }, problems: ['panel.hidden', 'feature.off'] },
    }),
    panel('profile', 'view', 'profile.data'),
    async (c) => c.json(await told(c)),
  )

  .post(
    '/',
    describe({
      summary: 'Ask for a file with all my data',
      description:
        'Everything of the account that its portal shows, as CSV and JSON with the documents, as of one moment. One at a time, three a day; it can be fetched for 24 hours.',
      ...{ tag: 'data-export', answers: { 202: OwnDataExport } },
      problems: [...refusals, 'data-export.open', 'data-export.too-many'],
    }),
    loginAs('denied'),
    panel('profile', 'view', 'profile.data'),
    async (c) => {
      const { db, session, actor, clock, worldClock, facts } = c.var;
      if (!mayTakeData(session)) throw transferProblem('data-export.owners-only');
      const wish = { panels: seenOf(c), files: featureOf('documents.download', facts).on };
      await inTransaction(db, async (tx) => {
        await createOwnExport(tx, ofSession(c), wish, worldClock.now());
        await tell(tx, ofSession(c), actor, clock.now(), 'data-asked');
      });
      return c.json(await told(c), 202);
    },
  )

  .get(
    '/file',
    describe({
      summary: 'Fetch the file with my data',
      description: 'For 24 hours, by whoever may ask for one; each time leaves a row in the activity log.',
      ...{ tag: 'data-export', answers: {}, gives: [zip] },
      problems: [...refusals, 'data-export.not-found', 'data-export.not-ready'],
    }),
    loginAs('denied'),
    panel('profile', 'view', 'profile.data'),
    async (c) => {
      const { db, session, actor, clock, worldClock } = c.var;
      if (!mayTakeData(session)) throw transferProblem('data-export.owners-only');
      const of = ofSession(c);
      const archive = await requireArchive(db, of, worldClock.now());
      // What was hidden since is not handed out by an older file.
      const seen = seenOf(c);
      if (archive.panels.some((panel) => !seen.includes(panel)))
        throw transferProblem('data-export.not-found');
      await inTransaction(db, (tx) => tell(tx, of, actor, clock.now(), 'data-fetched'));
      return sent(c, db, of, archive);
    },
  );

async function told(c: Context<PortalEnv>): Promise<OwnDataExport> {
  const { db, session, worldClock } = c.var;
  const mayAsk = mayTakeData(session) && session.staff === null;
  if (!mayAsk) return { export: null, mayAsk, left: 0 };
  return { ...(await ownExportOf(db, ofSession(c), worldClock.now())), mayAsk };
}

/** `/api/v1/customers/:id/data-export`: the same for a vendor who was asked for it. */
export const ownDataVendorRoutes = new Hono<VendorEnv>()
  .get(
    '/:id/data-export',
    describe({
      summary: 'Tell how far the file with a customer’s data is',
      tag: 'customers',
      ...{ answers: { 200: DataExport }, problems: ['customer.not-found', 'data-export.not-found'] },
    }),
    scope('exports:read'),
    accept('param', Reference),
    async (c) => {
      const { export: found } = await ownExportOf(c.var.db, await ofCustomer(c), c.var.worldClock.now());
      if (!found) throw transferProblem('data-export.not-found');
      return c.json(found);
    },
  )

  .post(
    '/:id/data-export',
    describe({
      summary: 'Ask for a file with all data of a customer',
      description:
        'What the customer itself can take along from its portal, whatever of it its portal shows: for who asks by letter. One at a time, three a day; it can be fetched for 24 hours.',
      tag: 'customers',
      answers: { 202: DataExport },
      problems: ['customer.not-found', 'data-export.open', 'data-export.too-many'],
    }),
    scope('exports:write'),
    accept('param', Reference),
    async (c) => {
      const { db, actor, clock, worldClock } = c.var;
      const of = await ofCustomer(c);
      const wish = { panels: panelIds, files: true };
      await inTransaction(db, async (tx) => {
        await createOwnExport(tx, of, wish, worldClock.now());
        await tell(tx, of, actor, clock.now(), 'data-asked');
      });
      const { export: made } = await ownExportOf(db, of, worldClock.now());
      return c.json(made as DataExport, 202, {
        location: `/api/v1/customers/${of.customerId}/data-export`,
      });
    },
  )

  .get(
    '/:id/data-export/file',
    describe({
      summary: 'Fetch the file with a customer’s data',
      description: 'For 24 hours; each time leaves a row in the activity log.',
      ...{ tag: 'customers', answers: {}, gives: [zip] },
      problems: ['customer.not-found', 'data-export.not-found', 'data-export.not-ready'],
    }),
    scope('exports:read'),
    accept('param', Reference),
    async (c) => {
      const { db, actor, clock, worldClock } = c.var;
      const of = await ofCustomer(c);
      const archive = await requireArchive(db, of, worldClock.now());
      await inTransaction(db, (tx) => tell(tx, of, actor, clock.now(), 'data-fetched'));
      return sent(c, db, of, archive);
    },
  );

async function ofCustomer(c: Context<VendorEnv, string, { out: { param: { id: string } } }>): Promise<Of> {
  const { id } = await requireCustomer(c.var.db, c.var.vendorId, c.req.valid('param').id);
  return { vendorId: c.var.vendorId, customerId: id, side: 'vendor' };
}
