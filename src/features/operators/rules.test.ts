import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { Scope } from '../vendors/schema.ts';
import { allows, mayManage, scopesOf } from './rules.ts';
import { OperatorRole } from './schema.ts';

const roles = OperatorRole.options;

test('ID13 an owner manages everybody, an admin everybody but owners, others nobody above them', () => {
  const managedBy = (role: OperatorRole) => roles.filter((other) => mayManage(scopesOf(role), other));
  expect(managedBy('owner')).toEqual(roles);
  expect(managedBy('admin')).toEqual(roles.filter((role) => role !== 'owner'));
  for (const role of ['support', 'billing', 'technician', 'viewer'] as const) {
    for (const above of ['owner', 'admin'] as const) expect(managedBy(role)).not.toContain(above);
    expect(allows(scopesOf(role), 'operators:read')).toBe(false);
  }
  expect(mayManage(['operators:write'], 'viewer')).toBe(false);
});

test('ID13 writing includes reading, and nothing else includes anything', () => {
  expect(allows(['customers:write'], 'customers:read')).toBe(true);
  expect(allows(['customers:read'], 'customers:write')).toBe(false);
  expect(allows(['customers:write'], 'contacts:read')).toBe(false);
  expect(allows([], 'customers:read')).toBe(false);
});

/** What a line of the page's table speaks of. */
const collections: Readonly<Record<string, readonly string[]>> = {
  Customers: ['customers'],
  Contacts: ['contacts'],
  Contracts: ['contracts'],
  'Invoices and credit notes': ['invoices', 'credit-notes'],
  Payments: ['payments'],
  Domains: ['domains'],
  'Locations and installations': ['locations', 'installations'],
  'Logbook, work orders and certificates, requests, inspections': [
    ...['logbook-entries', 'site-documents', 'site-requests', 'inspections'],
  ],
  'Licences and machines': ['licences'],
  Products: ['products'],
  '[Routes](telecom.md)': ['routes'],
  Packages: ['packages'],
  Alerts: ['alerts'],
  'Counted calls': ['call-counts'],
  Usage: ['usage-records'],
  Portals: ['portals'],
  'Links into a customer’s portal': ['portal-tokens'],
  '[Opening a portal as the customer](login-as.md)': ['login-as'],
  Plugins: ['plugins'],
  Orders: ['orders'],
  'Order terms': ['terms-documents'],
  'Catalogue, coupons and custom fields': [
    'product-families',
    'plans',
    'plan-variants',
    'components',
    'coupons',
    'tax-classes',
    'custom-fields',
  ],
  Mails: ['mails'],
  Exports: ['exports'],
  'Imports, API and signing keys, operators': ['imports', 'api-keys', 'signing-keys', 'operators'],
  '[Webhooks](webhooks.md)': ['webhook-endpoints'],
  Settings: ['settings'],
  'Activity log': ['activity'],
  'The service itself: backups, sizes, jobs': ['system'],
};

test('ID13 the table of roles in the documentation is what the service does', () => {
  const lines = readFileSync('docs/operators.md', 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim().replaceAll("'", '’')),
    );
  const told = new Set<string>();
  expect(lines[0]?.slice(1)).toEqual([...roles]);
  for (const [name = '', ...cells] of lines.slice(1)) {
    for (const collection of collections[name] ?? [`nothing called ${name}`]) {
      told.add(collection);
      const done = roles.map((role) => {
        if (scopesOf(role).includes(`${collection}:write` as Scope)) return 'write';
        return scopesOf(role).includes(`${collection}:read` as Scope) ? 'read' : '–';
      });
      expect([collection, cells.map((cell) => (cell === 'yes' ? 'write' : cell))]).toEqual([
        collection,
        done,
      ]);
    }
  }
  expect([...told].sort()).toEqual([...new Set(Scope.options.map((scope) => scope.split(':')[0]))].sort());
});
