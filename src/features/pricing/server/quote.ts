import { type Day, dayIn } from '../../../kit/common/day.ts';
import type { ProblemField } from '../../../kit/common/problem.ts';
import { beside, type Db } from '../../../kit/server/db/db.ts';
import { requestProblem } from '../../../kit/server/http/problems.ts';
import { catalogueForOrder, type Stock } from '../../catalogue/for-order.ts';
import { catalogueProblem } from '../../catalogue/problems.ts';
import { checkChosen, couponRefusal } from '../../catalogue/rules.ts';
import type { Coupon } from '../../catalogue/schema.ts';
import { couponUsesOf, findCoupon } from '../../catalogue/server/coupons-store.ts';
import { readStock } from '../../catalogue/server/order-store.ts';
import type { Language, Portal } from '../../portals/schema.ts';
import { AmountTooLarge } from '../amounts.ts';
import type { Cart } from '../cart.ts';
import { cartCoupon, cartOf, type Offer, offerOf, withRequired } from '../offer.ts';
import { pricingProblem } from '../problems.ts';
import { priceCart } from '../rules.ts';
import type { BuyerFacts, PriceQuote, PriceRequest, TaxSetting, Wanted } from '../schema.ts';
import { usualCountryOf } from '../tax.ts';
import { priceHash } from './price-hash.ts';
import { readTaxSetting } from './tax-setting-store.ts';
import { type KnownVatId, knownVatId } from './vat-checks-store.ts';
import { setupTitle } from './words.ts';

export interface QuoteRequest {
  readonly vendorId: string;
  readonly portal: Pick<Portal, 'order' | 'timeZone'> & Partial<Pick<Portal, 'words'>>;
  readonly wanted: Wanted;
  readonly buyer: BuyerFacts;
  /** Whose coupons are counted; `null`: nobody we know. */
  readonly customerId: string | null;
  /** Of titles. */
  readonly language: Language;
  /** The vendor's time. */
  readonly at: Date;
  /** Whether only what is in self-service may be had; a vendor's own orders may have more. */
  readonly selfService?: boolean;
  readonly estimates?: PriceRequest['estimates'];
  /** With prices that were fixed before, in place of those of the catalogue. */
  readonly cart?: Cart | undefined;
}

export interface Quoted {
  readonly quote: PriceQuote;
  readonly cart: Cart;
  readonly offer: Offer;
  /** What it was quoted from, as the catalogue has it now. */
  readonly stock: Stock;
  /** What was chosen, with what every order has. */
  readonly chosen: readonly { readonly id: string; readonly quantity: number }[];
  readonly coupon: Coupon | null;
  readonly setting: TaxSetting;
  readonly today: Day;
  readonly vatId: KnownVatId | null;
}

/**
 * What an order costs: the one reading for preview and order, from the catalogue and what the buyer is, never from a
 * price that somebody sent. At most ten queries however large the catalogue is, and nobody outside is asked.
 *
 * @throws `plan-variant.not-offered`, `pricing.no-tax-country`, `pricing.no-rate`, `coupon.…` with the field `coupon`,
 * `request.invalid` with the fields that can't be had
 */
