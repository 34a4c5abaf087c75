import { Hono } from 'hono';
import * as v from 'valibot';
import { spendAttempt } from '../../../kit/server/attempts.ts';
import { pagingOf, Reference } from '../../../kit/server/collection.ts';
import { inTransaction } from '../../../kit/server/db/db.ts';
import { accept } from '../../../kit/server/http/accept.ts';
import { describe } from '../../../kit/server/http/describe.ts';
import { ListQuery } from '../../../kit/server/http/list.ts';
import type { PortalEnv, PortalVars } from '../../access/server/env.ts';
import { loginAs, panel } from '../../access/server/guards.ts';
import { announce } from '../../activity/server/announce.ts';
import {
  AnsweredRequest,
  ClaimLicence,
  FreeMachines,
  NameMachine,
  NewRequestFile,
  PortalLicenceDetail,
  PortalLicences,
} from '../portal-schema.ts';
import { licenceProblem } from '../problems.ts';
import { readRequestFile } from '../request-file.ts';
import { LicenceKey } from '../schema.ts';
import { findByKey, openKey } from './key-store.ts';
import { updateLicence } from './licences-store.ts';
import { activateMachine, freeMachines, renameMachine } from './machines-store.ts';
import { type LicenceReader, licencesOf, readPortalLicence, requireReached } from './portal-store.ts';
import { licenceFile, signerOf } from './signing.ts';

const tag = 'licences';
const Query = v.strictObject(v.omit(ListQuery, ['updatedSince', 'search']).entries);
const ById = v.object({ ...Reference.entries, machineId: Reference.entries.id });

export const readerOf = ({ owner, session, clock }: PortalVars): LicenceReader => ({
  ...{ owner, subject: session.subject, language: session.language, timeZone: session.timeZone },
  now: clock.now(),
});

const about = ({ owner, actor, clock }: PortalVars, licenceId: string, machineId: string | null = null) => ({
  ...{ ...owner, actor, subjectId: licenceId, at: clock.now() },
  data: { customerId: owner.customerId, licenceId, machineId },
});

