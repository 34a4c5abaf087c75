import { Readable } from 'node:stream';
import { type Context, Hono } from 'hono';
import * as v from 'valibot';
import { isProblem } from '../../../kit/common/problem.ts';
import { movedClock, worldTime } from '../../../kit/server/clock.ts';
import { pagingOf, Reference } from '../../../kit/server/collection.ts';
import { inTransaction } from '../../../kit/server/db/db.ts';
import { accept } from '../../../kit/server/http/accept.ts';
import { clientAddress } from '../../../kit/server/http/client-address.ts';
import { describe } from '../../../kit/server/http/describe.ts';
import { ListQuery } from '../../../kit/server/http/list.ts';
import { featureOf } from '../../access/rules.ts';
import type { PortalEnv, RequestVars } from '../../access/server/env.ts';
import { requireLiveSession } from '../../access/server/found-session.ts';
import { loginAs, panel } from '../../access/server/guards.ts';
import { mayComeFrom } from '../../customers/sign-in-rules.ts';
import { documentsCsv } from '../csv.ts';
import { pdfName } from '../file-names.ts';
import { documentProblem } from '../problems.ts';
import {
  DocumentFilter,
  DocumentsSummary,
  Download,
  type EInvoiceFormat,
  maxDownload,
  NewDownload,
  type PortalDocument,
  PortalDocumentDetail,
  PortalDocuments,
} from '../schema.ts';
import { pdfHeaders } from './collections.ts';
import { createDownload, redeemTicket, requireDownload, vendorOfTicket } from './downloads-store.ts';
import { xmlHeaders } from './e-invoice/headers.ts';
import { eInvoiceOf, formatsOf } from './e-invoice/store.ts';
import { pdfOf } from './pdf-store.ts';
import {
  detailOf,
  documentsOf,
  findReached,
  matchingIds,
  placeOf,
  reachedIds,
  readerOf,
  summaryOf,
  zippedOf,
} from './portal-store.ts';
import { makeTurns } from './turns.ts';
import { zipStream } from './zip.ts';

const tag = 'documents';
const Query = v.strictObject({
  ...v.omit(ListQuery, ['updatedSince', 'search']).entries,
  ...DocumentFilter.entries,
});

