import { type Context, Hono } from 'hono';
import * as v from 'valibot';
import { pagingOf, Reference } from '../../../kit/server/collection.ts';
import { inTransaction } from '../../../kit/server/db/db.ts';
import { accept } from '../../../kit/server/http/accept.ts';
import { describe } from '../../../kit/server/http/describe.ts';
import { languageOf } from '../../../kit/server/http/languages.ts';
import { ListQuery, listAnswer } from '../../../kit/server/http/list.ts';
import type { VendorEnv } from '../../access/server/env.ts';
import { scope } from '../../access/server/guards.ts';
import { VendorContract } from '../../contracts/schema.ts';
import { requireVendorContract } from '../../contracts/server/store.ts';
import { findCustomer, requireCustomer } from '../../customers/server/store.ts';
import { mailingOf } from '../../mails/server/access-mail.ts';
import { requirePortal } from '../../portals/server/store.ts';
import { cancellationProblem } from '../problems.ts';
import {
  CancellationPreview,
  CancelOnBehalf,
  Declaration,
  DeclarationEvidence,
  DeclarationKind,
  DeclarationState,
  DeclarationWay,
  Receipt,
  ReceiptAgain,
  SettleDeclaration,
} from '../schema.ts';
import { cancel, cancelExtraordinarily, type Ending, undo, withdraw } from './flows.ts';
import { previewOf } from './preview.ts';
import { fileName, receiptFile } from './receipt.ts';
import { settle, takeEffect } from './settle.ts';
import { shownInPortal } from './shown.ts';
import { changeState, listDeclarations, requireDeclaration, withEvidence } from './store.ts';
import { endingWords } from './words.ts';

const DeclarationsQuery = v.strictObject({
  ...ListQuery.entries,
  state: v.optional(DeclarationState),
  kind: v.optional(DeclarationKind),
  way: v.optional(DeclarationWay),
  customerId: v.optional(v.string()),
  sort: v.optional(v.picklist(['id', '-id'])),
});

/** `/api/v1/declarations`: what customers declared, with its evidence; none is ever changed or deleted. */
export const declarationsVendorRoutes = new Hono<VendorEnv>()
  .get(
    '/',
    describe({
      summary: 'List declarations',
      description: 'Cancellations and withdrawals. `state=open`: those that somebody has to look at.',
      tag: 'declarations',
      answers: { 200: listAnswer(Declaration) },
    }),
    scope('contracts:read'),
    accept('query', DeclarationsQuery),
    async (c) => {
      const { customerId, ...query } = c.req.valid('query');
      const page = pagingOf(c.var, 'declarations', c.req.valid('query'));
      const customer = customerId && (await findCustomer(c.var.db, c.var.vendorId, customerId));
      if (customerId && !customer) return c.json(page.page([]));
      const filter = { ...query, ...(customer && { customerId: customer.id }) };
      return c.json(page.page(await listDeclarations(c.var.db, c.var.vendorId, filter, page)));
    },
  )

  .get(
    '/:id',
    describe({
      summary: 'Read a declaration with what was on the screen',
      description: '`evidence` is the text whose SHA-256 is `sha256`; `intact` says whether they still fit.',
      tag: 'declarations',
      answers: { 200: DeclarationEvidence },
      problems: ['declaration.not-found'],
    }),
    scope('contracts:read'),
    accept('param', Reference),
    async (c) =>
      c.json(withEvidence(await requireDeclaration(c.var.db, c.var.vendorId, c.req.valid('param').id))),
  )

  .get(
    '/:id/receipt',
    describe({
      summary: 'The receipt as whoever declared it has it',
      tag: 'declarations',
      answers: { 200: ReceiptAgain },
      problems: ['declaration.not-found'],
    }),
    scope('contracts:read'),
    accept('param', Reference),
    async (c) => {
      const { db, vendorId } = c.var;
      const found = await requireDeclaration(db, vendorId, c.req.valid('param').id);
      const { declaration } = found;
      const portal = await requirePortal(db, vendorId, declaration.portalId);
      const t = (await endingWords())(declaration.language, portal.timeZone, portal.words);
      const { shown } = withEvidence(found);
      return c.json({ name: fileName(t, declaration), html: receiptFile({ t, portal, declaration, shown }) });
    },
  )

  .patch(
    '/:id',
    describe({
      summary: 'Settle a declaration',
      description:
        'With `contractId` it takes effect on that contract: notice counts from the day on which it arrived. `done`: nothing more is to be done.',
      tag: 'declarations',
      answers: { 200: Declaration },
      problems: [
        ...['declaration.not-found', 'declaration.settled', 'contract.not-found'],
        ...['cancellation.not-possible', 'cancellation.day-not-allowed'],
      ],
    }),
    scope('contracts:write'),
    accept('param', Reference),
    accept('json', SettleDeclaration),
    async (c) => {
      const { db, vendorId, actor, clock, secrets, publicUrl, testSide } = c.var;
      const { id } = c.req.valid('param');
      const { declaration } = await requireDeclaration(db, vendorId, id);
      const portal = await requirePortal(db, vendorId, declaration.portalId);
      const wanted = c.req.valid('json');
      const at = clock.now();
      const contractId =
        wanted.contractId && (await requireVendorContract(db, vendorId, wanted.contractId, at)).id;
      const mailing = await mailingOf({ secrets, publicUrl, testSide });
      const t = (await endingWords())(declaration.language, portal.timeZone, portal.words);
      const settling = { vendorId, actor, at, portal, mailing, t };
      await inTransaction(db, (tx) => settle(tx, settling, id, { ...wanted, contractId }));
      return c.json((await requireDeclaration(db, vendorId, id)).declaration);
    },
  );

