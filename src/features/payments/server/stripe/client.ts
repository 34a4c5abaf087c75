import type Stripe from 'stripe';
import type { Db } from '../../../../kit/server/db/db.ts';
import type { Secrets } from '../../../../kit/server/secrets.ts';
import { paymentProblem } from '../../problems.ts';
import { findStripeKeys } from '../settings-store.ts';

/** What asking Stripe takes. */
export interface StripePlace {
  readonly db: Db;
  readonly secrets: Secrets;
  readonly vendorId: string;
  /** Another address of the API than Stripe's own: a proxy of the house. */
  readonly stripeUrl: string | undefined;
}

let library: Promise<typeof Stripe> | undefined;

/** The official library, loaded with the first payment. */
export const loadStripe = (): Promise<typeof Stripe> => {
  library ??= import('stripe').then(({ default: loaded }) => loaded);
  return library;
};

/** Speaks to Stripe for this side of the vendor; `undefined` where it has no key. */
export async function stripeOf({
  db,
  secrets,
  vendorId,
  stripeUrl,
}: StripePlace): Promise<Stripe | undefined> {
  const keys = await findStripeKeys(db, secrets, vendorId);
  if (!keys) return undefined;
  const Library = await loadStripe();
  const url = stripeUrl === undefined ? undefined : new URL(stripeUrl);
  return new Library(keys.secretKey, {
    ...{ maxNetworkRetries: 1, timeout: 10_000, telemetry: false },
    ...(url && {
      host: url.hostname,
      port: url.port || (url.protocol === 'https:' ? '443' : '80'),
      protocol: url.protocol === 'https:' ? ('https' as const) : ('http' as const),
    }),
  });
}

/** @throws `payment.not-offered` */
export async function requireStripe(place: StripePlace): Promise<Stripe> {
  const stripe = await stripeOf(place);
  if (!stripe) throw paymentProblem('payment.not-offered');
  return stripe;
}

/** Of an error of the library, its kind: `StripeConnectionError`. By name, since the library is not loaded here. */
export const stripeErrorType = (error: unknown): string | undefined => {
  const type = (error as { type?: unknown } | null)?.type;
  return typeof type === 'string' && type.startsWith('Stripe') ? type : undefined;
};

const away = new Set(['StripeConnectionError', 'StripeAPIError', 'StripeRateLimitError']);

/** Whether asking again later may help. */
export const isAway = (error: unknown): boolean => away.has(stripeErrorType(error) ?? '');

/** What a person is told of a failure at Stripe; the cause stays in the log. */
export function toProblem(error: unknown): unknown {
  if (stripeErrorType(error) === undefined) return error;
  return isAway(error)
    ? paymentProblem('payment.provider-away', { headers: { 'retry-after': '5' }, cause: error })
    : paymentProblem('payment.provider-refused', { cause: error });
}