/** `/portal/v1/documents`: the customer's invoices and credit notes. */
export const documentsPortalRoutes = new Hono<PortalEnv>()
  .get(
    '/',
    describe({
      summary: 'List my documents',
      description: 'Newest first, or as `sort` says. `search` looks for a number, a title or an amount.',
      tag,
      answers: { 200: PortalDocuments },
      problems: ['panel.hidden'],
    }),
    panel('documents', 'view'),
    accept('query', Query),
    async (c) => {
      const { db, cursors, owner } = c.var;
      const reader = readerOf(c.var);
      const query = c.req.valid('query');
      const name = `documents of ${owner.customerId} ${JSON.stringify(reader.subject)}`;
      const { words, after, limit } = pagingOf({ db, cursors, vendorId: owner.vendorId }, name, query);
      const { items, count } = await documentsOf(db, reader, { ...query, words }, { limit, after });
      const shown = items.slice(0, limit);
      const last = shown.at(-1);
      const more = items.length > limit && last !== undefined;
      return c.json({ items: shown, nextCursor: more ? nextOf(c.var, name, query, last) : null, count });
    },
  )

  .get(
    '/summary',
    describe({
      summary: 'Tell what my documents can be narrowed by, and what is owed',
      tag,
      answers: { 200: DocumentsSummary },
      problems: ['panel.hidden'],
    }),
    panel('documents', 'view'),
    async (c) => c.json(await summaryOf(c.var.db, readerOf(c.var))),
  )

  .post(
    '/downloads',
    describe({
      summary: 'Ask for documents to download',
      description:
        'One comes as PDF, several as ZIP with `index.csv`; `format` asks for a table or an e-invoice instead. `url` works once, for a minute, while the session lasts. Where more than 200 PDFs must be made first, `state` is `preparing`: ask again.',
      tag,
      answers: { 201: Download },
      problems: [
        'panel.hidden',
        'feature.off',
        'document.not-found',
        'document.no-pdf',
        'document.no-e-invoice',
      ],
    }),
    loginAs('look'),
    panel('documents', 'view', 'documents.download'),
    accept('json', NewDownload, { maxBytes: 262_144 }),
    async (c) => {
      const { db, owner, session, clock } = c.var;
      const reader = readerOf(c.var);
      const wanted = c.req.valid('json');
      const asking = { owner, sessionId: session.id, at: worldTime(clock) };
      const download = await inTransaction(db, async (tx) => {
        if ('matching' in wanted) {
          const { cursors } = c.var;
          const { search } = wanted.matching;
          const query = { limit: 50, ...(search !== undefined && { search }) };
          const { words } = pagingOf({ db: tx, cursors, vendorId: owner.vendorId }, tag, query);
          const ids = await matchingIds(tx, reader, { ...wanted.matching, words }, maxDownload);
          if (ids.length === 0) throw documentProblem('document.not-found');
          return createDownload(tx, asking, ids, wanted.format);
        }
        const asked = [...new Set(wanted.ids)];
        const ids = await reachedIds(tx, reader, asked);
        // One that is not there refuses all, and which one it was is not told.
        if (ids.length !== asked.length) throw documentProblem('document.not-found');
        const [only] = ids;
        const isXml = wanted.format === 'factur-x' || wanted.format === 'xrechnung';
        if (isXml && ids.length !== 1) throw documentProblem('document.no-e-invoice');
        if (ids.length === 1 && only && wanted.format !== 'csv') {
          const found = await findReached(tx, reader, only);
          if (isXml) {
            const formats = found ? await formatsOf(tx, owner.vendorId, found.document) : [];
            if (!formats.includes(wanted.format as EInvoiceFormat))
              throw documentProblem('document.no-e-invoice');
          } else if (found?.document.origin === 'external' && !found.document.pdf) {
            throw documentProblem('document.no-pdf');
          }
        }
        return createDownload(tx, asking, ids, wanted.format);
      });
      return c.json(download, 201);
    },
  )

  .get(
    '/downloads/:id',
    describe({
      summary: 'Tell how far a download is',
      tag,
      answers: { 200: Download },
      problems: ['panel.hidden', 'feature.off', 'download.not-found'],
    }),
    panel('documents', 'view', 'documents.download'),
    accept('param', Reference),
    async (c) => {
      const { db, owner, session, clock } = c.var;
      const asking = { owner, sessionId: session.id, at: worldTime(clock) };
      return c.json(await inTransaction(db, (tx) => requireDownload(tx, asking, c.req.valid('param').id)));
    },
  )

  .get(
    '/:id',
    describe({
      summary: 'Read one of my documents',
      tag,
      answers: { 200: PortalDocumentDetail },
      problems: ['panel.hidden', 'document.not-found'],
    }),
    panel('documents', 'view'),
    accept('param', Reference),
    async (c) => {
      const found = await detailOf(c.var.db, readerOf(c.var), c.req.valid('param').id);
      if (!found) throw documentProblem('document.not-found');
      return c.json(found);
    },
  )

  .get(
    '/:id/pdf',
    describe({
      summary: 'Read the PDF of one of my documents',
      tag,
      answers: {},
      gives: ['application/pdf'],
      problems: ['panel.hidden', 'feature.off', 'document.not-found', 'document.no-pdf'],
    }),
    panel('documents', 'view', 'documents.download'),
    accept('param', Reference),
    async (c) => {
      const { db, clock, owner } = c.var;
      const found = await findReached(db, readerOf(c.var), c.req.valid('param').id);
      if (!found) throw documentProblem('document.not-found');
      const bytes = await pdfOf({ db, clock }, owner.vendorId, found.document);
      return c.body(Buffer.from(bytes), 200, pdfHeaders(pdfName(found.document), bytes));
    },
  );

