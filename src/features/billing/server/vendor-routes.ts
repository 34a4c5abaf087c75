import { type Context, Hono } from 'hono';
import type * as v from 'valibot';
import { dayIn } from '../../../kit/common/day.ts';
import { Reference } from '../../../kit/server/collection.ts';
import { inTransaction } from '../../../kit/server/db/db.ts';
import { accept } from '../../../kit/server/http/accept.ts';
import { describe } from '../../../kit/server/http/describe.ts';
import { listAnswer } from '../../../kit/server/http/list.ts';
import type { VendorEnv } from '../../access/server/env.ts';
import { scope } from '../../access/server/guards.ts';
import { VendorContract } from '../../contracts/schema.ts';
import { requireVendorContract } from '../../contracts/server/store.ts';
import { mailWords } from '../../mails/server/words.ts';
import { allows } from '../../operators/rules.ts';
import {
  ChangeOptions,
  ChangeQuote,
  ChangeWish,
  ContractChangeRecord,
  ContractCharge,
  Figures,
  FiguresQuery,
  HistoryEntry,
  NewChange,
  NewPause,
} from '../schema.ts';
import { cancelChange, placeChange } from './change.ts';
import { listChanges } from './changes-store.ts';
import { listCharges } from './charges-store.ts';
import { readFigures } from './figures-store.ts';
import { historyOf } from './history.ts';
import { changeOptions } from './options.ts';
import { pauseContract, resumeContract } from './pause.ts';
import { type Changing, planChange } from './plan.ts';
import { readBilled } from './surroundings.ts';

const tag = 'contracts';

async function changingOf(c: Context<VendorEnv>): Promise<Changing> {
  const { vendorId, clock, actor } = c.var;
  const words = await mailWords();
  return { vendorId, at: clock.now(), actor, words, usageSources: [], byVendor: true };
}

const wishProblems = [
  'contract.not-found',
  'contract-change.not-possible',
  'contract-change.not-offered',
  'contract-change.pending',
  'contract-change.unchanged',
  'pricing.no-tax-country',
  'pricing.no-rate',
];

