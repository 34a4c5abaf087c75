import type { Answer, Client } from '../../helpers/app.ts';
import { type Matrix, type Place, takesNoId } from './places.ts';

const at = (id: string) => `/api/v1/bulk-changes/${id}`;
/** Nobody works here: that one's own was not checked yet is an answer of one's own. */
const orEarly = (answer: Answer): Answer =>
  answer.body.code === 'bulk-change.not-ready' ? { ...answer, status: 200 } : answer;
const place = (send: Place['send']): Place[] => [
  { kind: 'bulk-change', where: 'path', keepsGone: true, send },
];
const english = { change: { language: 'en' }, selection: { filter: { search: 'nobody' } } };
const make = (c: Client, more: object) => c.post('/api/v1/bulk-changes', { ...english, ...more });

const filterAt = (id: string) => `/api/v1/customer-filters/${id}`;
const filter = (send: Place['send']): Place[] => [{ kind: 'customer-filter', where: 'path', send }];

/** Many customers changed at once, and the filters by which they are found again. */
export const bulk: Matrix = {
  'GET /api/v1/customer-filters': takesNoId,
  'POST /api/v1/customer-filters': takesNoId,
  'PATCH /api/v1/customer-filters/:id': filter((c, id) => c.patch(filterAt(id), { name: 'Two' })),
  'DELETE /api/v1/customer-filters/:id': filter((c, id) => c.delete(filterAt(id))),
  'GET /api/v1/bulk-changes': takesNoId,
  'POST /api/v1/bulk-changes': [
    {
      kind: 'customer',
      where: 'body.selection',
      send: (c, id) => make(c, { selection: { ids: [id] } }),
    },
    { kind: 'portal', where: 'body.change.portalId', send: (c, id) => make(c, { change: { portalId: id } }) },
    {
      kind: 'plugin',
      where: 'body.change.plugins',
      send: (c, id) => make(c, { change: { plugins: { [id]: false } } }),
    },
  ],
  'GET /api/v1/bulk-changes/:id': place((c, id) => c.get(at(id))),
  'GET /api/v1/bulk-changes/:id/rows': place((c, id) => c.get(`${at(id)}/rows`)),
  'POST /api/v1/bulk-changes/:id/start': place(async (c, id) => orEarly(await c.post(`${at(id)}/start`, {}))),
  'POST /api/v1/bulk-changes/:id/cancel': place(async (c, id) =>
    orEarly(await c.post(`${at(id)}/cancel`, {})),
  ),
  'POST /api/v1/bulk-changes/:id/undo': place(async (c, id) => orEarly(await c.post(`${at(id)}/undo`, {}))),
};
