import type { Customer, NewCustomer } from '../../../features/customers/schema.ts';
import { createCustomer } from '../../../features/customers/server/store.ts';
import { mailingOf } from '../../../features/mails/server/access-mail.ts';
import type { NewOrder, OrderState } from '../../../features/orders/schema.ts';
import { type Buyer, placeOrder } from '../../../features/orders/server/place.ts';
import { writeOrder } from '../../../features/orders/server/store.ts';
import type { Language } from '../../../features/portals/schema.ts';
import { requirePortal } from '../../../features/portals/server/store.ts';
import { quoteOrder } from '../../../features/pricing/server/quote.ts';
import { buyerFactsOf } from '../../../features/pricing/tax.ts';
import { termsInForce } from '../../../features/terms/server/agreements-store.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import type { Secrets } from '../../../kit/server/secrets.ts';
import { deliveryKinds } from '../delivery-kinds.ts';
import type { DemoSlug } from './portals.ts';

interface DemoBuyer {
  readonly slug: DemoSlug;
  readonly language: Language;
  readonly customer: Omit<NewCustomer, 'portalId' | 'billing'> &
    Required<Pick<NewCustomer, 'name' | 'externalId' | 'billing'>>;
}

interface DemoOrder {
  readonly buyer: DemoBuyer;
  /** Outside id of a variant. */
  readonly variant: string;
  readonly components?: Readonly<Record<string, number>>;
  readonly daysAgo: number;
  /** What became of it; `delivered` is what comes of it by itself. */
  readonly state: Extract<OrderState, 'delivered' | 'stuck' | 'expired' | 'cancelled'>;
  readonly more?: Pick<NewOrder, 'purchaseOrder' | 'deliverTo'>;
}

const zilt: DemoBuyer = {
  slug: 'koelwacht',
  language: 'nl',
  customer: {
    ...{ externalId: 'koelwacht-zilt', name: 'De Zilte Keuken', number: 'K-2201' },
    billing: {
      ...{ company: 'De Zilte Keuken BV', firstName: 'Mirjam', lastName: 'de Graaf' },
      ...{ email: 'administratie@ziltekeuken.example', street: 'Havenkade', houseNumber: '18' },
      ...{ postcode: '1976 BR', city: 'IJmuiden', country: 'NL', eInvoiceAddress: '0106:61234567' },
    },
  },
};
const lark: DemoBuyer = {
  slug: 'keysmith',
  language: 'en',
  customer: {
    ...{ externalId: 'keysmith-lark', name: 'Lark & Field Architects', number: 'KS-3104' },
    billing: {
      ...{ company: 'Lark & Field Architects LLP', firstName: 'Imogen', lastName: 'Lark' },
      ...{ email: 'office@larkfield.example', street: '14 Weaver Street', postcode: 'LS1 4AP' },
      ...{ city: 'Leeds', country: 'GB' },
    },
  },
};

/** Two companies that ordered on their own in the last weeks: what an operator finds under “Orders”, the oldest first. */
const orders: readonly DemoOrder[] = [
  {
    ...{ buyer: zilt, variant: 'koelwacht-compleet-jaar', daysAgo: 24, state: 'delivered' },
    components: { 'koelwacht-installatie': 4, 'koelwacht-storing': 1 },
    more: {
      purchaseOrder: 'INK-2026-118',
      deliverTo: {
        ...{
          name: 'Strandpaviljoen Zilt',
          street: 'Kennemerboulevard',
          houseNumber: '250',
          addressLine1: '',
        },
        ...{ postcode: '1976 EG', city: 'IJmuiden', state: '', country: 'NL' },
      },
    },
  },
  { buyer: lark, variant: 'keysmith-own-year', daysAgo: 17, state: 'expired' },
  {
    ...{ buyer: lark, variant: 'keysmith-pro-year', daysAgo: 11, state: 'delivered' },
    components: { 'keysmith-seat': 3 },
  },
  {
    ...{ buyer: zilt, variant: 'koelwacht-basis-jaar', daysAgo: 6, state: 'cancelled' },
    components: { 'koelwacht-installatie': 1 },
  },
  {
    ...{ buyer: zilt, variant: 'koelwacht-basis-jaar', daysAgo: 2, state: 'stuck' },
    components: { 'koelwacht-installatie': 2 },
    more: { purchaseOrder: 'INK-2026-131' },
  },
];

