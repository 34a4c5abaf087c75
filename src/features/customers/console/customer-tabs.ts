import type { CustomersWords } from './words.ts';

/** Customers, and those of them who want to go. */
export const customerTabs = (t: CustomersWords) => [
  { key: 'list', label: t('customers.tab.list'), to: '/customers' },
  { key: 'changes', label: t('customers.bulk.changes'), to: '/customers/changes' },
  { key: 'deletions', label: t('customers.deletions'), to: '/customers/deletions' },
];
