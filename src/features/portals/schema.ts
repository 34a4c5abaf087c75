import * as v from 'valibot';
import { idOf } from '../../kit/common/id.ts';
import { Currency } from '../../kit/common/money.ts';
import { line } from '../../kit/common/text.ts';
import { TimeZone } from '../../kit/common/time-zones.ts';
import { PanelSetting } from '../../kit/common/visibility.ts';
import { CustomScript, scriptDefaults } from '../scripts/schema.ts';
import { brandDefaults, brandFields } from './brand-settings.ts';
import { ContractSettings, ContractSettingsChange, contractDefaults } from './contract-settings.ts';
import { CustomCss } from './css-findings.ts';
import { DocumentSettings, DocumentSettingsChange, documentDefaults } from './document-settings.ts';
import { DomainSettings, DomainSettingsChange, domainDefaults } from './domain-settings.ts';
import { EndingSettings, endingDefaults, endingFields } from './ending-settings.ts';
import { Features } from './features.ts';
import { Language } from './language.ts';
import { LicenceSettings, LicenceSettingsChange, licenceDefaults } from './licence-settings.ts';
import { MailTextKind, mailTextOf } from './mail-texts.ts';
import { OrderTexts, orderDefaults, orderFields } from './order-settings.ts';
import { Theme } from './theme-schema.ts';
import { UsageSettings, UsageSettingsChange, usageDefaults } from './usage-settings.ts';

export const PortalId = idOf('por');

/** What stands in addresses: `stromwerk` in `/p/stromwerk`. 2 to 40 lower-case letters, digits and hyphens. */
export const Slug = v.pipe(
  v.string(),
  v.regex(
    /^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])$/,
    'expected 2 to 40 lower-case letters, digits or hyphens, like acme',
  ),
);

/** The panels there are. A new panel adds its name here and one line in `apps/portal/panels.ts`. */
export const PanelId = v.picklist([
  'contracts',
  'documents',
  'licences',
  'sites',
  'domains',
  'usage',
  'routes',
  'packages',
  'alerts',
  'order',
  'payments',
  'approvals',
  'profile',
  'accounts',
  'activity',
]);
export type PanelId = v.InferOutput<typeof PanelId>;
export const panelIds = PanelId.options;

export { ConsoleLanguage, Language, LetterLanguage } from './language.ts';

/** A billing-address field is `required`, `optional`, or `hidden` (absent from form and API). */
export const FieldRule = v.picklist(['required', 'optional', 'hidden']);
export type FieldRule = v.InferOutput<typeof FieldRule>;

/** The fields whose rule a vendor may set (BIL-26). `address` is street, postcode, city and country together. */
export const BillingField = v.picklist([
  'company',
  'name',
  'email',
  'address',
  'addressExtra',
  'phone',
  'vatId',
  'eInvoice',
]);
export type BillingField = v.InferOutput<typeof BillingField>;
export const BillingFieldRules = v.strictObject({
  company: FieldRule,
  name: FieldRule,
  email: FieldRule,
  address: FieldRule,
  addressExtra: FieldRule,
  phone: FieldRule,
  vatId: FieldRule,
  /** Of companies: where e-invoices go, and the reference on them. */
  eInvoice: v.optional(FieldRule, 'hidden'),
});
export type BillingFieldRules = v.InferOutput<typeof BillingFieldRules>;

/**
 * A page that may frame the portal: `https://shop.example`, `https://*.shop.example` (one leading label), and on a
 * test side `http://localhost:*` and `http://127.0.0.1:*` too. Checked by `parseAllowedHost` in rules.ts.
 */
export const AllowedHost = v.pipe(v.string(), v.maxLength(255));

export { Theme, type ThemeTokens } from './theme-schema.ts';

/** Whom a customer asks: shown in the footer and beside every failure. */
export const Support = v.strictObject({
  phone: v.optional(line(40)),
  email: v.optional(
    v.pipe(v.string(), v.trim(), v.email('expected an e-mail address like help@acme.example')),
  ),
  /** Free text, `Mon to Fri, 8 to 18`, per language. */
  hours: v.optional(v.record(Language, line(120))),
});
export type Support = v.InferOutput<typeof Support>;