interface Adding {
  readonly vendorId: string;
  readonly secrets: Secrets;
  readonly publicUrl: string;
  readonly at: Date;
}

/** Orders that went through the very steps of any other one, days ago; what went wrong with one is told of it. */
export async function addOrders(tx: Db, { vendorId, secrets, publicUrl, at }: Adding): Promise<void> {
  const mailing = await mailingOf({ secrets, publicUrl, testSide: false });
  const made = new Map<DemoBuyer, Customer>();
  for (const wanted of orders) {
    const then = new Date(at.getTime() - wanted.daysAgo * 86_400_000);
    const { slug, language, customer: fields } = wanted.buyer;
    const portal = await requirePortal(tx, vendorId, `ext:${slug}`);
    const customer =
      made.get(wanted.buyer) ??
      (await createCustomer(tx, vendorId, { ...fields, portalId: portal.id }, then));
    made.set(wanted.buyer, customer);
    const idOf = (table: 'plan_variant' | 'component', externalId: string) =>
      tx
        .selectFrom(table)
        .select('id')
        .where('vendor_id', '=', vendorId)
        .where('external_id', '=', externalId)
        .executeTakeFirstOrThrow()
        .then(({ id }) => id);
    const components = [];
    for (const [externalId, quantity] of Object.entries(wanted.components ?? {}))
      components.push({ id: await idOf('component', externalId), quantity });
    const chosen = { variantId: await idOf('plan_variant', wanted.variant), components };
    const facts = buyerFactsOf(customer.billing);
    const request = { vendorId, portal, language, at: then, customerId: customer.id };
    const { quote } = await quoteOrder(tx, {
      ...request,
      wanted: chosen,
      buyer: facts,
    });
    const terms = await termsInForce(tx, vendorId, portal.id);
    const order: NewOrder = {
      ...{ ...chosen, ...wanted.more, currency: quote.currency, priceHash: quote.priceHash },
      ...{ answers: {}, billing: {}, estimates: [], startNow: false },
      acceptances: terms.map(({ id, version }) => ({ termsId: id, version })),
      paymentMethod: { kind: 'invoice' },
    };
    const { state } = wanted;
    const isOver = state === 'expired' || state === 'cancelled';
    const buyer: Buyer = {
      ...{ customerId: customer.id, billing: customer.billing, fields: [] },
      // What was never paid, or called off in time, was never delivered: it waited.
      become: async () => ({
        customer: isOver ? { ...customer, status: 'pending' } : customer,
        contact: null,
        actor: { kind: 'customer', id: customer.id },
      }),
    };
    const placing = {
      ...{ found: { vendorId, portal, testSide: false }, kinds: deliveryKinds, mailing },
      ...{ log: undefined, language, at: then, now: then },
    };
    const { order: placed } = await placeOrder(tx, placing, order, buyer);
    // The mail of an order of days ago went out then, or could not: nothing of it is sent when the demo starts.
    await tx
      .updateTable('order_step')
      .set(
        state === 'stuck'
          ? { state, attempts: 5, due_at: null, error: 'The mail server took no mail for this address.' }
          : { state: 'done', attempts: 1, due_at: null, done_at: then.toISOString() },
      )
      .where('vendor_id', '=', vendorId)
      .where('order_id', '=', placed.id)
      .where('state', '!=', 'done')
      .execute();
    const now = then.toISOString();
    await writeOrder(
      tx,
      vendorId,
      {
        ...placed,
        state,
        ...(state === 'delivered' && { deliveredAt: now }),
        ...(state === 'cancelled' && { cancelledAt: now }),
      },
      then,
    );
  }
}
