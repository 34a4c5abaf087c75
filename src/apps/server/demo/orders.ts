import type { NewCustomer } from '../../../features/customers/schema.ts';
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

interface DemoOrder {
  readonly slug: DemoSlug;
  readonly language: Language;
  readonly customer: Omit<NewCustomer, 'portalId' | 'billing'> &
    Required<Pick<NewCustomer, 'name' | 'externalId' | 'billing'>>;
  /** Outside id of a variant. */
  readonly variant: string;
  readonly components?: Readonly<Record<string, number>>;
  readonly daysAgo: number;
  /** What became of it; `delivered` is what comes of it by itself. */
  readonly state: Extract<OrderState, 'delivered' | 'stuck' | 'placed' | 'expired' | 'cancelled'>;
  readonly more?: Pick<NewOrder, 'purchaseOrder' | 'deliverTo'>;
}

/** Companies that ordered on their own in the last weeks: what an operator finds under “Orders”. */
const orders: readonly DemoOrder[] = [
  {
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
    variant: 'koelwacht-compleet-jaar',
    components: { 'koelwacht-installatie': 4, 'koelwacht-storing': 1 },
    daysAgo: 24,
    state: 'delivered',
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
  {
    slug: 'keysmith',
    language: 'en',
    customer: {
      ...{ externalId: 'keysmith-lark', name: 'Lark & Field Architects', number: 'KS-3104' },
      billing: {
        ...{ company: 'Lark & Field Architects LLP', firstName: 'Imogen', lastName: 'Lark' },
        ...{ email: 'studio@larkfield.example', street: '14 Weaver Street', postcode: 'LS1 4AP' },
        ...{ city: 'Leeds', country: 'GB' },
      },
    },
    variant: 'keysmith-pro-year',
    components: { 'keysmith-seat': 3 },
    daysAgo: 11,
    state: 'delivered',
  },
  {
    slug: 'cookiewise',
    language: 'de',
    customer: {
      ...{ externalId: 'cookiewise-morgenrot', name: 'Agentur Morgenrot', number: 'CW-871' },
      billing: {
        ...{ company: 'Agentur Morgenrot GmbH', firstName: 'Deniz', lastName: 'Aydin' },
        ...{ email: 'rechnung@morgenrot.example', street: 'Osterstraße', houseNumber: '86' },
        ...{ postcode: '20259', city: 'Hamburg', country: 'DE' },
      },
    },
    variant: 'cookiewise-medium-year',
    components: { 'cookiewise-domains': 20 },
    daysAgo: 2,
    state: 'stuck',
  },
  {
    slug: 'keysmith',
    language: 'de',
    customer: {
      ...{ externalId: 'keysmith-sonnfeld', name: 'Tragwerk Sonnfeld', status: 'pending' },
      billing: {
        ...{ company: 'Tragwerk Sonnfeld OG', firstName: 'Paul', lastName: 'Sonnfeld' },
        ...{ email: 'office@sonnfeld.example', street: 'Gumpendorfer Straße', houseNumber: '40' },
        ...{ postcode: '1060', city: 'Wien', country: 'AT' },
      },
    },
    variant: 'keysmith-own-year',
    daysAgo: 1,
    state: 'placed',
  },
  {
    slug: 'keysmith',
    language: 'fr',
    customer: {
      ...{ externalId: 'keysmith-vauban', name: 'Atelier Vauban', status: 'pending' },
      billing: {
        ...{ company: 'Atelier Vauban SARL', firstName: 'Léa', lastName: 'Marchand' },
        ...{ email: 'contact@ateliervauban.example', street: '7 rue Vauban', postcode: '69006' },
        ...{ city: 'Lyon', country: 'FR' },
      },
    },
    variant: 'keysmith-pro-year',
    daysAgo: 17,
    state: 'expired',
  },
  {
    slug: 'cookiewise',
    language: 'de',
    customer: {
      ...{ externalId: 'cookiewise-fliedner', name: 'Kanzlei Fliedner', status: 'pending' },
      billing: {
        ...{ company: 'Kanzlei Fliedner', firstName: 'Ruth', lastName: 'Fliedner' },
        ...{ email: 'kanzlei@fliedner.example', street: 'Am Markt', houseNumber: '3' },
        ...{ postcode: '28195', city: 'Bremen', country: 'DE' },
      },
    },
    variant: 'cookiewise-small-year',
    daysAgo: 6,
    state: 'cancelled',
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
  for (const wanted of [...orders].sort((one, other) => other.daysAgo - one.daysAgo)) {
    const then = new Date(at.getTime() - wanted.daysAgo * 86_400_000);
    const portal = await requirePortal(tx, vendorId, `ext:${wanted.slug}`);
    const customer = await createCustomer(tx, vendorId, { ...wanted.customer, portalId: portal.id }, then);
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
    const request = { vendorId, portal, language: wanted.language, at: then, customerId: customer.id };
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
    const buyer: Buyer = {
      ...{ customerId: customer.id, billing: customer.billing, fields: [] },
      become: async () => ({ customer, contact: null, actor: { kind: 'customer', id: customer.id } }),
    };
    const placing = {
      ...{ found: { vendorId, portal, testSide: false }, kinds: deliveryKinds, mailing },
      ...{ log: undefined, language: wanted.language, at: then, now: then },
    };
    const { order: placed } = await placeOrder(tx, placing, order, buyer);
    const { state } = wanted;
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
    if (state !== 'placed')
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