/** `/api/v1/contracts/:id/change`, `…/changes`, `…/charges` and `…/pause`. */
export const billingVendorRoutes = new Hono<VendorEnv>()
  .get(
    '/:id/changes',
    describe({
      summary: 'List the changes of a contract',
      tag,
      answers: { 200: listAnswer(ContractChangeRecord) },
      problems: ['contract.not-found'],
    }),
    scope('contracts:read'),
    accept('param', Reference),
    async (c) => {
      const { db, vendorId, clock } = c.var;
      const { id } = await requireVendorContract(db, vendorId, c.req.valid('param').id, clock.now());
      return c.json({ items: await listChanges(db, vendorId, id), nextCursor: null });
    },
  )

  .get(
    '/:id/history',
    describe({
      summary: 'What happened to a contract, and what lies ahead of it',
      description:
        'The latest day first; it is not paged. Invoices and credit notes are in it for a key that reads invoices.',
      tag,
      answers: { 200: listAnswer(HistoryEntry) },
      problems: ['contract.not-found'],
    }),
    scope('contracts:read'),
    accept('param', Reference),
    async (c) => {
      const { db, vendorId, clock, scopes } = c.var;
      const at = clock.now();
      const { contract, portal } = await readBilled(db, { vendorId, at }, c.req.valid('param').id);
      const asked = { vendorId, contractId: contract.id, timeZone: portal.timeZone, at };
      const papers = allows(scopes, 'invoices:read');
      return c.json({ items: await historyOf(db, { ...asked, papers }), nextCursor: null });
    },
  )

  .get(
    '/:id/charges',
    describe({
      summary: 'List what was charged of a contract, the newest 100 periods',
      tag,
      answers: { 200: listAnswer(ContractCharge) },
      problems: ['contract.not-found'],
    }),
    scope('contracts:read'),
    accept('param', Reference),
    async (c) => {
      const { db, vendorId, clock } = c.var;
      const { id } = await requireVendorContract(db, vendorId, c.req.valid('param').id, clock.now());
      return c.json({ items: await listCharges(db, { vendorId, contractId: id }), nextCursor: null });
    },
  )

  .get(
    '/:id/change',
    describe({
      summary: 'What a contract can be changed to',
      tag,
      answers: { 200: ChangeOptions },
      problems: ['contract.not-found', 'contract-change.not-possible'],
    }),
    scope('contracts:read'),
    accept('param', Reference),
    async (c) => {
      const { db, vendorId, clock } = c.var;
      const at = clock.now();
      const { id } = await requireVendorContract(db, vendorId, c.req.valid('param').id, at);
      return c.json(
        await changeOptions(db, await changingOf(c), await readBilled(db, { vendorId, at }, id), true),
      );
    },
  )

  .post(
    '/:id/change/preview',
    describe({
      summary: 'What a change of a contract would cost',
      description: 'You may change to every variant of the family, and begin when you want.',
      tag,
      answers: { 200: ChangeQuote },
      problems: wishProblems,
    }),
    scope('contracts:read'),
    accept('param', Reference),
    accept('json', ChangeWish),
    async (c) => {
      const { db, vendorId, clock } = c.var;
      const at = clock.now();
      const { id } = await requireVendorContract(db, vendorId, c.req.valid('param').id, at);
      const billed = await readBilled(db, { vendorId, at }, id);
      return c.json((await planChange(db, await changingOf(c), billed, c.req.valid('json'))).quote);
    },
  )

  .post(
    '/:id/change',
    describe({
      summary: 'Change a contract',
      description: 'With the `priceHash` of the preview: what it shows is what is charged.',
      tag,
      answers: { 201: ContractChangeRecord },
      problems: [...wishProblems, 'contract-change.price-changed'],
    }),
    scope('contracts:write'),
    accept('param', Reference),
    accept('json', NewChange),
    async (c) => {
      const { vendorId, clock } = c.var;
      const context = await changingOf(c);
      const change = await inTransaction(c.var.db, async (tx) => {
        const { id } = await requireVendorContract(tx, vendorId, c.req.valid('param').id, clock.now());
        return placeChange(tx, context, id, c.req.valid('json'));
      });
      return c.json(change, 201);
    },
  )

  .delete(
    '/:id/change',
    describe({
      summary: 'Call off a change that is waiting',
      tag,
      answers: { 200: VendorContract },
      problems: ['contract.not-found', 'contract-change.not-found'],
    }),
    scope('contracts:write'),
    accept('param', Reference),
    async (c) => c.json(await written(c, c.req.valid('param').id, cancelChange)),
  )

  .post(
    '/:id/pause',
    describe({
      summary: 'Pause a contract',
      description:
        'What was charged for its days goes back once they begin. The term is not made longer by it.',
      tag,
      answers: { 201: VendorContract },
      problems: ['contract.not-found', 'contract-pause.not-possible'],
    }),
    scope('contracts:write'),
    accept('param', Reference),
    accept('json', NewPause),
    async (c) => {
      const pause = c.req.valid('json');
      const contract = await written(c, c.req.valid('param').id, (tx, context, id) =>
        pauseContract(tx, context, id, pause),
      );
      return c.json(contract, 201);
    },
  )

  .delete(
    '/:id/pause',
    describe({
      summary: 'Resume a contract from today on, or call off a pause',
      tag,
      answers: { 200: VendorContract },
      problems: ['contract.not-found', 'contract-pause.not-found'],
    }),
    scope('contracts:write'),
    accept('param', Reference),
    async (c) => c.json(await written(c, c.req.valid('param').id, resumeContract)),
  );

/** One act on a contract in one transaction; the contract as it is afterwards. */
async function written(
  c: Context<VendorEnv>,
  reference: string,
  act: (tx: Parameters<typeof cancelChange>[0], context: Changing, id: string) => Promise<void>,
): Promise<v.InferOutput<typeof VendorContract>> {
  const { db, vendorId, clock } = c.var;
  const context = await changingOf(c);
  return inTransaction(db, async (tx) => {
    const { id } = await requireVendorContract(tx, vendorId, reference, clock.now());
    await act(tx, context, id);
    return requireVendorContract(tx, vendorId, id, clock.now());
  });
}

/** `/api/v1/contract-figures` (DAY-37). */
export const figuresRoutes = new Hono<VendorEnv>().get(
  '/',
  describe({
    summary: 'Figures of contracts: active, new, ended, recurring revenue, overdue',
    description:
      'Days `from` to `until`, both included; left out: this month so far. Recurring revenue is that of one month on the last day, without tax as far as a contract says it.',
    tag,
    answers: { 200: Figures },
  }),
  scope('contracts:read'),
  accept('query', FiguresQuery),
  async (c) => {
    const { db, vendorId, clock } = c.var;
    const { from, until } = c.req.valid('query');
    const today = dayIn('UTC', clock.now());
    const last = until ?? today;
    return c.json(
      await readFigures(db, vendorId, { from: from ?? `${last.slice(0, 7)}-01`, until: last, today }),
    );
  },
);
