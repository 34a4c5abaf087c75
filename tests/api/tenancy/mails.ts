import type { Client } from '../../helpers/app.ts';
import { inQuery, type Matrix, type Place, unguessed } from './places.ts';

/** People are asked in where there are some: the portal gets one first. */
const invitations: Matrix = (() => {
  const at = (id: string, more = '') => `/api/v1/invitations/${encodeURIComponent(id)}${more}`;
  const place = (send: Place['send']): Place[] => [{ kind: 'invitation', where: 'path', send }];
  const someone = async (c: Client, portalId: string) => {
    const customer = await c.post('/api/v1/customers', { name: 'Invited', portalId });
    if (customer.status !== 201) return customer;
    await c.post('/api/v1/contacts', {
      ...{ customerId: customer.body.id, name: 'Invited', email: `${unguessed()}@invited.example` },
    });
    return c.post('/api/v1/invitations', { portalId });
  };
  const count = (body: object) => (c: Client) => c.post('/api/v1/invitations/count', body);
  return {
    'GET /api/v1/invitations': [],
    'POST /api/v1/invitations': [{ kind: 'portal', where: 'body.portalId', send: someone }],
    'POST /api/v1/invitations/count': [
      { kind: 'portal', where: 'body.portalId', send: (c, portalId) => count({ portalId })(c) },
      {
        ...{ kind: 'customer', where: 'body.customerIds' },
        send: (c, id, own) => count({ portalId: own.portal, customerIds: [id] })(c),
      },
    ],
    'GET /api/v1/invitations/:id': place((c, id) => c.get(at(id))),
    'PATCH /api/v1/invitations/:id': place((c, id) => c.patch(at(id), { waveSize: 7 })),
    'GET /api/v1/invitations/:id/people': place((c, id) => c.get(at(id, '/people'))),
    'POST /api/v1/invitations/:id/pause': place((c, id) => c.post(at(id, '/pause'))),
    'POST /api/v1/invitations/:id/resume': place((c, id) => c.post(at(id, '/resume'))),
    'POST /api/v1/invitations/:id/cancel': place((c, id) => c.post(at(id, '/cancel'))),
  };
})();

export const mails: Matrix = {
  ...invitations,
  'POST /api/v1/mails/:id/bounce': [
    {
      ...{ kind: 'mail', where: 'path' },
      send: (c, id) => c.post(`/api/v1/mails/${encodeURIComponent(id)}/bounce`, { reason: 'gone' }),
    },
  ],
  'GET /api/v1/mails': [inQuery('mails', 'customerId', 'customer')],
  'GET /api/v1/mails/:id': [
    { kind: 'mail', where: 'path', send: (c, id) => c.get(`/api/v1/mails/${encodeURIComponent(id)}`) },
  ],
  'POST /api/v1/mails/:id/resend': [
    {
      kind: 'mail',
      where: 'path',
      send: (c, id) => c.post(`/api/v1/mails/${encodeURIComponent(id)}/resend`),
    },
  ],
};
