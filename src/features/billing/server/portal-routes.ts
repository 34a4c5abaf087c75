import { type Context, Hono } from 'hono';
import { dayIn } from '../../../kit/common/day.ts';
import { Reference } from '../../../kit/server/collection.ts';
import { type Db, inTransaction } from '../../../kit/server/db/db.ts';
import { accept } from '../../../kit/server/http/accept.ts';
import { describe } from '../../../kit/server/http/describe.ts';
import { listAnswer } from '../../../kit/server/http/list.ts';
import { keyRequired } from '../../../kit/server/idempotency.ts';
import { visibilityOf } from '../../access/rules.ts';
import type { PortalEnv } from '../../access/server/env.ts';
import { loginAs, panel } from '../../access/server/guards.ts';
import { contractProblem } from '../../contracts/problems.ts';
import { Contract } from '../../contracts/schema.ts';
import { findContract } from '../../contracts/server/store.ts';
import { mailWords } from '../../mails/server/words.ts';
import { paymentProblem } from '../../payments/problems.ts';
import {
  ChangeOptions,
  ChangeQuote,
  ChangeWish,
  ContractChangeRecord,
  HistoryEntry,
  NewChange,
  NewPause,
  PauseOptions,
} from '../schema.ts';
import { cancelChange, placeChange } from './change.ts';
import { historyOf } from './history.ts';
import { changeOptions } from './options.ts';
import { pauseContract, pauseOptions, resumeContract } from './pause.ts';
import { type Changing, planChange } from './plan.ts';
import { readBilled } from './surroundings.ts';

const tag = 'contracts';
type PortalContext = Context<PortalEnv>;

/** The contract as its customer sees it. @throws `contract.not-found` for another's, or out of the session's reach */
async function requireOwn(c: PortalContext, db: Db, id: string): Promise<Contract> {
  const { owner, session, clock } = c.var;
  const today = dayIn(session.timeZone, clock.now());
  const contract = await findContract(db, owner, session.subject, id, today);
  if (!contract) throw contractProblem('contract.not-found');
  return contract;
}

async function changingOf(c: PortalContext): Promise<Changing> {
  const { owner, clock, actor } = c.var;
  const words = await mailWords();
  return { vendorId: owner.vendorId, at: clock.now(), actor, words, usageSources: [], byVendor: false };
}

/** Does something to one of the customer's own contracts, and gives it as it is then. @throws as `requireOwn` */
async function changeOwn(
  c: PortalContext,
  reference: string,
  act: (tx: Db, context: Changing, id: string) => Promise<unknown>,
): Promise<Contract> {
  const context = await changingOf(c);
  return inTransaction(c.var.db, async (tx) => {
    const { id } = await requireOwn(c, tx, reference);
    await act(tx, context, id);
    return requireOwn(c, tx, id);
  });
}

/** Who may not look after payments changes contracts, and what they are paid by stays. */
const mayPay = (c: PortalContext): boolean => visibilityOf('payments', c.var.facts).change;

const changeProblems = [
  'panel.hidden',
  'panel.read-only',
  'feature.off',
  'contract.not-found',
  'contract-change.not-possible',
];
const wishProblems = [
  ...changeProblems,
  'contract-change.not-offered',
  'contract-change.pending',
  'contract-change.unchanged',
  'pricing.no-tax-country',
  'pricing.no-rate',
];

