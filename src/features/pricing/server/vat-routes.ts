import { Hono } from 'hono';
import { Reference } from '../../../kit/server/collection.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import { accept } from '../../../kit/server/http/accept.ts';
import { describe } from '../../../kit/server/http/describe.ts';
import type { VendorEnv } from '../../access/server/env.ts';
import { scope } from '../../access/server/guards.ts';
import { requireCustomer } from '../../customers/server/customers-store.ts';
import { pricingProblem } from '../problems.ts';
import { VatIdCheck } from '../schema.ts';
import { readVatId } from '../vat-ids.ts';
import { askService, findVatCheck, knownVatId } from './vat-checks-store.ts';
import type { VatServices } from './vat-services.ts';

const tag = 'customers';
const problems = ['customer.not-found', 'vat-id.missing'];

/** Beside the customers collection: what official services say of a customer's VAT id. */
export const customerVatRoutes = (services: VatServices | null) =>
  new Hono<VendorEnv>()
    .get(
      '/:id/vat-id',
      describe({
        summary: 'Read what is known of a customer’s VAT id',
        description: 'With the proof that the official service was asked.',
        tag,
        answers: { 200: VatIdCheck },
        problems,
      }),
      scope('customers:read'),
      accept('param', Reference),
      async (c) => {
        const { db, vendorId, clock } = c.var;
        return c.json((await checkOf(db, vendorId, c.req.valid('param').id, clock.now())).check);
      },
    )

    .post(
      '/:id/vat-id/checks',
      describe({
        summary: 'Ask the official service about a customer’s VAT id now',
        description: 'Answers with what is known then; a service that is away leaves its word in `failure`.',
        tag,
        answers: { 200: VatIdCheck },
        problems,
      }),
      scope('customers:write'),
      accept('param', Reference),
      async (c) => {
        const { db, vendorId, clock } = c.var;
        const at = clock.now();
        const reference = c.req.valid('param').id;
        const before = await checkOf(db, vendorId, reference, at);
        if (before.askable && services)
          await askService(db, services, { vendorId, id: before.askable, at, timeoutMs: 10_000 });
        return c.json((await checkOf(db, vendorId, reference, at)).check);
      },
    );

async function checkOf(db: Db, vendorId: string, reference: string, at: Date) {
  const { billing } = await requireCustomer(db, vendorId, reference);
  const { vatId: text, country } = billing;
  const known = await knownVatId(db, vendorId, { text, country, at });
  if (!known) throw pricingProblem('vat-id.missing');
  const row = await findVatCheck(db, vendorId, known.vatId);
  const { ask: _, ...quoted } = known;
  const wrong = known.problem === 'format' || known.problem === 'country';
  const check: VatIdCheck = {
    ...quoted,
    address: row?.address ?? null,
    service: (row?.service ?? null) as VatIdCheck['service'],
    checkedAt: row?.checked_at ?? null,
    proof: row?.proof ?? null,
    failure: row?.failure ?? null,
  };
  return { check, askable: wrong ? undefined : readVatId(text, country) };
}