async function endingFor(c: Context<VendorEnv>, contract: VendorContract): Promise<Ending> {
  const { db, vendorId, actor, clock, secrets, publicUrl, testSide } = c.var;
  const customer = await requireCustomer(db, vendorId, contract.customerId);
  const portal = await requirePortal(db, vendorId, customer.portalId);
  const language = languageOf([customer.language ?? ''], portal.languages);
  return {
    ...{ vendorId, actor, at: clock.now(), portal, name: customer.name },
    way: actor.kind === 'operator' ? 'operator' : 'api',
    mailing: await mailingOf({ secrets, publicUrl, testSide }),
    t: (await endingWords())(language, portal.timeZone, portal.words),
    email: customer.billing.email || null,
  };
}

const contractOf = (c: Context<VendorEnv>, reference: string) =>
  requireVendorContract(c.var.db, c.var.vendorId, reference, c.var.clock.now());

/** `/api/v1/contracts/:id/cancellation`: on behalf of the customer. */
export const cancellationsVendorRoutes = new Hono<VendorEnv>()
  .get(
    '/:id/cancellation',
    describe({
      summary: 'What ending a contract means, with every date and amount',
      tag: 'contracts',
      answers: { 200: CancellationPreview },
      problems: ['contract.not-found'],
    }),
    scope('contracts:read'),
    accept('param', Reference),
    async (c) => {
      const contract = await contractOf(c, c.req.valid('param').id);
      const { portal, vendorId, email, at } = await endingFor(c, contract);
      const receiptTo = portal.mail.noAccessMail ? null : email;
      const orders = portal.order.enabled;
      return c.json(await previewOf(c.var.db, { vendorId, portal, contract, receiptTo, orders, at }));
    },
  )

  .post(
    '/:id/cancellation',
    describe({
      summary: 'Cancel a contract on behalf of its customer',
      description:
        'Kept as a declaration, and the customer gets a receipt. `extraordinary` ends it on `endsOn`; without one it is kept open.',
      tag: 'contracts',
      answers: { 201: Receipt },
      problems: [
        ...['contract.not-found', 'cancellation.not-possible', 'cancellation.day-not-allowed'],
        ...['cancellation.reason-missing', 'withdrawal.not-possible'],
      ],
    }),
    scope('contracts:write'),
    accept('param', Reference),
    accept('json', CancelOnBehalf),
    async (c) => {
      const contract = await contractOf(c, c.req.valid('param').id);
      const { kind, endsOn, reason, note } = c.req.valid('json');
      const ending = await endingFor(c, contract);
      const { t, vendorId, actor, at, portal, mailing } = ending;
      const said = { reason: undefined, comment: reason };
      if (kind === 'extraordinary' && !reason) throw cancellationProblem('cancellation.reason-missing');
      const receipt = await inTransaction(c.var.db, async (tx) => {
        const made =
          kind === 'withdraw'
            ? await withdraw(tx, ending, contract.id, {
                shown: (one) => shownInPortal(t, kind, one, { endsOn: null, ...said }),
                unchecked: true,
              })
            : kind === 'cancel'
              ? await cancel(tx, ending, contract.id, {
                  ...{ endsOn: endsOn ?? null, reason: reason ?? null },
                  shown: (one, day) => shownInPortal(t, kind, one, { endsOn: day, ...said }),
                })
              : await cancelExtraordinarily(tx, ending, contract.id, {
                  ...{ endsOn: endsOn ?? null, reason: reason as string },
                  shown: (one) => shownInPortal(t, kind, one, { endsOn: endsOn ?? null, ...said }),
                });
        if (note) await changeState(tx, vendorId, made.id, { note }, at);
        if (kind !== 'extraordinary' || endsOn === undefined) return made;
        // Whoever names its last day has judged it.
        const { declaration } = await requireDeclaration(tx, vendorId, made.id);
        await takeEffect(tx, { vendorId, actor, at, portal, mailing, t }, declaration, contract.id, endsOn);
        return { ...made, endsOn };
      });
      return c.json(receipt, 201);
    },
  )

  .delete(
    '/:id/cancellation',
    describe({
      summary: 'Take a contract’s cancellation back, until its last day',
      tag: 'contracts',
      answers: { 200: VendorContract },
      problems: ['contract.not-found', 'cancellation.not-undoable'],
    }),
    scope('contracts:write'),
    accept('param', Reference),
    async (c) => {
      const contract = await contractOf(c, c.req.valid('param').id);
      const ending = await endingFor(c, contract);
      await inTransaction(c.var.db, (tx) => undo(tx, ending, contract.id));
      return c.json(await contractOf(c, contract.id));
    },
  );