/** `/portal/v1/contracts/:id/change` and `…/pause`. */
export const billingPortalRoutes = new Hono<PortalEnv>()
  .get(
    '/:id/history',
    describe({
      summary: 'What happened to one of my contracts, and what lies ahead of it',
      description: 'The latest day first. Invoices and credit notes are told to those who see documents.',
      tag,
      answers: { 200: listAnswer(HistoryEntry) },
      problems: ['panel.hidden', 'contract.not-found'],
    }),
    panel('contracts', 'view'),
    accept('param', Reference),
    async (c) => {
      const { db, owner, clock, session, facts } = c.var;
      const { id } = await requireOwn(c, db, c.req.valid('param').id);
      const asked = { vendorId: owner.vendorId, contractId: id, timeZone: session.timeZone, at: clock.now() };
      const papers = visibilityOf('documents', facts).view;
      return c.json({ items: await historyOf(db, { ...asked, papers }), nextCursor: null });
    },
  )

  .get(
    '/:id/change',
    describe({
      summary: 'What one of my contracts can be changed to',
      tag,
      answers: { 200: ChangeOptions },
      problems: changeProblems,
    }),
    panel('contracts', 'change', 'contracts.change'),
    accept('param', Reference),
    async (c) => {
      const { db, owner, clock } = c.var;
      const { id } = await requireOwn(c, db, c.req.valid('param').id);
      const billed = await readBilled(db, { vendorId: owner.vendorId, at: clock.now() }, id);
      return c.json(await changeOptions(db, await changingOf(c), billed, mayPay(c)));
    },
  )

  .post(
    '/:id/change/preview',
    describe({
      summary: 'What a change of one of my contracts would cost',
      description:
        'To the cent what `POST …/change` charges with this `priceHash`: what is due now, and the payment after it. Nothing is changed.',
      tag,
      answers: { 200: ChangeQuote },
      problems: wishProblems,
    }),
    panel('contracts', 'change', 'contracts.change'),
    loginAs('look'),
    accept('param', Reference),
    accept('json', ChangeWish),
    async (c) => {
      const { db, owner, clock } = c.var;
      const { id } = await requireOwn(c, db, c.req.valid('param').id);
      const billed = await readBilled(db, { vendorId: owner.vendorId, at: clock.now() }, id);
      return c.json((await planChange(db, await changingOf(c), billed, c.req.valid('json'))).quote);
    },
  )

  .post(
    '/:id/change',
    describe({
      summary: 'Change one of my contracts',
      description:
        'Needs an `Idempotency-Key`. A price that is another one than `priceHash` says is refused with 409 `contract-change.price-changed`.',
      tag,
      answers: { 201: ContractChangeRecord },
      problems: [
        ...[...wishProblems, 'contract-change.price-changed', 'payment.not-offered'],
        ...['payment.balance-too-low', 'payment-method.not-found'],
      ],
    }),
    panel('contracts', 'change', 'contracts.change'),
    loginAs('denied'),
    keyRequired,
    accept('param', Reference),
    accept('json', NewChange),
    async (c) => {
      const context = await changingOf(c);
      if (c.req.valid('json').payment && !mayPay(c)) throw paymentProblem('payment.not-offered');
      const change = await inTransaction(c.var.db, async (tx) => {
        const { id } = await requireOwn(c, tx, c.req.valid('param').id);
        return placeChange(tx, context, id, c.req.valid('json'));
      });
      return c.json(change, 201);
    },
  )

  .delete(
    '/:id/change',
    describe({
      summary: 'Call off a change of one of my contracts that is waiting',
      tag,
      answers: { 200: Contract },
      problems: [...changeProblems, 'contract-change.not-found'],
    }),
    panel('contracts', 'change', 'contracts.change'),
    loginAs('denied'),
    accept('param', Reference),
    async (c) => {
      const contract = await changeOwn(c, c.req.valid('param').id, cancelChange);
      return c.json(contract);
    },
  )

  .get(
    '/:id/pause',
    describe({
      summary: 'What a pause of one of my contracts would be',
      tag,
      answers: { 200: PauseOptions },
      problems: [...changeProblems, 'contract-pause.not-possible'],
    }),
    panel('contracts', 'change', 'contracts.pause'),
    accept('param', Reference),
    async (c) => {
      const { db, owner, clock } = c.var;
      const { id } = await requireOwn(c, db, c.req.valid('param').id);
      const billed = await readBilled(db, { vendorId: owner.vendorId, at: clock.now() }, id);
      return c.json(pauseOptions(billed, clock.now()));
    },
  )

  .post(
    '/:id/pause',
    describe({
      summary: 'Pause one of my contracts',
      description:
        'What was charged for its days goes back once they begin. The term is not made longer by it.',
      tag,
      answers: { 201: Contract },
      problems: [...changeProblems, 'contract-pause.not-possible'],
    }),
    panel('contracts', 'change', 'contracts.pause'),
    loginAs('denied'),
    accept('param', Reference),
    accept('json', NewPause),
    async (c) => {
      const contract = await changeOwn(c, c.req.valid('param').id, (tx, context, id) =>
        pauseContract(tx, context, id, c.req.valid('json')),
      );
      return c.json(contract, 201);
    },
  )

  .delete(
    '/:id/pause',
    describe({
      summary: 'Resume one of my contracts from today on, or call off a pause',
      tag,
      answers: { 200: Contract },
      problems: [...changeProblems, 'contract-pause.not-found'],
    }),
    panel('contracts', 'change', 'contracts.pause'),
    loginAs('denied'),
    accept('param', Reference),
    async (c) => {
      const contract = await changeOwn(c, c.req.valid('param').id, resumeContract);
      return c.json(contract);
    },
  );