/** `/portal/v1/licences`: the customer's licences and the machines that use them. */
export const licencesPortalRoutes = new Hono<PortalEnv>()
  .get(
    '/',
    describe({
      summary: 'List my licences',
      description: 'As far as the session reaches: all, or the one whose key was typed.',
      tag,
      answers: { 200: PortalLicences },
      problems: ['panel.hidden'],
    }),
    panel('licences', 'view'),
    accept('query', Query),
    async (c) => {
      const { db, cursors, owner, session } = c.var;
      const name = `licences of ${owner.customerId} ${JSON.stringify(session.subject)}`;
      const query = { ...c.req.valid('query'), sort: '-id' };
      const paging = pagingOf({ db, cursors, vendorId: owner.vendorId }, name, query);
      return c.json(await licencesOf(db, readerOf(c.var), paging));
    },
  )

  .get(
    '/:id',
    describe({
      summary: 'Read one of my licences, with its machines',
      tag,
      answers: { 200: PortalLicenceDetail },
      problems: ['licence.not-found', 'panel.hidden'],
    }),
    panel('licences', 'view'),
    accept('param', Reference),
    async (c) => c.json(await readPortalLicence(c.var.db, readerOf(c.var), c.req.valid('param').id)),
  )

  .get(
    '/:id/key',
    describe({
      summary: 'Read the key of one of my licences; each reading is written down',
      tag,
      answers: { 200: LicenceKey },
      problems: ['licence.not-found', 'panel.hidden', 'feature.off'],
    }),
    panel('licences', 'view', 'licences.key'),
    loginAs('denied'),
    accept('param', Reference),
    async (c) => {
      const { db, secrets } = c.var;
      const { row } = await requireReached(db, readerOf(c.var), c.req.valid('param').id);
      await inTransaction(db, (tx) => announce(tx, { ...about(c.var, row.id), action: 'licence.key-read' }));
      return c.json({ key: openKey(secrets, row) });
    },
  )

  .patch(
    '/:id/machines/:machineId',
    describe({
      summary: 'Name a machine',
      tag,
      answers: { 200: PortalLicenceDetail },
      problems: ['licence.not-found', 'machine.not-found', 'panel.read-only', 'feature.off'],
    }),
    panel('licences', 'change', 'licences.rename'),
    loginAs('act'),
    accept('param', ById),
    accept('json', NameMachine),
    async (c) => {
      const { db, owner } = c.var;
      const { id, machineId } = c.req.valid('param');
      const { licence } = await requireReached(db, readerOf(c.var), id);
      await inTransaction(db, async (tx) => {
        const keyed = { vendorId: owner.vendorId, licenceId: licence.id };
        await renameMachine(tx, keyed, machineId, c.req.valid('json').name);
        await announce(tx, { ...about(c.var, licence.id, machineId), action: 'machine.updated' });
      });
      return c.json(await readPortalLicence(db, readerOf(c.var), licence.id));
    },
  )

  .post(
    '/:id/freed',
    describe({
      summary: 'De-activate machines: one, several, also those that are lost',
      description:
        'All of them or none. A machine need not be there for it. How often is the product’s `deactivations`; `retry-after` says when there is one more.',
      tag,
      answers: { 200: PortalLicenceDetail },
      problems: [
        'licence.not-found',
        'machine.not-found',
        'licence.cool-down',
        'panel.read-only',
        'feature.off',
      ],
    }),
    panel('licences', 'change', 'licences.deactivate'),
    loginAs('act'),
    accept('param', Reference),
    accept('json', FreeMachines),
    async (c) => {
      const { db, owner, clock } = c.var;
      const { licence } = await requireReached(db, readerOf(c.var), c.req.valid('param').id);
      await inTransaction(db, async (tx) => {
        const keyed = { vendorId: owner.vendorId, licenceId: licence.id };
        const ids = c.req.valid('json').machineIds;
        const { machines } = await freeMachines(tx, keyed, { ids }, { counted: true }, clock.now());
        for (const machine of machines)
          await announce(tx, { ...about(c.var, licence.id, machine.id), action: 'machine.freed' });
      });
      return c.json(await readPortalLicence(db, readerOf(c.var), licence.id));
    },
  )

  .post(
    '/:id/request-file',
    describe({
      summary: 'Activate or de-activate a machine without a connection, by the file its program wrote',
      tag,
      answers: { 200: AnsweredRequest },
      problems: [
        ...[
          'request-file.unreadable',
          'request-file.other-product',
          'licence.machine-limit',
          'licence.expired',
        ],
        ...['licence.blocked', 'licence.cool-down', 'machine.not-found', 'panel.read-only', 'feature.off'],
      ],
    }),
    panel('licences', 'change', 'licences.offline'),
    loginAs('act'),
    accept('param', Reference),
    accept('json', NewRequestFile),
    async (c) => {
      const { db, secrets, owner, clock } = c.var;
      const found = await requireReached(db, readerOf(c.var), c.req.valid('param').id);
      const request = readRequestFile(c.req.valid('json').request);
      if (!request) throw licenceProblem('request-file.unreadable');
      if (request.product !== found.product.publishableKey)
        throw licenceProblem('request-file.other-product');
      const { action, portico: _, product: __, ...machine } = request;
      const { vendorId } = owner;
      const keyed = { vendorId, licenceId: found.licence.id };
      const at = clock.now();
      const activated = await inTransaction(db, async (tx) => {
        if (action === 'deactivate') {
          const which = { fingerprint: machine.fingerprint };
          const { machines } = await freeMachines(tx, keyed, which, { counted: true }, at);
          for (const { id } of machines)
            await announce(tx, { ...about(c.var, keyed.licenceId, id), action: 'machine.freed' });
          return undefined;
        }
        const done = await activateMachine(tx, keyed, machine, at);
        const told = about(c.var, keyed.licenceId, done.machine.id);
        if (done.created) await announce(tx, { ...told, action: 'machine.activated' });
        return done;
      });
      const file = activated
        ? licenceFile(await signerOf(db, secrets, vendorId, at), vendorId, activated, at)
        : null;
      return c.json({ action, file, licence: await readPortalLicence(db, readerOf(c.var), keyed.licenceId) });
    },
  )

  .post(
    '/claims',
    describe({
      summary: 'Take over a licence that is nobody’s yet, by its key',
      tag,
      answers: { 201: PortalLicenceDetail },
      problems: ['licence.refused', 'licence.claimed', 'panel.read-only', 'feature.off', 'request.too-many'],
    }),
    panel('licences', 'change', 'licences.claim'),
    loginAs('denied'),
    accept('json', ClaimLicence),
    async (c) => {
      const { db, secrets, owner, session, clock, worldClock } = c.var;
      // A session for one licence has nothing to take more into.
      if (session.subject) throw licenceProblem('licence.refused');
      const budget = { key: `licence:claim:${owner.customerId}`, most: 20, perMs: 60 * 60_000 };
      await spendAttempt(db, [budget], worldClock.now());
      const row = await findByKey(db, secrets, owner.vendorId, c.req.valid('json').key);
      // Whose it is, is told to that customer alone.
      if (!row || (row.customer_id !== null && row.customer_id !== owner.customerId))
        throw licenceProblem('licence.refused');
      if (row.customer_id === owner.customerId) throw licenceProblem('licence.claimed');
      await inTransaction(db, async (tx) => {
        const writing = { vendorId: owner.vendorId, secrets, at: clock.now() };
        await updateLicence(tx, writing, row.id, { customerId: owner.customerId }, { onlyIfFree: true });
        await announce(tx, { ...about(c.var, row.id), action: 'licence.claimed' });
      });
      return c.json(await readPortalLicence(db, readerOf(c.var), row.id), 201);
    },
  );
