import { Hono } from 'hono';
import * as v from 'valibot';
import { spendAttempt } from '../../../kit/server/attempts.ts';
import { Reference } from '../../../kit/server/collection.ts';
import { inTransaction } from '../../../kit/server/db/db.ts';
import { accept } from '../../../kit/server/http/accept.ts';
import { describe } from '../../../kit/server/http/describe.ts';
import type { VendorEnv, VendorVars } from '../../access/server/env.ts';
import { scope } from '../../access/server/guards.ts';
import { announce } from '../../activity/server/announce.ts';
import { requirePortal } from '../../portals/server/store.ts';
import { AddressChange, NewAddress, PortalAddress } from '../schema.ts';
import { checkAddress } from './check.ts';
import { createAddress, deleteAddress, listAddresses, makeMain, shownAddress } from './store.ts';

const tag = 'portals';
const One = v.object({ ...Reference.entries, address: v.pipe(v.string(), v.maxLength(64)) });

const placeOf = async ({ db, vendorId, publicUrl }: VendorVars, reference: string) => {
  const portal = await requirePortal(db, vendorId, reference);
  return { vendorId, portalId: portal.id, publicUrl };
};

/** Beside the portals collection: the names of a vendor's own under which customers reach a portal. */
export const addressRoutes = new Hono<VendorEnv>()
  .get(
    '/:id/addresses',
    describe({
      summary: 'List the own addresses of a portal',
      description:
        'With the records to enter at whoever keeps the domain, and what is still wrong with them.',
      tag,
      answers: { 200: v.object({ items: v.array(PortalAddress) }) },
      problems: ['portal.not-found'],
    }),
    scope('portals:read'),
    accept('param', Reference),
    async (c) => {
      const place = await placeOf(c.var, c.req.valid('param').id);
      return c.json({ items: await listAddresses(c.var.db, place, place.publicUrl) });
    },
  )
  .post(
    '/:id/addresses',
    describe({
      summary: 'Let customers reach a portal under a name of your own',
      description:
        'The name opens this portal alone once its two records are there: they are looked at by themselves every minute at first. A name leads to one portal; who claims one and does not prove it within a week loses it to whoever claims it next.',
      tag,
      answers: { 201: PortalAddress },
      problems: ['portal.not-found', 'address.taken', 'address.too-many'],
    }),
    scope('portals:write'),
    accept('param', Reference),
    accept('json', NewAddress),
    async (c) => {
      const { db, vendorId, actor, clock, worldClock, hosts } = c.var;
      const place = await placeOf(c.var, c.req.valid('param').id);
      const at = clock.now();
      const made = await inTransaction(db, async (tx) => {
        const { host } = c.req.valid('json');
        const address = await createAddress(tx, { ...place, hosts }, host, { at, world: worldClock.now() });
        await announce(tx, {
          ...{ vendorId, actor, at, subjectId: place.portalId, detail: address.host },
          ...{ action: 'portal.address-added', data: { portalId: place.portalId } },
        });
        return address;
      });
      return c.json(made, 201);
    },
  )
  .patch(
    '/:id/addresses/:address',
    describe({
      summary: 'Let links name this address of a portal',
      description:
        '`isMain`: mails, links and documents name it as soon as it opens. Until then, and where none is chosen, the oldest that opens.',
      tag,
      answers: { 200: PortalAddress },
      problems: ['portal.not-found', 'address.not-found'],
    }),
    scope('portals:write'),
    accept('param', One),
    accept('json', AddressChange),
    async (c) => {
      const { db, vendorId, actor, clock } = c.var;
      const { id, address } = c.req.valid('param');
      const place = await placeOf(c.var, id);
      const at = clock.now();
      const row = await inTransaction(db, async (tx) => {
        const main = await makeMain(tx, place, address, at);
        await announce(tx, {
          ...{ vendorId, actor, at, subjectId: place.portalId, detail: main.host },
          ...{ action: 'portal.address-chosen', data: { portalId: place.portalId } },
        });
        return main;
      });
      return c.json(shownAddress(row, place.publicUrl));
    },
  )
  .delete(
    '/:id/addresses/:address',
    describe({
      summary: 'Take an address from a portal',
      description: 'It opens nothing any more, at once; whoever claims the name again proves it anew.',
      tag,
      answers: { 204: null },
      problems: ['portal.not-found', 'address.not-found'],
    }),
    scope('portals:write'),
    accept('param', One),
    async (c) => {
      const { db, vendorId, actor, clock, addresses } = c.var;
      const { id, address } = c.req.valid('param');
      const place = await placeOf(c.var, id);
      const at = clock.now();
      await inTransaction(db, async (tx) => {
        const gone = await deleteAddress(tx, place, address, at);
        await announce(tx, {
          ...{ vendorId, actor, at, subjectId: place.portalId, detail: gone.host },
          ...{ action: 'portal.address-removed', data: { portalId: place.portalId } },
        });
      });
      addresses.forget();
      return c.body(null, 204);
    },
  )
  .post(
    '/:id/addresses/:address/check',
    describe({
      summary: 'Look at the records and the certificate of an address now',
      description:
        'Asks the name system what it says of the name, and where that is right, the service’s own front for the certificate, which the first question orders. Up to half a minute.',
      tag,
      answers: { 200: PortalAddress },
      problems: ['portal.not-found', 'address.not-found', 'request.too-many'],
    }),
    scope('portals:write'),
    accept('param', One),
    async (c) => {
      const { db, vendorId, publicUrl, outside, actor, clock, worldClock, addresses } = c.var;
      const { id, address } = c.req.valid('param');
      const place = await placeOf(c.var, id);
      const world = worldClock.now();
      await spendAttempt(db, [{ key: `address-check:${vendorId}`, most: 120, perMs: 60 * 60_000 }], world);
      const forget = () => addresses.forget();
      const checking = { db, publicUrl, outside, actor, forget, at: clock.now(), world };
      const row = await checkAddress(checking, place, address);
      return c.json(shownAddress(row, publicUrl));
    },
  );
