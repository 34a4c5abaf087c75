import type { PaymentProvider } from './provider.ts';

/** By transfer after the invoice; the order goes on at once. */
const invoice: PaymentProvider = {
  kind: 'invoice',
  delivers: 'now',
  leaves: false,
  offer: ({ invoice: { enabled, dueDays } }) => (enabled ? { kind: 'invoice', dueDays } : undefined),
};

/** Collected by mandate; SEPA knows euros alone. */
const sepa: PaymentProvider = {
  kind: 'sepa',
  delivers: 'now',
  leaves: false,
  offer: ({ sepa: { enabled, creditor, creditorId } }, currency) =>
    enabled && currency === 'EUR' ? { kind: 'sepa', creditor, creditorId } : undefined,
};

/** On Stripe's own page; nothing is delivered before the money is there. */
const stripe: PaymentProvider = {
  kind: 'stripe',
  delivers: 'when-paid',
  leaves: true,
  offer: ({ stripe: { ready } }) => (ready ? { kind: 'stripe' } : undefined),
};

export const providers: readonly PaymentProvider[] = [invoice, sepa, stripe];
