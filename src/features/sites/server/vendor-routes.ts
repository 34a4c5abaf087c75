import { Hono } from 'hono';
import * as v from 'valibot';
import { Reference, unknownReference } from '../../../kit/server/collection.ts';
import { inTransaction } from '../../../kit/server/db/db.ts';
import { accept } from '../../../kit/server/http/accept.ts';
import { describe } from '../../../kit/server/http/describe.ts';
import { ListQuery } from '../../../kit/server/http/list.ts';
import { collectionRoutes } from '../../access/server/collection-routes.ts';
import type { VendorEnv } from '../../access/server/env.ts';
import { scope } from '../../access/server/guards.ts';
import { announce } from '../../activity/server/announce.ts';
import { record } from '../../activity/server/record.ts';
import { named } from '../../customers/named.ts';
import { withNames } from '../../customers/server/names.ts';
import { requireCustomer } from '../../customers/server/store.ts';
import { addressOf } from '../../portals/address.ts';
import { requirePortal } from '../../portals/server/store.ts';
import {
  Installation,
  InstallationChange,
  InstallationToken,
  LabelOrder,
  Labels,
  ListedLocation,
  Location,
  LocationChange,
  NewInstallation,
  NewInstallationToken,
  NewLocation,
} from '../schema.ts';
import { deleteLocation } from './delete-location.ts';
import {
  createInstallation,
  deleteInstallation,
  listInstallations,
  readInstallationToken,
  readLocationTokens,
  replaceInstallationToken,
  requireInstallation,
  updateInstallation,
  upsertInstallation,
} from './installations-store.ts';
import { withEquipment } from './locations-listed.ts';
import { listLocations, locations } from './locations-store.ts';

/** `/api/v1/locations`. */
export const locationsVendorRoutes = collectionRoutes({
  name: 'locations',
  thing: 'location',
  one: 'a location',
  schema: Location,
  query: v.strictObject({ ...ListQuery.entries, customerId: v.optional(v.string()) }),
  listed: named(ListedLocation),
  list: ({ db, vendorId }, query, paging) =>
    withNames({ db, vendorId }, withEquipment(db, vendorId, listLocations(db, vendorId, query, paging))),
  read: ({ db, vendorId }, reference) => locations.require(db, vendorId, reference),
  create: {
    body: NewLocation,
    description: 'A place of a customer’s at which equipment stands.',
    problems: ['location.external-id-taken'],
    act: (tx, { vendorId, at }, wanted) => locations.create(tx, vendorId, wanted, at),
  },
  change: {
    body: LocationChange,
    description: 'A field that is not named stays as it is; `address` is merged field by field.',
    act: (tx, { vendorId, at }, reference, change) => locations.update(tx, vendorId, reference, change, at),
  },
  upsert: {
    body: v.omit(NewLocation, ['externalId']),
    act: (tx, { vendorId, at }, externalId, wanted) => locations.upsert(tx, vendorId, externalId, wanted, at),
  },
  remove: {
    summary: 'Delete a location with its installations and logbook',
    problems: ['site-document.must-be-kept'],
    act: (tx, { vendorId, at }, reference) => deleteLocation(tx, vendorId, reference, at),
  },
  about: ({ id, customerId }) => ({ customerId, data: { customerId, locationId: id } }),
});