/** Same binding as `pagingOf`, in the order of the list instead of by id. */
function nextOf(
  { cursors, owner }: Pick<PortalEnv['Variables'], 'cursors' | 'owner'>,
  name: string,
  query: v.InferOutput<typeof Query>,
  last: PortalDocument,
): string {
  const { limit: _, cursor: __, ...filters } = query;
  const binding = JSON.stringify([owner.vendorId, name, Object.entries(filters).sort()]);
  return cursors.encode(binding, [...placeOf(last, query.sort)]);
}

/** At most two files of a vendor are being sent at once by one process; the others wait in a row. */
const turns = makeTurns({ atOnce: 2, waiting: 200 });

/**
 * `/portal/v1/downloads/:ticket`: the address a browser opens by itself. No header goes with that, so the address is
 * the key: 256 random bits, once, for a minute, only while the session lives that asked for it, and in a browser only
 * from our own page (`Sec-Fetch-Site`), so that a copied address opens nothing for somebody else. All else is one 404.
 */
export const downloadRoutes = new Hono<{ Variables: RequestVars }>().get(
  '/:ticket',
  describe({
    summary: 'Download what was asked for',
    tag,
    answers: {},
    gives: ['application/pdf', 'application/zip', 'text/csv', 'application/xml'],
    problems: ['download.not-found', 'download.too-many'],
  }),
  async (c) => {
    const site = c.req.header('sec-fetch-site');
    const ticket = c.req.param('ticket');
    const vendor = vendorOfTicket(ticket);
    if (!vendor || (site !== undefined && site !== 'same-origin'))
      throw documentProblem('download.not-found');
    const at = c.var.clock.now();
    const over = await turns.take(vendor);
    let sending: Readable | undefined;
    try {
      const answer = await redeemed(c, ticket, at, (stream) => {
        sending = stream.once('close', over);
      });
      return answer;
    } finally {
      if (!sending) over();
    }
  },
);

type DownloadContext = Context<{ Variables: RequestVars }>;

/** What the address stands for; a ZIP is told of, since its turn ends with its last byte. */
async function redeemed(
  c: DownloadContext,
  ticket: string,
  at: Date,
  onStream: (stream: Readable) => void,
): Promise<Response> {
  const { db, clock } = c.var;
  const { ids, vendorId, sessionId, format } = await inTransaction(db, (tx) => redeemTicket(tx, ticket, at));
  const found = await requireLiveSession(db, vendorId, sessionId, at).catch((error: unknown) => {
    // A session that is over is "no such download"; a database that is busy is not.
    if (isProblem(error) && error.status < 500) return undefined;
    throw error;
  });
  const elsewhere =
    found &&
    !found.session.staff &&
    !mayComeFrom(found.allowedAddresses, clientAddress(c, c.var.trustedProxies));
  if (!found || elsewhere || !featureOf('documents.download', found.facts).on)
    throw documentProblem('download.not-found');
  const { session } = found;
  const owner = { vendorId, customerId: session.customerId };
  const moved = movedClock(clock, found.clockOffsetMs);
  const zipped = await zippedOf(db, readerOf({ owner, session, clock: moved }), ids);
  const [only] = zipped;
  if (!only) throw documentProblem('download.not-found');
  if (format === 'csv') {
    const csv = documentsCsv(zipped);
    return c.body(csv, 200, {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="documents-${at.toISOString().slice(0, 10)}.csv"`,
    });
  }
  if (format !== 'pdf') {
    const xml = await eInvoiceOf(db, vendorId, only.document, format);
    return c.body(xml, 200, xmlHeaders(only.document, xml));
  }
  if (ids.length === 1) {
    const bytes = await pdfOf({ db, clock }, vendorId, only.document);
    return c.body(Buffer.from(bytes), 200, pdfHeaders(pdfName(only.document), bytes));
  }
  const stream = await zipStream({ db, clock }, vendorId, zipped);
  onStream(stream);
  c.req.raw.signal.addEventListener('abort', () => stream.destroy());
  return c.body(Readable.toWeb(stream) as ReadableStream, 200, {
    'content-type': 'application/zip',
    'content-disposition': `attachment; filename="documents-${at.toISOString().slice(0, 10)}.zip"`,
  });
}
