import { newId } from '../../../kit/common/id.ts';
import type { ProblemField } from '../../../kit/common/problem.ts';
import { beside, type Db } from '../../../kit/server/db/db.ts';
import { requestProblem } from '../../../kit/server/http/problems.ts';
import { announce } from '../../activity/server/announce.ts';
import type { Actor } from '../../activity/server/record.ts';
import type { Component, PlanVariant } from '../../catalogue/schema.ts';
import { reserveCoupon } from '../../catalogue/server/coupons-store.ts';
import { noteSold } from '../../catalogue/server/order-store.ts';
import type { AgreedPrice } from '../../contracts/agreed.ts';
import type { BillingAddress, Contact, Customer } from '../../customers/schema.ts';
import type { Mailing } from '../../mails/server/access-mail.ts';
import { checkIban } from '../../payments/server/iban.ts';
import type { StartedPayment } from '../../payments/server/provider.ts';
import type { Language } from '../../portals/schema.ts';
import type { FoundPortal } from '../../portals/server/store.ts';
import { type Quoted, quoteOrder } from '../../pricing/server/quote.ts';
import { noteVatId } from '../../pricing/server/vat-checks-job.ts';
import { buyerFactsOf } from '../../pricing/tax.ts';
import { checkAcceptances } from '../../terms/rules.ts';
import type { TermsDocument } from '../../terms/schema.ts';
import { noteAgreements, termsInForce } from '../../terms/server/agreements-store.ts';
import { orderProblem } from '../problems.ts';
import { orderLines, plainMoney } from '../rules.ts';
import type { NewOrder, Order } from '../schema.ts';
import type { DeliveryRun } from './deliver.ts';
import type { AnyDeliveryKind, OrderedGrant } from './delivery.ts';
import { goOn, sealChoice } from './go-on.ts';
import { fixedBy, spendOrderSession } from './order-sessions.ts';
import type { KnownOrder } from './portal-view.ts';
import { insertOrder, takeOrderNumber } from './store.ts';
import type { StoredOrder } from './table.ts';

/** Where something is ordered, and when. */
export interface Placing {
  readonly found: Pick<FoundPortal, 'vendorId' | 'portal' | 'testSide'>;
  readonly kinds: readonly AnyDeliveryKind[];
  readonly mailing: Mailing;
  readonly log: { warn(fields: Record<string, unknown>, message: string): void } | undefined;
  readonly language: Language;
  /** The vendor's time; sessions, codes and what is tried again live by the world's. */
  readonly at: Date;
  readonly now: Date;
}

/** Whose order it will be: known before it is priced, made only once nothing else can be refused. */
export interface Buyer {
  readonly customerId: string | null;
  readonly billing: Readonly<Partial<BillingAddress>>;
  /** Refusals of who orders: what is missing of the address. */
  readonly fields: readonly ProblemField[];
  become(
    tx: Db,
  ): Promise<{ readonly customer: Customer; readonly contact: Contact | null; readonly actor: Actor }>;
}

export interface Placed extends KnownOrder {
  readonly started: StartedPayment | undefined;
}

/**
 * An order in one transaction: customer, order, what was agreed to, contract, invoice, payment, log and events; or none of
 * it. What it costs is worked out from the catalogue, and refused where it is not what was shown.
 * @throws `order.closed`, `order.price-changed`, `order.terms-changed`, `order.session-needed`, `order-session.refused`,
 *   `coupon.…`, `plan-variant.not-offered`, `pricing.…`, `request.invalid`
 */
