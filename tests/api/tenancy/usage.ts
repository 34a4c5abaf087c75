import type { Client } from '../../helpers/app.ts';
import { type Ids, inBody, inQuery, type Matrix, type Place, takesNoId, upsert } from './places.ts';

const setMail = (c: Client, view: string, customerId: string) =>
  c.put(`/api/v1/usage-views/${view}/mail`, { customerId, mail: null });

/** Usage records, one by one, in batches, and as reports. */
function usageRecords(): Matrix {
  const at = '/api/v1/usage-records';
  const path = (id: string) => `${at}/${encodeURIComponent(id)}`;
  const wanted = (own: Ids) => ({ customerId: own.customer, metric: 'gb' });
  const named = [
    ['customerId', 'customer'],
    ['licenceId', 'licence'],
    ['contractId', 'contract'],
    ['domainId', 'domain'],
  ] as const;
  const place = (send: Place['send']): Place[] => [{ kind: 'usage-record', where: 'path', send }];
  return {
    [`GET ${at}`]: [inQuery('usage-records', 'customerId', 'customer')],
    [`POST ${at}`]: named.map(([field, kind]) => inBody('post', () => at, field, kind, wanted)),
    [`PUT ${at}/:id`]: [inBody('put', upsert('usage-records'), 'customerId', 'customer', wanted)],
    [`POST ${at}/batch`]: named.map(([field, kind]) => ({
      ...{ kind, where: `body.items.${field}` },
      send: (c: Client, id: string, own: Ids) =>
        c.post(`${at}/batch`, { items: [{ ...wanted(own), [field]: id }] }),
    })),
    [`GET ${at}/:id`]: place((c, id) => c.get(path(id))),
    [`DELETE ${at}/:id`]: place((c, id) => c.delete(path(id))),
    'GET /api/v1/usage-report': [inQuery('usage-report', 'customerId', 'customer')],
    'GET /api/v1/usage-report/export': [inQuery('usage-report/export', 'customerId', 'customer')],
    'GET /api/v1/usage-views': [inQuery('usage-views', 'customerId', 'customer')],
    'POST /api/v1/usage-views': takesNoId,
    'PUT /api/v1/usage-views/:id/mail': [
      { kind: 'report-view', where: 'path', send: (c, id, own) => setMail(c, id, own.customer) },
      {
        kind: 'customer',
        where: 'body.customerId',
        send: (c, id, own) => setMail(c, own['report-view'], id),
      },
    ],
    'DELETE /api/v1/usage-views/:id': [
      { kind: 'report-view', where: 'path', send: (c, id) => c.delete(`/api/v1/usage-views/${id}`) },
    ],
  };
}

export const usage: Matrix = {
  ...usageRecords(),
  'GET /portal/v1/usage': takesNoId,
  'POST /portal/v1/usage/exports': takesNoId,
  'GET /portal/v1/usage-exports/:ticket': takesNoId,
  'GET /portal/v1/usage/views': takesNoId,
  'POST /portal/v1/usage/views': takesNoId,
  // Another's view is looked for in usage.test.ts.
  'PUT /portal/v1/usage/views/:id/mail': takesNoId,
  'DELETE /portal/v1/usage/views/:id': takesNoId,
};
