import { foreignPdf } from '../../helpers/pdf.ts';
import { pdfHeaders } from './bodies.ts';
import {
  accessCode,
  byId,
  type change,
  type Ids,
  inBody,
  inQuery,
  type Kind,
  type Matrix,
  type Place,
  takesNoId,
  upsert,
} from './places.ts';

/** What is written of a location: by place in lists and bodies, and by id with what hangs on it. */
function siteRecords(): Matrix {
  const bodies = {
    'logbook-entries': ['logbook-entry', { kind: 'Visit', happenedOn: '2026-11-01' }],
    'site-documents': ['site-document', { kind: 'certificate', title: 'Paper', issuedOn: '2026-11-01' }],
    inspections: ['inspection', { name: 'Check', dueOn: '2026-12-01' }],
  } as const;
  const matrix: Matrix = {};
  for (const [name, [kind, body]] of Object.entries(bodies)) {
    const at = `/api/v1/${name}`;
    matrix[`GET ${at}`] = [
      inQuery(name, 'customerId', 'customer'),
      inQuery(name, 'locationId', 'location'),
      inQuery(name, 'installationId', 'installation'),
    ];
    const here = (own: Ids) => ({ ...body, locationId: own.location });
    matrix[`POST ${at}`] = [
      inBody(
        'post',
        () => at,
        'locationId',
        'location',
        () => body,
      ),
      inBody('post', () => at, 'installationId', 'installation', here),
    ];
    matrix[`PUT ${at}/:id`] = [inBody('put', upsert(name), 'locationId', 'location', () => body)];
    Object.assign(matrix, byId(name as keyof typeof change, kind));
  }
  const at = (collection: string, id: string, more: string) =>
    `/api/v1/${collection}/${encodeURIComponent(id)}/${more}`;
  const place = (kind: Kind, send: Place['send'], where = 'path'): Place[] => [{ kind, where, send }];
  const file = (id: string, fileId: string) =>
    at('logbook-entries', id, `files/${encodeURIComponent(fileId)}`);
  const pdf = foreignPdf('X');
  return {
    ...matrix,
    'GET /api/v1/logbook-entries/:id/files': place('logbook-entry', (c, id) =>
      c.get(at('logbook-entries', id, 'files')),
    ),
    'POST /api/v1/logbook-entries/:id/files': place('logbook-entry', (c, id) =>
      c.send('POST', at('logbook-entries', id, 'files'), pdf, pdfHeaders),
    ),
    'GET /api/v1/logbook-entries/:id/files/:fileId': [
      ...place('logbook-entry', (c, id, own) => c.get(file(id, own['site-file']))),
      ...place('site-file', (c, id, own) => c.get(file(own['logbook-entry'], id)), 'path.fileId'),
    ],
    'DELETE /api/v1/logbook-entries/:id/files/:fileId': [
      ...place('logbook-entry', (c, id, own) => c.delete(file(id, own['site-file']))),
      ...place('site-file', (c, id, own) => c.delete(file(own['logbook-entry'], id)), 'path.fileId'),
    ],
    'GET /api/v1/site-documents/:id/file': place('site-document', (c, id) =>
      c.get(at('site-documents', id, 'file')),
    ),
    'PUT /api/v1/site-documents/:id/file': place('site-document', (c, id) =>
      c.send('PUT', at('site-documents', id, 'file'), pdf, pdfHeaders),
    ),
    'POST /api/v1/inspections/:id/done': place('inspection', (c, id) =>
      c.post(at('inspections', id, 'done'), { doneOn: '2026-11-01' }),
    ),
    'GET /api/v1/locations/:id/handover': place('location', (c, id) =>
      c.get(at('locations', id, 'handover')),
    ),
    // It takes two customers of one vendor; ID01 in sites-records.test.ts looks at the ids.
    'POST /api/v1/locations/:id/handover': [],
    'GET /api/v1/calendar-feeds': [],
    'POST /api/v1/calendar-feeds': [
      inBody(
        'post',
        () => '/api/v1/calendar-feeds',
        'customerId',
        'customer',
        () => ({ name: 'New' }),
      ),
    ],
    'DELETE /api/v1/calendar-feeds/:id': place('calendar-feed', (c, id) =>
      c.delete(`/api/v1/calendar-feeds/${encodeURIComponent(id)}`),
    ),
    // Requests are made in the portal; ID01 in sites-records.test.ts looks at their ids.
    'GET /api/v1/site-requests': [],
    'GET /api/v1/site-requests/:id': [],
    'PATCH /api/v1/site-requests/:id': [],
    'GET /api/v1/site-requests/:id/files': [],
    'GET /api/v1/site-requests/:id/files/:fileId': [],
  };
}

