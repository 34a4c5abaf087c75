import * as v from 'valibot';
import { AddressRange } from '../../kit/common/address-range.ts';
import { idOf } from '../../kit/common/id.ts';
import { Currency } from '../../kit/common/money.ts';
import { oneOf } from '../../kit/common/one-of.ts';
import { line, lines, plain } from '../../kit/common/text.ts';
import { TimeZone } from '../../kit/common/time-zones.ts';
import { Override, PanelSetting } from '../../kit/common/visibility.ts';
import { Features } from '../portals/features.ts';
import { Language, PanelId, PortalId, Slug } from '../portals/schema.ts';
import { MobileNumber } from '../texts/mobile-number.ts';
import { isEInvoiceAddress } from './e-invoice.ts';

export const CustomerId = idOf('cus');
export const ContactId = idOf('con');
export const PluginId = idOf('plg');

/** The vendor's own id, byte for byte as the vendor writes it; 1 to 128 characters, none of them a control one. */
export const ExternalId = v.pipe(
  v.string(),
  v.minLength(1),
  v.maxLength(128),
  v.regex(
    /^[^\s\p{Cc}](?:\P{Cc}*[^\s\p{Cc}])?$/u,
    'expected no spaces at the ends and no control characters',
  ),
);

/** A customer in a request: our id, or `ext:` and the vendor's own. */
export const CustomerReference = v.pipe(
  v.string(),
  v.regex(/^(?:cus_[0-9a-z]{12,26}|ext:.{1,128})$/u, 'expected an id like cus_01k… or ext: and your own'),
);

export const Email = v.pipe(
  v.string(),
  v.trim(),
  v.maxLength(254),
  v.email('expected an e-mail address like anna@example.com'),
);
/** ISO 3166-1 alpha-2. */
export const Country = v.pipe(v.string(), v.regex(/^[A-Z]{2}$/, 'expected a country code like DE'));

/** Empty text means "not given"; which fields must be given is the portal's `billingFields`. */
/**
 * How invoices come: `pdf`, a letter alone; `factur-x`, a letter with the data inside (ZUGFeRD); `xrechnung`, the data
 * beside the letter. `''`: nothing was chosen, which is `factur-x` where the portal makes e-invoices.
 */
export const InvoiceFormat = v.picklist(['', 'factur-x', 'pdf', 'xrechnung']);
export type InvoiceFormat = v.InferOutput<typeof InvoiceFormat>;

export const BillingAddress = v.strictObject({
  company: line(120),
  firstName: line(80),
  lastName: line(80),
  email: v.union([v.literal(''), Email]),
  street: line(120),
  houseNumber: line(20),
  postcode: line(20),
  city: line(80),
  /** State, province or prefecture, where the country’s addresses name one: `TX`, `Tokyo`. */
  state: v.optional(line(80)),
  country: v.union([v.literal(''), Country]),
  addressLine1: line(120),
  addressLine2: line(120),
  phone: line(40),
  vatId: line(20),
  /** What the customer wants to find on each invoice, a cost centre or a Leitweg-ID. */
  buyerReference: v.optional(line(80)),
  /** Where e-invoices go: `0088:4012345000009` as Peppol writes it, or a Leitweg-ID. */
  eInvoiceAddress: v.optional(
    v.union([
      v.literal(''),
      v.pipe(
        line(120),
        v.check(isEInvoiceAddress, 'expected an address like 0088:4012345000009, or a Leitweg-ID'),
      ),
    ]),
  ),
  /** Who gets a copy of the mails with invoices; a copy lets nobody in. */
  emailCc: v.optional(v.union([v.literal(''), Email])),
  invoiceFormat: v.optional(InvoiceFormat),
});
export type BillingAddress = v.InferOutput<typeof BillingAddress>;

/** Where something goes, if that is not where its invoice goes. */
export const DeliveryAddress = v.strictObject({
  /** Who receives it there. */
  name: v.pipe(line(160), v.minLength(1)),
  addressLine1: v.optional(line(120), ''),
  street: v.pipe(line(120), v.minLength(1)),
  houseNumber: v.optional(line(20), ''),
  postcode: v.optional(line(20), ''),
  city: v.optional(line(80), ''),
  state: v.optional(line(80), ''),
  country: Country,
});
export type DeliveryAddress = v.InferOutput<typeof DeliveryAddress>;
/** The customer's own number of an order, which it wants to find on the invoice. */
export const PurchaseOrder = v.pipe(line(60), v.minLength(1));

