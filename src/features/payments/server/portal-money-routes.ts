import { Hono } from 'hono';
import { dayIn } from '../../../kit/common/day.ts';
import { Reference } from '../../../kit/server/collection.ts';
import { inTransaction } from '../../../kit/server/db/db.ts';
import { accept } from '../../../kit/server/http/accept.ts';
import { describe } from '../../../kit/server/http/describe.ts';
import { requestProblem } from '../../../kit/server/http/problems.ts';
import { visibilityOf } from '../../access/rules.ts';
import type { PortalEnv, PortalVars } from '../../access/server/env.ts';
import { loginAs, panel } from '../../access/server/guards.ts';
import { wordsOfPortal } from '../../portals/server/store.ts';
import {
  DefaultMethod,
  MethodRemoval,
  NewAutoTopUp,
  NewInvoicePayment,
  NewMethod,
  NewTopUp,
  PaymentsOverview,
} from '../panel-schema.ts';
import { paymentProblem } from '../problems.ts';
import { PortalPayment } from '../schema.ts';
import { setAutomatic } from './balance-store.ts';
import { checkIban } from './iban.ts';
import { chooseDefault, methodAdded, removeMethod } from './methods-change.ts';
import { requireUsable, storeMandate } from './methods-store.ts';
import { overviewOf } from './overview.ts';
import { shownPayment } from './portal-view.ts';
import { readProviders } from './settings-store.ts';
import { payInvoice, startTopUp, topUpOffer } from './top-ups.ts';
import { paymentWords } from './words.ts';

const tag = 'payments';

const overview = ({ db, owner, session, clock, facts }: PortalVars) => {
  const now = clock.now();
  const seesDocuments = visibilityOf('documents', facts).view;
  return overviewOf(db, owner, { now, today: dayIn(session.timeZone, now), seesDocuments });
};
const writing = ({ owner, actor, clock }: PortalVars) => ({ ...owner, actor, at: clock.now() });
const looking = ({ session, clock }: PortalVars) => ({ timeZone: session.timeZone, now: clock.now() });

