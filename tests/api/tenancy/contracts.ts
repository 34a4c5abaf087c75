import type { Answer, Client } from '../../helpers/app.ts';
import { contract } from './bodies.ts';
import { byId, inBody, inQuery, type Matrix, type Place, takesNoId, upsert } from './places.ts';

/** How a contract goes on. */
function goingOn(): Matrix {
  const place = (under: string): Place[] => [
    {
      ...{ kind: 'contract', where: 'path' },
      send: (c, id) => c.get(`/api/v1/contracts/${encodeURIComponent(id)}/${under}`),
    },
  ];
  // What changes one needs a catalogue and a contract that is billed; ID01 in billing.test.ts looks at their ids.
  const acts = [
    ...['GET', 'POST', 'DELETE'].map((method) => `${method} /:id/change`),
    ...['POST /:id/change/preview', 'POST /:id/pause', 'DELETE /:id/pause'],
  ].map((act) => act.replace('/:id', '/api/v1/contracts/:id'));
  const inPortal = [
    ...acts.map((act) => act.replace('/api/', '/portal/')),
    'GET /portal/v1/contracts/:id/pause',
  ];
  return {
    'GET /api/v1/contracts/:id/changes': place('changes'),
    'GET /api/v1/contracts/:id/history': place('history'),
    'GET /api/v1/contracts/:id/charges': place('charges'),
    'GET /api/v1/contract-figures': takesNoId,
    // Their answers are this vendor's alone: see overview.test.ts.
    'GET /api/v1/overview': takesNoId,
    'GET /api/v1/search': takesNoId,
    ...Object.fromEntries([...acts, ...inPortal].map((route) => [route, takesNoId])),
  };
}

/** How a contract ends: of one's own, a new one is cancelled each time. */
function endings(): Matrix {
  const at = (id: string) => `/api/v1/contracts/${encodeURIComponent(id)}/cancellation`;
  const place = (act: (c: Client, path: string) => Promise<Answer>): Place[] => [
    {
      ...{ kind: 'contract', where: 'path' },
      send: async (c, id, own) => {
        if (id !== own.contract) return act(c, at(id));
        const made = await c.post('/api/v1/contracts', contract(own.customer));
        return act(c, at(made.body.id));
      },
    },
  ];
  return {
    'GET /api/v1/contracts/:id/cancellation': place((c, path) => c.get(path)),
    'POST /api/v1/contracts/:id/cancellation': place((c, path) => c.post(path)),
    'DELETE /api/v1/contracts/:id/cancellation': place(async (c, path) => {
      await c.post(path);
      return c.delete(path);
    }),
    // Declarations never go; ID01 in cancellations.test.ts looks at their ids, in the portal too.
    'GET /api/v1/declarations': [inQuery('declarations', 'customerId', 'customer')],
    'GET /api/v1/declarations/:id': takesNoId,
    'GET /api/v1/declarations/:id/receipt': takesNoId,
    'PATCH /api/v1/declarations/:id': takesNoId,
    'GET /portal/v1/contracts/:id/cancellation': takesNoId,
    'POST /portal/v1/contracts/:id/cancellation': takesNoId,
    'DELETE /portal/v1/contracts/:id/cancellation': takesNoId,
    'POST /portal/v1/contracts/:id/withdrawal': takesNoId,
    'POST /portal/v1/contracts/:id/resubscription': takesNoId,
    'GET /portal/v1/contracts/:id/declarations/:declarationId/receipt': takesNoId,
  };
}

export const contracts: Matrix = {
  'GET /api/v1/contracts': [
    inQuery('contracts', 'customerId', 'customer'),
    inQuery('contracts', 'portalId', 'portal'),
  ],
  'POST /api/v1/contracts': [
    inBody(
      'post',
      () => '/api/v1/contracts',
      'customerId',
      'customer',
      (own) => contract(own.customer),
    ),
  ],
  'PUT /api/v1/contracts/:id': [
    inBody('put', upsert('contracts'), 'customerId', 'customer', (own) => contract(own.customer)),
  ],
  ...byId('contracts', 'contract'),
  ...endings(),
  ...goingOn(),
  'GET /portal/v1/contracts': takesNoId,
  'GET /portal/v1/contracts/:id/history': [
    {
      kind: 'contract',
      where: 'path',
      send: (c, id) => c.get(`/portal/v1/contracts/${encodeURIComponent(id)}/history`),
    },
  ],
  'GET /portal/v1/contracts/:id': [
    {
      kind: 'contract',
      where: 'path',
      send: (c, id) => c.get(`/portal/v1/contracts/${encodeURIComponent(id)}`),
    },
  ],
  'GET /portal/v1/contracts/:id/custom-fields': [
    {
      ...{ kind: 'contract', where: 'path' },
      send: (c, id) => c.get(`/portal/v1/contracts/${encodeURIComponent(id)}/custom-fields`),
    },
  ],
  'PATCH /portal/v1/contracts/:id/custom-fields': [
    {
      ...{ kind: 'contract', where: 'path' },
      send: (c, id) =>
        c.patch(`/portal/v1/contracts/${encodeURIComponent(id)}/custom-fields`, { values: {} }),
    },
  ],
};