export const CustomerStatus = v.picklist(['active', 'inactive', 'pending', 'blocked']);

/** How far contacts of the customer above, or of an account with the same agency id, come in at this one: not at all, to look, or to act as its own people do. */
export const ParentAccess = v.picklist(['none', 'view', 'change']);
export type ParentAccess = v.InferOutput<typeof ParentAccess>;

/** A supplier is a party of its own kind: it signs up by itself where the portal takes suppliers. */
export const CustomerKind = v.picklist(['customer', 'supplier']);
export type CustomerKind = v.InferOutput<typeof CustomerKind>;

/** How many there may be: -1 is no limit, 0 none. */
export const Limit = v.pipe(
  v.number(),
  v.integer(),
  v.minValue(-1, 'expected a whole number, or -1 for no limit'),
  v.maxValue(1_000_000_000_000),
);
/** What a customer may use: calls a month over all its domains together, domains, and domains without the vendor's label. */
export const Limits = v.strictObject({ calls: Limit, domains: Limit, noLabel: v.optional(Limit, 0) });
export type Limits = v.InferOutput<typeof Limits>;

const customerFields = {
  /** The name in lists and greetings: a company, or first and last name. */
  name: v.pipe(line(160), v.minLength(1)),
  /** The customer number as printed on letters. */
  number: v.nullable(line(60)),
  kind: CustomerKind,
  status: CustomerStatus,
  portalId: PortalId,
  language: v.nullable(Language),
  /** In which times of day are shown to it; `null`: the portal’s. Days and deadlines stay the portal’s. */
  timeZone: v.nullable(TimeZone),
  /** The currency it chose at sign-up, or was given. */
  currency: v.nullable(Currency),
  /** Whether a personal link may let somebody register for this customer. */
  association: v.boolean(),
  billing: BillingAddress,
  limits: Limits,
  overrides: v.record(PanelId, Override),
  /** Single features by name, whatever the portal says; what is not named is as the portal has it. */
  features: Features,
  /** Access to the vendor's plugins, by id; a plugin that is not named is open to the customer. */
  plugins: v.record(PluginId, v.boolean()),
  parentAccess: ParentAccess,
};
/**
 * Accounts with the same one belong together: the people of each open the others as far as their `parentAccess` says.
 * Only where the vendor's agency extension is on (the setting `agencyIds`); `null`: none.
 */
const agencyId = v.optional(v.nullable(v.pipe(line(60), v.minLength(1))));
/** The customer above: a reseller, or the head office; `null`: there is none. */
const parentReference = v.optional(v.nullable(CustomerReference));

const madePassword = {
  /**
   * The password that was made, told once, in the answer to the act that made it, where the portal sends no mail about
   * access: the vendor hands it over.
   */
  madePassword: v.optional(v.string()),
};

export const Customer = v.object({
  id: CustomerId,
  externalId: v.nullable(v.string()),
  ...customerFields,
  parentId: v.nullable(CustomerId),
  /** Absent where there is none. */
  agencyId: v.optional(v.nullable(v.string())),
  /** When what was personal was removed; documents that the law wants kept are all there is since. */
  erasedAt: v.nullable(v.string()),
  /** Last sign-in of the customer or one of its contacts, to the minute; `null`: never. */
  lastSignInAt: v.nullable(v.string()),
  ...madePassword,
  createdAt: v.string(),
  updatedAt: v.string(),
});
export type Customer = v.InferOutput<typeof Customer>;

/** One of a customer's domains, and its calls in the running month. */
export const CustomerDomain = v.object({ id: idOf('dom'), host: v.string(), calls: v.number() });
export type CustomerDomain = v.InferOutput<typeof CustomerDomain>;

/** A customer with what it uses, as the vendor reads it. */
export const ListedCustomer = v.object({
  ...Customer.entries,
  /** What counts against `limits`: calls of the running month in the portal's zone, and domains now. */
  usage: v.object({ month: v.string(), calls: v.number(), domains: v.number() }),
  /** By name; the first 20. */
  domains: v.array(CustomerDomain),
});
export type ListedCustomer = v.InferOutput<typeof ListedCustomer>;

