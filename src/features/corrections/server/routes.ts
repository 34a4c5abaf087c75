import { Hono } from 'hono';
import * as v from 'valibot';
import { pagingOf, Reference } from '../../../kit/server/collection.ts';
import { type Db, inTransaction } from '../../../kit/server/db/db.ts';
import { accept } from '../../../kit/server/http/accept.ts';
import { describe } from '../../../kit/server/http/describe.ts';
import { ListQuery, listAnswer } from '../../../kit/server/http/list.ts';
import type { PortalEnv, VendorEnv } from '../../access/server/env.ts';
import { loginAs, panel, scope } from '../../access/server/guards.ts';
import { announce } from '../../activity/server/announce.ts';
import { requireCustomer } from '../../customers/server/store.ts';
import { documentProblem } from '../../documents/problems.ts';
import { findReached, readerOf } from '../../documents/server/portal-store.ts';
import { lockDocument, requireDocument } from '../../documents/server/store.ts';
import type { StoredDocument } from '../../documents/server/table.ts';
import type { Portal } from '../../portals/schema.ts';
import { requirePortal } from '../../portals/server/store.ts';
import { correctionProblem } from '../problems.ts';
import { taxStays } from '../rules.ts';
import { Correction, CorrectionOffer, CorrectionState, NewCorrection, RefuseCorrection } from '../schema.ts';
import { type Correcting, correct, requireCorrectable } from './correct.ts';
import { ask, decide, isAnother, latestOf, listCorrections, requireCorrection, wantedFor } from './store.ts';
import { type CorrectionRow, toCorrection, type WantedBuyer } from './table.ts';

const tag = 'corrections';

async function lockedInvoice(tx: Db, vendorId: string, reference: string, at: Date): Promise<StoredDocument> {
  await lockDocument(tx, vendorId, 'invoice', reference);
  return (await requireDocument(tx, vendorId, 'invoice', reference, at)).document;
}

const tell = (
  tx: Db,
  { vendorId, actor, at }: Correcting,
  row: CorrectionRow,
  action: 'correction.asked' | 'correction.refused',
) =>
  announce(tx, {
    ...{ vendorId, customerId: row.customer_id, actor, at, action, subjectId: row.document_id },
    data: { customerId: row.customer_id, invoiceId: row.document_id, correctionId: row.id },
  });

/** `/api/v1/corrections`: invoices that customers want corrected, and those that were. */
export const correctionsVendorRoutes = new Hono<VendorEnv>()
  .get(
    '/',
    describe({
      summary: 'List corrections of invoices',
      description: 'What customers asked for waits as `asked`.',
      tag,
      answers: { 200: listAnswer(Correction) },
    }),
    scope('invoices:read'),
    accept(
      'query',
      v.strictObject({
        ...ListQuery.entries,
        customerId: v.optional(v.string()),
        invoiceId: v.optional(v.string()),
        state: v.optional(CorrectionState),
      }),
    ),
    async (c) => {
      const query = c.req.valid('query');
      const paging = pagingOf(c.var, tag, query);
      return c.json(paging.page(await listCorrections(c.var.db, c.var.vendorId, query, paging)));
    },
  )

  .get(
    '/:id',
    describe({
      summary: 'Read a correction of an invoice',
      tag,
      answers: { 200: Correction },
      problems: ['correction.not-found'],
    }),
    scope('invoices:read'),
    accept('param', Reference),
    async (c) =>
      c.json(toCorrection(await requireCorrection(c.var.db, c.var.vendorId, c.req.valid('param').id))),
  )

  .post(
    '/:id/accept',
    describe({
      summary: 'Correct an invoice as its customer asked',
      description:
        'The invoice stays as it was printed; a credit note takes it back, and another invoice stands in its place, all linked. What was paid is paid of the new one.',
      tag,
      answers: { 200: Correction },
      problems: ['correction.not-found', 'correction.decided', 'invoice.not-correctable'],
    }),
    scope('invoices:write'),
    accept('param', Reference),
    async (c) => {
      const { db, vendorId, actor, clock } = c.var;
      const at = clock.now();
      const done = await inTransaction(db, async (tx) => {
        const row = await requireCorrection(tx, vendorId, c.req.valid('param').id);
        const invoice = await lockedInvoice(tx, vendorId, row.document_id, at);
        const now = await requireCorrection(tx, vendorId, row.id);
        if (now.state !== 'asked') throw correctionProblem('correction.decided');
        return correct(tx, invoice, now, { vendorId, actor, at });
      });
      return c.json(toCorrection(done));
    },
  )

  .post(
    '/:id/refuse',
    describe({
      summary: 'Refuse to correct an invoice',
      description: 'The customer reads the answer in the portal.',
      tag,
      answers: { 200: Correction },
      problems: ['correction.not-found', 'correction.decided'],
    }),
    scope('invoices:write'),
    accept('param', Reference),
    accept('json', RefuseCorrection),
    async (c) => {
      const { db, vendorId, actor, clock } = c.var;
      const at = clock.now();
      const done = await inTransaction(db, async (tx) => {
        const row = await requireCorrection(tx, vendorId, c.req.valid('param').id);
        const { answer } = c.req.valid('json');
        const refused = await decide(tx, vendorId, row.id, at, { state: 'refused', answer });
        await tell(tx, { vendorId, actor, at }, refused, 'correction.refused');
        return refused;
      });
      return c.json(toCorrection(done));
    },
  );

