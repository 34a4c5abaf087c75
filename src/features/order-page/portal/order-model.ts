import { batch, computed, createModel, signal } from '@preact/signals-core';
import { codeOf, isApiError } from '../../../kit/browser/api-error.ts';
import { afterPress } from '../../../kit/ui/press.ts';
import type { OpenedOrderSession, OrderTicket, PlacedOrder } from '../../orders/schema.ts';
import type { PriceQuote, PriceRequest } from '../../pricing/schema.ts';
import {
  type Buyer,
  buyersOf,
  clampQuantity,
  type Field,
  placesOf,
  samePeriod,
  type Values,
  wayOf,
} from '../rules.ts';
import type { AddressForm, OrderForm } from '../schema.ts';

export type Page = 'loading' | 'form' | 'closed' | 'failed';

/** What is sent to learn a price; the portal around adds where it goes. */
export type PriceBody = Pick<PriceRequest, 'variantId' | 'currency' | 'coupon' | 'buyer' | 'orderSession'> & {
  readonly components: { id: string; quantity: number }[];
  readonly estimates: { id: string; quantity: number }[];
};

export interface OrderSetting {
  /** What stood in the document, or came with the session; it needs no call. */
  readonly first: OrderForm | undefined;
  readonly load: (query: { currency?: string }) => Promise<OrderForm>;
  /** The vendor's server opened this page: what is ordered, and for how much, is fixed. */
  readonly session: { readonly code: string; readonly open: () => Promise<OpenedOrderSession> } | undefined;
  readonly address: (country: string) => Promise<AddressForm>;
  readonly price: (body: PriceBody) => Promise<PriceQuote>;
  readonly draft: { read<Value>(): Value | undefined; write(value: unknown): void; clear(): void };
  readonly prefill: Values;
  readonly onStarted: () => void;
}

/** What sending the order asks of the portal around it. */
export interface SendSetting {
  /** Leave to send one order; none is needed in a session. */
  readonly ticket: (() => Promise<OrderTicket>) | undefined;
  /** What a browser has to work out for its ticket, where very many come. */
  readonly work: (ticket: string, bits: number) => Promise<string>;
  readonly place: (body: Readonly<Record<string, unknown>>, key: string) => Promise<PlacedOrder>;
  /** In the click that orders, where the provider's page comes next; and when nothing came of it. */
  readonly onPay: () => void;
  readonly onUnpaid: () => void;
  readonly onPlaced: (placed: PlacedOrder) => Promise<void>;
}

interface Draft {
  readonly values?: Values;
  readonly variantId?: string;
  readonly quantities?: Readonly<Record<string, number>>;
  readonly buyer?: Buyer;
  readonly coupon?: string;
  readonly payment?: string;
  readonly estimates?: Readonly<Record<string, number>>;
  readonly currency?: string;
  /** The variant that the page's link named: by another link, that one's is chosen. */
  readonly link?: string | null;
}

/** So long after the last change the price is asked for. */
const settleMs = 250;
/** Never kept, not even in the tab: what opens an account or takes money. */
const unkept = /^(?:password|iban|mandate)$/;

