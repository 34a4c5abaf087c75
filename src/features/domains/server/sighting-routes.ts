import { Hono } from 'hono';
import * as v from 'valibot';
import { pagingOf, Reference } from '../../../kit/server/collection.ts';
import { type Db, inTransaction } from '../../../kit/server/db/db.ts';
import { accept } from '../../../kit/server/http/accept.ts';
import { describe } from '../../../kit/server/http/describe.ts';
import { ListQuery, listAnswer } from '../../../kit/server/http/list.ts';
import type { VendorEnv } from '../../access/server/env.ts';
import { scope } from '../../access/server/guards.ts';
import { announce } from '../../activity/server/announce.ts';
import type { Actor } from '../../activity/server/record.ts';
import { named } from '../../customers/named.ts';
import { withNames } from '../../customers/server/names.ts';
import { Sighting, SightingDecision } from '../call-schema.ts';
import {
  type Decided,
  decideSighting,
  deleteSighting,
  listSightings,
  requireSighting,
} from './sightings-store.ts';

const tag = 'domains';

interface Deciding {
  readonly vendorId: string;
  readonly actor: Actor;
  readonly at: Date;
}

/** What was decided of a host, and the domain it became. */
export async function announceDecision(
  tx: Db,
  deciding: Deciding,
  { sighting, domain }: Decided,
): Promise<void> {
  const { customerId, id } = sighting;
  const about = { ...deciding, customerId, subjectId: id };
  if (!domain) {
    const data = { customerId, domainSightingId: id };
    return announce(tx, { ...about, action: 'domain-sighting.rejected', data });
  }
  const data = { customerId, domainSightingId: id, domainId: domain.id };
  await announce(tx, { ...about, action: 'domain-sighting.approved', data });
  await announce(tx, {
    ...{ ...deciding, customerId, subjectId: domain.id, action: 'domain.created' },
    data: { customerId, domainId: domain.id },
  });
}

/** `/api/v1/domain-sightings`: hosts on which a customer's code ran and that nobody had entered. */
export const sightingRoutes = new Hono<VendorEnv>()
  .get(
    '/',
    describe({
      summary: 'List hosts that wait, with what is known of them',
      description: 'Of one customer with `customerId`; `state=waiting` are those that want a yes or a no.',
      tag,
      answers: { 200: listAnswer(named(Sighting)) },
    }),
    scope('domains:read'),
    accept(
      'query',
      v.strictObject({
        ...ListQuery.entries,
        customerId: v.optional(v.string()),
        state: v.optional(Sighting.entries.state),
      }),
    ),
    async (c) => {
      const query = c.req.valid('query');
      const paging = pagingOf(c.var, 'domain-sightings', query);
      const { db, vendorId } = c.var;
      return c.json(paging.page(await withNames(c.var, listSightings(db, vendorId, query, paging))));
    },
  )

  .get(
    '/:id',
    describe({
      summary: 'Read a host that was seen',
      tag,
      answers: { 200: Sighting },
      problems: ['domain-sighting.not-found'],
    }),
    scope('domains:read'),
    accept('param', Reference),
    async (c) => c.json(await requireSighting(c.var.db, c.var.vendorId, c.req.valid('param').id)),
  )

  .post(
    '/:id/decision',
    describe({
      summary: 'Make a host that waits a domain, or turn it away',
      description: 'With `pattern`, hosts like it are turned away from now on: `*.proxy.example`.',
      tag,
      answers: { 200: Sighting },
      problems: [
        'domain-sighting.not-found',
        'domain-sighting.decided',
        'domain.limit-reached',
        'domain.host-taken',
      ],
    }),
    scope('domains:write'),
    accept('param', Reference),
    accept('json', SightingDecision),
    async (c) => {
      const { vendorId, actor } = c.var;
      const at = c.var.clock.now();
      const decided = await inTransaction(c.var.db, async (tx) => {
        const done = await decideSighting(tx, vendorId, c.req.valid('param').id, c.req.valid('json'), at);
        await announceDecision(tx, { vendorId, actor, at }, done);
        return done;
      });
      return c.json(decided.sighting);
    },
  )

  .delete(
    '/:id',
    describe({
      summary: 'Forget a host; where it is called on again, it comes as a new one',
      tag,
      answers: { 204: null },
      problems: ['domain-sighting.not-found'],
    }),
    scope('domains:write'),
    accept('param', Reference),
    async (c) => {
      const { vendorId, actor } = c.var;
      await inTransaction(c.var.db, async (tx) => {
        const { id, customerId } = await deleteSighting(tx, vendorId, c.req.valid('param').id);
        await announce(tx, {
          ...{ vendorId, actor, at: c.var.clock.now(), customerId, subjectId: id },
          ...{ action: 'domain-sighting.deleted', data: { customerId, domainSightingId: id } },
        });
      });
      return c.body(null, 204);
    },
  );
