import { searchText } from '../../../kit/server/collection.ts';
import type { BillingAddress, Contact, Customer, Limits } from '../schema.ts';

/** Billing address, limits and overrides as JSON text: they are read and written whole. */
export interface CustomerTable {
  vendor_id: string;
  id: string;
  external_id: string | null;
  name: string;
  number: string | null;
  status: Customer['status'];
  portal_id: string;
  language: Customer['language'];
  billing: string;
  limits: string;
  overrides: string;
  search_text: string;
  created_at: string;
  updated_at: string;
}

export interface ContactTable {
  vendor_id: string;
  id: string;
  customer_id: string;
  external_id: string | null;
  name: string;
  email: string | null;
  /** The e-mail address in lower case: by it a person is found. */
  email_key: string | null;
  phone: string | null;
  role: Contact['role'];
  active: number;
  language: Contact['language'];
  search_text: string;
  created_at: string;
  updated_at: string;
}

declare module '../../../kit/server/db/db.ts' {
  interface Tables {
    customer: CustomerTable;
    contact: ContactTable;
  }
}

export const emptyBilling: BillingAddress = {
  company: '',
  firstName: '',
  lastName: '',
  email: '',
  street: '',
  houseNumber: '',
  postcode: '',
  city: '',
  country: '',
  addressLine1: '',
  addressLine2: '',
  phone: '',
  vatId: '',
};

/** Nobody uses anything that the vendor did not allow. */
export const noLimits: Limits = { calls: 0, domains: 0 };

export const toCustomer = (row: CustomerTable): Customer => ({
  id: row.id,
  externalId: row.external_id,
  name: row.name,
  number: row.number,
  status: row.status,
  portalId: row.portal_id,
  language: row.language,
  billing: { ...emptyBilling, ...(JSON.parse(row.billing) as Partial<BillingAddress>) },
  limits: { ...noLimits, ...(JSON.parse(row.limits) as Partial<Limits>) },
  overrides: JSON.parse(row.overrides) as Customer['overrides'],
  createdAt: row.created_at,
  updatedAt: row.updated_at,
});

export const toCustomerRow = (vendorId: string, customer: Customer): CustomerTable => {
  const { billing } = customer;
  const person = `${billing.firstName} ${billing.lastName}`.trim();
  return {
    vendor_id: vendorId,
    id: customer.id,
    external_id: customer.externalId,
    name: customer.name,
    number: customer.number,
    status: customer.status,
    portal_id: customer.portalId,
    language: customer.language,
    billing: JSON.stringify(billing),
    limits: JSON.stringify(customer.limits),
    overrides: JSON.stringify(customer.overrides),
    search_text: searchText(
      ...[customer.name, customer.number, customer.externalId, billing.company, person],
      ...[billing.email, billing.postcode, billing.city],
    ),
    created_at: customer.createdAt,
    updated_at: customer.updatedAt,
  };
};

export const toContact = (row: ContactTable): Contact => ({
  id: row.id,
  customerId: row.customer_id,
  externalId: row.external_id,
  name: row.name,
  email: row.email,
  phone: row.phone,
  role: row.role,
  active: row.active === 1,
  language: row.language,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
});

export const toContactRow = (vendorId: string, contact: Contact): ContactTable => ({
  vendor_id: vendorId,
  id: contact.id,
  customer_id: contact.customerId,
  external_id: contact.externalId,
  name: contact.name,
  email: contact.email,
  email_key: contact.email?.toLowerCase() ?? null,
  phone: contact.phone,
  role: contact.role,
  active: contact.active ? 1 : 0,
  language: contact.language,
  search_text: searchText(contact.name, contact.email, contact.phone, contact.externalId),
  created_at: contact.createdAt,
  updated_at: contact.updatedAt,
});
