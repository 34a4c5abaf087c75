import { Hono } from 'hono';
import { dayIn } from '../../../kit/common/day.ts';
import { Reference } from '../../../kit/server/collection.ts';
import { type Db, inTransaction } from '../../../kit/server/db/db.ts';
import { accept } from '../../../kit/server/http/accept.ts';
import { describe } from '../../../kit/server/http/describe.ts';
import type { Owner, VendorEnv, VendorVars } from '../../access/server/env.ts';
import { scope } from '../../access/server/guards.ts';
import type { EventOf } from '../../activity/events.ts';
import { announce } from '../../activity/server/announce.ts';
import { requireCustomer } from '../../customers/server/store.ts';
import { requirePortal } from '../../portals/server/store.ts';
import { CallMonths, CallsChange, CustomerCalls, NewCallReset } from '../call-schema.ts';
import { callMonths, changeAgreed, customerCalls, renewKey, resetCalls } from './calls-store.ts';
import { settleLimits } from './plan-limits-store.ts';

const tag = 'domains';

async function ownerOf({ db, vendorId }: VendorVars, reference: string): Promise<Owner> {
  const { id } = await requireCustomer(db, vendorId, reference);
  return { vendorId, customerId: id };
}

/** The running month in the zone of the customer's portal. */
async function monthOf(db: Db, { vendorId, customerId }: Owner, now: Date): Promise<string> {
  const { portalId } = await requireCustomer(db, vendorId, customerId);
  const { timeZone } = await requirePortal(db, vendorId, portalId);
  return dayIn(timeZone, now).slice(0, 7);
}

const about = (
  { vendorId, actor, clock }: VendorVars,
  { customerId }: Owner,
  action: EventOf<'calls'>,
  more: Readonly<Record<string, string>> = {},
) => ({
  ...{ vendorId, actor, action, customerId, at: clock.now(), subjectId: customerId },
  data: { customerId, ...more },
});

const answer = (c: { readonly var: VendorVars }, owner: Owner) =>
  customerCalls({ db: c.var.db, owner, publicUrl: c.var.publicUrl, now: c.var.clock.now() });

/** `/api/v1/customers/:id/calls`: the call area of one customer. */
export const customerCallRoutes = new Hono<VendorEnv>()
  .get(
    '/:id/calls',
    describe({
      summary: 'Read what a customer may call, does, and how that is dealt with',
      tag,
      answers: { 200: CustomerCalls },
      problems: ['customer.not-found'],
    }),
    scope('domains:read'),
    accept('param', Reference),
    async (c) => c.json(await answer(c, await ownerOf(c.var, c.req.valid('param').id))),
  )

  .patch(
    '/:id/calls',
    describe({
      summary: 'Change how a customer’s calls are dealt with',
      description:
        '`automatic` makes domains of hosts that nobody entered: `review`, after a yes; `at-once`, unless the page was framed. Other sites frame pages and proxies copy them, so watch what comes. How many calls and domains are allowed is the customer’s `limits`: what its contracts give, unless somebody set it by hand, which `byHand` says; `asContracts` takes that back.',
      tag,
      answers: { 200: CustomerCalls },
      problems: ['customer.not-found'],
    }),
    scope('domains:write'),
    accept('param', Reference),
    accept('json', CallsChange),
    async (c) => {
      const owner = await ownerOf(c.var, c.req.valid('param').id);
      await inTransaction(c.var.db, async (tx) => {
        const { asContracts = [], ...rules } = c.req.valid('json');
        const at = c.var.clock.now();
        if (asContracts.length > 0)
          await settleLimits(tx, owner, { at, actor: c.var.actor, again: asContracts });
        const fields = await changeAgreed(tx, owner, rules, at);
        if (fields.length > 0) await announce(tx, { ...about(c.var, owner, 'calls.updated'), fields });
      });
      return c.json(await answer(c, owner));
    },
  )

  .post(
    '/:id/calls/key',
    describe({
      summary: 'Give a customer another publishable key; the one there was stops working',
      tag,
      answers: { 200: CustomerCalls },
      problems: ['customer.not-found'],
    }),
    scope('domains:write'),
    accept('param', Reference),
    async (c) => {
      const owner = await ownerOf(c.var, c.req.valid('param').id);
      await inTransaction(c.var.db, async (tx) => {
        await renewKey(tx, owner, c.var.clock.now());
        await announce(tx, about(c.var, owner, 'calls.key-renewed'));
      });
      return c.json(await answer(c, owner));
    },
  )

  .post(
    '/:id/calls/resets',
    describe({
      summary: 'Set the calls of the running month to none',
      description:
        'Earlier months stay. Who did it, when, why and what stood there is written down for good.',
      tag,
      answers: { 200: CustomerCalls },
      problems: ['customer.not-found'],
    }),
    scope('domains:write'),
    accept('param', Reference),
    accept('json', NewCallReset),
    async (c) => {
      const owner = await ownerOf(c.var, c.req.valid('param').id);
      const { reason } = c.req.valid('json');
      await inTransaction(c.var.db, async (tx) => {
        const at = c.var.clock.now();
        const month = await monthOf(tx, owner, at);
        const { id } = await resetCalls(tx, owner, { month, reason, actor: c.var.actor, at });
        await announce(tx, about(c.var, owner, 'calls.reset', { callResetId: id }));
      });
      return c.json(await answer(c, owner));
    },
  )

  .get(
    '/:id/calls/months',
    describe({
      summary: 'Read twelve months of calls, of each domain and together',
      tag,
      answers: { 200: CallMonths },
      problems: ['customer.not-found'],
    }),
    scope('domains:read'),
    accept('param', Reference),
    async (c) => {
      const { db } = c.var;
      const owner = await ownerOf(c.var, c.req.valid('param').id);
      return c.json(await callMonths(db, owner, await monthOf(db, owner, c.var.clock.now())));
    },
  );
