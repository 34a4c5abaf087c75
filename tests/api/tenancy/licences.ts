import { newId } from '../../../src/kit/common/id.ts';
import type { Answer, Client } from '../../helpers/app.ts';
import {
  byId,
  type Ids,
  inBody,
  inQuery,
  type Matrix,
  type Place,
  takesNoId,
  unguessed,
  upsert,
} from './places.ts';

/** What lies under a licence: its key and its machines. Those that go are made for it. */
function licencesById(): Matrix {
  const at = (id: string) => `/api/v1/licences/${encodeURIComponent(id)}`;
  const activate = (c: Client, id: string) =>
    c.post(`${at(id)}/machines`, { fingerprint: `print-${unguessed()}` });
  const place = (send: Place['send']): Place[] => [{ kind: 'licence', where: 'path', send }];
  const machine = (act: (c: Client, path: string) => Promise<Answer>): Place[] => [
    {
      ...{ kind: 'licence', where: 'path' },
      send: async (c, id) => {
        const made = await activate(c, id);
        return act(c, `${at(id)}/machines/${made.body.id ?? newId('mac')}`);
      },
    },
    {
      ...{ kind: 'machine', where: 'path' },
      send: async (c, id, own) => {
        const made = id === own.machine ? (await activate(c, own.licence)).body.id : id;
        return act(c, `${at(own.licence)}/machines/${made}`);
      },
    },
  ];
  const wanted = (own: Ids) => ({ productId: own.product });
  return {
    'GET /api/v1/licences': [
      inQuery('licences', 'customerId', 'customer'),
      inQuery('licences', 'productId', 'product'),
    ],
    'POST /api/v1/licences': [
      inBody(...(['post', () => '/api/v1/licences', 'customerId', 'customer'] as const), wanted),
      inBody(...(['post', () => '/api/v1/licences', 'productId', 'product'] as const), () => ({})),
      inBody(...(['post', () => '/api/v1/licences', 'contractId', 'contract'] as const), (own) => ({
        ...{ ...wanted(own), customerId: own.customer },
      })),
    ],
    'PUT /api/v1/licences/:id': [
      inBody('put', upsert('licences'), 'customerId', 'customer', wanted),
      inBody('put', upsert('licences'), 'productId', 'product', () => ({})),
    ],
    ...byId('licences', 'licence'),
    'GET /api/v1/licences/:id/key': place((c, id) => c.get(`${at(id)}/key`)),
    'POST /api/v1/licences/:id/key': place((c, id) => c.post(`${at(id)}/key`)),
    'POST /api/v1/licences/:id/payment-events': place((c, id) =>
      c.post(`${at(id)}/payment-events`, { id: unguessed(), type: 'paid' }),
    ),
    'GET /api/v1/licences/:id/usage': place((c, id) => c.get(`${at(id)}/usage`)),
    'GET /api/v1/licences/:id/machines': place((c, id) => c.get(`${at(id)}/machines`)),
    'POST /api/v1/licences/:id/machines': place(activate),
    'PATCH /api/v1/licences/:id/machines/:machineId': machine((c, path) => c.patch(path, { name: 'N' })),
    'DELETE /api/v1/licences/:id/machines/:machineId': machine((c, path) => c.delete(path)),
    'GET /api/v1/products': takesNoId,
    'POST /api/v1/products': takesNoId,
    'PUT /api/v1/products/:id': takesNoId,
    ...byId('products', 'product'),
    // A product with licences stays: they go first, where it is one's own.
    'DELETE /api/v1/products/:id': [
      {
        ...{ kind: 'product', where: 'path' },
        send: async (c, id, own) => {
          if (id === own.product) await c.delete(`/api/v1/licences/${own.licence}`);
          return c.delete(`/api/v1/products/${encodeURIComponent(id)}`);
        },
      },
    ],
    'GET /api/v1/licence-abuse': takesNoId,
    'GET /api/v1/licence-transfers': takesNoId,
    // An offer that is open is made by a customer: tried in licences-care.test.ts.
    'DELETE /api/v1/licence-transfers/:id': takesNoId,
    'GET /api/v1/licence-signing-keys': takesNoId,
    'POST /api/v1/licence-signing-keys': takesNoId,
    'DELETE /api/v1/licence-signing-keys/:id': [
      {
        ...{ kind: 'licence-key', where: 'path' },
        send: (c, id) => c.delete(`/api/v1/licence-signing-keys/${encodeURIComponent(id)}`),
      },
    ],
  };
}

/** The same in the portal. */
function ownLicences(): Matrix {
  const at = (id: string) => `/portal/v1/licences/${encodeURIComponent(id)}`;
  const place = (send: Place['send']): Place => ({ kind: 'licence', where: 'path', send });
  return {
    'GET /portal/v1/licences': takesNoId,
    'GET /portal/v1/licences/:id': [place((c, id) => c.get(at(id)))],
    'GET /portal/v1/licences/:id/key': [place((c, id) => c.get(`${at(id)}/key`))],
    'PATCH /portal/v1/licences/:id/machines/:machineId': [
      place((c, id, own) => c.patch(`${at(id)}/machines/${own.machine}`, { name: 'N' })),
      {
        ...{ kind: 'machine', where: 'path' },
        send: (c, id, own) => c.patch(`${at(own.licence)}/machines/${id}`, { name: 'N' }),
      },
    ],
    // Machines that go, and files of programs, are tried in licences-portal.test.ts.
    'POST /portal/v1/licences/:id/freed': takesNoId,
    'POST /portal/v1/licences/:id/request-file': takesNoId,
    'POST /portal/v1/licences/claims': takesNoId,
    // Keys made anew, offers and codes of programs are tried in licences-care.test.ts.
    'POST /portal/v1/licences/:id/key': takesNoId,
    'POST /portal/v1/licences/:id/transfer': takesNoId,
    'DELETE /portal/v1/licences/:id/transfer': takesNoId,
    'POST /portal/v1/licences/offers': takesNoId,
    'POST /portal/v1/licences/offers/taken': takesNoId,
    'POST /portal/v1/licences/devices': takesNoId,
    'POST /portal/v1/licences/devices/answered': takesNoId,
  };
}

export const licences: Matrix = {
  ...licencesById(),
  ...ownLicences(),
};