export const sites: Matrix = {
  'GET /api/v1/locations': [inQuery('locations', 'customerId', 'customer')],
  'POST /api/v1/locations': [
    inBody(
      'post',
      () => '/api/v1/locations',
      'customerId',
      'customer',
      () => ({ name: 'New' }),
    ),
  ],
  'PUT /api/v1/locations/:id': [
    inBody('put', upsert('locations'), 'customerId', 'customer', () => ({ name: 'New' })),
  ],
  ...byId('locations', 'location'),
  ...accessCode('locations', 'location'),
  'GET /api/v1/installations': [
    inQuery('installations', 'customerId', 'customer'),
    inQuery('installations', 'locationId', 'location'),
  ],
  'POST /api/v1/installations': [
    inBody(
      'post',
      () => '/api/v1/installations',
      'locationId',
      'location',
      () => ({ name: 'New' }),
    ),
  ],
  'PUT /api/v1/installations/:id': [
    inBody('put', upsert('installations'), 'locationId', 'location', () => ({ name: 'New' })),
  ],
  ...byId('installations', 'installation'),
  ...siteRecords(),
  'POST /api/v1/installations/:id/token': [
    {
      kind: 'installation',
      where: 'path',
      send: (c, id) =>
        c.post(`/api/v1/installations/${encodeURIComponent(id)}/token`, { reason: 'label was lost' }),
    },
  ],
  'POST /api/v1/locations/:id/labels': [
    {
      kind: 'location',
      where: 'path',
      send: (c, id) => c.post(`/api/v1/locations/${encodeURIComponent(id)}/labels`),
    },
    {
      kind: 'installation',
      where: 'body.installationIds',
      send: (c, id, own) => c.post(`/api/v1/locations/${own.location}/labels`, { installationIds: [id] }),
    },
  ],
  'GET /api/v1/installations/:id/token': [
    {
      kind: 'installation',
      where: 'path',
      send: (c, id) => c.get(`/api/v1/installations/${encodeURIComponent(id)}/token`),
    },
  ],
  'GET /portal/v1/sites': takesNoId,
  'GET /portal/v1/sites/:id': [
    {
      kind: 'location',
      where: 'path',
      send: (c, id) => c.get(`/portal/v1/sites/${encodeURIComponent(id)}`),
    },
  ],
  'GET /portal/v1/sites/:id/installations': [
    {
      kind: 'location',
      where: 'path',
      send: (c, id) => c.get(`/portal/v1/sites/${encodeURIComponent(id)}/installations`),
    },
  ],
  ...Object.fromEntries(
    ['logbook', 'documents', 'inspections', 'requests'].map((list) => [
      `GET /portal/v1/sites/:id/${list}`,
      [
        {
          ...{ kind: 'location', where: 'path' },
          send: (c, id) => c.get(`/portal/v1/sites/${encodeURIComponent(id)}/${list}`),
        } satisfies Place,
      ],
    ]),
  ),
  // Whose files and machines are whose is looked at in sites-records.test.ts.
  'GET /portal/v1/sites/of/:id': takesNoId,
  'GET /portal/v1/sites/:id/documents/:inside/file': takesNoId,
  'GET /portal/v1/sites/:id/files/:inside': takesNoId,
  'POST /portal/v1/sites/photos': takesNoId,
  'POST /portal/v1/sites/requests': takesNoId,
  'GET /portal/v1/sites/calendar': takesNoId,
  'POST /portal/v1/sites/calendar': takesNoId,
  'DELETE /portal/v1/sites/calendar': takesNoId,
};
