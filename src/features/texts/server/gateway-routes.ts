import { Hono } from 'hono';
import { spendAttempt } from '../../../kit/server/attempts.ts';
import { inTransaction } from '../../../kit/server/db/db.ts';
import { Absent } from '../../../kit/server/http/absent.ts';
import { accept } from '../../../kit/server/http/accept.ts';
import { describe } from '../../../kit/server/http/describe.ts';
import type { VendorEnv, VendorVars } from '../../access/server/env.ts';
import { scope } from '../../access/server/guards.ts';
import { announce } from '../../activity/server/announce.ts';
import { findVendor } from '../../vendors/server/store.ts';
import { checkAddress, rulesFor } from '../../webhooks/server/addresses.ts';
import { NewTextGateway, NewTextSecret, SentText, SentTexts, TestText, TextGateway } from '../schema.ts';
import {
  findGateway,
  putGateway,
  removeGateway,
  requireGateway,
  requireGatewayRow,
  rotateSecret,
} from './gateway-store.ts';
import { lastTexts } from './messages-store.ts';
import { dailyBudget, sendText, shortBrand } from './send.ts';
import { textWords } from './words.ts';

const tag = 'text-gateway';

const settingOf = ({ vendorId, secrets, clock, worldClock }: VendorVars) => ({
  ...{ vendorId, secrets, at: clock.now(), now: worldClock.now() },
});

type Act = 'updated' | 'removed' | 'secret-rotated' | 'tested';
const told = (
  { vendorId, actor, clock }: VendorVars,
  what: Act,
  fields: readonly string[] = [],
): Parameters<typeof announce>[1] => ({
  ...{ vendorId, actor, at: clock.now(), fields, subjectId: vendorId },
  action: `text-gateway.${what}`,
  data: { vendorId },
});

/** `/api/v1/text-gateway`: by what text messages leave, and what became of the last ones. */
export const textGatewayRoutes = new Hono<VendorEnv>()
  .get(
    '/',
    describe({
      summary: 'Read by what text messages are sent',
      description: 'Without its secret. `?absent=none`: 204 where there is none.',
      tag,
      answers: { 200: TextGateway, 204: null },
      problems: ['text-gateway.not-found'],
    }),
    scope('settings:read'),
    accept('query', Absent),
    async (c) => {
      const { db, vendorId, worldClock } = c.var;
      if (c.req.valid('query').absent && !(await findGateway(db, vendorId))) return c.body(null, 204);
      return c.json(await requireGateway(db, vendorId, worldClock.now()));
    },
  )

  .put(
    '/',
    describe({
      summary: 'Say by what text messages are sent',
      description:
        'An address of yours that takes `{ id, to, text, purpose, language, … }` by POST, signed as webhooks are, and hands it to whoever delivers it. Answer 2xx once you have it. `secret` is in the answer to the first PUT alone. With it, people can confirm their mobile numbers.',
      tag,
      answers: { 200: TextGateway, 201: TextGateway },
    }),
    scope('settings:write'),
    accept('json', NewTextGateway),
    async (c) => {
      const wanted = c.req.valid('json');
      await checkAddress(wanted.url, c.var);
      const { gateway, created } = await inTransaction(c.var.db, async (tx) => {
        const put = await putGateway(tx, settingOf(c.var), wanted);
        await announce(tx, told(c.var, 'updated', Object.keys(wanted)));
        return put;
      });
      return c.json(gateway, created ? 201 : 200);
    },
  )

  .delete(
    '/',
    describe({
      summary: 'Send no text messages any more',
      description: 'Numbers that were confirmed stay so; codes that wait to be typed end.',
      tag,
      answers: { 204: null },
      problems: ['text-gateway.not-found'],
    }),
    scope('settings:write'),
    async (c) => {
      await inTransaction(c.var.db, async (tx) => {
        await removeGateway(tx, c.var.vendorId);
        await announce(tx, told(c.var, 'removed'));
      });
      return c.body(null, 204);
    },
  )

  .post(
    '/secret',
    describe({
      summary: 'Make a new secret for the text gateway',
      description:
        'It signs at once, and is in this answer alone. The one before signs too for `overlapHours`, 24 unless set.',
      tag,
      answers: { 201: TextGateway },
      problems: ['text-gateway.not-found'],
    }),
    scope('settings:write'),
    accept('json', NewTextSecret),
    async (c) => {
      const gateway = await inTransaction(c.var.db, async (tx) => {
        const rotated = await rotateSecret(tx, settingOf(c.var), c.req.valid('json').overlapHours);
        await announce(tx, told(c.var, 'secret-rotated', ['secret']));
        return rotated;
      });
      return c.json(gateway, 201);
    },
  )

  .post(
    '/test',
    describe({
      summary: 'Send a test text, now',
      description: 'Also by a gateway that is paused. 20 in an hour, and it counts for the day.',
      tag,
      answers: { 200: SentText },
      problems: ['text-gateway.not-found', 'request.too-many'],
    }),
    scope('settings:write'),
    accept('json', TestText),
    async (c) => {
      const { db, secrets, vendorId, worldClock } = c.var;
      const gateway = await requireGatewayRow(db, vendorId);
      const test = { key: `text-test:${vendorId}`, most: 20, perMs: 3_600_000 };
      await spendAttempt(db, [test, dailyBudget(gateway)], worldClock.now());
      const [say, vendor] = await Promise.all([textWords(), findVendor(db, vendorId)]);
      const brand = vendor?.name ?? '';
      await inTransaction(db, (tx) => announce(tx, told(c.var, 'tested')));
      const { id } = await sendText(
        gateway,
        {
          ...{ to: c.req.valid('json').to, purpose: 'test', language: 'en', portal: null, brand },
          text: say('en', null, 'texts.test', { brand: shortBrand(brand) }),
          ...{ customerId: null, contactId: null, expiresAt: null },
        },
        { db, secrets, clock: worldClock, rules: rulesFor(c.var) },
      );
      const sent = await lastTexts(db, vendorId, worldClock.now());
      return c.json(sent.find((one) => one.id === id));
    },
  )

  .get(
    '/messages',
    describe({
      summary: 'Read what became of the last 50 text messages',
      description: 'Kept for 90 days, without their words and with the last digits of the number alone.',
      tag,
      answers: { 200: SentTexts },
    }),
    scope('settings:read'),
    async (c) =>
      c.json({
        items: await lastTexts(c.var.db, c.var.vendorId, c.var.worldClock.now()),
        nextCursor: null,
      }),
  );
