import * as v from 'valibot';
import { Reference } from '../../../kit/server/collection.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import { accept } from '../../../kit/server/http/accept.ts';
import { describe } from '../../../kit/server/http/describe.ts';
import { ListQuery } from '../../../kit/server/http/list.ts';
import { collectionRoutes } from '../../access/server/collection-routes.ts';
import { scope } from '../../access/server/guards.ts';
import { named } from '../../customers/named.ts';
import { withNames } from '../../customers/server/names.ts';
import { Alert, AlertChange, AlertFiring, ListedAlert, NewAlert } from '../schema.ts';
import { firingsOf, testAlert } from './firings.ts';
import { createAlert, deleteAlert, listAlerts, requireAlert, updateAlert, upsertAlert } from './store.ts';

/** The same alerts with the names of people who are told. */
async function withPeople(db: Db, vendorId: string, alerts: Promise<readonly Alert[]>) {
  const all = await alerts;
  const ids = [
    ...new Set(all.flatMap(({ recipients }) => recipients.flatMap(({ contactId }) => contactId ?? []))),
  ];
  const rows =
    ids.length === 0
      ? []
      : await db
          .selectFrom('contact')
          .select(['id', 'name'])
          .where('vendor_id', '=', vendorId)
          .where('id', 'in', ids)
          .execute();
  const names = new Map(rows.map(({ id, name }) => [id, name]));
  return all.map((alert) => ({
    ...alert,
    recipients: alert.recipients.map((one) => {
      const name = one.contactId === undefined ? undefined : names.get(one.contactId);
      return { ...one, ...(name !== undefined && { name }) };
    }),
  }));
}

/** `/api/v1/alerts`. */
export const alertsVendorRoutes = collectionRoutes({
  name: 'alerts',
  thing: 'alert',
  one: 'an alert',
  schema: Alert,
  query: v.strictObject({ ...ListQuery.entries, customerId: v.optional(v.string()) }),
  listed: named(ListedAlert),
  list: ({ db, vendorId }, query, paging) =>
    withNames({ db, vendorId }, withPeople(db, vendorId, listAlerts(db, vendorId, query, paging))),
  read: ({ db, vendorId }, reference) => requireAlert(db, vendorId, reference),
  create: {
    body: NewAlert,
    description:
      'Tells people by mail when a figure is reached: once when it begins to hold, and again when it held no more in between, or a new period began. `mostOften` is the least time between two mails.',
    problems: ['alert.external-id-taken', 'alert.too-many'],
    act: (tx, { vendorId, at }, wanted) => createAlert(tx, vendorId, wanted, at),
  },
  change: {
    body: AlertChange,
    act: (tx, { vendorId, at }, reference, change) => updateAlert(tx, vendorId, reference, change, at),
  },
  upsert: {
    body: v.omit(NewAlert, ['externalId']),
    problems: ['alert.too-many'],
    act: (tx, { vendorId, at }, externalId, wanted) => upsertAlert(tx, vendorId, externalId, wanted, at),
  },
  remove: { act: (tx, { vendorId }, reference) => deleteAlert(tx, vendorId, reference) },
  about: ({ id, customerId }) => ({ customerId, data: { customerId, alertId: id } }),
})
  .get(
    '/:id/firings',
    describe({
      summary: 'List what an alert told, newest first, with what became of each mail',
      tag: 'alerts',
      answers: { 200: v.object({ items: v.array(AlertFiring), nextCursor: v.null() }) },
      problems: ['alert.not-found'],
    }),
    scope('alerts:read'),
    accept('param', Reference),
    async (c) => {
      const { db, vendorId } = c.var;
      const alert = await requireAlert(db, vendorId, c.req.valid('param').id);
      return c.json({ items: await firingsOf(db, vendorId, alert.id, 100), nextCursor: null });
    },
  )
  .post(
    '/:id/test',
    describe({
      summary: 'Send the mail of an alert as a test',
      description: 'To all who would get it; at most five an hour. It stands in its history as a test.',
      tag: 'alerts',
      answers: { 201: AlertFiring },
      problems: ['alert.not-found', 'alert.nobody', 'request.too-many'],
    }),
    scope('alerts:write'),
    accept('param', Reference),
    async (c) => c.json(await testAlert(c.var, c.var, c.req.valid('param').id), 201),
  );
