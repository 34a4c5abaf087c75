import { Hono } from 'hono';
import { dayIn } from '../../../kit/common/day.ts';
import { type Budget, countAttempt, forgiveAttempt, spendAttempt } from '../../../kit/server/attempts.ts';
import { Reference } from '../../../kit/server/collection.ts';
import { type Db, inTransaction } from '../../../kit/server/db/db.ts';
import { accept } from '../../../kit/server/http/accept.ts';
import { describe } from '../../../kit/server/http/describe.ts';
import { tooMany } from '../../../kit/server/http/problems.ts';
import type { PortalEnv, PortalVars } from '../../access/server/env.ts';
import { loginAs, panel } from '../../access/server/guards.ts';
import { announce } from '../../activity/server/announce.ts';
import { requireCustomer } from '../../customers/server/store.ts';
import {
  DeviceAnswer,
  DeviceShown,
  NewKeyAsked,
  OfferedLicence,
  OfferShown,
  TransferCode,
  UserCode,
} from '../care-schema.ts';
import { lastDayIn } from '../notices.ts';
import { PortalLicenceDetail } from '../portal-schema.ts';
import { licenceProblem } from '../problems.ts';
import { mayRenewKey } from '../rules.ts';
import { LicenceKey } from '../schema.ts';
import { answerDevice, findWaiting } from './device-store.ts';
import { renewKey } from './licences-store.ts';
import { freeingFor } from './machines-store.ts';
import { readerOf } from './portal-routes.ts';
import { nameOf, readPortalLicence, requireReached } from './portal-store.ts';
import { requireProduct } from './products-store.ts';
import { findOffer, offerLicence, takeLicence, withdrawOffer } from './transfer-store.ts';

const tag = 'licences';

const about = ({ owner, actor, clock }: PortalVars, licenceId: string) => ({
  ...{ ...owner, actor, subjectId: licenceId, at: clock.now() },
  data: { customerId: owner.customerId, licenceId },
});

const hour = 60 * 60_000;
const guesses = (what: string, { owner }: PortalVars): Budget[] => [
  { key: `licence:${what}:${owner.customerId}`, most: 20, perMs: hour },
];
/** A code is counted before it is looked at, and forgiven where it was right. */
async function whileGuessing<Found>(
  db: Db,
  budgets: readonly Budget[],
  now: Date,
  look: () => Promise<Found | undefined>,
): Promise<Found | undefined> {
  const waitMs = await inTransaction(db, (tx) => countAttempt(tx, budgets, now));
  if (waitMs > 0) throw tooMany(waitMs);
  const found = await look();
  if (found !== undefined) await inTransaction(db, (tx) => forgiveAttempt(tx, budgets));
  return found;
}