export async function quoteOrder(db: Db, request: QuoteRequest): Promise<Quoted> {
  const { vendorId, portal, wanted, language, at, selfService = true } = request;
  const setting = await readTaxSetting(beside(db), vendorId);
  if (setting.country === null) throw pricingProblem('pricing.no-tax-country');
  const buyer = buyerAt(portal.order.buyers, request.buyer);
  const country = buyer.country || (usualCountryOf(setting.country, portal.order.countries) as string);
  refuseIf(buyerRefusals(portal.order, request.buyer));
  const stock = await readStock(
    db,
    vendorId,
    { variant: wanted.variantId, variantIds: selfService ? portal.order.variantIds : null },
    selfService,
  );
  const wish = { language, currency: wanted.currency, currencies: portal.order.currencies, selfService };
  const catalogue = stock && catalogueForOrder(stock, wish);
  const offer = catalogue && offerOf(catalogue, wanted.variantId);
  if (!stock || !offer) throw catalogueProblem('plan-variant.not-offered');
  const { family, variant, currency } = offer;
  if (wanted.currency !== undefined && wanted.currency !== currency) {
    refuseIf([
      { path: 'currency', code: 'not_offered', message: `This can not be had in ${wanted.currency}.` },
    ]);
  }
  const chosen = withRequired(offer, wanted.components);
  refuseIf(checkChosen(family, variant, chosen));
  const coupon = await couponFor(db, request, { currency, familyId: family.id });
  const vatId = await knownVatId(db, vendorId, { text: buyer.vatId, country, at });
  const cart =
    request.cart ??
    cartOf(offer, chosen, coupon && cartCoupon(coupon, currency), {
      estimates: request.estimates,
      setup: (plan) => setupTitle(language, plan, portal.words),
    });
  const today = dayIn(portal.timeZone, at);
  const context = {
    ...{ today, seller: setting },
    buyer: { country, company: buyer.company, vatId: vatId?.state ?? null },
  };
  const priced = counted(
    () => priceCart(cart, context),
    wanted.components.map(({ id }) => id),
  );
  const quote: PriceQuote = {
    ...priced,
    country,
    vatId: vatId && { vatId: vatId.vatId, state: vatId.state, problem: vatId.problem, name: vatId.name },
    coupon: cart.coupon,
    priceHash: priceHash(wanted.variantId, priced),
  };
  return { quote, cart, offer, stock, chosen, coupon, setting, today, vatId };
}

/** A portal for one kind of buyer has no other. */
function buyerAt(buyers: Portal['order']['buyers'], { country, company, vatId }: BuyerFacts): BuyerFacts {
  if (buyers === 'consumers') return { country, company: false, vatId: '' };
  return { country, company: buyers === 'companies' || company || vatId !== '', vatId };
}

function buyerRefusals({ countries }: Portal['order'], { country }: BuyerFacts): ProblemField[] {
  if (country === '' || countries.length === 0 || countries.includes(country)) return [];
  return [{ path: 'buyer.country', code: 'not_sold', message: 'Nothing is sold to this country here.' }];
}

async function couponFor(
  db: Db,
  { vendorId, portal, wanted, customerId, at }: QuoteRequest,
  order: { readonly currency: string; readonly familyId: string },
): Promise<Coupon | null> {
  const typed = wanted.coupon?.trim() ?? '';
  if (typed === '') return null;
  const found = portal.order.coupon ? await findCoupon(db, vendorId, typed) : undefined;
  const limited = found !== undefined && found.maxPerCustomer !== -1;
  const usedByCustomer = limited ? await couponUsesOf(db, vendorId, found.id, customerId) : 0;
  const refusal = found ? couponRefusal(found, { ...order, at, usedByCustomer }) : 'coupon.unknown';
  if (found && refusal === undefined) return found;
  const problem = catalogueProblem(refusal ?? 'coupon.unknown');
  const code = problem.code.slice('coupon.'.length);
  throw catalogueProblem(refusal ?? 'coupon.unknown', {
    fields: [{ path: 'coupon', code, message: problem.message }],
  });
}

/** What is too much to be counted is refused with the quantity that makes it so. */
function counted<Result>(count: () => Result, ids: readonly string[]): Result {
  try {
    return count();
  } catch (error) {
    if (!(error instanceof AmountTooLarge)) throw error;
    const at = ids.indexOf(error.key ?? '');
    const path = at < 0 ? 'components' : `components.${at}.quantity`;
    throw requestProblem('request.invalid', {
      fields: [{ path, code: 'too_large', message: 'So much comes to more than can be counted.' }],
    });
  }
}

function refuseIf(fields: readonly ProblemField[]): void {
  if (fields.length > 0) throw requestProblem('request.invalid', { fields });
}