/** What is chosen and typed, which outlives a reload, and what it costs, which comes from the server alone. */
export const OrderModel = createModel((setting: OrderSetting) => {
  const { draft } = setting;
  const kept = draft.read<Draft>() ?? {};
  const page = signal<Page>('loading');
  const form = signal<OrderForm | undefined>(undefined);
  const error = signal<unknown>(undefined);
  const values = signal<Values>({ ...setting.prefill, ...kept.values });
  const buyer = signal<Buyer>('consumer');
  const variantId = signal('');
  const quantities = signal<Readonly<Record<string, number>>>(kept.quantities ?? {});
  const estimates = signal<Readonly<Record<string, number>>>(kept.estimates ?? {});
  const coupon = signal(kept.coupon ?? setting.prefill.coupon ?? '');
  const couponError = signal<string | undefined>(undefined);
  /** What stands in the field for a code; `undefined` until somebody asks for the field. */
  const couponTyped = signal<string | undefined>(undefined);
  const payment = signal(kept.payment ?? '');
  const address = signal<AddressForm | null>(null);
  /** Of the country that it is delivered to, where that is another address. */
  const toAddress = signal<AddressForm | null>(null);
  const quote = signal<PriceQuote | undefined>(undefined);
  /** The figures are of an earlier choice. */
  const settling = signal(true);
  const priceError = signal<unknown>(undefined);
  const opened = signal<OpenedOrderSession | undefined>(undefined);
  let started = false;
  let asked = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const places = computed(() => {
    const all = form.value ? placesOf(form.value.catalogue) : [];
    return opened.value ? all.filter(({ variant }) => variant.id === opened.value?.variantId) : all;
  });
  const place = computed(
    () => places.value.find(({ variant }) => variant.id === variantId.value) ?? places.value[0],
  );
  /** Of the plan's family, what has a price at its billing period. */
  const beside = <
    Item extends { readonly prices: readonly { readonly period: Parameters<typeof samePeriod>[0] }[] },
  >(
    items: readonly Item[] = [],
  ): Item[] =>
    items.filter(({ prices }) =>
      prices.some(({ period }) => place.value && samePeriod(period, place.value.variant.billingPeriod)),
    );
  /** Of a fixed order the summary tells what is in it; there is nothing to choose. */
  const components = computed(() => (opened.value ? [] : beside(place.value?.family.components)));
  const metered = computed(() => beside(place.value?.family.metered));
  const country = computed(() => values.value.country || (form.value?.customer?.billing.country ?? ''));
  const pays = computed(() => (quote.value?.dueToday.gross ?? 0) > 0);
  const quantityOf = (id: string): number => quantities.peek()[id] ?? 0;

  function take(found: OrderForm): void {
    const all = placesOf(found.catalogue);
    const before = kept.link === found.variantId ? kept.variantId : undefined;
    const wanted = [opened.peek()?.variantId, variantId.peek(), before, found.variantId].find((id) =>
      all.some(({ variant }) => variant.id === id),
    );
    const offered = buyersOf(found);
    const ways = found.payments.map(wayOf);
    batch(() => {
      form.value = found;
      variantId.value = wanted ?? all[0]?.variant.id ?? '';
      const { vatId, company, country: at = '' } = values.peek();
      const now = started ? buyer.peek() : (kept.buyer ?? (vatId || company ? 'company' : offered[0]));
      const known = found.customer?.billing;
      buyer.value = known
        ? known.company || known.vatId
          ? 'company'
          : 'consumer'
        : (offered.find((one) => one === now) ?? (offered[0] as Buyer));
      const sells = (code: string) => found.countries.length === 0 || found.countries.includes(code);
      if (!found.customer && (!at || !sells(at)))
        values.value = {
          ...values.peek(),
          country: found.country && sells(found.country) ? found.country : '',
        };
      if (found.address?.country === country.peek()) address.value = found.address;
      if (!ways.includes(payment.peek()))
        payment.value = ways.length === 1 || found.customer ? (ways[0] ?? '') : '';
      const needed = components.peek().filter(({ id, required }) => required && quantityOf(id) === 0);
      quantities.value = {
        ...quantities.peek(),
        ...Object.fromEntries(needed.map((one) => [one.id, clampQuantity(1, one)])),
      };
      const open = opened.peek() || !found.sessionsOnly;
      page.value = all.length > 0 && open ? 'form' : 'closed';
    });
  }

  function touched(): void {
    if (!started) setting.onStarted();
    started = true;
    const typed = Object.fromEntries(Object.entries(values.peek()).filter(([field]) => !unkept.test(field)));
    draft.write({
      ...{ values: typed, variantId: variantId.peek(), quantities: quantities.peek() },
      ...{ buyer: buyer.peek(), coupon: coupon.peek(), payment: payment.peek(), estimates: estimates.peek() },
      ...(form.peek() && {
        currency: (form.peek() as OrderForm).catalogue.currency,
        link: (form.peek() as OrderForm).variantId,
      }),
    } satisfies Draft);
  }

  function priceBody(): PriceBody {
    const company = buyer.peek() === 'company';
    const vatId = company ? (values.peek().vatId ?? '').trim() : '';
    const chosen = (items: readonly { readonly id: string }[], counts: Readonly<Record<string, number>>) =>
      items.map(({ id }) => ({ id, quantity: counts[id] ?? 0 })).filter(({ quantity }) => quantity > 0);
    return {
      variantId: place.peek()?.variant.id ?? '',
      components: opened.peek()?.components ?? chosen(components.peek(), quantities.peek()),
      ...(opened.peek() && setting.session && { orderSession: setting.session.code }),
      estimates: chosen(metered.peek(), estimates.peek()),
      ...(form.peek() && { currency: (form.peek() as OrderForm).catalogue.currency }),
      ...(opened.peek()
        ? opened.peek()?.coupon && { coupon: opened.peek()?.coupon as string }
        : form.peek()?.coupon && coupon.peek() && { coupon: coupon.peek() }),
      ...(!form.peek()?.customer && { buyer: { country: country.peek(), company, vatId } }),
    };
  }

  /** Asks what it costs; of several questions at once the last one's answer counts. */
  async function reprice(): Promise<void> {
    const mine = ++asked;
    clearTimeout(timer);
    settling.value = true;
    const ask = async (wanted: PriceBody): Promise<PriceQuote> => {
      try {
        return await setting.price(wanted);
      } catch (cause) {
        const wrong = isApiError(cause) ? cause.fields.find(({ path }) => path === 'coupon') : undefined;
        if (!wrong || !wanted.coupon) throw cause;
        // The code stays where it was typed; everything else has its price without it.
        if (mine === asked) couponError.value = wrong.code;
        const { coupon: _, ...without } = wanted;
        return setting.price(without);
      }
    };
    couponError.value = undefined;
    const { found, failed } = await ask(priceBody()).then(
      (answer) => ({ found: answer, failed: undefined }),
      (cause: unknown) => ({ found: quote.peek(), failed: cause }),
    );
    // Lines come and go with it, and what stands below them moves.
    await new Promise<void>((done) => afterPress(done));
    if (mine !== asked) return;
    batch(() => {
      quote.value = found;
      priceError.value = failed;
      settling.value = false;
    });
  }
  function soon(): void {
    touched();
    settling.value = true;
    asked++;
    clearTimeout(timer);
    timer = setTimeout(() => void reprice(), settleMs);
  }

  async function follow(into: typeof address, codeNow: () => string): Promise<void> {
    const code = codeNow();
    if (!code || into.peek()?.country === code) return;
    const found = await setting.address(code).catch(() => null);
    if (codeNow() === code) into.value = found;
  }
  const followCountry = () => follow(address, () => country.peek());
  const followTo = () => follow(toAddress, () => values.peek()['to.country'] ?? '');

  const { first } = setting;
  // Drawn from what is there already, before anything can be asked.
  if (first && !setting.session && (kept.currency ?? first.catalogue.currency) === first.catalogue.currency)
    take(first);

  return {
    ...{
      page,
      form,
      error,
      values,
      buyer,
      variantId,
      quantities,
      estimates,
      coupon,
      couponError,
      couponTyped,
      payment,
    },
    ...{
      opened,
      address,
      toAddress,
      quote,
      settling,
      priceError,
      places,
      place,
      components,
      metered,
      country,
      pays,
    },
    ...{ priceBody, reprice },
    async load() {
      try {
        if (!form.peek()) {
          page.value = 'loading';
          if (setting.session) opened.value = await setting.session.open();
          const currency = opened.peek()?.currency ?? kept.currency;
          take(await setting.load(currency ? { currency } : {}));
        }
        void followCountry();
        void followTo();
        if (page.peek() === 'form') await reprice();
      } catch (cause) {
        batch(() => {
          error.value = cause;
          const closed = ['order.closed', 'order-session.refused'].includes(codeOf(cause));
          page.value = closed ? 'closed' : 'failed';
        });
      }
    },
    /** Reads again what there is to buy and to agree to; what was typed stays. */
    async reload(currency: string) {
      settling.value = true;
      await setting.load({ currency }).then(take, () => {});
      touched();
      await reprice();
    },
    type(field: Field, text: string) {
      values.value = { ...values.peek(), [field]: text };
      if (field === 'country') void followCountry();
      // It begins in the country that is known; most deliveries stay in it.
      if (field === 'elsewhere' && text && !values.peek()['to.country'])
        values.value = { ...values.peek(), 'to.country': country.peek() };
      if (field === 'elsewhere' || field === 'to.country') void followTo();
      if (field === 'country' || field === 'vatId') soon();
      else touched();
    },
    choose(id: string) {
      variantId.value = id;
      soon();
    },
    sellTo(to: Buyer) {
      buyer.value = to;
      soon();
    },
    /** As typed, so that a figure can be written; `settle` puts right what cannot be ordered. */
    count(id: string, quantity: number) {
      quantities.value = { ...quantities.peek(), [id]: quantity };
      soon();
    },
    /** On leaving the field. Returns what it was put right to. */
    settle(id: string): number {
      const component = components.peek().find((one) => one.id === id);
      const now = quantityOf(id);
      const right = component ? clampQuantity(now, component) : now;
      if (right !== now) {
        quantities.value = { ...quantities.peek(), [id]: right };
        soon();
      }
      return right;
    },
    estimate(id: string, quantity: number) {
      estimates.value = { ...estimates.peek(), [id]: quantity };
      soon();
    },
    redeem(code: string) {
      coupon.value = code.trim();
      touched();
      void reprice();
    },
    payBy(way: string) {
      payment.value = way;
      touched();
    },
  };
});
