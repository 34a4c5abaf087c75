import { namesState, partRules } from '../customers/billing-rules.ts';
import type { Buyer, DeliveryPart, Part, Values } from './rules.ts';
import type { AddressForm, OrderForm } from './schema.ts';

/** Countries that write the house number behind the street, in a field of its own. */
const numberBehind = new Set('AT BE CH CZ DE DK FI HU LI LU NL NO PL SE SI SK'.split(' '));
export const hasNumberField = (country: string): boolean => numberBehind.has(country);

/** What a country has in its addresses, or has not. */
const placed: ReadonlySet<Part> = new Set(['street', 'postcode', 'city', 'state']);

export interface ShownPart<Name = Part> {
  readonly part: Name;
  readonly optional: boolean;
}

type Placed = 'street' | 'houseNumber' | 'postcode' | 'city' | 'state';

/** Street, town and the rest, as the country writes them, with the number where it has a field of its own. */
const placeRows = (address: AddressForm | null, country: string): Placed[][] =>
  (address?.rows ?? [['street'], ['postcode', 'city']]).map((row) =>
    row.flatMap((part): Placed[] =>
      part === 'street' && hasNumberField(country) ? ['street', 'houseNumber'] : [part],
    ),
  );

/** Whether a part of the place may stay empty there. */
const isFree = (address: AddressForm | null, part: Part): boolean =>
  !new Set<Part>(address?.required ?? ['street', 'postcode', 'city']).has(part);

/** Another address for delivery, in rows as its country writes it. */
export function deliveryRows(address: AddressForm | null, country: string): ShownPart<DeliveryPart>[][] {
  const rows: DeliveryPart[][] = [['name'], ...placeRows(address, country), ['addressLine1']];
  return rows.map((row) =>
    row.map((part) => ({ part, optional: part !== 'name' && part !== 'street' && isFree(address, part) })),
  );
}

/** Where there is something to be delivered to another address. */
export const goesElsewhere = ({ deliverTo }: OrderForm, values: Values): boolean =>
  deliverTo && Boolean(values.elsewhere);

/** Companies are asked for their own number, known or not: each order has its own. */
export const asksPurchaseOrder = ({ purchaseOrder }: OrderForm, buyer: Buyer): boolean =>
  purchaseOrder !== 'hidden' && buyer === 'company';

/**
 * The address in rows as the country writes it, each part with whether it may stay empty (BIL-25). A signed-in customer
 * is asked only for what is missing.
 */
export function rowsOf(
  form: OrderForm,
  address: AddressForm | null,
  buyer: Buyer,
  country: string,
): ShownPart[][] {
  const rules = partRules(form.billingFields);
  const lines: Part[][] = placeRows(address, country);
  const at = lines.findIndex((row) => row.includes('street'));
  lines.splice(at + 1, 0, ['addressLine1'], ['addressLine2']);
  const all: Part[][] = [
    ...(buyer === 'company' ? ([['company'], ['vatId']] as Part[][]) : []),
    ['firstName', 'lastName'],
    ...lines,
    ['phone'],
    ...(buyer === 'company' ? ([['eInvoiceAddress'], ['buyerReference']] as Part[][]) : []),
  ];
  const isOptional = (part: Part): boolean => {
    if (part === 'company') return false;
    if (!placed.has(part)) return rules[part] === 'optional';
    return form.billingFields.address === 'optional' || isFree(address, part);
  };
  const asked = (part: Part): boolean =>
    rules[part] !== 'hidden' &&
    (!form.customer || form.customer.missing.includes(part)) &&
    (part !== 'state' || address !== null || namesState(country));
  return all
    .map((row) => row.filter(asked).map((part) => ({ part, optional: isOptional(part) })))
    .filter((row) => row.length > 0);
}

/** Where the address has no name of a person in it, the account still needs one. */
export const asksName = ({ billingFields, customer }: OrderForm): boolean =>
  !customer && billingFields.name === 'hidden';
