import type { BillingAddress } from '../schema.ts';

export type BillingPart = keyof BillingAddress;

/** The order on the screen, which is the order of the errors too. */
export const billingOrder = [
  'company',
  'firstName',
  'lastName',
  'street',
  'houseNumber',
  'addressLine1',
  'addressLine2',
  'postcode',
  'city',
  'state',
  'country',
  'email',
  'phone',
  'vatId',
  'eInvoiceAddress',
  'buyerReference',
] as const satisfies readonly BillingPart[];
