import { type Context, Hono } from 'hono';
import { dayIn } from '../../../kit/common/day.ts';
import { Reference } from '../../../kit/server/collection.ts';
import { type Db, inTransaction } from '../../../kit/server/db/db.ts';
import { accept } from '../../../kit/server/http/accept.ts';
import { describe } from '../../../kit/server/http/describe.ts';
import { visibilityOf } from '../../access/rules.ts';
import type { PortalEnv } from '../../access/server/env.ts';
import { loginAs, panel } from '../../access/server/guards.ts';
import { announce } from '../../activity/server/announce.ts';
import { variants } from '../../catalogue/server/stores.ts';
import { contractProblem } from '../../contracts/problems.ts';
import { findContract } from '../../contracts/server/store.ts';
import { type FieldValue, FieldValues, FieldValuesChange } from '../schema.ts';
import { valuesOf, writeValues } from './values-store.ts';

/** What the person may read, and whether it may be changed where they are. */
const reading = (c: Context<PortalEnv>, of: 'profile' | 'contracts') => ({
  reader: 'portal' as const,
  language: c.var.session.language,
  mayWrite: visibilityOf(of, c.var.facts).change,
});

/** `/portal/v1/custom-fields`: those of the customer, beside its profile. */
export const customFieldsPortalRoutes = new Hono<PortalEnv>()
  .get(
    '/',
    describe({
      summary: 'Read my custom fields',
      tag: 'profile',
      answers: { 200: FieldValues },
      problems: ['panel.hidden'],
    }),
    panel('profile', 'view'),
    async (c) => {
      const { db, owner } = c.var;
      const of = { vendorId: owner.vendorId, subject: 'customer' as const, id: owner.customerId };
      return c.json({ items: await valuesOf(db, of, reading(c, 'profile')) });
    },
  )

  .patch(
    '/',
    describe({
      summary: 'Change my custom fields',
      description: 'A field that can be read only is refused by its name.',
      tag: 'profile',
      answers: { 200: FieldValues },
      problems: ['panel.hidden', 'panel.read-only'],
    }),
    loginAs('act'),
    panel('profile', 'change'),
    accept('json', FieldValuesChange),
    async (c) => {
      const { db, owner, actor, clock } = c.var;
      const { vendorId, customerId } = owner;
      const { values } = c.req.valid('json');
      const at = clock.now();
      const of = { vendorId, subject: 'customer' as const, id: customerId };
      const items = await inTransaction(db, async (tx) => {
        const fields = await writeValues(tx, of, { values, reader: 'portal', at });
        if (fields.length > 0) {
          await announce(tx, {
            ...{ vendorId, customerId, actor, at, fields, subjectId: customerId },
            action: 'customer.updated',
            data: { customerId },
          });
        }
        return valuesOf(tx, of, reading(c, 'profile'));
      });
      return c.json({ items });
    },
  );

/** The contract that the person sees. @throws `contract.not-found` */
async function seenContract(db: Db, c: Context<PortalEnv>, id: string) {
  const { owner, session, clock } = c.var;
  const today = dayIn(session.timeZone, clock.now());
  const contract = await findContract(db, owner, session.subject, id, today);
  if (!contract) throw contractProblem('contract.not-found');
  return contract;
}

/** The fields of a contract, and behind them what is to be read about its product. */
async function fieldsOfContract(
  db: Db,
  c: Context<PortalEnv>,
  { id, items }: Awaited<ReturnType<typeof seenContract>>,
): Promise<FieldValue[]> {
  const { vendorId } = c.var.owner;
  const own = await valuesOf(db, { vendorId, subject: 'contract', id }, reading(c, 'contracts'));
  const variantId = items.find(({ kind }) => kind === 'plan')?.variantId;
  const planId = variantId && (await variants.find(db, vendorId, variantId))?.planId;
  if (!planId) return own;
  const about = { ...reading(c, 'contracts'), mayWrite: false };
  return [...own, ...(await valuesOf(db, { vendorId, subject: 'product', id: planId }, about))];
}

/** `/portal/v1/contracts/:id/custom-fields`. */
export const contractFieldsPortalRoutes = new Hono<PortalEnv>()
  .get(
    '/:id/custom-fields',
    describe({
      summary: 'Read the custom fields of one of my contracts, and of its product',
      tag: 'contracts',
      answers: { 200: FieldValues },
      problems: ['panel.hidden', 'contract.not-found'],
    }),
    panel('contracts', 'view'),
    accept('param', Reference),
    async (c) => {
      const { db } = c.var;
      const contract = await seenContract(db, c, c.req.valid('param').id);
      return c.json({ items: await fieldsOfContract(db, c, contract) });
    },
  )

  .patch(
    '/:id/custom-fields',
    describe({
      summary: 'Change custom fields of one of my contracts',
      description: 'A field that can be read only is refused by its name.',
      tag: 'contracts',
      answers: { 200: FieldValues },
      problems: ['panel.hidden', 'panel.read-only', 'contract.not-found'],
    }),
    loginAs('act'),
    panel('contracts', 'change'),
    accept('param', Reference),
    accept('json', FieldValuesChange),
    async (c) => {
      const { db, owner, actor, clock } = c.var;
      const { vendorId, customerId } = owner;
      const { values } = c.req.valid('json');
      const at = clock.now();
      const items = await inTransaction(db, async (tx) => {
        const contract = await seenContract(tx, c, c.req.valid('param').id);
        const of = { vendorId, subject: 'contract' as const, id: contract.id };
        const fields = await writeValues(tx, of, { values, reader: 'portal', at });
        if (fields.length > 0) {
          await announce(tx, {
            ...{ vendorId, customerId, actor, at, fields, subjectId: contract.id },
            action: 'contract.updated',
            data: { customerId, contractId: contract.id },
          });
        }
        return fieldsOfContract(tx, c, contract);
      });
      return c.json({ items });
    },
  );
