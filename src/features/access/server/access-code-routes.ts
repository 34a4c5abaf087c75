import { Hono } from 'hono';
import type * as v from 'valibot';
import { Reference } from '../../../kit/server/collection.ts';
import { inTransaction } from '../../../kit/server/db/db.ts';
import { accept } from '../../../kit/server/http/accept.ts';
import { describe } from '../../../kit/server/http/describe.ts';
import type { EventOf } from '../../activity/events.ts';
import { announce } from '../../activity/server/announce.ts';
import { requireCustomer } from '../../customers/server/store.ts';
import { addressOf } from '../../portals/address.ts';
import { requirePortal } from '../../portals/server/store.ts';
import { locations } from '../../sites/server/store.ts';
import type { Scope } from '../../vendors/schema.ts';
import { accessProblem } from '../problems.ts';
import { AccessCode, HeldAccessCode, NewAccessCode, NewLocationCode, WaysIn } from '../schema.ts';
import { type CodeHolder, codeFacts, dropCodes, readHeldCode, renewCode } from './access-codes-store.ts';
import { secretFacts } from './customer-secrets-store.ts';
import type { VendorEnv, VendorVars } from './env.ts';
import { scope } from './guards.ts';

interface Level {
  readonly tag: string;
  readonly of: string;
  readonly scope: Scope;
  readonly readScope: Scope;
  readonly body: v.GenericSchema<unknown, { requiresInstallationToken?: boolean | undefined }>;
  /** Whose code stands under this id. @throws the not-found of the thing itself */
  readonly holder: (c: VendorVars, reference: string) => Promise<CodeHolder>;
}

/** Of customers and of locations: which ways in there are; the access code made, made anew, read, revoked. */
const accessCodeRoutes = ({ tag, of, scope: needed, readScope, body, holder }: Level) =>
  new Hono<VendorEnv>()
    .get(
      '/:id/access',
      describe({ summary: `Tell which ways in ${of} has`, tag, answers: { 200: WaysIn } }),
      scope(readScope),
      accept('param', Reference),
      async (c) => {
        const held = await holder(c.var, c.req.valid('param').id);
        const secret = held.locationId === '' ? { secret: await secretFacts(c.var.db, held) } : {};
        return c.json({ accessCode: await codeFacts(c.var.db, held), ...secret });
      },
    )

    .post(
      '/:id/access-code',
      describe({
        summary: `Make the access code of ${of}, or make it anew`,
        description:
          'The code there was stops working and the sessions it began end at once. No mail is sent: you hand the code over.',
        tag,
        answers: { 201: AccessCode },
      }),
      scope(needed),
      accept('param', Reference),
      accept('json', body),
      async (c) => {
        const held = await holder(c.var, c.req.valid('param').id);
        const { requiresInstallationToken = false } = c.req.valid('json');
        const at = c.var.clock.now();
        const made = await inTransaction(c.var.db, async (tx) => {
          const fresh = await renewCode(tx, c.var.secrets, held, requiresInstallationToken, at);
          await announce(tx, about(c.var, held, 'access-code.created', at));
          return fresh;
        });
        return c.json({ code: made.code, url: await addressFor(c.var, held) }, 201);
      },
    )

    .get(
      '/:id/access-code',
      describe({
        summary: `Read the access code of ${of}; each reading is written down`,
        tag,
        answers: { 200: HeldAccessCode },
        problems: ['access-code.not-found'],
      }),
      scope(needed),
      accept('param', Reference),
      async (c) => {
        const held = await holder(c.var, c.req.valid('param').id);
        const { code, requiresToken, lastUsedAt } = await readHeldCode(c.var.db, c.var.secrets, held);
        await inTransaction(c.var.db, (tx) =>
          announce(tx, about(c.var, held, 'access-code.read', c.var.clock.now())),
        );
        const url = await addressFor(c.var, held);
        return c.json({ code, url, requiresInstallationToken: requiresToken, lastUsedAt });
      },
    )

    .delete(
      '/:id/access-code',
      describe({
        summary: `Revoke the access code of ${of}; its sessions end at once`,
        tag,
        answers: { 204: null },
        problems: ['access-code.not-found'],
      }),
      scope(needed),
      accept('param', Reference),
      async (c) => {
        const held = await holder(c.var, c.req.valid('param').id);
        const at = c.var.clock.now();
        await inTransaction(c.var.db, async (tx) => {
          const { dropped } = await dropCodes(tx, held, at);
          if (dropped === 0) throw accessProblem('access-code.not-found');
          await announce(tx, about(c.var, held, 'access-code.revoked', at));
        });
        return c.body(null, 204);
      },
    );

const about = (
  { vendorId, actor }: VendorVars,
  held: CodeHolder,
  action: EventOf<'access-code'>,
  at: Date,
) => ({
  ...{ vendorId, actor, action, at },
  customerId: held.customerId,
  subjectId: held.locationId || held.customerId,
  data: { customerId: held.customerId, locationId: held.locationId || null },
});

/** The page on which the code is typed. */
async function addressFor(
  { db, vendorId, publicUrl }: VendorVars,
  { customerId }: CodeHolder,
): Promise<string> {
  const { portalId } = await requireCustomer(db, vendorId, customerId);
  return addressOf(await requirePortal(db, vendorId, portalId), publicUrl);
}

export const customerCodeRoutes = accessCodeRoutes({
  tag: 'customers',
  of: 'a customer',
  scope: 'customers:write',
  readScope: 'customers:read',
  body: NewAccessCode,
  holder: async ({ db, vendorId }, reference) => {
    const { id } = await requireCustomer(db, vendorId, reference);
    return { vendorId, customerId: id, locationId: '' };
  },
});

export const locationCodeRoutes = accessCodeRoutes({
  tag: 'locations',
  of: 'a location',
  scope: 'locations:write',
  readScope: 'locations:read',
  body: NewLocationCode,
  holder: async ({ db, vendorId }, reference) => {
    const { id, customerId } = await locations.require(db, vendorId, reference);
    return { vendorId, customerId, locationId: id };
  },
});