export async function placeOrder(tx: Db, placing: Placing, wanted: NewOrder, buyer: Buyer): Promise<Placed> {
  const { found, at, now, language, mailing } = placing;
  const { vendorId, portal } = found;
  if (!portal.order.enabled) throw orderProblem('order.closed');
  const session = await fixedBy(tx, { found, now, customerId: buyer.customerId }, wanted);
  const quoted = await quoteOrder(tx, {
    ...{ vendorId, portal, wanted, language, at },
    buyer: buyerFactsOf({ country: '', company: '', vatId: '', ...buyer.billing }),
    customerId: buyer.customerId,
    ...(session && { selfService: false, cart: session.cart }),
  });
  requireSamePrice(quoted, wanted);
  const terms = await termsInForce(beside(tx), vendorId, portal.id);
  refuseIf([
    ...buyer.fields,
    ...checkReferences(wanted, placing, Boolean(buyer.billing.company?.trim())),
    ...checkOrder(quoted, terms, wanted, placing),
  ]);

  const { customer, contact, actor } = await buyer.become(tx);
  const goods = goodsOf(quoted);
  const order = await newOrder(tx, placing, { wanted, quoted, customer, contact, actor, session, goods });
  await insertOrder(tx, vendorId, order);
  if (session) await spendOrderSession(tx, vendorId, session.id, { orderId: order.id, at: now });
  if (quoted.coupon) {
    const use = { couponId: quoted.coupon.id, orderId: order.id, customerId: customer.id };
    await reserveCoupon(tx, vendorId, use, at);
  }
  await noteSold(tx, vendorId, unsold(goods), at);
  const agreements = await noteAgreements(tx, terms, {
    ...{ vendorId, orderId: order.id, customerId: customer.id, contactId: contact?.id ?? null },
    ...{ wishes: [language, ...portal.languages], at },
  });
  const { vatId } = quoted;
  if (vatId) {
    const { country } = quoted.quote;
    await noteVatId(tx, vendorId, { vatId: vatId.vatId, country, customerId: customer.id }, at);
  }
  const context = { ...mailing, log: placing.log };
  const run: DeliveryRun = {
    ...{ kinds: placing.kinds, context, vendorId, orderId: order.id, at, now },
    ...{ portal, customer, terms: agreements, isNew: true },
  };
  // Who is not let in yet is delivered nothing yet.
  const waits = customer.status !== 'active';
  const gone = waits
    ? { order, steps: [], terms: agreements }
    : await goOn(tx, run, order, wanted.paymentMethod);
  await announce(tx, {
    ...{ vendorId, customerId: customer.id, actor, at, subjectId: order.id },
    action: 'order.placed',
    data: {
      ...{ customerId: customer.id, contactId: contact?.id ?? null, orderId: order.id },
      ...{ contractId: gone.order.contractId, invoiceId: gone.order.invoiceId },
    },
  });
  return { started: undefined, ...gone, customer, contact };
}

function refuseIf(fields: readonly ProblemField[]): void {
  if (fields.length > 0) throw requestProblem('request.invalid', { fields });
}

/** @throws `order.price-changed` with what was shown, where that is known, and what it is now */
function requireSamePrice({ quote }: Quoted, { priceHash, shown }: NewOrder): void {
  if (priceHash === quote.priceHash) return;
  const is = plainMoney(quote.dueToday.gross, quote.currency);
  const was = shown && plainMoney(shown.amount, shown.currency);
  throw orderProblem('order.price-changed', {
    detail: was && was !== is ? `It was ${was} and is ${is} now.` : `It is ${is} now.`,
    fields: [
      ...(was ? [{ path: 'shown', code: 'price', message: was }] : []),
      { path: 'now', code: 'price', message: is },
    ],
  });
}

/**
 * What is wrong with an order beside its price and its buyer.
 * @throws `order.terms-changed` for a version that is not in force any more
 */
function checkOrder(
  { quote }: Quoted,
  terms: readonly TermsDocument[],
  wanted: NewOrder,
  { found: { portal } }: Placing,
): ProblemField[] {
  const fields: ProblemField[] = [];
  const { missing, stale } = checkAcceptances(terms, wanted.acceptances);
  if (stale.length > 0) throw orderProblem('order.terms-changed', { detail: `Of ${stale.join(', ')}.` });
  for (const id of missing) {
    fields.push({ path: `acceptances.${id}`, code: 'missing', message: 'This has to be agreed to.' });
  }
  const { paymentMethod } = wanted;
  if (quote.dueToday.gross > 0 && !paymentMethod) {
    fields.push({ path: 'paymentMethod', code: 'missing', message: 'Say how it is paid.' });
  }
  const fault = paymentMethod?.kind === 'sepa' ? checkIban(paymentMethod.iban) : undefined;
  if (fault) fields.push({ path: 'paymentMethod.iban', code: fault.code, message: fault.message });
  if (wanted.startNow && !portal.order.startNow) {
    fields.push({ path: 'startNow', code: 'unknown', message: 'This is not asked here.' });
  }
  return fields;
}

/** What a company wants to find on its invoices, and where it goes, where the portal asks for that. */
function checkReferences(
  { purchaseOrder, deliverTo }: NewOrder,
  { found: { portal } }: Placing,
  isCompany: boolean,
): ProblemField[] {
  const asked = portal.order;
  const hidden = (path: string) => ({
    path,
    code: 'hidden',
    message: 'This portal does not take this field.',
  });
  return [
    ...(asked.purchaseOrder === 'required' && isCompany && !purchaseOrder
      ? [{ path: 'purchaseOrder', code: 'missing', message: 'This field is needed.' }]
      : []),
    ...(asked.purchaseOrder === 'hidden' && purchaseOrder !== undefined ? [hidden('purchaseOrder')] : []),
    ...(!asked.deliverTo && deliverTo !== undefined ? [hidden('deliverTo')] : []),
  ];
}

