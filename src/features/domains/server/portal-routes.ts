import { Hono } from 'hono';
import * as v from 'valibot';
import { dayIn } from '../../../kit/common/day.ts';
import { spendAttempt } from '../../../kit/server/attempts.ts';
import { pagingOf, Reference } from '../../../kit/server/collection.ts';
import { type Db, inTransaction } from '../../../kit/server/db/db.ts';
import { accept } from '../../../kit/server/http/accept.ts';
import { describe } from '../../../kit/server/http/describe.ts';
import { ListQuery } from '../../../kit/server/http/list.ts';
import { featureOf } from '../../access/rules.ts';
import type { PortalEnv, PortalVars } from '../../access/server/env.ts';
import { loginAs, panel } from '../../access/server/guards.ts';
import type { EventOf } from '../../activity/events.ts';
import { announce } from '../../activity/server/announce.ts';
import { SightingDecision } from '../call-schema.ts';
import {
  LabelChange,
  NewVerification,
  OwnDomain,
  PortalCalls,
  PortalDomainDetail,
  PortalSightings,
} from '../portal-schema.ts';
import { domainProblem } from '../problems.ts';
import { PortalDomains } from '../schema.ts';
import { createDomain, deleteDomain, setLabels, updateDomain } from './domains-store.ts';
import {
  type DomainReader,
  domainsOf,
  ownCalls,
  ownSightings,
  quotasOf,
  readOwnDomain,
  requireReached,
} from './portal-store.ts';
import { announceDecision } from './sighting-routes.ts';
import { decideSighting, requireOwnSighting } from './sightings-store.ts';
import { beginVerification, checkVerification } from './verification.ts';

const tag = 'domains';

const readerOf = ({ owner, session, publicUrl, clock }: PortalVars): DomainReader => ({
  ...{ owner, domainIds: session.domainIds, publicUrl },
  today: dayIn(session.timeZone, clock.now()),
});

const about = ({ owner, actor, clock }: PortalVars, domainId: string, action: EventOf<'domain'>) => ({
  ...{ ...owner, actor, action, at: clock.now(), subjectId: domainId },
  data: { customerId: owner.customerId, domainId },
});

/** What concerns all of the customer's sites is nothing for who is limited to some. @throws `domain.not-found` */
function requireAll({ session }: PortalVars): void {
  if (session.domainIds !== null) throw domainProblem('domain.not-found');
}

const refusals = ['domain.not-found', 'panel.hidden', 'panel.read-only', 'feature.off'] as const;

