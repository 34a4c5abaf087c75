import {
  byId,
  inBody,
  inQuery,
  type Kind,
  type Matrix,
  type Place,
  takesNoId,
  unguessed,
  upsert,
} from './places.ts';

/** Numbers, packages and rules of a customer, in both APIs. */
const records: Matrix = (() => {
  const bodies: Record<string, () => object> = {
    routes: () => ({ kind: 'user', value: `u${unguessed()}` }),
    packages: () => ({ name: 'Pack', unit: 'minutes', included: 1, startsOn: '2026-11-01' }),
    alerts: () => ({ metric: 'contracts', unit: 'days', threshold: 14 }),
  };
  const at = (collection: string, id: string, more = '') =>
    `/api/v1/${collection}/${encodeURIComponent(id)}${more}`;
  const under = (kind: Kind, send: Place['send']): Place[] => [{ kind, where: 'path', send }];
  const collections = (['route', 'package', 'alert'] as const).map((kind): Matrix => {
    const collection = `${kind}s`;
    const body = bodies[collection] as () => object;
    return {
      [`GET /api/v1/${collection}`]: [inQuery(collection, 'customerId', 'customer')],
      [`POST /api/v1/${collection}`]: [
        inBody('post', () => `/api/v1/${collection}`, 'customerId', 'customer', body),
      ],
      [`PUT /api/v1/${collection}/:id`]: [inBody('put', upsert(collection), 'customerId', 'customer', body)],
      ...byId(collection, kind),
    };
  });
  return {
    ...Object.assign({}, ...collections),
    'GET /api/v1/routes/:id/secret': under('route', (c, id) => c.get(at('routes', id, '/secret'))),
    'POST /api/v1/routes/:id/secret': under('route', (c, id) => c.post(at('routes', id, '/secret'))),
    'GET /api/v1/alerts/:id/firings': under('alert', (c, id) => c.get(at('alerts', id, '/firings'))),
    'POST /api/v1/alerts/:id/test': under('alert', (c, id) => c.post(at('alerts', id, '/test'))),
  };
})();

/** The same in the portal. */
const ownRecords: Matrix = (() => {
  const of = (collection: string, kind: Kind, changes: boolean): Matrix => {
    const at = (id: string) => `/portal/v1/${collection}/${encodeURIComponent(id)}`;
    const place = (send: Place['send']): Place[] => [{ kind, where: 'path', send }];
    const path = `/portal/v1/${collection}`;
    return {
      [`GET ${path}`]: takesNoId,
      [`GET ${path}/:id`]: place((c, id) => c.get(at(id))),
      ...(changes && {
        [`GET ${path}/forms/:id`]: takesNoId,
        [`POST ${path}`]: takesNoId,
        [`PATCH ${path}/:id`]: place((c, id) => c.patch(at(id), { active: true })),
        [`DELETE ${path}/:id`]: place((c, id) => c.delete(at(id))),
      }),
    };
  };
  const asked = (kind: Kind, send: Place['send']): Place[] => [{ kind, where: 'path', send }];
  return {
    // Before it is deleted.
    'POST /portal/v1/alerts/:id/test': asked('alert', (c, id) =>
      c.post(`/portal/v1/alerts/${encodeURIComponent(id)}/test`),
    ),
    ...of('routes', 'route', true),
    ...of('packages', 'package', false),
    ...of('alerts', 'alert', true),
    'GET /portal/v1/plugins/:id/rows': asked('list-plugin', (c, id) =>
      c.get(`/portal/v1/plugins/${encodeURIComponent(id)}/rows`),
    ),
    'POST /portal/v1/plugins/:id/token': asked('frame-plugin', (c, id) =>
      c.post(`/portal/v1/plugins/${encodeURIComponent(id)}/token`),
    ),
  };
})();

export const plugins: Matrix = {
  'GET /api/v1/plugins': takesNoId,
  'POST /api/v1/plugins': [
    inBody(
      'post',
      () => '/api/v1/plugins',
      'portalId',
      'portal',
      () => ({ name: 'New', url: 'https://help.example/' }),
    ),
  ],
  'PUT /api/v1/plugins/:id': [
    inBody('put', upsert('plugins'), 'portalId', 'portal', () => ({
      ...{ name: 'New', url: 'https://help.example/' },
    })),
  ],
  ...byId('plugins', 'plugin', [
    {
      ...{ kind: 'portal', where: 'body.portalId' },
      send: (c, id, own) => c.patch(`/api/v1/plugins/${own.plugin}`, { portalId: id }),
    },
  ]),
  ...records,
  'GET /api/v1/plugins/:id/rows': [
    {
      ...{ kind: 'list-plugin', where: 'path' },
      send: (c, id, own) =>
        c.get(`/api/v1/plugins/${encodeURIComponent(id)}/rows?customerId=${own.customer}`),
    },
    {
      ...{ kind: 'customer', where: 'query.customerId' },
      send: (c, id, own) =>
        c.get(`/api/v1/plugins/${own['list-plugin']}/rows?customerId=${encodeURIComponent(id)}`),
    },
  ],
  'PUT /api/v1/plugins/:id/rows': [
    {
      ...{ kind: 'list-plugin', where: 'path' },
      send: (c, id, own) =>
        c.put(`/api/v1/plugins/${encodeURIComponent(id)}/rows`, { customerId: own.customer, rows: [] }),
    },
    {
      ...{ kind: 'customer', where: 'body.customerId' },
      send: (c, id, own) => c.put(`/api/v1/plugins/${own['list-plugin']}/rows`, { customerId: id, rows: [] }),
    },
  ],
  'POST /api/v1/plugins/:id/secret': [
    {
      ...{ kind: 'frame-plugin', where: 'path' },
      send: (c, id) => c.post(`/api/v1/plugins/${encodeURIComponent(id)}/secret`),
    },
  ],
  'DELETE /api/v1/plugins/:id/secret': [
    {
      ...{ kind: 'frame-plugin', where: 'path' },
      send: (c, id) => c.delete(`/api/v1/plugins/${encodeURIComponent(id)}/secret`),
    },
  ],
  ...ownRecords,
};