const switches = {
  /** User name or e-mail address, and password: then all three are needed for each customer (DAY-10). */
  password: v.boolean(),
  /** A code that the vendor hands over; no mail is ever sent about it. */
  accessCode: v.boolean(),
  /** A short code, mailed to the address that a contact types. */
  mailedCode: v.boolean(),
  /** The customer's secret, as the vendor's own software has it too. */
  customerSecret: v.boolean(),
  /** The key of a licence: opens that licence alone. */
  licenceKey: v.boolean(),
  /** A token that the vendor's page hands over: `fetchToken`, or the frame's address. */
  launchToken: v.boolean(),
  /** A link that the vendor makes and mails. */
  portalLink: v.boolean(),
  /** The vendor's own OpenID Connect provider; its address and client are set at `/portals/:id/oidc`. */
  oidc: v.boolean(),
};

/** What a portal lets people in by, when the vendor says nothing: what the vendor's own side hands over. */
export const signInDefaults = {
  password: false,
  accessCode: false,
  mailedCode: false,
  customerSecret: false,
  licenceKey: false,
  launchToken: true,
  portalLink: true,
  oidc: false,
};

/** The ways into a portal; each has its switch. A change names only those that change. */
export const SignIn = v.strictObject({
  password: v.optional(switches.password, signInDefaults.password),
  accessCode: v.optional(switches.accessCode, signInDefaults.accessCode),
  mailedCode: v.optional(switches.mailedCode, signInDefaults.mailedCode),
  customerSecret: v.optional(switches.customerSecret, signInDefaults.customerSecret),
  licenceKey: v.optional(switches.licenceKey, signInDefaults.licenceKey),
  launchToken: v.optional(switches.launchToken, signInDefaults.launchToken),
  portalLink: v.optional(switches.portalLink, signInDefaults.portalLink),
  oidc: v.optional(switches.oidc, signInDefaults.oidc),
});
export type SignIn = v.InferOutput<typeof SignIn>;
const SignInChange = v.partial(v.strictObject(switches));

/** What the vendor asks beside the billing address; the answer is kept with the sign-up. */
export const SignUpField = v.strictObject({
  /** `heard-of-us`: stands in the API and never changes. */
  id: v.pipe(
    v.string(),
    v.regex(/^[a-z][a-z0-9-]{0,39}$/, 'expected lower-case letters, digits and hyphens'),
  ),
  /** Per language; where one is missing, the portal's first language stands in. */
  label: v.record(Language, line(120)),
  required: v.optional(v.boolean(), false),
});
export type SignUpField = v.InferOutput<typeof SignUpField>;

const signUpFields = {
  /** The public page takes customers. */
  customers: v.boolean(),
  /** The public page takes suppliers, a party type of their own. */
  suppliers: v.boolean(),
  /** Links for customers that are there already, where `association` is ticked. */
  personalLink: v.boolean(),
  /** Whoever signs up waits until the vendor said yes. */
  approval: v.boolean(),
  /** The browser computes a moment before it may send; it happens by itself while very many sign up. */
  proofOfWork: v.boolean(),
  /** Whose settings a new customer starts with; `null`: nobody's. */
  templateCustomerId: v.nullable(idOf('cus')),
  /** Offered at sign-up; none: not asked. */
  currencies: v.pipe(v.array(Currency), v.maxLength(20)),
  fields: v.pipe(
    v.array(SignUpField),
    v.maxLength(12),
    v.check((fields) => new Set(fields.map(({ id }) => id)).size === fields.length, 'expected each id once'),
  ),
};

/** The public page is off until somebody switches it on. */
export const signUpDefaults = {
  customers: false,
  suppliers: false,
  personalLink: true,
  approval: false,
  proofOfWork: false,
  templateCustomerId: null,
  currencies: [],
  fields: [],
};

/** How people make an account by themselves. A change names only what changes. */
export const SignUp = v.strictObject({
  customers: v.optional(signUpFields.customers, signUpDefaults.customers),
  suppliers: v.optional(signUpFields.suppliers, signUpDefaults.suppliers),
  personalLink: v.optional(signUpFields.personalLink, signUpDefaults.personalLink),
  approval: v.optional(signUpFields.approval, signUpDefaults.approval),
  proofOfWork: v.optional(signUpFields.proofOfWork, signUpDefaults.proofOfWork),
  templateCustomerId: v.optional(signUpFields.templateCustomerId, signUpDefaults.templateCustomerId),
  currencies: v.optional(signUpFields.currencies, signUpDefaults.currencies),
  fields: v.optional(signUpFields.fields, signUpDefaults.fields),
});
export type SignUp = v.InferOutput<typeof SignUp>;
const SignUpChange = v.partial(v.strictObject(signUpFields));

const orderSettings = { ...orderFields, texts: v.record(Language, OrderTexts) };

