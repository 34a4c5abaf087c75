import { type Portal, portalDefaults, signUpDefaults } from '../schema.ts';

/** Lists and objects as JSON text, booleans as 0 and 1. */
export interface PortalTable {
  vendor_id: string;
  id: string;
  external_id: string | null;
  slug: string;
  host: string | null;
  brand_name: string;
  business: Portal['business'];
  languages: string;
  time_zone: string;
  allowed_hosts: string;
  theme: string;
  custom_css: string;
  custom_script: string;
  words: string | null;
  logo: string;
  favicon: string | null;
  footer: string;
  statement: string;
  support: string;
  panels: string;
  features: string;
  billing_fields: string;
  creates_customers: number;
  link_lifetime_minutes: number;
  mail_texts: string;
  keeps_session: number;
  sign_in: string;
  sign_up: string;
  order_page: string;
  /** `enabled` of `order_page`, for every request to read. */
  takes_orders: number;
  ending: string;
  mail: string;
  document_settings: string;
  contract_settings: string;
  usage_settings: string;
  licence_settings: string;
  domain_settings: string;
  /** `billing` of `contract_settings` is ours, for jobs to find what is due. */
  bills_contracts: number;
  is_default: number;
  search_text: string;
  created_at: string;
  updated_at: string;
}

declare module '../../../kit/server/db/db.ts' {
  interface Tables {
    portal: PortalTable;
  }
}

export const toPortal = (row: PortalTable): Portal => ({
  id: row.id,
  externalId: row.external_id,
  slug: row.slug,
  host: row.host,
  brandName: row.brand_name,
  business: row.business,
  languages: JSON.parse(row.languages) as Portal['languages'],
  timeZone: row.time_zone,
  allowedHosts: JSON.parse(row.allowed_hosts) as Portal['allowedHosts'],
  theme: JSON.parse(row.theme) as Portal['theme'],
  customCss: JSON.parse(row.custom_css) as Portal['customCss'],
  customScript: {
    ...portalDefaults.customScript,
    ...(JSON.parse(row.custom_script) as Partial<Portal['customScript']>),
  },
  words: row.words,
  logo: { ...portalDefaults.logo, ...(JSON.parse(row.logo) as Partial<Portal['logo']>) },
  favicon: row.favicon,
  footer: JSON.parse(row.footer) as Portal['footer'],
  statement: {
    ...portalDefaults.statement,
    ...(JSON.parse(row.statement) as Partial<Portal['statement']>),
  },
  support: JSON.parse(row.support) as Portal['support'],
  panels: JSON.parse(row.panels) as Portal['panels'],
  features: JSON.parse(row.features) as Portal['features'],
  billingFields: {
    ...portalDefaults.billingFields,
    ...(JSON.parse(row.billing_fields) as Partial<Portal['billingFields']>),
  },
  createsCustomers: row.creates_customers === 1,
  linkLifetimeMinutes: row.link_lifetime_minutes,
  mailTexts: JSON.parse(row.mail_texts) as Portal['mailTexts'],
  keepsSession: row.keeps_session === 1,
  signIn: { ...portalDefaults.signIn, ...(JSON.parse(row.sign_in) as Partial<Portal['signIn']>) },
  signUp: { ...signUpDefaults, ...(JSON.parse(row.sign_up) as Partial<Portal['signUp']>) },
  order: { ...portalDefaults.order, ...(JSON.parse(row.order_page) as Partial<Portal['order']>) },
  ending: { ...portalDefaults.ending, ...(JSON.parse(row.ending) as Partial<Portal['ending']>) },
  mail: { ...portalDefaults.mail, ...(JSON.parse(row.mail) as Partial<Portal['mail']>) },
  documents: {
    ...portalDefaults.documents,
    ...(JSON.parse(row.document_settings) as Partial<Portal['documents']>),
  },
  contracts: {
    ...portalDefaults.contracts,
    ...(JSON.parse(row.contract_settings) as Partial<Portal['contracts']>),
  },
  usage: { ...portalDefaults.usage, ...(JSON.parse(row.usage_settings) as Partial<Portal['usage']>) },
  licences: {
    ...portalDefaults.licences,
    ...(JSON.parse(row.licence_settings) as Partial<Portal['licences']>),
  },
  domains: { ...portalDefaults.domains, ...(JSON.parse(row.domain_settings) as Partial<Portal['domains']>) },
  isDefault: row.is_default === 1,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
});

export const toRow = (vendorId: string, portal: Portal, searchText: string): PortalTable => ({
  vendor_id: vendorId,
  id: portal.id,
  external_id: portal.externalId,
  slug: portal.slug,
  host: portal.host,
  brand_name: portal.brandName,
  business: portal.business,
  languages: JSON.stringify(portal.languages),
  time_zone: portal.timeZone,
  allowed_hosts: JSON.stringify(portal.allowedHosts),
  theme: JSON.stringify(portal.theme),
  custom_css: JSON.stringify(portal.customCss),
  custom_script: JSON.stringify(portal.customScript),
  words: portal.words,
  logo: JSON.stringify(portal.logo),
  favicon: portal.favicon,
  footer: JSON.stringify(portal.footer),
  statement: JSON.stringify(portal.statement),
  support: JSON.stringify(portal.support),
  panels: JSON.stringify(portal.panels),
  features: JSON.stringify(portal.features),
  billing_fields: JSON.stringify(portal.billingFields),
  creates_customers: portal.createsCustomers ? 1 : 0,
  link_lifetime_minutes: portal.linkLifetimeMinutes,
  mail_texts: JSON.stringify(portal.mailTexts),
  keeps_session: portal.keepsSession ? 1 : 0,
  sign_in: JSON.stringify(portal.signIn),
  sign_up: JSON.stringify(portal.signUp),
  order_page: JSON.stringify(portal.order),
  takes_orders: portal.order.enabled ? 1 : 0,
  ending: JSON.stringify(portal.ending),
  mail: JSON.stringify(portal.mail),
  document_settings: JSON.stringify(portal.documents),
  contract_settings: JSON.stringify(portal.contracts),
  usage_settings: JSON.stringify(portal.usage),
  licence_settings: JSON.stringify(portal.licences),
  domain_settings: JSON.stringify(portal.domains),
  bills_contracts: portal.contracts.billing === 'portico' ? 1 : 0,
  is_default: portal.isDefault ? 1 : 0,
  search_text: searchText,
  created_at: portal.createdAt,
  updated_at: portal.updatedAt,
});