/** How many customers a list has; `more`: there are more than were counted (100,000, or 200 of a search). */
export const CustomerCount = v.object({ count: v.number(), more: v.boolean() });
export type CustomerCount = v.InferOutput<typeof CustomerCount>;

/** Made by API: active, at the vendor's default portal, no limits above 0, billing address empty, unless said otherwise. */
export const NewCustomer = v.strictObject({
  ...v.partial(v.strictObject(customerFields)).entries,
  name: customerFields.name,
  externalId: v.optional(ExternalId),
  billing: v.optional(v.partial(BillingAddress)),
  limits: v.optional(v.partial(Limits)),
  parentId: parentReference,
  agencyId,
});
export type NewCustomer = v.InferOutput<typeof NewCustomer>;
export const CustomerChange = v.strictObject({
  ...v.partial(
    v.strictObject({ ...customerFields, billing: v.partial(BillingAddress), limits: v.partial(Limits) }),
  ).entries,
  parentId: parentReference,
  agencyId,
});
export type CustomerChange = v.InferOutput<typeof CustomerChange>;

/** What goes when a customer is erased, and what stays because the law wants it kept. */
export const Erasure = v.object({
  goes: v.object({
    contacts: v.number(),
    contracts: v.number(),
    domains: v.number(),
    locations: v.number(),
    installations: v.number(),
    licences: v.number(),
    mails: v.number(),
  }),
  stays: v.object({
    invoices: v.number(),
    creditNotes: v.number(),
    /** Day after which the last of them goes too; `null`: there are none. */
    until: v.nullable(v.string()),
  }),
});
export type Erasure = v.InferOutput<typeof Erasure>;

/** POST /api/v1/customers/:id/merge. */
export const Merge = v.strictObject({ into: CustomerReference });

/** What a contact may do in the portal; `custom`: what its own `rights` say. See features/access/rules.ts. */
export const ContactRole = v.picklist(['owner', 'billing', 'technical', 'read-only', 'custom']);
export type ContactRole = v.InferOutput<typeof ContactRole>;
/** By panel, for the role `custom`; a panel that is not named is hidden. */
export const ContactRights = v.record(PanelId, PanelSetting);
export type ContactRights = v.InferOutput<typeof ContactRights>;

const contactFields = {
  name: v.pipe(line(160), v.minLength(1)),
  /** With it, or with the e-mail address, a contact signs in; nobody else at the portal has the same. */
  username: v.nullable(v.pipe(line(254), v.minLength(1))),
  email: v.nullable(Email),
  phone: v.nullable(line(40)),
  mobile: v.nullable(line(40)),
  /** What the vendor calls this kind of contact; it changes nothing. */
  type: v.nullable(line(60)),
  role: ContactRole,
  rights: ContactRights,
  active: v.boolean(),
  language: v.nullable(Language),
  /** In which times of day are shown to this person; `null`: the customer’s, or the portal’s. */
  timeZone: v.nullable(TimeZone),
  /** The contact reads it in the portal. */
  publicNotes: lines(4000),
  /** For the vendor's staff alone. */
  privateNotes: lines(4000),
  /** Back to false by itself when the address or number changes. */
  emailVerified: v.boolean(),
  mobileVerified: v.boolean(),
  /** Addresses from which this contact may sign in; none: from anywhere. */
  allowedAddresses: v.pipe(v.array(AddressRange), v.maxLength(50)),
  /** The customer's domains that this contact sees and manages; `null`: all of them. */
  domainIds: v.nullable(v.pipe(v.array(idOf('dom')), v.maxLength(500))),
};
export const Contact = v.object({
  id: ContactId,
  customerId: CustomerId,
  externalId: v.nullable(v.string()),
  ...contactFields,
  /** The address was typed at sign-up and not proven yet: nothing but this contact's own password goes with it. */
  emailClaimed: v.boolean(),
  hasPassword: v.boolean(),
  /** After the password, a code of an authenticator app is asked for. */
  secondFactor: v.boolean(),
  /** Mail to the address came back, or was refused for good; over with another address, or a proof of this one. */
  emailBouncing: v.boolean(),
  /** At the next sign-in a new password is asked for. */
  mustChangePassword: v.boolean(),
  ...madePassword,
  lastSignInAt: v.nullable(v.string()),
  createdAt: v.string(),
  updatedAt: v.string(),
});
export type Contact = v.InferOutput<typeof Contact>;

