import { Hono } from 'hono';
import * as v from 'valibot';
import { Reference } from '../../../kit/server/collection.ts';
import { inTransaction } from '../../../kit/server/db/db.ts';
import { accept } from '../../../kit/server/http/accept.ts';
import { describe } from '../../../kit/server/http/describe.ts';
import { requestProblem } from '../../../kit/server/http/problems.ts';
import type { EventOf } from '../../activity/events.ts';
import { announce } from '../../activity/server/announce.ts';
import { requireCustomer } from '../../customers/server/store.ts';
import { readSecret } from '../customer-secret.ts';
import { accessProblem } from '../problems.ts';
import { CustomerSecret, NewCustomerSecret } from '../schema.ts';
import { dropSecret, readSecretOf, renewSecret, secretFormatOf } from './customer-secrets-store.ts';
import type { Owner, VendorEnv, VendorVars } from './env.ts';
import { scope } from './guards.ts';

const tag = 'customers';

async function ownerOf({ db, vendorId }: VendorVars, reference: string): Promise<Owner> {
  const { id } = await requireCustomer(db, vendorId, reference);
  return { vendorId, customerId: id };
}

const about = (
  { vendorId, actor }: VendorVars,
  { customerId }: Owner,
  action: EventOf<'customer-secret'>,
  at: Date,
) => ({
  ...{ vendorId, actor, action, at, customerId },
  subjectId: customerId,
  data: { customerId },
});

/** `/api/v1/customers/:id/secret`. */
export const customerSecretRoutes = new Hono<VendorEnv>()
  .post(
    '/:id/secret',
    describe({
      summary: 'Make the secret of a customer, or make it anew',
      description:
        'The one there was stops working and the sessions it began end at once. Its shape is that of `customerSecretFormat` in the settings unless `format` says otherwise: a GUID, or short like a licence key. `secret` takes over one that customers have already. No two customers have the same.',
      tag,
      answers: { 201: CustomerSecret },
      problems: ['customer-secret.taken'],
    }),
    scope('customers:write'),
    accept('param', Reference),
    accept('json', NewCustomerSecret),
    async (c) => {
      const owner = await ownerOf(c.var, c.req.valid('param').id);
      const { format, secret: given } = c.req.valid('json');
      const read = given === undefined ? undefined : readSecret(given);
      if (read?.wrong) {
        const message = 'Expected a GUID, or four groups of five letters and digits with a check symbol.';
        throw requestProblem('request.invalid', { fields: [{ path: 'secret', code: 'secret', message }] });
      }
      const at = c.var.clock.now();
      const shape = read?.format ?? format ?? (await secretFormatOf(c.var.db, c.var.vendorId));
      const secret = await inTransaction(c.var.db, async (tx) => {
        const made = await renewSecret(tx, c.var.secrets, owner, { format: shape, secret: read?.secret }, at);
        await announce(tx, about(c.var, owner, 'customer-secret.created', at));
        return made;
      });
      return c.json({ secret, format: shape, createdAt: at.toISOString(), lastUsedAt: null }, 201);
    },
  )

  .get(
    '/:id/secret',
    describe({
      summary: 'Read the secret of a customer; each reading is written down',
      tag,
      answers: { 200: CustomerSecret },
      problems: ['customer-secret.not-found'],
    }),
    scope('customers:write'),
    accept('param', Reference),
    async (c) => {
      const owner = await ownerOf(c.var, c.req.valid('param').id);
      const held = await readSecretOf(c.var.db, c.var.secrets, owner);
      await inTransaction(c.var.db, (tx) =>
        announce(tx, about(c.var, owner, 'customer-secret.read', c.var.clock.now())),
      );
      return c.json(v.parse(CustomerSecret, held));
    },
  )

  .delete(
    '/:id/secret',
    describe({
      summary: 'Take away the secret of a customer; its sessions end at once',
      tag,
      answers: { 204: null },
      problems: ['customer-secret.not-found'],
    }),
    scope('customers:write'),
    accept('param', Reference),
    async (c) => {
      const owner = await ownerOf(c.var, c.req.valid('param').id);
      const at = c.var.clock.now();
      await inTransaction(c.var.db, async (tx) => {
        if (!(await dropSecret(tx, owner, at))) throw accessProblem('customer-secret.not-found');
        await announce(tx, about(c.var, owner, 'customer-secret.removed', at));
      });
      return c.body(null, 204);
    },
  );
