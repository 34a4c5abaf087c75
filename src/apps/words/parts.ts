const form = 'src/kit/ui/form/messages';
const gate = 'src/features/access/messages';
const steps = 'src/features/access/portal/steps/messages';
const arrival = 'src/features/access/portal/arrival/messages';

/**
 * What the portal says, in parts: each is fetched with the view that says it, in one language, by one request. By part:
 * the folders whose sentences it holds. The first ones stand in documents.
 */
export const wordParts = {
  /** The first screen: shell, parts of panels, first panel. */
  shell: ['src/apps/portal/messages', 'src/kit/ui/messages', 'src/features/contracts/messages'],
  /** Of the vendor's own links at the bottom. */
  foot: ['src/features/portals/foot/messages'],
  gate: [gate, form],
  /** What the sign-in page leads to. */
  steps: [steps],
  /** Both, where what the page leads to comes along. */
  door: [gate, form, steps],
  /** A page that a link or another site leads to. */
  entrance: [gate, form, steps, arrival],
  /** Terms of use too. */
  signup: ['src/features/signup/messages', form],
  order: ['src/features/order-page/messages'],
  orderDetails: ['src/features/order-page/portal/details/messages', form],
  orderSend: ['src/features/order-page/portal/send/messages'],
  orderExtras: ['src/features/order-page/portal/extras/messages', form],
  orderDone: ['src/features/order-page/portal/done/messages'],
  accounts: ['src/features/accounts/messages'],
  activity: ['src/features/activity/messages'],
  /** What stands above the log and narrows it. */
  narrow: ['src/features/activity/portal/narrow/messages'],
  approvals: ['src/features/approvals/portal/messages', form],
  tasks: ['src/features/approvals/portal/tasks/messages'],
  documents: ['src/features/documents/messages'],
  filters: ['src/features/documents/portal/filters/messages'],
  /** A document that is open, and several that are chosen. */
  opened: ['src/features/documents/portal/opened/messages'],
  domains: ['src/features/domains/messages'],
  domainCare: ['src/features/domains/portal/care/messages'],
  /** Of a contract: how it is left, and how it goes on. */
  ending: ['src/features/cancellations/said/messages'],
  goesOn: ['src/features/billing/portal/messages'],
  fields: ['src/features/fields/messages', form],
  licences: ['src/features/licences/messages'],
  licence: ['src/features/licences/portal/detail/messages'],
  licenceForms: ['src/features/licences/portal/forms/messages'],
  /** Of the vendor's help: the bar while somebody is in, and letting them in. */
  help: ['src/features/login-as/messages', form],
  payments: ['src/features/payments/portal/messages'],
  acts: ['src/features/payments/portal/acts/messages', form],
  frame: ['src/features/plugins/portal/messages'],
  profile: ['src/features/customers/messages'],
  profileForm: ['src/features/customers/portal/form/messages', form],
  /** What keeps a person's own account safe. */
  own: ['src/features/customers/portal/own/messages', form],
  records: ['src/features/records/messages', form],
  /** Around what a vendor's own script shows. */
  script: ['src/features/scripts/messages'],
  sites: ['src/features/sites/messages'],
  site: ['src/features/sites/portal/opened/messages', form],
  team: ['src/features/team/messages', form],
  usage: ['src/features/usage/messages'],
  usageTools: ['src/features/usage/portal/options/messages'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type WordPart = keyof typeof wordParts;
export const isWordPart = (name: string): name is WordPart => Object.hasOwn(wordParts, name);