/** 8 to 256 symbols, whatever they are. */
export const Password = v.pipe(
  v.string(),
  v.minLength(8, 'expected at least 8 symbols'),
  v.maxLength(256),
  v.regex(/^[^\p{Cc}\p{Cs}]*$/u, 'expected no control characters'),
);

/** Written and never read again. Left out, the password stays as it is. */
const passwordFields = {
  password: v.optional(Password),
  /** Makes a password and mails it to the contact, who chooses another one at the first sign-in. */
  generatePassword: v.optional(v.literal(true)),
  mustChangePassword: v.optional(v.boolean()),
};

export const NewContact = v.strictObject({
  ...v.partial(v.strictObject(contactFields)).entries,
  ...passwordFields,
  customerId: CustomerReference,
  name: contactFields.name,
  externalId: v.optional(ExternalId),
});
export type NewContact = v.InferOutput<typeof NewContact>;
export const ContactChange = v.strictObject({
  ...v.partial(v.strictObject(contactFields)).entries,
  ...passwordFields,
});
export type ContactChange = v.InferOutput<typeof ContactChange>;

/** POST /api/v1/customers/:id/ownership. */
export const NewOwnership = v.strictObject({
  /** Our id or `ext:…` of one of the customer's contacts. */
  contactId: v.pipe(v.string(), v.regex(/^(?:con_[0-9a-z]{12,26}|ext:.{1,128})$/u)),
  /** How it was made sure that this person may answer for the customer: a call back, a letter, a register. */
  check: v.pipe(line(300), v.trim(), v.minLength(10, 'expected a sentence: how was it checked?')),
  /** What becomes of those who were owners: they stay, may only read, or are switched off. */
  formerOwners: v.optional(v.picklist(['keep', 'read-only', 'inactive']), 'keep'),
});
export type NewOwnership = v.InferOutput<typeof NewOwnership>;

/** Of the contact who signs in for a customer, written with the customer itself: its first one. */
const accountFields = {
  username: v.optional(contactFields.username),
  email: v.optional(contactFields.email),
  ...passwordFields,
};
const AccountFields = v.strictObject(accountFields);
export type AccountFields = v.InferOutput<typeof AccountFields>;
export const NewCustomerAccount = v.strictObject({ ...NewCustomer.entries, ...accountFields });
export type NewCustomerAccount = v.InferOutput<typeof NewCustomerAccount>;
export const CustomerAccountChange = v.strictObject({ ...CustomerChange.entries, ...accountFields });
export type CustomerAccountChange = v.InferOutput<typeof CustomerAccountChange>;

/** The profile panel: GET /portal/v1/profile. */
export const Profile = v.object({
  customer: v.object({ id: CustomerId, name: v.string(), number: v.nullable(v.string()) }),
  contact: v.nullable(
    v.object({
      id: ContactId,
      name: v.string(),
      username: v.nullable(v.string()),
      email: v.nullable(v.string()),
      role: ContactRole,
      language: v.nullable(Language),
      /** What the vendor wrote down for this person to read. */
      publicNotes: v.string(),
      /** Whether there is a password to be changed. */
      hasPassword: v.boolean(),
      /** Whether an authenticator app is asked for after it. */
      secondFactor: v.boolean(),
      emailVerified: v.boolean(),
      /** The address to which a code was mailed, until it is typed. */
      emailPending: v.nullable(v.string()),
      mobile: v.nullable(v.string()),
      mobileVerified: v.boolean(),
      /** Whether the vendor sends texts, so that a number can be confirmed. */
      texts: v.boolean(),
      /** The number to which a code was sent, until it is typed. */
      mobilePending: v.nullable(v.string()),
    }),
  ),
  language: v.nullable(Language),
  /** Chosen by the person, or else by the customer; `null`: the portal’s. */
  timeZone: v.nullable(v.string()),
  /** Fields hidden by the portal's rules are absent. */
  billing: v.partial(v.object(BillingAddress.entries)),
});
export type Profile = v.InferOutput<typeof Profile>;

