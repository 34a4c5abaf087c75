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

/** What each role may do beyond reading its own record; `…:write` includes `…:read`. */
const scopes: Readonly<Record<OperatorRole, readonly Scope[]>> = {
  owner: Scope.options,
  // All but the service itself, which serves other vendors too; and so, by `mayManage`, no owner either.
  admin: Scope.options.filter((scope) => scope !== 'system:read'),
  support: [
    ...of('portals:read', 'customers:write', 'contacts:write', 'contracts:read', 'portal-tokens:write'),
    ...of('invoices:read', 'credit-notes:read', 'domains:write', 'usage-records:read', 'mails:read'),
    ...of('locations:write', 'installations:write', 'activity:read', 'settings:read', 'plugins:read'),
    ...of('products:read', 'licences:write', 'payments:read'),
    ...of('login-as:write', 'orders:write', 'terms-documents:read'),
    ...catalogueRead,
  ],
  billing: [
    ...of('portals:read', 'customers:write', 'contacts:read', 'contracts:write', 'invoices:write'),
    ...of('credit-notes:write', 'domains:read', 'usage-records:read', 'mails:read', 'exports:write'),
    ...of('activity:read', 'settings:read', 'plugins:read', 'orders:write', 'terms-documents:write'),
    ...catalogueWrite,
    ...of('products:read', 'licences:read', 'payments:write'),
  ],
  technician: [
    ...of('portals:read', 'customers:read', 'contacts:read', 'contracts:read', 'domains:write'),
    ...of('usage-records:write', 'locations:write', 'installations:write', 'activity:read', 'settings:read'),
    ...of('plugins:read', 'orders:read', 'terms-documents:read'),
    ...catalogueRead,
    ...of('products:read', 'licences:write'),
  ],
  viewer: [
    ...of('portals:read', 'customers:read', 'contacts:read', 'contracts:read', 'invoices:read'),
    ...of('credit-notes:read', 'domains:read', 'usage-records:read', 'activity:read', 'settings:read'),
    ...of('locations:read', 'installations:read', 'plugins:read', 'orders:read', 'terms-documents:read'),
    ...catalogueRead,
    ...of('products:read', 'licences:read', 'payments:read'),
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
