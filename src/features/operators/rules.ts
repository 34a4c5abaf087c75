import { Scope } from '../vendors/schema.ts';
import type { OperatorRole } from './schema.ts';

/** Checks the words: a spread list of plain texts would not be. */
const of = (...names: Scope[]): readonly Scope[] => names;

const catalogueRead = of(
  ...of('product-families:read', 'plans:read', 'plan-variants:read'),
  ...of('components:read', 'coupons:read', 'tax-classes:read', 'custom-fields:read'),
);
const catalogueWrite = of(
  ...of('product-families:write', 'plans:write', 'plan-variants:write'),
  ...of('components:write', 'coupons:write', 'tax-classes:write', 'custom-fields:write'),
);

const siteRead = of(
  ...of('logbook-entries:read', 'site-documents:read', 'site-requests:read', 'inspections:read'),
);
const siteWrite = of(
  ...of('logbook-entries:write', 'site-documents:write', 'site-requests:write', 'inspections:write'),
);

/** What each role may do beyond reading its own record; `…:write` includes `…:read`. */
const scopes: Readonly<Record<OperatorRole, readonly Scope[]>> = {
  owner: Scope.options,
  // All but the service itself, which serves other vendors too; and so, by `mayManage`, no owner either.
  admin: Scope.options.filter((scope) => scope !== 'system:read'),
  support: [
    ...of('portals:read', 'customers:write', 'contacts:write', 'contracts:read', 'portal-tokens:write'),
    ...of(
      'invoices:read',
      'credit-notes:read',
      'domains:write',
      'call-counts:read',
      'usage-records:read',
      'mails:read',
    ),
    ...of('locations:write', 'installations:write', 'activity:read', 'settings:read', 'plugins:read'),
    ...of('products:read', 'licences:write', 'payments:read'),
    ...of('login-as:write', 'orders:write', 'terms-documents:read'),
    ...of('routes:write', 'packages:read', 'alerts:write'),
    ...catalogueRead,
    ...siteWrite,
  ],
  billing: [
    ...of('portals:read', 'customers:write', 'contacts:read', 'contracts:write', 'invoices:write'),
    ...of(
      'credit-notes:write',
      'domains:read',
      'call-counts:read',
      'usage-records:read',
      'mails:read',
      'exports:write',
    ),
    ...of('activity:read', 'settings:read', 'plugins:read', 'orders:write', 'terms-documents:write'),
    ...catalogueWrite,
    ...of('products:read', 'licences:read', 'payments:write'),
    ...of('routes:read', 'packages:write', 'alerts:read'),
  ],
  technician: [
    ...of('portals:read', 'customers:read', 'contacts:read', 'contracts:read', 'domains:write'),
    ...of(
      'call-counts:write',
      'usage-records:write',
      'locations:write',
      'installations:write',
      'activity:read',
      'settings:read',
    ),
    ...of('plugins:read', 'orders:read', 'terms-documents:read'),
    ...catalogueRead,
    ...siteWrite,
    ...of('products:read', 'licences:write'),
    // No alerts: what they tell may be of money.
    ...of('routes:write', 'packages:read'),
  ],
  viewer: [
    ...of('portals:read', 'customers:read', 'contacts:read', 'contracts:read', 'invoices:read'),
    ...of(
      'credit-notes:read',
      'domains:read',
      'call-counts:read',
      'usage-records:read',
      'activity:read',
      'settings:read',
    ),
    ...of('locations:read', 'installations:read', 'plugins:read', 'orders:read', 'terms-documents:read'),
    ...catalogueRead,
    ...siteRead,
    ...of('products:read', 'licences:read', 'payments:read'),
    ...of('routes:read', 'packages:read', 'alerts:read'),
  ],
};

/** The scopes of a role: the same words that an API key carries, and the same check of every route. */
export const scopesOf = (role: OperatorRole): readonly Scope[] => scopes[role];

/** Whether `granted` holds this scope; `…:write` includes `…:read`. */
export const allows = (granted: readonly string[], scope: string): boolean =>
  granted.includes(scope) || granted.includes(scope.replace(/:read$/, ':write'));

/**
 * Nobody gives what they do not have: whoever makes, changes or removes an operator of this role must themselves be
 * allowed all that the role is. So an admin manages everybody but owners, an API key no more than its own scopes.
 */
export const mayManage = (granted: readonly string[], role: OperatorRole): boolean =>
  scopesOf(role).every((scope) => allows(granted, scope));

const recentMs = 15 * 60_000;

/** Whether somebody said a short while ago who they are: an open console alone gives nobody a key of their own. */
export const recentlyProved = (provedAt: string, now: Date): boolean =>
  now.getTime() - Date.parse(provedAt) < recentMs;

/** The role that a provider's claim gives: one value or several, the first of `roles` that fits. */
export function roleByClaim(claim: unknown, roles: readonly ClaimRole[]): OperatorRole | undefined {
  const values: readonly unknown[] = Array.isArray(claim) ? claim : [claim];
  return roles.find(({ value }) => values.includes(value))?.role;
}

interface ClaimRole {
  readonly value: string;
  readonly role: OperatorRole;
}

/** Lines of `value = role`, as people type them; `undefined` where one is neither. */
export function readRoles(text: string): readonly ClaimRole[] | undefined {
  const lines = text.split('\n').filter((one) => one.trim() !== '');
  const read = lines.map((one) => /^(.+?)\s*=\s*(\w+)\s*$/.exec(one.trim()));
  const roles = read.flatMap((match) => {
    const [, value = '', role = ''] = match ?? [];
    return role in scopes ? [{ value: value.trim(), role: role as OperatorRole }] : [];
  });
  return roles.length === lines.length ? roles : undefined;
}

export const writeRoles = (roles: readonly ClaimRole[]): string =>
  roles.map(({ value, role }) => `${value} = ${role}`).join('\n');