/** Beside the invoices: a correction by hand. */
export const invoiceCorrectionRoutes = new Hono<VendorEnv>().post(
  '/:id/correction',
  describe({
    summary: 'Correct the recipient of an invoice now',
    description:
      'To what the customer’s billing data are by now: a credit note and another invoice in its place. A wish that waits for an answer is done with it.',
    tag,
    answers: { 201: Correction },
    problems: ['invoice.not-found', 'invoice.not-correctable', 'correction.same'],
  }),
  scope('invoices:write'),
  accept('param', Reference),
  accept('json', NewCorrection),
  async (c) => {
    const { db, vendorId, actor, clock } = c.var;
    const at = clock.now();
    const wish = c.req.valid('json');
    const done = await inTransaction(db, async (tx) => {
      const invoice = await lockedInvoice(tx, vendorId, c.req.valid('param').id, at);
      await requireCorrectable(tx, vendorId, invoice);
      const wanted = await wantedFor(tx, vendorId, invoice, wish);
      const waiting = await latestOf(tx, vendorId, invoice.id);
      if (waiting?.state === 'asked') await decide(tx, vendorId, waiting.id, at, { state: 'refused' });
      const asking = { vendorId, contactId: null, reason: wish.reason || null, at };
      const row = await ask(tx, invoice, wanted, asking);
      return correct(tx, invoice, row, { vendorId, actor, at });
    });
    return c.json(toCorrection(done), 201);
  },
);

const isAutomatic = (portal: Portal, invoice: StoredDocument, { buyer }: WantedBuyer): boolean =>
  portal.documents.corrections === 'automatic' && taxStays(invoice.buyer, buyer, invoice.seller);

const portalOf = async (db: Db, vendorId: string, customerId: string): Promise<Portal> =>
  requirePortal(db, vendorId, (await requireCustomer(db, vendorId, customerId)).portalId);

/** Beside the customer's documents. */
export const correctionPortalRoutes = new Hono<PortalEnv>()
  .get(
    '/:id/correction',
    describe({
      summary: 'Tell what a corrected invoice would say',
      tag: 'documents',
      answers: { 200: CorrectionOffer },
      problems: ['panel.hidden', 'document.not-found'],
    }),
    panel('documents', 'view'),
    accept('param', Reference),
    async (c) => {
      const { db, owner } = c.var;
      const found = await findReached(db, readerOf(c.var), c.req.valid('param').id);
      if (found?.document.kind !== 'invoice') throw documentProblem('document.not-found');
      const { document } = found;
      const portal = await portalOf(db, owner.vendorId, owner.customerId);
      const wanted = await wantedFor(db, owner.vendorId, document);
      const latest = await latestOf(db, owner.vendorId, document.id);
      return c.json({
        ...{ printed: document.buyer, ...wanted, differs: isAnother(document, wanted) },
        automatic: isAutomatic(portal, document, wanted),
        latest: latest ? { state: toCorrection(latest).state, answer: latest.answer } : null,
      });
    },
  )

  .post(
    '/:id/correction',
    describe({
      summary: 'Ask for a corrected invoice',
      description:
        'It is written to what the billing data are by now. Where the portal does that by itself and the tax stays what it is, it is done at once; else somebody decides.',
      tag: 'documents',
      answers: { 201: Correction },
      problems: [
        'panel.hidden',
        'document.not-found',
        'correction.off',
        'correction.asked',
        'correction.same',
        'invoice.not-correctable',
      ],
    }),
    loginAs('act'),
    panel('documents', 'change'),
    accept('param', Reference),
    accept('json', NewCorrection),
    async (c) => {
      const { db, owner, session, actor, clock } = c.var;
      const { vendorId, customerId } = owner;
      const at = clock.now();
      const wish = c.req.valid('json');
      const asked = await inTransaction(db, async (tx) => {
        const found = await findReached(tx, readerOf(c.var), c.req.valid('param').id);
        if (found?.document.kind !== 'invoice') throw documentProblem('document.not-found');
        const portal = await portalOf(tx, vendorId, customerId);
        if (portal.documents.corrections === 'off') throw correctionProblem('correction.off');
        const invoice = await lockedInvoice(tx, vendorId, found.document.id, at);
        await requireCorrectable(tx, vendorId, invoice);
        const wanted = await wantedFor(tx, vendorId, invoice, wish);
        const asking = { vendorId, contactId: session.contactId, reason: wish.reason || null, at };
        const row = await ask(tx, invoice, wanted, asking);
        await tell(tx, { vendorId, actor, at }, row, 'correction.asked');
        return isAutomatic(portal, invoice, wanted)
          ? correct(tx, invoice, row, { vendorId, actor, at })
          : row;
      });
      return c.json(toCorrection(asked), 201);
    },
  );