/** What a portal sells and how its order page asks. A change names only what changes. */
export const OrderSettings = v.strictObject({
  enabled: v.optional(orderSettings.enabled, orderDefaults.enabled),
  newCustomers: v.optional(orderSettings.newCustomers, orderDefaults.newCustomers),
  variantIds: v.optional(orderSettings.variantIds, orderDefaults.variantIds),
  offersOthers: v.optional(orderSettings.offersOthers, orderDefaults.offersOthers),
  coupon: v.optional(orderSettings.coupon, orderDefaults.coupon),
  currencies: v.optional(orderSettings.currencies, []),
  buyers: v.optional(orderSettings.buyers, orderDefaults.buyers),
  countries: v.optional(orderSettings.countries, []),
  paymentMethods: v.optional(orderSettings.paymentMethods, ['invoice']),
  startNow: v.optional(orderSettings.startNow, orderDefaults.startNow),
  sessionsOnly: v.optional(orderSettings.sessionsOnly, orderDefaults.sessionsOnly),
  purchaseOrder: v.optional(orderSettings.purchaseOrder, orderDefaults.purchaseOrder),
  deliverTo: v.optional(orderSettings.deliverTo, orderDefaults.deliverTo),
  texts: v.optional(orderSettings.texts, {}),
});
export type OrderSettings = v.InferOutput<typeof OrderSettings>;
const EndingChange = v.partial(v.strictObject(endingFields));
const OrderChange = v.partial(v.strictObject(orderSettings));

/** What a portal says by mail. */
export const PortalMail = v.strictObject({
  /**
   * No mail about access leaves, whatever is done: no first passwords, codes, links, invitations. The vendor hands them
   * over itself. Each one that would have been written is counted.
   */
  noAccessMail: v.optional(v.boolean(), false),
});
export type PortalMail = v.InferOutput<typeof PortalMail>;

/** The words of each kind of mail by language; what is not named has the usual ones. */
const mailTexts = v.partial(
  v.strictObject(
    Object.fromEntries(
      MailTextKind.options.map((kind) => [kind, v.record(Language, mailTextOf(kind))] as const),
    ) as {
      [Kind in MailTextKind]: v.RecordSchema<typeof Language, ReturnType<typeof mailTextOf>, undefined>;
    },
  ),
);

/** What a vendor lives by at a portal: it decides how a new one begins, and what the console’s first steps are. */
export const Business = v.picklist(['licences', 'subscriptions', 'agency', 'telecom', 'service']);
export type Business = v.InferOutput<typeof Business>;

const portalFields = {
  slug: Slug,
  brandName: v.pipe(line(80), v.minLength(1)),
  /** `null`: not said. */
  business: v.nullable(Business),
  /** In order of preference; the first is the default. */
  languages: v.pipe(v.array(Language), v.minLength(1), v.maxLength(40)),
  timeZone: TimeZone,
  /** Empty: nobody may frame the portal; by link it still opens. */
  allowedHosts: v.pipe(v.array(AllowedHost), v.maxLength(200)),
  theme: Theme,
  customCss: CustomCss,
  customScript: CustomScript,
  ...brandFields,
  support: Support,
  /** Absent panels follow the default, `edit`. */
  panels: v.record(PanelId, PanelSetting),
  /** Single features by name; what is not named is on. */
  features: Features,
  billingFields: BillingFieldRules,
  /** An unknown `ext:` subject of a vendor-signed token makes the customer (DAY-3). */
  createsCustomers: v.boolean(),
  /** Minutes a portal link lives: 1 to 10,080. */
  linkLifetimeMinutes: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(10_080)),
  /** Mails in the vendor's words, by kind and language. */
  mailTexts,
  /** Keep the session in the tab's storage, so that a reload without `fetchToken` stays signed in (DAY-1). */
  keepsSession: v.boolean(),
  signIn: SignIn,
  signUp: SignUp,
  order: OrderSettings,
  ending: EndingSettings,
  mail: PortalMail,
  documents: DocumentSettings,
  contracts: ContractSettings,
  usage: UsageSettings,
  licences: LicenceSettings,
  domains: DomainSettings,
};

export const Portal = v.object({
  id: PortalId,
  externalId: v.nullable(v.string()),
  ...portalFields,
  /** The name of its own under which customers reach it; `null`: the service’s. Set at `/portals/:id/addresses`. */
  host: v.nullable(v.string()),
  isDefault: v.boolean(),
  createdAt: v.string(),
  updatedAt: v.string(),
});
export type Portal = v.InferOutput<typeof Portal>;

export const NewPortal = v.strictObject({
  ...v.partial(v.strictObject(portalFields)).entries,
  slug: Slug,
  brandName: portalFields.brandName,
  isDefault: v.optional(v.boolean()),
});
export type NewPortal = v.InferOutput<typeof NewPortal>;

