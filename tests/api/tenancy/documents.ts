import type { Client } from '../../helpers/app.ts';
import { foreignPdf } from '../../helpers/pdf.ts';
import { document, pdfHeaders } from './bodies.ts';
import { byId, inBody, inQuery, type Kind, type Matrix, type Place, takesNoId, upsert } from './places.ts';

/** What lies under an id of an invoice or credit note besides itself. */
function pdfOf(collection: string, kind: Kind): Matrix {
  const at = (id: string) => `/api/v1/${collection}/${encodeURIComponent(id)}/pdf`;
  const send = (c: Client, id: string) => c.send('PUT', at(id), foreignPdf('X'), pdfHeaders);
  return {
    [`GET /api/v1/${collection}/:id/pdf`]: [{ kind, where: 'path', send: (c, id) => c.get(at(id)) }],
    [`PUT /api/v1/${collection}/:id/pdf`]: [{ kind, where: 'path', send }],
  };
}

/** Mails of a document: read and asked for under its id. */
const mailsOf = (collection: string, kind: Kind): Matrix => {
  const at = (id: string) => `/api/v1/${collection}/${encodeURIComponent(id)}/mails`;
  return {
    [`GET /api/v1/${collection}/:id/mails`]: [{ kind, where: 'path', send: (c, id) => c.get(at(id)) }],
    [`POST /api/v1/${collection}/:id/mails`]: [{ kind, where: 'path', send: (c, id) => c.post(at(id)) }],
  };
};

export const documents: Matrix = {
  'GET /api/v1/number-series': takesNoId,
  'PATCH /api/v1/number-series/:kind': takesNoId,
  ...Object.fromEntries(
    ['invoices', 'credit-notes'].flatMap((collection): [string, Place[]][] => [
      [`GET /api/v1/${collection}`, [inQuery(collection, 'customerId', 'customer')]],
      [
        `POST /api/v1/${collection}`,
        [
          inBody(...(['post', () => `/api/v1/${collection}`, 'customerId', 'customer'] as const), (own) =>
            document(own.customer),
          ),
          inBody(...(['post', () => `/api/v1/${collection}`, 'contractId', 'contract'] as const), (own) =>
            document(own.customer),
          ),
          ...(collection === 'credit-notes'
            ? [
                inBody(...(['post', () => `/api/v1/${collection}`, 'invoiceId', 'invoice'] as const), (own) =>
                  document(own.customer),
                ),
              ]
            : []),
        ],
      ],
      [
        `PUT /api/v1/${collection}/:id`,
        [inBody('put', upsert(collection), 'customerId', 'customer', (own) => document(own.customer))],
      ],
    ]),
  ),
  ...byId('invoices', 'invoice'),
  ...byId('credit-notes', 'credit-note'),
  ...pdfOf('invoices', 'invoice'),
  ...pdfOf('credit-notes', 'credit-note'),
  ...mailsOf('invoices', 'invoice'),
  ...mailsOf('credit-notes', 'credit-note'),
  'GET /api/v1/reminders': [
    inQuery('reminders', 'customerId', 'customer'),
    inQuery('reminders', 'invoiceId', 'invoice'),
  ],
  'GET /api/v1/corrections': [
    inQuery('corrections', 'customerId', 'customer'),
    inQuery('corrections', 'invoiceId', 'invoice'),
  ],
  // What was issued here is never deleted: ID01 in corrections.test.ts looks at these.
  'GET /api/v1/reminders/:id': takesNoId,
  'GET /api/v1/reminders/:id/pdf': takesNoId,
  'POST /api/v1/invoices/:id/reminders': takesNoId,
  'POST /api/v1/invoices/:id/correction': takesNoId,
  'GET /api/v1/invoices/:id/e-invoice': takesNoId,
  'GET /api/v1/credit-notes/:id/e-invoice': takesNoId,
  'GET /api/v1/corrections/:id': takesNoId,
  'POST /api/v1/corrections/:id/accept': takesNoId,
  'POST /api/v1/corrections/:id/refuse': takesNoId,
  'GET /portal/v1/documents': takesNoId,
  'GET /portal/v1/documents/summary': takesNoId,
  'GET /portal/v1/documents/:id': [
    {
      kind: 'invoice',
      where: 'path',
      send: (c, id) => c.get(`/portal/v1/documents/${encodeURIComponent(id)}`),
    },
  ],
  'GET /portal/v1/documents/:id/pdf': [
    {
      kind: 'invoice',
      where: 'path',
      send: (c, id) => c.get(`/portal/v1/documents/${encodeURIComponent(id)}/pdf`),
    },
  ],
  'GET /portal/v1/documents/:id/reminders': [
    {
      ...{ kind: 'invoice', where: 'path' },
      send: (c, id) => c.get(`/portal/v1/documents/${encodeURIComponent(id)}/reminders`),
    },
  ],
  'GET /portal/v1/documents/:id/correction': [
    {
      ...{ kind: 'invoice', where: 'path' },
      send: (c, id) => c.get(`/portal/v1/documents/${encodeURIComponent(id)}/correction`),
    },
  ],
  // ID02 in corrections.test.ts looks at these: they are of documents that were issued here.
  'POST /portal/v1/documents/:id/correction': takesNoId,
  'GET /portal/v1/documents/:id/reminders/:level/pdf': takesNoId,
  'GET /portal/v1/documents/:id/e-invoice': takesNoId,
  'POST /portal/v1/documents/downloads': [
    {
      kind: 'invoice',
      where: 'body.ids',
      send: (c, id) => c.post('/portal/v1/documents/downloads', { ids: [id] }),
    },
  ],
  // Ids of downloads are one session's; IE06 in documents-downloads.test.ts looks at them.
  'GET /portal/v1/documents/downloads/:id': takesNoId,
  'GET /portal/v1/downloads/:ticket': takesNoId,
};
