import type { Found, FoundKind } from '../../features/find/schema.ts';
import * as icons from '../../kit/ui/console/icons.ts';

interface Place {
  readonly icon: string;
  readonly to: (hit: Found) => string;
}

const at = (view: string) => (hit: Found) => `/${view}/${hit.id}`;

/** Where each kind of thing has its page. */
export const placesOf: Readonly<Record<FoundKind, Place>> = {
  customer: { icon: icons.users, to: at('customers') },
  contact: {
    icon: icons.userRound,
    to: ({ id, customer }) => (customer ? `/customers/${customer.id}/contacts/${id}` : '/customers'),
  },
  contract: { icon: icons.filePen, to: at('contracts') },
  invoice: { icon: icons.receiptText, to: at('documents') },
  'credit-note': { icon: icons.receiptText, to: at('documents') },
  order: { icon: icons.layoutList, to: at('orders') },
  payment: { icon: icons.creditCard, to: at('payments') },
  licence: { icon: icons.keyRound, to: at('licences') },
  domain: { icon: icons.globe, to: ({ label }) => `/domains?${new URLSearchParams({ search: label })}` },
  location: { icon: icons.mapPin, to: at('sites') },
  installation: { icon: icons.mapPin, to: ({ id, parentId }) => `/sites/${parentId}/${id}` },
  approval: { icon: icons.filePen, to: at('approvals') },
  package: { icon: icons.tags, to: at('packages') },
  route: { icon: icons.server, to: at('routes') },
  request: { icon: icons.mail, to: at('requests') },
  product: { icon: icons.codeXml, to: at('products') },
  plan: { icon: icons.tags, to: at('catalogue') },
  coupon: { icon: icons.tags, to: at('catalogue/coupons') },
  portal: { icon: icons.globe, to: at('portals') },
  plugin: { icon: icons.codeXml, to: at('plugins') },
  'refused-request': { icon: icons.circleQuestionMark, to: at('refused') },
};

/** Pages inside of views, and what is begun there; a view itself is found by its name. */
export const pagesInside = [
  { key: 'new-customer', to: '/customers/new', scope: 'customers:write' },
  { key: 'new-portal', to: '/portals/new', scope: 'portals:write' },
  { key: 'new-document', to: '/documents/new', scope: 'invoices:write' },
  { key: 'letters', to: '/documents/letters', scope: 'invoices:read' },
  { key: 'credit-notes', to: '/documents/credit-notes', scope: 'credit-notes:read' },
  { key: 'payment-ways', to: '/payments/ways', scope: 'payments:write' },
  { key: 'balance', to: '/payments/balance', scope: 'payments:write' },
  { key: 'coupons', to: '/catalogue/coupons', scope: 'coupons:read' },
  { key: 'repairs', to: '/orders?needs=repair', scope: 'orders:read' },
  { key: 'hosts-waiting', to: '/domains/waiting', scope: 'domains:read' },
  { key: 'licences-ending', to: '/licences/ending', scope: 'licences:read' },
  { key: 'signing-keys', to: '/keys/signing', scope: 'signing-keys:read' },
  { key: 'new-key', to: '/keys/new', scope: 'api-keys:write' },
  { key: 'import', to: '/transfer', scope: 'imports:write' },
] as const;