/** PATCH /portal/v1/profile. `name` is the signed-in contact's own; the customer's name is the vendor's to change. */
export const ProfileChange = v.strictObject({
  billing: v.optional(v.partial(BillingAddress)),
  name: v.optional(contactFields.name),
  language: v.optional(Language),
  timeZone: v.optional(v.nullable(TimeZone)),
});
export type ProfileChange = v.InferOutput<typeof ProfileChange>;

const OwnPassword = v.pipe(v.string(), v.minLength(1), v.maxLength(256));
/** A code of the authenticator app, or a recovery code, as it was typed. */
const Otp = v.pipe(v.string(), v.minLength(1), v.maxLength(60));

const visit = {
  portal: Slug,
  /** Origin of the page around the frame, as the browser told the frame; must be one of the allowed hosts. */
  parentOrigin: v.optional(v.pipe(v.string(), v.maxLength(300))),
  language: v.optional(Language),
};
/** POST /portal/v1/password-resets. */
export const NewPasswordReset = v.strictObject({
  /** User name or e-mail address. */
  username: v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(254), plain),
  ...visit,
});
export type NewPasswordReset = v.InferOutput<typeof NewPasswordReset>;

const secret = v.pipe(v.string(), v.minLength(1), v.maxLength(100), plain);
const resetBy = {
  newPassword: Password,
  /** Of the browser that asked; absent where it is in a cookie of the portal's own page. */
  marker: v.optional(secret),
  ...visit,
};
const ResetByCode = v.strictObject({
  /** Eight symbols out of the mail, as they were typed. */
  code: v.pipe(v.string(), v.minLength(1), v.maxLength(40), plain),
  ...resetBy,
});
const ResetByLink = v.strictObject({
  /** What stood behind `#mail=` in the address of the mail's button. */
  mailLink: secret,
  /** The digits that the asking browser shows, where this is another one. */
  check: v.optional(v.pipe(v.string(), v.minLength(1), v.maxLength(40), plain)),
  ...resetBy,
});
/** POST /portal/v1/password-resets/completion. */
export const PasswordResetProof = oneOf([ResetByCode, ResetByLink], (given) =>
  'mailLink' in given ? ResetByLink : ResetByCode,
);
export type PasswordResetProof = v.InferOutput<typeof PasswordResetProof>;

/** POST /portal/v1/profile/email: a new address, or the present one to be proved. */
export const NewEmail = v.strictObject({
  email: Email,
  /** The present one, where the contact has one. */
  password: v.optional(OwnPassword),
});
export type NewEmail = v.InferOutput<typeof NewEmail>;
export const EmailProof = v.strictObject({ code: Otp });

/** POST /portal/v1/profile/mobile. */
export const NewMobile = v.strictObject({ number: MobileNumber });
export const MobileProof = v.strictObject({ code: Otp });

/** The authenticator app of the signed-in contact: GET /portal/v1/second-factor. */
export const SecondFactor = v.object({
  /** `pending`: begun, and waiting for a first code of the app. `none`: without a password there is nothing to add to. */
  state: v.picklist(['none', 'off', 'pending', 'on']),
  since: v.nullable(v.string()),
  recoveryCodesLeft: v.number(),
  /** While it is pending: what the app is told, as picture (`uri`) and by hand (`key`, base 32). */
  setup: v.nullable(v.object({ key: v.string(), uri: v.string() })),
});
export type SecondFactor = v.InferOutput<typeof SecondFactor>;
export const NewSecondFactor = v.strictObject({ password: OwnPassword });
export const SecondFactorProof = v.strictObject({ code: Otp });
export const SecondFactorRemoval = v.strictObject({ password: OwnPassword, code: Otp });
/** Told this once. */
export const RecoveryCodes = v.object({ recoveryCodes: v.array(v.string()) });
export type RecoveryCodes = v.InferOutput<typeof RecoveryCodes>;

/** PUT /portal/v1/profile/password: the signed-in contact's own. */
export const PasswordChange = v.strictObject({
  current: v.pipe(v.string(), v.minLength(1), v.maxLength(256)),
  next: Password,
});
export type PasswordChange = v.InferOutput<typeof PasswordChange>;
