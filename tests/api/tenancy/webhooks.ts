import { byId, inBody, inQuery, type Matrix, takesNoId } from './places.ts';

export const webhooks: Matrix = {
  // Before the endpoint that they go with.
  'GET /api/v1/webhook-deliveries': [inQuery('webhook-deliveries', 'endpointId', 'webhook-endpoint')],
  'GET /api/v1/webhook-deliveries/:id': [
    {
      ...{ kind: 'webhook-delivery', where: 'path' },
      send: (c, id) => c.get(`/api/v1/webhook-deliveries/${encodeURIComponent(id)}`),
    },
  ],
  'POST /api/v1/webhook-deliveries/:id/replay': [
    {
      ...{ kind: 'webhook-delivery', where: 'path' },
      send: (c, id) => c.post(`/api/v1/webhook-deliveries/${encodeURIComponent(id)}/replay`),
    },
  ],
  'POST /api/v1/webhook-deliveries/replay': [
    inBody(
      'post',
      () => '/api/v1/webhook-deliveries/replay',
      'endpointId',
      'webhook-endpoint',
      () => ({
        since: '2026-01-01T00:00:00Z',
      }),
    ),
  ],
  'GET /api/v1/webhook-endpoints': takesNoId,
  'POST /api/v1/webhook-endpoints': takesNoId,
  'PUT /api/v1/webhook-endpoints/:id': takesNoId,
  ...byId('webhook-endpoints', 'webhook-endpoint'),
  'POST /api/v1/webhook-endpoints/:id/secret': [
    {
      ...{ kind: 'webhook-endpoint', where: 'path' },
      send: (c, id) => c.post(`/api/v1/webhook-endpoints/${encodeURIComponent(id)}/secret`),
    },
  ],
  'POST /api/v1/webhook-endpoints/:id/test': [
    {
      ...{ kind: 'webhook-endpoint', where: 'path' },
      send: (c, id) => c.post(`/api/v1/webhook-endpoints/${encodeURIComponent(id)}/test`),
    },
  ],
  // A listener is one program's for two minutes; DAY-34 in webhook-listeners.test.ts looks at another vendor's.
  'POST /api/v1/webhook-listeners': takesNoId,
  'POST /api/v1/webhook-listeners/:id/next': takesNoId,
  'POST /api/v1/webhook-listeners/:id/results': takesNoId,
};