/** `/api/v1/installations`. */
export const installationsVendorRoutes = collectionRoutes({
  name: 'installations',
  thing: 'installation',
  one: 'an installation',
  schema: Installation,
  query: v.strictObject({
    ...ListQuery.entries,
    customerId: v.optional(v.string()),
    locationId: v.optional(v.string()),
  }),
  list: ({ db, vendorId }, query, paging) => listInstallations(db, vendorId, query, paging),
  read: ({ db, vendorId }, reference) => requireInstallation(db, vendorId, reference),
  create: {
    body: NewInstallation,
    description:
      'A piece of equipment at a location. Its token is made once, unless you bring the one that is printed on it.',
    problems: ['installation.external-id-taken', 'installation.token-taken'],
    act: (tx, { vendorId, at, secrets }, wanted) => createInstallation(tx, secrets, vendorId, wanted, at),
  },
  change: {
    body: InstallationChange,
    description:
      'With `locationId` it moves to another location of its customer, with its records and its token; sessions that began with the token end. Another customer gets it with its location, by a hand-over.',
    act: (tx, { vendorId, at }, reference, change) => updateInstallation(tx, vendorId, reference, change, at),
  },
  upsert: {
    body: v.omit(NewInstallation, ['externalId']),
    problems: ['installation.token-taken'],
    act: (tx, { vendorId, at, secrets }, externalId, wanted) =>
      upsertInstallation(tx, secrets, vendorId, externalId, wanted, at),
  },
  remove: { act: (tx, { vendorId }, reference) => deleteInstallation(tx, vendorId, reference) },
  about: ({ id, customerId, locationId }) => ({
    customerId,
    data: { customerId, locationId, installationId: id },
  }),
})
  .get(
    '/:id/token',
    describe({
      summary: 'Read an installation’s token; each reading is written down',
      tag: 'installations',
      answers: { 200: InstallationToken },
      problems: ['installation.not-found'],
    }),
    scope('installations:write'),
    accept('param', Reference),
    async (c) => {
      const { db, secrets, vendorId, actor, clock } = c.var;
      const found = await readInstallationToken(db, secrets, vendorId, c.req.valid('param').id);
      const { id, customerId } = found.installation;
      await inTransaction(db, (tx) =>
        record(tx, {
          ...{ vendorId, customerId, actor, at: clock.now() },
          action: 'installation.token-read',
          subjectId: id,
        }),
      );
      return c.json({ token: found.token });
    },
  )
  .post(
    '/:id/token',
    describe({
      summary: 'Replace an installation’s token, and say why',
      description:
        'Labels that show the old one stop working, and sessions that began with it end. Nothing else ever replaces a token.',
      tag: 'installations',
      answers: { 201: InstallationToken },
      problems: ['installation.not-found'],
    }),
    scope('installations:write'),
    accept('param', Reference),
    accept('json', NewInstallationToken),
    async (c) => {
      const { db, secrets, vendorId, actor, clock } = c.var;
      const at = clock.now();
      const token = await inTransaction(db, async (tx) => {
        const made = await replaceInstallationToken(tx, secrets, vendorId, c.req.valid('param').id, at);
        const { id, customerId, locationId } = made.installation;
        await announce(tx, {
          ...{ vendorId, customerId, actor, at, subjectId: id },
          action: 'installation.token-replaced',
          detail: c.req.valid('json').reason,
          data: { customerId, locationId, installationId: id },
        });
        return made.token;
      });
      return c.json({ token }, 201);
    },
  );

/** Beside the locations collection: what is printed and stuck onto equipment. */
export const labelRoutes = new Hono<VendorEnv>().post(
  '/:id/labels',
  describe({
    summary: 'Read what the labels of a location’s installations show; each token read is written down',
    description: 'The address opens the portal with the token filled in; the location’s code is typed.',
    tag: 'locations',
    answers: { 200: Labels },
    problems: ['location.not-found'],
  }),
  scope('installations:write'),
  accept('param', Reference),
  accept('json', LabelOrder),
  async (c) => {
    const { db, secrets, vendorId, actor, clock, publicUrl } = c.var;
    const location = await locations.require(db, vendorId, c.req.valid('param').id);
    const customer = await requireCustomer(db, vendorId, location.customerId);
    const portal = await requirePortal(db, vendorId, customer.portalId);
    const wanted = c.req.valid('json').installationIds;
    const where = { vendorId, locationId: location.id };
    const found = await readLocationTokens(db, secrets, where, wanted);
    const known = new Set(found.map(({ installation }) => installation.id));
    if (wanted?.some((id) => !known.has(id)))
      throw unknownReference('installationIds', 'installation at this location');
    await inTransaction(db, async (tx) => {
      for (const { installation } of found)
        await record(tx, {
          ...{ vendorId, customerId: location.customerId, actor, at: clock.now() },
          action: 'installation.token-read',
          subjectId: installation.id,
        });
    });
    return c.json({
      brandName: portal.brandName,
      locationName: location.name,
      items: found.map(({ installation: { id, name, serialNumber }, token }) => ({
        ...{ installationId: id, name, serialNumber, token },
        // In the fragment: no server, no log and no other site is told.
        url: `${addressOf(portal, publicUrl)}#installation=${encodeURIComponent(token)}`,
      })),
    });
  },
);
