import { Hono } from 'hono';
import * as v from 'valibot';
import type { Db } from '../../../kit/server/db/db.ts';
import { inTransaction } from '../../../kit/server/db/db.ts';
import { accept } from '../../../kit/server/http/accept.ts';
import { describe } from '../../../kit/server/http/describe.ts';
import type { VendorEnv } from '../../access/server/env.ts';
import { scope } from '../../access/server/guards.ts';
import { CustomerReference } from '../../customers/schema.ts';
import { requireCustomer } from '../../customers/server/store.ts';
import { Balance, type BalanceAccount, ChargeAnswer, NewCharge } from '../schema.ts';
import { accountsOf, balanceOf, chargeBalance } from './balance-store.ts';

const tag = 'runtime';

/** An account in which there is nothing, and of which nothing was agreed. */
async function accountIn(
  db: Db,
  owner: { vendorId: string; customerId: string },
  currency: string,
): Promise<BalanceAccount> {
  const found = (await accountsOf(db, owner)).find(({ balance }) => balance.currency === currency);
  return (
    found ?? {
      ...{ balance: { amount: 0, currency }, debitLimit: 0, available: 0, level: 'exhausted' },
      ...{ blocked: true, automatic: null },
    }
  );
}

/** `/runtime/v1/balance`: what the vendor's software asks before it serves somebody, and what it takes for that. */
export const balanceRuntimeRoutes = new Hono<VendorEnv>()
  .get(
    '/',
    describe({
      summary: 'Read what a customer may spend',
      description: 'With an API key. `blocked`: nothing may be spent until the balance is topped up.',
      tag,
      answers: { 200: Balance },
      problems: ['customer.not-found'],
    }),
    scope('payments:read'),
    accept('query', v.strictObject({ customerId: CustomerReference })),
    async (c) => {
      const { db, vendorId } = c.var;
      const { id: customerId } = await requireCustomer(db, vendorId, c.req.valid('query').customerId);
      const owner = { vendorId, customerId };
      return c.json({
        customerId,
        balance: await balanceOf(db, owner),
        accounts: await accountsOf(db, owner),
      });
    },
  )
  .post(
    '/charges',
    describe({
      summary: 'Take from a balance',
      description:
        'With an Idempotency-Key: however often it is sent, it is taken once. Never more than the balance and its debit limit hold, however many ask at once.',
      tag,
      answers: { 201: ChargeAnswer },
      problems: [
        'customer.not-found',
        'payment.balance-too-low',
        'payment.external-id-taken',
        'idempotency.missing',
      ],
    }),
    scope('payments:write'),
    accept('json', NewCharge),
    async (c) => {
      const { db, vendorId, actor } = c.var;
      const { customerId: reference, ...charge } = c.req.valid('json');
      const { id: customerId } = await requireCustomer(db, vendorId, reference);
      const at = c.var.clock.now();
      const answer = await inTransaction(db, async (tx) => {
        const payment = await chargeBalance(tx, { vendorId, actor, at }, { ...charge, customerId });
        return { payment, account: await accountIn(tx, { vendorId, customerId }, charge.amount.currency) };
      });
      return c.json(answer, 201);
    },
  );