/** Beside `/portal/v1/licences`: keys made anew, licences given away and taken, programs signed in. */
export const licenceCarePortalRoutes = new Hono<PortalEnv>()
  .post(
    '/:id/key',
    describe({
      summary: 'Make the key of one of my licences anew',
      description:
        '`confirm` is the last four symbols of the key that is to stop. It stops at once, and its machines are free; they count among those that may be freed, so with none left to free there is none.',
      tag,
      answers: { 201: LicenceKey },
      problems: [
        ...['licence.not-found', 'licence.confirm', 'licence.cool-down', 'licence.blocked'],
        ...['panel.read-only', 'feature.off'],
      ],
    }),
    panel('licences', 'change', 'licences.renew-key'),
    loginAs('denied'),
    accept('param', Reference),
    accept('json', NewKeyAsked),
    async (c) => {
      const { db, secrets, owner, clock } = c.var;
      const { licence, product } = await requireReached(db, readerOf(c.var), c.req.valid('param').id);
      const end = licence.keyHint.split('…').at(-1) || licence.keyHint.slice(0, 2);
      if (c.req.valid('json').confirm.toUpperCase() !== end.toUpperCase())
        throw licenceProblem('licence.confirm');
      if (!mayRenewKey(licence)) throw licenceProblem('licence.blocked');
      const at = clock.now();
      const key = await inTransaction(db, async (tx) => {
        const { left } = await freeingFor(
          tx,
          { vendorId: owner.vendorId, licenceId: licence.id },
          product,
          at,
        );
        if (left === 0) throw licenceProblem('licence.cool-down');
        const renewed = await renewKey(tx, { vendorId: owner.vendorId, secrets, at }, licence.id, {
          counted: true,
        });
        await announce(tx, { ...about(c.var, licence.id), action: 'licence.key-renewed' });
        return renewed.key;
      });
      return c.json({ key }, 201);
    },
  )

  .post(
    '/:id/transfer',
    describe({
      summary: 'Offer one of my licences to another customer',
      description:
        'The code is handed to whoever gets it; with it they take the licence over in their own account within 14 days. Until then nothing changes. An offer there was is withdrawn by a new one.',
      tag,
      answers: { 201: OfferedLicence },
      problems: ['licence.not-found', 'licence.not-transferable', 'panel.read-only', 'feature.off'],
    }),
    panel('licences', 'change', 'licences.transfer'),
    loginAs('denied'),
    accept('param', Reference),
    async (c) => {
      const { db, secrets, owner, session, clock } = c.var;
      const { licence } = await requireReached(db, readerOf(c.var), c.req.valid('param').id);
      const writing = { vendorId: owner.vendorId, secrets, at: clock.now() };
      const { code, offer } = await inTransaction(db, async (tx) => {
        const made = await offerLicence(tx, writing, licence.id);
        await announce(tx, { ...about(c.var, licence.id), action: 'licence.offered' });
        return made;
      });
      return c.json({ code, expiresOn: dayIn(session.timeZone, new Date(offer.expiresAt)) }, 201);
    },
  )

  .delete(
    '/:id/transfer',
    describe({
      summary: 'Take back the offer of one of my licences',
      tag,
      answers: { 204: null },
      problems: ['licence.not-found', 'licence-transfer.not-found', 'panel.read-only', 'feature.off'],
    }),
    panel('licences', 'change', 'licences.transfer'),
    loginAs('act'),
    accept('param', Reference),
    async (c) => {
      const { db, owner, clock } = c.var;
      const { licence } = await requireReached(db, readerOf(c.var), c.req.valid('param').id);
      await inTransaction(db, async (tx) => {
        const keyed = { vendorId: owner.vendorId, licenceId: licence.id };
        if (!(await withdrawOffer(tx, keyed, clock.now())))
          throw licenceProblem('licence-transfer.not-found');
        await announce(tx, { ...about(c.var, licence.id), action: 'licence.offer-withdrawn' });
      });
      return c.body(null, 204);
    },
  )

  .post(
    '/offers',
    describe({
      summary: 'See what is offered with a code',
      tag,
      answers: { 200: OfferShown },
      problems: ['licence-transfer.refused', 'panel.read-only', 'feature.off', 'request.too-many'],
    }),
    panel('licences', 'change', 'licences.transfer'),
    loginAs('denied'),
    accept('json', TransferCode),
    async (c) => {
      const { db, secrets, owner, session, clock, worldClock } = c.var;
      const { code } = c.req.valid('json');
      const found = await whileGuessing(db, guesses('offer', c.var), worldClock.now(), () =>
        findOffer(db, secrets, owner, code, clock.now()),
      );
      if (!found) throw licenceProblem('licence-transfer.refused');
      const { licence, offer } = found;
      const product = await requireProduct(db, owner.vendorId, licence.product_id);
      const from = await requireCustomer(db, owner.vendorId, offer.fromId);
      return c.json({
        ...{ product: nameOf(product, session.language), keyHint: licence.key_hint, from: from.name },
        lastDay: licence.expires_at === null ? null : lastDayIn(session.timeZone, licence.expires_at),
        expiresOn: dayIn(session.timeZone, new Date(offer.expiresAt)),
      });
    },
  )

  .post(
    '/offers/taken',
    describe({
      summary: 'Take over a licence that another customer offers',
      description:
        'It is this account’s from then on, with a new key; the machines of who gave it are free. Both are told by their activity.',
      tag,
      answers: { 201: PortalLicenceDetail },
      problems: [
        ...['licence-transfer.refused', 'licence.not-transferable', 'panel.read-only', 'feature.off'],
        'request.too-many',
      ],
    }),
    panel('licences', 'change', 'licences.transfer'),
    loginAs('denied'),
    accept('json', TransferCode),
    async (c) => {
      const { db, secrets, owner, clock, worldClock } = c.var;
      await spendAttempt(db, guesses('take', c.var), worldClock.now());
      const writing = { vendorId: owner.vendorId, secrets, at: clock.now() };
      const licenceId = await inTransaction(db, async (tx) => {
        const taken = await takeLicence(tx, writing, owner.customerId, c.req.valid('json').code);
        const action = 'licence.transferred';
        const data = { customerId: owner.customerId, licenceId: taken.licenceId, fromId: taken.fromId };
        await announce(tx, { ...about(c.var, taken.licenceId), action, data });
        return taken.licenceId;
      });
      return c.json(await readPortalLicence(db, readerOf(c.var), licenceId), 201);
    },
  )

  .post(
    '/devices',
    describe({
      summary: 'See which program waits behind a code',
      tag,
      answers: { 200: DeviceShown },
      problems: ['device-code.unknown', 'panel.read-only', 'feature.off', 'request.too-many'],
    }),
    panel('licences', 'change', 'licences.devices'),
    loginAs('denied'),
    accept('json', UserCode),
    async (c) => {
      const { db, secrets, owner, session, worldClock } = c.var;
      const now = worldClock.now();
      const row = await whileGuessing(db, guesses('device', c.var), now, () =>
        findWaiting(db, secrets, owner.vendorId, c.req.valid('json').code, now),
      );
      if (!row) throw licenceProblem('device-code.unknown');
      const product = await requireProduct(db, owner.vendorId, row.product_id);
      return c.json({ product: nameOf(product, session.language), name: row.name, askedAt: row.created_at });
    },
  )

  .post(
    '/devices/answered',
    describe({
      summary: 'Let a program in that waits behind a code, or refuse it',
      description: 'Let in, it reads the licences of this account with their keys, for an hour.',
      tag,
      answers: { 204: null },
      problems: ['device-code.unknown', 'panel.read-only', 'feature.off', 'request.too-many'],
    }),
    panel('licences', 'change', 'licences.devices'),
    loginAs('denied'),
    accept('json', DeviceAnswer),
    async (c) => {
      const { db, secrets, owner, actor, clock, worldClock } = c.var;
      const { code, allow } = c.req.valid('json');
      const now = worldClock.now();
      const row = await whileGuessing(db, guesses('device', c.var), now, () =>
        findWaiting(db, secrets, owner.vendorId, code, now),
      );
      if (!row) throw licenceProblem('device-code.unknown');
      await inTransaction(db, async (tx) => {
        const { customerId, vendorId } = owner;
        await answerDevice(tx, { vendorId, id: row.id }, { customerId, allow });
        await announce(tx, {
          ...{ ...owner, actor, at: clock.now(), subjectId: customerId },
          action: allow ? 'licence.device-allowed' : 'licence.device-refused',
          data: { customerId, productId: row.product_id },
        });
      });
      return c.body(null, 204);
    },
  );