/** `/portal/v1/domains`: the customer's sites, and what they use of what is allowed. */
export const domainsPortalRoutes = new Hono<PortalEnv>()
  .get(
    '/',
    describe({
      summary: 'List my domains, with the calls of this month',
      description:
        'By host, as far as the person is let: all of the customer’s, or those named for this contact.',
      tag,
      answers: { 200: PortalDomains },
      problems: ['panel.hidden'],
    }),
    panel('domains', 'view'),
    accept('query', v.omit(ListQuery, ['updatedSince'])),
    async (c) => {
      const { db, cursors, owner, session } = c.var;
      const reader = readerOf(c.var);
      const name = `domains of ${owner.customerId} ${JSON.stringify(session.domainIds)}`;
      const query = { ...c.req.valid('query'), sort: 'host' };
      const paging = pagingOf({ db, cursors, vendorId: owner.vendorId }, name, query);
      const page = paging.page(await domainsOf(db, reader, paging));
      const items = page.items.map(({ updatedAt: _, ...domain }) => domain);
      const mayReview = featureOf('domains.review', c.var.facts).on;
      return c.json({ ...page, items, ...(await quotasOf(db, reader, mayReview)) });
    },
  )

  .post(
    '/',
    describe({
      summary: 'Add a domain',
      description: 'A host, or any address on it. Refused beyond what the customer may have.',
      tag,
      answers: { 201: PortalDomainDetail },
      problems: [...refusals, 'domain.host-taken', 'domain.limit-reached'],
    }),
    panel('domains', 'change', 'domains.edit'),
    loginAs('act'),
    accept('json', OwnDomain),
    async (c) => {
      requireAll(c.var);
      const { db, owner, clock } = c.var;
      const made = await inTransaction(db, async (tx) => {
        const wanted = { customerId: owner.customerId, host: c.req.valid('json').host };
        const domain = await createDomain(tx, owner.vendorId, wanted, clock.now());
        await announce(tx, about(c.var, domain.id, 'domain.created'));
        return domain;
      });
      return c.json(await readOwnDomain(db, readerOf(c.var), made.id), 201);
    },
  )

  .get(
    '/calls',
    describe({
      summary: 'Read twelve months of my calls, and the code for my sites',
      tag,
      answers: { 200: PortalCalls },
      problems: ['panel.hidden'],
    }),
    panel('domains', 'view'),
    async (c) => c.json(await ownCalls(c.var.db, readerOf(c.var))),
  )

  .put(
    '/no-label',
    describe({
      summary: 'Take the label off some of my domains, or put it back',
      description: 'All of them or none; never more than the customer may have without label.',
      tag,
      answers: { 200: v.object({ noLabel: PortalDomains.entries.noLabel }) },
      problems: [...refusals, 'domain.no-label-used'],
    }),
    panel('domains', 'change', 'domains.no-label'),
    loginAs('act'),
    accept('json', LabelChange),
    async (c) => {
      const { db, owner, clock } = c.var;
      const { domainIds, noLabel } = c.req.valid('json');
      const reader = readerOf(c.var);
      await inTransaction(db, async (tx) => {
        for (const id of domainIds) await requireReached(tx, reader, id);
        for (const id of await setLabels(tx, owner, domainIds, noLabel, clock.now()))
          await announce(tx, { ...about(c.var, id, 'domain.updated'), fields: ['noLabel'] });
      });
      const { noLabel: used } = await quotasOf(db, reader, false);
      return c.json({ noLabel: used });
    },
  )

  .get(
    '/waiting',
    describe({
      summary: 'List hosts that run my code and that nobody entered',
      tag,
      answers: { 200: PortalSightings },
      problems: [...refusals],
    }),
    panel('domains', 'change', 'domains.review'),
    async (c) => {
      requireAll(c.var);
      return c.json({ items: await ownSightings(c.var.db, c.var.owner) });
    },
  )

  .post(
    '/waiting/:id',
    describe({
      summary: 'Make such a host one of my domains, or turn it away',
      tag,
      answers: { 200: PortalSightings },
      problems: [
        ...refusals,
        ...['domain-sighting.not-found', 'domain-sighting.decided'],
        ...['domain.limit-reached', 'domain.host-taken'],
      ],
    }),
    panel('domains', 'change', 'domains.review'),
    loginAs('act'),
    accept('param', Reference),
    accept('json', SightingDecision),
    async (c) => {
      requireAll(c.var);
      const { db, owner, actor, clock } = c.var;
      const at = clock.now();
      await inTransaction(db, async (tx) => {
        const { id } = await requireOwnSighting(tx, owner, c.req.valid('param').id);
        const done = await decideSighting(tx, owner.vendorId, id, c.req.valid('json'), at);
        await announceDecision(tx, { vendorId: owner.vendorId, actor, at }, done);
      });
      return c.json({ items: await ownSightings(db, owner) });
    },
  )

  .get(
    '/:id',
    describe({
      summary: 'Read one of my domains: twelve months, its code, and what shows that it is mine',
      tag,
      answers: { 200: PortalDomainDetail },
      problems: ['domain.not-found', 'panel.hidden'],
    }),
    panel('domains', 'view'),
    accept('param', Reference),
    async (c) => c.json(await readOwnDomain(c.var.db, readerOf(c.var), c.req.valid('param').id)),
  )

  .patch(
    '/:id',
    describe({
      summary: 'Change the host of one of my domains',
      tag,
      answers: { 200: PortalDomainDetail },
      problems: [...refusals, 'domain.host-taken'],
    }),
    panel('domains', 'change', 'domains.edit'),
    loginAs('act'),
    accept('param', Reference),
    accept('json', OwnDomain),
    async (c) => {
      const { db, owner, clock } = c.var;
      const reader = readerOf(c.var);
      const { id } = c.req.valid('param');
      await inTransaction(db, async (tx) => {
        await requireReached(tx, reader, id);
        const { fields } = await updateDomain(tx, owner.vendorId, id, c.req.valid('json'), clock.now());
        if (fields.length > 0) await announce(tx, { ...about(c.var, id, 'domain.updated'), fields });
      });
      return c.json(await readOwnDomain(db, reader, id));
    },
  )

  .delete(
    '/:id',
    describe({
      summary: 'Take off one of my domains; what was counted on it stays counted',
      tag,
      answers: { 204: null },
      problems: [...refusals],
    }),
    panel('domains', 'change', 'domains.edit'),
    loginAs('act'),
    accept('param', Reference),
    async (c) => {
      const { db, owner } = c.var;
      const { id } = c.req.valid('param');
      await inTransaction(db, async (tx) => {
        await requireReached(tx, readerOf(c.var), id);
        await deleteDomain(tx, owner.vendorId, id);
        await announce(tx, about(c.var, id, 'domain.deleted'));
      });
      return c.body(null, 204);
    },
  )

  .post(
    '/:id/verification',
    describe({
      summary: 'Choose how to show that a domain is mine',
      description: 'What is to be put where is in the answer. It is looked at by itself from then on.',
      tag,
      answers: { 200: PortalDomainDetail },
      problems: [...refusals],
    }),
    panel('domains', 'change', 'domains.verify'),
    loginAs('act'),
    accept('param', Reference),
    accept('json', NewVerification),
    async (c) => {
      const { db, owner, clock, worldClock } = c.var;
      const reader = readerOf(c.var);
      const { id } = c.req.valid('param');
      await inTransaction(db, async (tx) => {
        await requireReached(tx, reader, id);
        const moments = { at: clock.now(), world: worldClock.now() };
        const named = { vendorId: owner.vendorId, domainId: id };
        await beginVerification(tx, named, c.req.valid('json').method, moments);
        await announce(tx, { ...about(c.var, id, 'domain.updated'), fields: ['verification'] });
      });
      return c.json(await readOwnDomain(db, reader, id));
    },
  )

  .post(
    '/:id/verification/check',
    describe({
      summary: 'Look now whether it is shown',
      tag,
      answers: { 200: PortalDomainDetail },
      problems: [...refusals, 'request.too-many'],
    }),
    panel('domains', 'change', 'domains.verify'),
    loginAs('act'),
    accept('param', Reference),
    async (c) => {
      const { db, owner, actor, clock, worldClock, outside } = c.var;
      const reader = readerOf(c.var);
      const { id } = await requireReached(db, reader, c.req.valid('param').id);
      await spendChecks(db, owner.customerId, worldClock.now());
      const checking = { db, outside, actor, at: clock.now(), world: worldClock.now() };
      await checkVerification(checking, { vendorId: owner.vendorId, domainId: id });
      return c.json(await readOwnDomain(db, reader, id));
    },
  );

/** Each look asks somebody else's server. */
const spendChecks = (db: Db, customerId: string, now: Date) =>
  spendAttempt(db, [{ key: `domain:check:${customerId}`, most: 60, perMs: 60 * 60_000 }], now);
