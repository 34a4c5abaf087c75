import { type Context, Hono } from 'hono';
import { dayIn } from '../../../kit/common/day.ts';
import { Reference } from '../../../kit/server/collection.ts';
import { type Db, inTransaction } from '../../../kit/server/db/db.ts';
import { accept } from '../../../kit/server/http/accept.ts';
import { describe } from '../../../kit/server/http/describe.ts';
import { visibilityOf } from '../../access/rules.ts';
import type { PortalEnv, PortalVars } from '../../access/server/env.ts';
import { loginAs, panel } from '../../access/server/guards.ts';
import { contractProblem } from '../../contracts/problems.ts';
import { Contract, type VendorContract } from '../../contracts/schema.ts';
import { findContract, requireVendorContract } from '../../contracts/server/store.ts';
import { findCandidate, findCustomer } from '../../customers/server/store.ts';
import { mailingOf } from '../../mails/server/access-mail.ts';
import { requirePortal } from '../../portals/server/store.ts';
import { findVendor } from '../../vendors/server/store.ts';
import { cancellationProblem } from '../problems.ts';
import { CancelContract, CancellationPreview, Receipt, ReceiptAgain } from '../schema.ts';
import { cancel, cancelExtraordinarily, type Ending, resubscribe, undo, withdraw } from './flows.ts';
import { previewOf } from './preview.ts';
import { fileName, receiptFile } from './receipt.ts';
import { shownInPortal } from './shown.ts';
import { requireDeclaration, withEvidence } from './store.ts';
import { endingWords } from './words.ts';

const tag = 'contracts';

/** The contract in the session's reach, as the vendor has it. @throws `contract.not-found` */
async function requireReached(vars: PortalVars, id: string): Promise<VendorContract> {
  const { db, owner, session, clock } = vars;
  const now = clock.now();
  const seen = await findContract(db, owner, session.subject, id, dayIn(session.timeZone, now));
  if (!seen) throw contractProblem('contract.not-found');
  return requireVendorContract(db, owner.vendorId, seen.id, now);
}

/** Where the person's own receipt goes: their address, else the one for bills. */
async function receiptAddress(db: Db, { owner, session }: PortalVars): Promise<string | null> {
  const own = session.contactId && (await findCandidate(db, owner.vendorId, session.contactId))?.contact;
  if (own && own.email !== null && !own.emailClaimed) return own.email;
  return (await findCustomer(db, owner.vendorId, owner.customerId))?.billing.email ?? null;
}

async function endingOfSession(c: Context<PortalEnv>): Promise<Ending> {
  const { db, secrets, publicUrl, session, owner, actor, clock } = c.var;
  const portal = await requirePortal(db, owner.vendorId, session.portalId);
  const vendor = await findVendor(db, owner.vendorId);
  return {
    ...{ vendorId: owner.vendorId, actor, at: clock.now(), portal, way: 'portal' },
    mailing: await mailingOf({ secrets, publicUrl, testSide: vendor?.side === 'test' }),
    t: (await endingWords())(session.language, portal.timeZone, portal.words),
    name: session.contact?.name ?? session.customer.name,
    email: await receiptAddress(db, c.var),
  };
}

const mayOrder = ({ facts }: PortalVars): boolean => visibilityOf('order', facts).change;

const seen = async (c: Context<PortalEnv>, id: string) => {
  const { db, owner, session, clock } = c.var;
  const found = await findContract(db, owner, session.subject, id, dayIn(session.timeZone, clock.now()));
  if (!found) throw contractProblem('contract.not-found');
  return found;
};

const may = ['panel.hidden', 'panel.read-only', 'feature.off', 'contract.not-found'] as const;