interface Parts {
  readonly wanted: NewOrder;
  readonly quoted: Quoted;
  readonly customer: Customer;
  readonly contact: Contact | null;
  readonly actor: Actor;
  readonly session: { readonly id: string; readonly text: string | null } | undefined;
  readonly goods: Goods;
}

async function newOrder(
  tx: Db,
  { found, language, at, mailing }: Placing,
  { wanted, quoted, customer, contact, actor, session, goods }: Parts,
): Promise<StoredOrder> {
  const { vendorId, portal } = found;
  const { quote, coupon, chosen } = quoted;
  const id = newId('ord', at.getTime());
  const now = at.toISOString();
  const money = (amount: number) => ({ amount, currency: quote.currency });
  const way: Order['way'] = session ? 'order-session' : wanted.portal === undefined ? 'session' : 'public';
  const waits = customer.status !== 'active';
  return {
    id,
    externalId: null,
    number: await takeOrderNumber(tx, vendorId),
    customerId: customer.id,
    contactId: contact?.id ?? null,
    portalId: portal.id,
    way,
    state: 'placed',
    title: (session?.text ?? titleOf(quoted)).slice(0, 160),
    variantId: wanted.variantId,
    components: [...chosen],
    lines: orderLines(quote, wanted.variantId),
    grants: grantsOf(goods, quoted),
    contractTerms: quoted.offer.variant.terms,
    quote,
    agreed: agreedOf(quoted, wanted.variantId),
    currency: quote.currency,
    net: money(quote.dueToday.net),
    tax: money(quote.dueToday.tax),
    gross: money(quote.dueToday.gross),
    couponId: coupon?.id ?? null,
    coupon: coupon?.code ?? null,
    contractId: null,
    invoiceId: null,
    paymentKind: quote.dueToday.gross > 0 ? (wanted.paymentMethod?.kind ?? null) : null,
    sealedPayment:
      waits && wanted.paymentMethod ? sealChoice(mailing.secrets, vendorId, id, wanted.paymentMethod) : null,
    billing: customer.billing,
    purchaseOrder: wanted.purchaseOrder ?? null,
    deliverTo: wanted.deliverTo ?? null,
    answers: wanted.answers,
    tag: wanted.tag ?? null,
    startNow: wanted.startNow,
    language,
    actor,
    placedAt: now,
    paidAt: null,
    deliveredAt: null,
    cancelledAt: null,
    expiresAt: null,
    createdAt: now,
    updatedAt: now,
  };
}

/** `Team, yearly`: the plan, and its variant where that has a name. */
/** What renewals are priced from: the very cart that this order was. */
const agreedOf = ({ cart, chosen, setting }: Quoted, variantId: string): StoredOrder['agreed'] => ({
  ...{ variantId, components: [...chosen], pricesIncludeTax: setting.pricesIncludeTax },
  cart: cart as AgreedPrice['cart'],
});

const titleOf = ({ quote }: Quoted): string =>
  [...quote.dueToday.lines, ...quote.next.lines].find(({ kind }) => kind === 'plan')?.title ?? '';

/** What is ordered, as the catalogue has it now. */
interface Goods {
  readonly variant: PlanVariant | undefined;
  readonly components: readonly Component[];
}

const goodsOf = ({ chosen, offer, stock }: Quoted): Goods => ({
  variant: stock.variants.find(({ id }) => id === offer.variant.id),
  components: chosen.flatMap(({ id }) => stock.components.find((one) => one.id === id) ?? []),
});

/** Once something was sold, that is known of it for ever. */
const unsold = ({ variant, components }: Goods) => ({
  variantId: variant && variant.soldAt === null ? variant.id : null,
  componentIds: components.flatMap(({ id, soldAt }) => (soldAt === null ? [id] : [])),
});

/** What the catalogue grants for each line now: what it grants later does not reach this order. */
function grantsOf({ variant, components }: Goods, { chosen, offer }: Quoted): OrderedGrant[] {
  const quantityOf = (id: string) => chosen.find((one) => one.id === id)?.quantity ?? 0;
  return [
    ...(variant
      ? [
          {
            ...{ variantId: variant.id, componentId: null, title: offer.plan.name, quantity: 1 },
            ...{ grants: variant.grants, limits: variant.limits },
          },
        ]
      : []),
    ...components.map(({ id, name, grants }) => ({
      ...{ variantId: null, componentId: id, title: name, quantity: quantityOf(id), grants },
    })),
  ].filter((one: OrderedGrant) => one.grants.length > 0 || one.limits);
}
