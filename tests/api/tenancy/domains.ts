import { callCount } from './bodies.ts';
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

/** A customer's own domains, by id. */
function ownDomains(): Matrix {
  const at = (id: string, more = '') => `/portal/v1/domains/${encodeURIComponent(id)}${more}`;
  const place = (send: Place['send'], kind: Kind = 'domain', where = 'path'): Place[] => [
    { kind, where, send },
  ];
  return {
    'GET /portal/v1/domains/:id': place((c, id) => c.get(at(id))),
    'PATCH /portal/v1/domains/:id': place((c, id) => c.patch(at(id), { host: `${unguessed()}.example` })),
    'POST /portal/v1/domains/:id/verification': place((c, id) =>
      c.post(at(id, '/verification'), { method: 'dns' }),
    ),
    'POST /portal/v1/domains/:id/verification/check': place((c, id) => c.post(at(id, '/verification/check'))),
    'PUT /portal/v1/domains/no-label': place(
      (c, id) => c.put('/portal/v1/domains/no-label', { domainIds: [id], noLabel: false }),
      'domain',
      'body.domainIds',
    ),
    // Whether it may be looked through at all is tried in own-domains.test.ts.
    'POST /portal/v1/domains/waiting/:id': [],
    // Last: it is gone then.
    'DELETE /portal/v1/domains/:id': place((c, id) => c.delete(at(id))),
  };
}

/** The call area of a customer, under its id. */
function customerCalls(): Matrix {
  const at = (id: string, more = '') => `/api/v1/customers/${encodeURIComponent(id)}/calls${more}`;
  const place = (send: Place['send']): Place[] => [{ kind: 'customer', where: 'path', send }];
  return {
    'GET /api/v1/customers/:id/calls': place((c, id) => c.get(at(id))),
    'PATCH /api/v1/customers/:id/calls': place((c, id) => c.patch(at(id), { automatic: 'review' })),
    'POST /api/v1/customers/:id/calls/key': place((c, id) => c.post(at(id, '/key'))),
    'POST /api/v1/customers/:id/calls/resets': place((c, id) =>
      c.post(at(id, '/resets'), { reason: 'Tried out.' }),
    ),
    'GET /api/v1/customers/:id/calls/months': place((c, id) => c.get(at(id, '/months'))),
  };
}

/** Hosts that wait: looked at, decided and forgotten by id. */
function onSightings(): Matrix {
  const at = (id: string) => `/api/v1/domain-sightings/${encodeURIComponent(id)}`;
  const place = (send: Place['send']): Place[] => [{ kind: 'domain-sighting', where: 'path', send }];
  return {
    'GET /api/v1/domain-sightings/:id': place((c, id) => c.get(at(id))),
    'POST /api/v1/domain-sightings/:id/decision': place((c, id) =>
      c.post(`${at(id)}/decision`, { decision: 'reject' }),
    ),
    'DELETE /api/v1/domain-sightings/:id': place((c, id) => c.delete(at(id))),
  };
}

export const domains: Matrix = {
  'GET /api/v1/domains': [inQuery('domains', 'customerId', 'customer')],
  'POST /api/v1/domains': [
    inBody(
      'post',
      () => '/api/v1/domains',
      'customerId',
      'customer',
      () => ({ host: `${unguessed()}.example` }),
    ),
  ],
  'PUT /api/v1/domains/:id': [
    inBody('put', upsert('domains'), 'customerId', 'customer', () => ({ host: `${unguessed()}.example` })),
  ],
  ...byId('domains', 'domain'),
  'GET /api/v1/domain-sightings': [inQuery('domain-sightings', 'customerId', 'customer')],
  ...onSightings(),
  ...customerCalls(),
  'GET /api/v1/call-counts': [
    inQuery('call-counts', 'customerId', 'customer'),
    inQuery('call-counts', 'domainId', 'domain'),
  ],
  'POST /api/v1/call-counts': [
    inBody(
      'post',
      () => '/api/v1/call-counts',
      'customerId',
      'customer',
      (own) => ({ ...callCount(own.customer), month: '2026-09' }),
    ),
    inBody(
      'post',
      () => '/api/v1/call-counts',
      'domainId',
      'domain',
      (own) => callCount(own.customer),
    ),
  ],
  'PUT /api/v1/call-counts/:id': [
    inBody('put', upsert('call-counts'), 'customerId', 'customer', (own) => ({
      ...callCount(own.customer),
      month: '2026-08',
    })),
  ],
  ...byId('call-counts', 'call-count'),
  'GET /portal/v1/domains': takesNoId,
  'POST /portal/v1/domains': takesNoId,
  'GET /portal/v1/domains/calls': takesNoId,
  'GET /portal/v1/domains/waiting': takesNoId,
  ...ownDomains(),
};