export const PortalChange = v.partial(
  v.strictObject({
    ...portalFields,
    signIn: SignInChange,
    signUp: SignUpChange,
    order: OrderChange,
    ending: EndingChange,
    documents: DocumentSettingsChange,
    contracts: ContractSettingsChange,
    usage: UsageSettingsChange,
    licences: LicenceSettingsChange,
    domains: DomainSettingsChange,
    isDefault: v.boolean(),
  }),
);
export type PortalChange = v.InferOutput<typeof PortalChange>;

/** What a new portal starts with, where the vendor says nothing. */
export const portalDefaults = {
  business: null,
  languages: ['en'],
  timeZone: 'UTC',
  allowedHosts: [],
  theme: { name: 'harbour', scheme: 'auto', light: {}, dark: {} },
  customCss: { enabled: false, source: '' },
  customScript: { ...scriptDefaults, hosts: [] },
  ...brandDefaults,
  support: {},
  panels: {},
  features: {},
  billingFields: {
    company: 'optional',
    name: 'required',
    email: 'required',
    address: 'required',
    addressExtra: 'optional',
    phone: 'optional',
    vatId: 'optional',
    eInvoice: 'hidden',
  },
  createsCustomers: false,
  linkLifetimeMinutes: 60,
  mailTexts: {},
  keepsSession: true,
  signUp: signUpDefaults,
  signIn: signInDefaults,
  order: { ...orderDefaults, currencies: [], countries: [], paymentMethods: ['invoice'] },
  ending: endingDefaults,
  mail: { noAccessMail: false },
  contracts: contractDefaults,
  usage: usageDefaults,
  domains: { ...domainDefaults, thresholds: [...domainDefaults.thresholds] },
  licences: { ...licenceDefaults, noticeDays: [...licenceDefaults.noticeDays] },
  documents: { ...documentDefaults, mailed: [], reminders: { ...documentDefaults.reminders, levels: [] } },
} satisfies Omit<NewPortal, 'slug' | 'brandName'>;

/** A page on which the portal was seen, or one that tried to show it and may not. */
export const FramingHost = v.object({
  /** Origin of the page, as `allowedHosts` would name it: `https://shop.example`. */
  host: v.string(),
  lastSeenAt: v.string(),
});
export type FramingHost = v.InferOutput<typeof FramingHost>;

export { MailText, MailTextKind } from './mail-texts.ts';

/** A page of the vendor's own that is to show the portal. */
export const PageToCheck = v.strictObject({
  url: v.pipe(
    v.string(),
    v.trim(),
    v.maxLength(2000),
    v.check((text) => {
      const url = URL.canParse(text) ? new URL(text) : undefined;
      return (url?.protocol === 'https:' || url?.protocol === 'http:') && !url.username && !url.password;
    }, 'expected an address like https://www.acme.example/account'),
  ),
});

/** What keeps a page from showing the portal, with what it takes to mend it. */
export const PageFinding = v.variant('code', [
  /** The page could not be fetched: no such name, no answer, no place on the internet, too many redirects. */
  v.object({
    code: v.literal('unreachable'),
    reason: v.picklist(['name', 'private', 'insecure', 'connection', 'time', 'redirects', 'size']),
  }),
  /** It answered with an error, or asks for a sign-in first. */
  v.object({ code: v.literal('answered'), status: v.number() }),
  /** Its origin is not among the portal's allowed hosts. */
  v.object({ code: v.literal('host'), host: v.string() }),
  /** Its own content security policy lacks `value` in `directive`. */
  v.object({
    code: v.literal('policy'),
    directive: v.picklist(['script-src', 'frame-src']),
    value: v.string(),
  }),
  v.object({ code: v.literal('sandboxed') }),
  /** Neither script nor frame stands in its markup; a script may still add one. */
  v.object({ code: v.literal('no-snippet') }),
  /** The script is there, and nothing that names a portal. */
  v.object({ code: v.literal('no-element') }),
  v.object({ code: v.literal('other-portal'), slug: v.string() }),
  /** Script or frame come from another service. */
  v.object({ code: v.literal('other-service'), address: v.string() }),
  v.object({ code: v.literal('twice') }),
]);
export type PageFinding = v.InferOutput<typeof PageFinding>;
export const PageCheck = v.object({
  /** Where the page was found in the end. */
  url: v.string(),
  findings: v.array(PageFinding),
});
export type PageCheck = v.InferOutput<typeof PageCheck>;
