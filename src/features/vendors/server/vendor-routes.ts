import { Hono } from 'hono';
import * as v from 'valibot';
import { inTransaction } from '../../../kit/server/db/db.ts';
import { accept } from '../../../kit/server/http/accept.ts';
import { describe } from '../../../kit/server/http/describe.ts';
import { requestProblem } from '../../../kit/server/http/problems.ts';
import type { VendorEnv } from '../../access/server/env.ts';
import { scope } from '../../access/server/guards.ts';
import { provedRecently } from '../../access/server/recent.ts';
import { record } from '../../activity/server/record.ts';
import {
  ApiKey,
  ApiKeyRotation,
  CreatedApiKey,
  CreatedSigningKey,
  NewApiKey,
  NewSigningKey,
  SigningKey,
  SigningKeyChange,
} from '../schema.ts';
import { createApiKey, listApiKeys, revokeApiKey, rotateApiKey } from './api-keys-store.ts';
import { createSigningKey, listSigningKeys, updateSigningKey } from './signing-keys-store.ts';

// An id of any shape is looked up like one that never was: the answer to a malformed one tells nothing either.
const ById = v.object({ id: v.pipe(v.string(), v.maxLength(132)) });
const all = <Item extends v.GenericSchema<unknown, unknown>>(item: Item) =>
  v.object({ items: v.array(item) });

/** Nobody makes a key that may more than they do. @throws `request.invalid` */
function requireNoMore(wanted: readonly string[], own: readonly string[]): void {
  const beyond = wanted.find((one) => !own.includes(one));
  if (!beyond) return;
  const message = `This key lacks ${beyond} itself.`;
  throw requestProblem('request.invalid', { fields: [{ path: 'scopes', code: 'beyond', message }] });
}

export const apiKeyRoutes = new Hono<VendorEnv>()
  .get(
    '/',
    describe({ summary: 'List API keys', tag: 'api-keys', answers: { 200: all(ApiKey) } }),
    scope('api-keys:read'),
    async (c) => c.json({ items: await listApiKeys(c.var.db, c.var.vendorId) }),
  )

  .post(
    '/',
    describe({
      summary: 'Make an API key; it is answered once',
      tag: 'api-keys',
      answers: { 201: CreatedApiKey },
    }),
    scope('api-keys:write'),
    provedRecently,
    accept('json', NewApiKey),
    async (c) => {
      const wanted = c.req.valid('json');
      const { vendorId, actor, scopes, testSide } = c.var;
      requireNoMore(wanted.scopes ?? [], scopes);
      const at = c.var.worldClock.now();
      const side = testSide ? 'test' : 'live';
      const created = await inTransaction(c.var.db, async (tx) => {
        const key = await createApiKey(
          tx,
          { id: vendorId, side },
          { ...wanted, scopes: wanted.scopes ?? ([...scopes] as never) },
          at,
        );
        await record(tx, { vendorId, actor, action: 'api-key.created', subjectId: key.id, at });
        return key;
      });
      return c.json(created, 201);
    },
  )

  .post(
    '/:id/rotation',
    describe({
      summary: 'Make a key in the place of another',
      description:
        'With the same name, scopes and addresses; answered once. The old one works for so many hours more, 24 unless said, or until its own end.',
      tag: 'api-keys',
      answers: { 201: CreatedApiKey },
      problems: ['api-key.not-found'],
    }),
    scope('api-keys:write'),
    provedRecently,
    accept('param', ById),
    accept('json', ApiKeyRotation),
    async (c) => {
      const { vendorId, actor, scopes, testSide } = c.var;
      const { id } = c.req.valid('param');
      const at = c.var.worldClock.now();
      const side = testSide ? 'test' : 'live';
      const created = await inTransaction(c.var.db, async (tx) => {
        const key = await rotateApiKey(tx, { id: vendorId, side }, id, { ...c.req.valid('json'), now: at });
        requireNoMore(key.scopes, scopes);
        await record(tx, { vendorId, actor, action: 'api-key.rotated', subjectId: id, at });
        await record(tx, { vendorId, actor, action: 'api-key.created', subjectId: key.id, at });
        return key;
      });
      return c.json(created, 201);
    },
  )

  .delete(
    '/:id',
    describe({
      summary: 'Revoke an API key at once',
      tag: 'api-keys',
      answers: { 204: null },
      problems: ['api-key.not-found'],
    }),
    scope('api-keys:write'),
    accept('param', ById),
    async (c) => {
      const { id } = c.req.valid('param');
      const { vendorId, actor } = c.var;
      const at = c.var.worldClock.now();
      await inTransaction(c.var.db, async (tx) => {
        await revokeApiKey(tx, vendorId, id, at);
        await record(tx, { vendorId, actor, action: 'api-key.revoked', subjectId: id, at });
      });
      return c.body(null, 204);
    },
  );

export const signingKeyRoutes = new Hono<VendorEnv>()
  .get(
    '/',
    describe({ summary: 'List signing keys', tag: 'signing-keys', answers: { 200: all(SigningKey) } }),
    scope('signing-keys:read'),
    async (c) => c.json({ items: await listSigningKeys(c.var.db, c.var.vendorId) }),
  )

  .post(
    '/',
    describe({
      summary: 'Register a public key, or let an HS256 secret be made; the secret is answered once',
      tag: 'signing-keys',
      answers: { 201: CreatedSigningKey },
      problems: ['signing-key.too-many'],
    }),
    scope('signing-keys:write'),
    provedRecently,
    accept('json', NewSigningKey),
    async (c) => {
      const { vendorId, actor, secrets } = c.var;
      const at = c.var.worldClock.now();
      const created = await inTransaction(c.var.db, async (tx) => {
        const key = await createSigningKey(tx, secrets, vendorId, c.req.valid('json'), at);
        await record(tx, { vendorId, actor, action: 'signing-key.created', subjectId: key.id, at });
        return key;
      });
      return c.json(created, 201);
    },
  )

  .patch(
    '/:id',
    describe({
      summary: 'Rename, retire or revoke a signing key',
      tag: 'signing-keys',
      answers: { 200: SigningKey },
      problems: ['signing-key.not-found', 'signing-key.revoked'],
    }),
    scope('signing-keys:write'),
    accept('param', ById),
    accept('json', SigningKeyChange),
    async (c) => {
      const { vendorId, actor } = c.var;
      const { id } = c.req.valid('param');
      const at = c.var.worldClock.now();
      const changed = await inTransaction(c.var.db, async (tx) => {
        const key = await updateSigningKey(tx, vendorId, id, c.req.valid('json'), at);
        await record(tx, { vendorId, actor, action: 'signing-key.updated', subjectId: id, at });
        return key;
      });
      return c.json(changed);
    },
  );