/** `/portal/v1/contracts/:id/…`: ending a contract, taking that back, having it again. */
export const cancellationsPortalRoutes = new Hono<PortalEnv>()
  .get(
    '/:id/cancellation',
    describe({
      summary: 'What ending one of my contracts means, with every date and amount',
      tag,
      answers: { 200: CancellationPreview },
      problems: ['panel.hidden', 'contract.not-found'],
    }),
    panel('contracts', 'view'),
    accept('param', Reference),
    async (c) => {
      const { db, owner, session, clock } = c.var;
      const contract = await requireReached(c.var, c.req.valid('param').id);
      const portal = await requirePortal(db, owner.vendorId, session.portalId);
      const receiptTo = portal.mail.noAccessMail ? null : await receiptAddress(db, c.var);
      const previewed = { vendorId: owner.vendorId, portal, contract, receiptTo, at: clock.now() };
      return c.json(await previewOf(db, { ...previewed, orders: mayOrder(c.var) }));
    },
  )

  .post(
    '/:id/cancellation',
    describe({
      summary: 'Cancel one of my contracts',
      description:
        'In due time, to the day that was shown; another one than the terms allow by now is refused. `extraordinary`: the vendor judges it.',
      tag,
      answers: { 201: Receipt },
      problems: [
        ...may,
        ...['cancellation.not-possible', 'cancellation.day-not-allowed', 'cancellation.reason-missing'],
      ],
    }),
    panel('contracts', 'change', 'contracts.cancel'),
    loginAs('denied'),
    accept('param', Reference),
    accept('json', CancelContract),
    async (c) => {
      const { id } = await requireReached(c.var, c.req.valid('param').id);
      const { kind, endsOn, reason, comment } = c.req.valid('json');
      const ending = await endingOfSession(c);
      const words = { reason, comment };
      const said = [reason, comment].filter(Boolean).join('\n') || null;
      if (kind === 'extraordinary' && !comment) throw cancellationProblem('cancellation.reason-missing');
      const receipt = await inTransaction(c.var.db, (tx) =>
        kind === 'extraordinary'
          ? cancelExtraordinarily(tx, ending, id, {
              ...{ endsOn, reason: comment as string },
              shown: (contract) => shownInPortal(ending.t, kind, contract, { endsOn, ...words }),
            })
          : cancel(tx, ending, id, {
              ...{ endsOn, reason: said },
              shown: (contract, day) => shownInPortal(ending.t, kind, contract, { endsOn: day, ...words }),
            }),
      );
      return c.json(receipt, 201);
    },
  )

  .delete(
    '/:id/cancellation',
    describe({
      summary: 'Take the cancellation of one of my contracts back, until its last day',
      tag,
      answers: { 200: Contract },
      problems: [...may, 'cancellation.not-undoable'],
    }),
    panel('contracts', 'change', 'contracts.cancel'),
    loginAs('denied'),
    accept('param', Reference),
    async (c) => {
      const { id } = await requireReached(c.var, c.req.valid('param').id);
      const ending = await endingOfSession(c);
      await inTransaction(c.var.db, (tx) => undo(tx, ending, id));
      return c.json(await seen(c, id));
    },
  )

  .post(
    '/:id/withdrawal',
    describe({
      summary: 'Withdraw from one of my contracts while the time for it runs',
      description: 'The contract ends as if it had never been; what was invoiced is credited.',
      tag,
      answers: { 201: Receipt },
      problems: ['panel.hidden', 'panel.read-only', 'contract.not-found', 'withdrawal.not-possible'],
    }),
    panel('contracts', 'change'),
    loginAs('denied'),
    accept('param', Reference),
    async (c) => {
      const { id } = await requireReached(c.var, c.req.valid('param').id);
      const ending = await endingOfSession(c);
      const shown = (contract: VendorContract) =>
        shownInPortal(ending.t, 'withdraw', contract, {
          endsOn: null,
          reason: undefined,
          comment: undefined,
        });
      return c.json(await inTransaction(c.var.db, (tx) => withdraw(tx, ending, id, { shown })), 201);
    },
  )

  .post(
    '/:id/resubscription',
    describe({
      summary: 'Have a contract again on the same terms',
      description: 'Where the preview’s `again` says `copy`; what is on sale is ordered instead.',
      tag,
      answers: { 201: Contract },
      problems: [...may, 'resubscription.not-possible'],
    }),
    panel('contracts', 'change', 'contracts.resubscribe'),
    loginAs('denied'),
    accept('param', Reference),
    async (c) => {
      const { id } = await requireReached(c.var, c.req.valid('param').id);
      const ending = await endingOfSession(c);
      const made = await inTransaction(c.var.db, (tx) => resubscribe(tx, ending, id, mayOrder(c.var)));
      const { db, owner, clock, session } = c.var;
      const found = await findContract(db, owner, null, made.id, dayIn(session.timeZone, clock.now()));
      return c.json(found as NonNullable<typeof found>, 201);
    },
  )

  .get(
    '/:id/declarations/:declarationId/receipt',
    describe({
      summary: 'The receipt of what I declared, once more',
      tag,
      answers: { 200: ReceiptAgain },
      problems: ['panel.hidden', 'contract.not-found', 'declaration.not-found'],
    }),
    panel('contracts', 'view'),
    async (c) => {
      const { db, owner, session } = c.var;
      const { id } = await requireReached(c.var, c.req.param('id'));
      const found = await requireDeclaration(db, owner.vendorId, c.req.param('declarationId'));
      const { declaration } = found;
      if (declaration.contractId !== id || declaration.customerId !== owner.customerId)
        throw cancellationProblem('declaration.not-found');
      const portal = await requirePortal(db, owner.vendorId, session.portalId);
      const t = (await endingWords())(declaration.language, portal.timeZone, portal.words);
      const { shown } = withEvidence(found);
      return c.json({ name: fileName(t, declaration), html: receiptFile({ t, portal, declaration, shown }) });
    },
  );
