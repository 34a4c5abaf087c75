import { keepWords, searchText, sortKey } from '../../../kit/server/search.ts';
import type { BillingAddress, Contact, Customer, Limits } from '../schema.ts';

/** Billing address, limits and overrides as JSON text: they are read and written whole. */
export interface CustomerTable {
  vendor_id: string;
  id: string;
  external_id: string | null;
  name: string;
  number: string | null;
  kind: Customer['kind'];
  status: Customer['status'];
  portal_id: string;
  language: Customer['language'];
  time_zone: string | null;
  currency: string | null;
  association: number;
  /** Which terms of use it accepted last; written by whoever accepts alone. */
  accepted_terms?: string | null | undefined;
  billing: string;
  limits: string;
  overrides: string;
  features: string;
  plugins: string;
  parent_id: string | null;
  parent_access: Customer['parentAccess'];
  agency_id: string | null;
  erased_at: string | null;
  /** Name and number as people sort them: without case and accents, 9 before 10. */
  sort_name: string;
  sort_number: string;
  /** '': never. */
  last_sign_in_at: string;
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
  email_claimed: number;
  phone: string | null;
  username: string | null;
  mobile: string | null;
  type: string | null;
  role: Contact['role'];
  rights: string;
  active: number;
  language: Contact['language'];
  time_zone: string | null;
  public_notes: string;
  private_notes: string;
  email_verified: number;
  mobile_verified: number;
  /** A list as JSON text. */
  allowed_addresses: string;
  /** A list as JSON text; `null`: all of the customer's. */
  domain_ids: string | null;
  /** Our own Argon2id, or what was imported; never leaves the store. */
  password_hash: string | null;
  must_change_password: number;
  /** When a made password that nobody used stops working. */
  password_expires_at: string | null;
  last_sign_in_at: string | null;
  second_factor: number;
  email_bouncing: number;
  /** See `CustomerTable`. */
  accepted_terms?: string | null | undefined;
  search_text: string;
  created_at: string;
  updated_at: string;
}

/** What a contact types to sign in at a portal; found before anybody is known. */
interface ContactLoginTable {
  vendor_id: string;
  portal_id: string;
  key: string;
  customer_id: string;
  contact_id: string;
}

declare module '../../../kit/server/db/db.ts' {
  interface Tables {
    customer: CustomerTable;
    contact: ContactTable;
    contact_login: ContactLoginTable;
  }
}

keepWords('customer', () => '');
keepWords('contact', ({ customer_id }) => customer_id);

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
  state: '',
  addressLine1: '',
  addressLine2: '',
  phone: '',
  vatId: '',
  buyerReference: '',
  eInvoiceAddress: '',
  emailCc: '',
  invoiceFormat: '',
};

/** Nobody uses anything that the vendor did not allow. */
export const noLimits: Limits = { calls: 0, domains: 0, noLabel: 0 };

export const toCustomer = (row: CustomerTable): Customer => ({
  id: row.id,
  externalId: row.external_id,
  name: row.name,
  number: row.number,
  kind: row.kind,
  status: row.status,
  portalId: row.portal_id,
  language: row.language,
  timeZone: row.time_zone,
  currency: row.currency,
  association: row.association === 1,
  billing: { ...emptyBilling, ...(JSON.parse(row.billing) as Partial<BillingAddress>) },
  limits: { ...noLimits, ...(JSON.parse(row.limits) as Partial<Limits>) },
  overrides: JSON.parse(row.overrides) as Customer['overrides'],
  features: JSON.parse(row.features) as Customer['features'],
  plugins: JSON.parse(row.plugins) as Customer['plugins'],
  parentId: row.parent_id,
  parentAccess: row.parent_access,
  ...(row.agency_id !== null && { agencyId: row.agency_id }),
  erasedAt: row.erased_at,
  lastSignInAt: row.last_sign_in_at || null,
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
    kind: customer.kind,
    status: customer.status,
    portal_id: customer.portalId,
    language: customer.language,
    time_zone: customer.timeZone,
    currency: customer.currency,
    association: customer.association ? 1 : 0,
    billing: JSON.stringify(billing),
    limits: JSON.stringify(customer.limits),
    overrides: JSON.stringify(customer.overrides),
    features: JSON.stringify(customer.features),
    plugins: JSON.stringify(customer.plugins),
    parent_id: customer.parentId,
    parent_access: customer.parentAccess,
    agency_id: customer.agencyId ?? null,
    erased_at: customer.erasedAt,
    sort_name: sortKey(customer.name),
    sort_number: sortKey(customer.number ?? ''),
    last_sign_in_at: customer.lastSignInAt ?? '',
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
  username: row.username,
  email: row.email,
  phone: row.phone,
  mobile: row.mobile,
  type: row.type,
  role: row.role,
  rights: JSON.parse(row.rights) as Contact['rights'],
  active: row.active === 1,
  language: row.language,
  timeZone: row.time_zone,
  publicNotes: row.public_notes,
  privateNotes: row.private_notes,
  emailVerified: row.email_verified === 1,
  mobileVerified: row.mobile_verified === 1,
  allowedAddresses: JSON.parse(row.allowed_addresses) as Contact['allowedAddresses'],
  domainIds: row.domain_ids === null ? null : (JSON.parse(row.domain_ids) as string[]),
  emailClaimed: row.email_claimed === 1,
  hasPassword: row.password_hash !== null,
  secondFactor: row.second_factor === 1,
  emailBouncing: row.email_bouncing === 1,
  mustChangePassword: row.must_change_password === 1,
  lastSignInAt: row.last_sign_in_at,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
});

/** What is stored of a password, beside the contact's own fields. */
export interface StoredPassword {
  readonly hash: string | null;
  readonly expiresAt: string | null;
}

export const toContactRow = (vendorId: string, contact: Contact, password: StoredPassword): ContactTable => ({
  vendor_id: vendorId,
  id: contact.id,
  customer_id: contact.customerId,
  external_id: contact.externalId,
  name: contact.name,
  username: contact.username,
  email: contact.email,
  email_key: contact.email?.toLowerCase() ?? null,
  email_claimed: contact.emailClaimed ? 1 : 0,
  phone: contact.phone,
  mobile: contact.mobile,
  type: contact.type,
  role: contact.role,
  rights: JSON.stringify(contact.rights),
  active: contact.active ? 1 : 0,
  language: contact.language,
  time_zone: contact.timeZone,
  public_notes: contact.publicNotes,
  private_notes: contact.privateNotes,
  email_verified: contact.emailVerified ? 1 : 0,
  mobile_verified: contact.mobileVerified ? 1 : 0,
  allowed_addresses: JSON.stringify(contact.allowedAddresses),
  domain_ids: contact.domainIds && JSON.stringify(contact.domainIds),
  password_hash: password.hash,
  second_factor: contact.secondFactor ? 1 : 0,
  email_bouncing: contact.emailBouncing ? 1 : 0,
  must_change_password: contact.mustChangePassword ? 1 : 0,
  password_expires_at: password.expiresAt,
  last_sign_in_at: contact.lastSignInAt,
  search_text: searchText(
    ...[contact.name, contact.username, contact.email, contact.phone, contact.mobile],
    ...[contact.type, contact.externalId],
  ),
  created_at: contact.createdAt,
  updated_at: contact.updatedAt,
});