/** `/portal/v1/payments`: what the panel of payments does, beside the list. */
export const paymentsPanelRoutes = new Hono<PortalEnv>()
  .get(
    '/overview',
    describe({
      summary: 'Read my balances, ways to pay and open invoices',
      tag,
      answers: { 200: PaymentsOverview },
      problems: ['panel.hidden'],
    }),
    panel('payments', 'view'),
    async (c) => c.json(await overview(c.var)),
  )

  .post(
    '/top-ups',
    describe({
      summary: 'Begin to top up my balance',
      description:
        'By card: ask for its checkout next. By transfer: the answer says where to. It counts when the money is there.',
      tag,
      answers: { 201: PortalPayment },
      problems: [
        'panel.hidden',
        'panel.read-only',
        'top-up.not-offered',
        'top-up.amount',
        'payment-method.not-found',
        'idempotency.missing',
      ],
    }),
    panel('payments', 'change'),
    loginAs('denied'),
    accept('json', NewTopUp),
    async (c) => {
      const { db, owner, session } = c.var;
      const say = await paymentWords(
        session.language,
        undefined,
        await wordsOfPortal(db, owner.vendorId, session.portalId),
      );
      const description = say('payments.what.top-up');
      const payment = await inTransaction(db, (tx) =>
        startTopUp(tx, writing(c.var), c.req.valid('json'), description),
      );
      return c.json(await shownPayment(db, owner, payment, looking(c.var)), 201);
    },
  )

  .post(
    '/invoices',
    describe({
      summary: 'Begin to pay one of my open invoices',
      description:
        'Out of the balance it is paid at once; by card ask for its checkout next. What is under way already is not paid twice.',
      tag,
      answers: { 201: PortalPayment },
      problems: [
        'panel.hidden',
        'panel.read-only',
        'payment.not-payable',
        'payment.under-way',
        'payment.not-offered',
        'payment.balance-too-low',
        'payment-method.not-found',
        'idempotency.missing',
      ],
    }),
    panel('payments', 'change'),
    loginAs('denied'),
    accept('json', NewInvoicePayment),
    async (c) => {
      const { db, owner, facts } = c.var;
      if (!visibilityOf('documents', facts).view) throw paymentProblem('payment.not-payable');
      const payment = await inTransaction(db, (tx) => payInvoice(tx, writing(c.var), c.req.valid('json')));
      return c.json(await shownPayment(db, owner, payment, looking(c.var)), 201);
    },
  )

  .put(
    '/automatic',
    describe({
      summary: 'Agree that my balance tops itself up, or end it',
      description: 'Who agreed to what, and when, is kept. A charge that fails ends it.',
      tag,
      answers: { 200: PaymentsOverview },
      problems: [
        'panel.hidden',
        'panel.read-only',
        'top-up.not-offered',
        'top-up.amount',
        'payment-method.not-found',
      ],
    }),
    panel('payments', 'change'),
    loginAs('denied'),
    accept('json', NewAutoTopUp),
    async (c) => {
      const { db, owner, session } = c.var;
      const { currency, agreed } = c.req.valid('json');
      await inTransaction(db, async (tx) => {
        const by = { contactId: session.contactId, name: session.contact?.name ?? session.customer.name };
        if (agreed) {
          const offer = await topUpOffer(tx, owner.vendorId);
          const rule = offer?.currencies.find((one) => one.currency === currency);
          const method = await requireUsable(tx, owner, agreed.methodId);
          if (!offer?.automatic || !rule || method.kind !== 'stripe')
            throw paymentProblem('top-up.not-offered');
          const { amount, ceiling } = agreed;
          if (amount < rule.minimum || amount > rule.maximum || ceiling < amount) {
            throw paymentProblem('top-up.amount');
          }
        }
        const { consent: _, ...wanted } = agreed ?? { consent: true };
        await setAutomatic(
          tx,
          { ...writing(c.var), by },
          owner.customerId,
          currency,
          agreed ? (wanted as Omit<typeof agreed, 'consent'>) : null,
        );
      });
      return c.json(await overview(c.var));
    },
  )

  .post(
    '/methods',
    describe({
      summary: 'Give a SEPA mandate',
      description:
        'It becomes the default, and every contract is paid by it at once; with `replaces`, those of that way to pay.',
      tag,
      answers: { 201: PaymentsOverview },
      problems: ['panel.hidden', 'panel.read-only', 'payment.not-offered', 'payment-method.not-found'],
    }),
    panel('payments', 'change'),
    loginAs('denied'),
    accept('json', NewMethod),
    async (c) => {
      const { db, owner, secrets } = c.var;
      const { iban, holder, replaces } = c.req.valid('json');
      const fault = checkIban(iban);
      if (fault) throw requestProblem('request.invalid', { fields: [{ path: 'iban', ...fault }] });
      const changing = writing(c.var);
      await inTransaction(db, async (tx) => {
        const { sepa } = await readProviders(tx, owner.vendorId);
        if (!sepa.enabled) throw paymentProblem('payment.not-offered');
        if (replaces) await requireUsable(tx, owner, replaces);
        const { id } = await storeMandate(tx, owner, secrets, { iban, holder }, changing.at);
        await methodAdded(tx, changing, id, replaces);
      });
      return c.json(await overview(c.var), 201);
    },
  )

  .put(
    '/default',
    describe({
      summary: 'Choose by what my contracts are paid from now on',
      description: '`null`: by transfer, after each invoice.',
      tag,
      answers: { 200: PaymentsOverview },
      problems: ['panel.hidden', 'panel.read-only', 'payment-method.not-found', 'payment.not-offered'],
    }),
    panel('payments', 'change'),
    loginAs('denied'),
    accept('json', DefaultMethod),
    async (c) => {
      const { methodId } = c.req.valid('json');
      await inTransaction(c.var.db, async (tx) => {
        if (methodId === null) await requireTransfers(tx, c.var.owner.vendorId);
        await chooseDefault(tx, writing(c.var), methodId);
      });
      return c.json(await overview(c.var));
    },
  )

  .delete(
    '/methods/:id',
    describe({
      summary: 'Remove a stored way to pay',
      description: 'While contracts are paid by it, `replaceBy` names what they are paid by from now on.',
      tag,
      answers: { 200: PaymentsOverview },
      problems: [
        'panel.hidden',
        'panel.read-only',
        'payment-method.not-found',
        'payment-method.in-use',
        'payment.not-offered',
      ],
    }),
    panel('payments', 'change'),
    loginAs('denied'),
    accept('param', Reference),
    accept('query', MethodRemoval),
    async (c) => {
      const { id } = c.req.valid('param');
      const { replaceBy } = c.req.valid('query');
      await inTransaction(c.var.db, async (tx) => {
        if (replaceBy === 'invoice') await requireTransfers(tx, c.var.owner.vendorId);
        await removeMethod(tx, writing(c.var), id, replaceBy === 'invoice' ? null : replaceBy);
      });
      return c.json(await overview(c.var));
    },
  );

/** @throws `payment.not-offered` where the vendor takes no transfers */
async function requireTransfers(tx: Parameters<typeof readProviders>[0], vendorId: string): Promise<void> {
  if (!(await readProviders(tx, vendorId)).invoice.enabled) throw paymentProblem('payment.not-offered');
}
