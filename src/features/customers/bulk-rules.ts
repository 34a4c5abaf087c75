import type { BulkFields, BulkValues } from './bulk-schema.ts';
import type { Customer, CustomerChange } from './schema.ts';

/**
 * What one change makes of one customer. A change is a list of single values, each at a path (`status`,
 * `limits.calls`, `overrides.usage`), so that what was there before can be kept value by value and brought back where
 * nobody changed it since.
 */

type Value = BulkValues[string];

const plain = ['status', 'portalId', 'language', 'timeZone', 'association', 'parentAccess'] as const;
const nested = ['limits', 'overrides', 'features', 'plugins'] as const;

/** The values a change sets, by path. */
export function valuesOf(change: BulkFields): BulkValues {
  const values: BulkValues = {};
  for (const name of plain) if (change[name] !== undefined) values[name] = change[name];
  for (const name of nested) {
    for (const [key, value] of Object.entries(change[name] ?? {})) {
      if (value !== undefined) values[`${name}.${key}`] = value as Value;
    }
  }
  return values;
}

/** What a customer has at a path; `null` where its record says nothing. */
export function valueAt(customer: Customer, path: string): Value {
  const [name, key] = parted(path);
  const value = customer[name as (typeof plain)[number]];
  if (key === undefined) return value ?? null;
  return (value as unknown as Readonly<Record<string, Value>>)[key] ?? null;
}

/** Plugin ids and panels have no dot; a feature's name has one, `documents.download`. */
function parted(path: string): [name: string, key: string | undefined] {
  const at = path.indexOf('.');
  return at < 0 ? [path, undefined] : [path.slice(0, at), path.slice(at + 1)];
}

/** Those of `values` that this customer does not have yet. */
export const differing = (customer: Customer, values: BulkValues): BulkValues =>
  Object.fromEntries(Object.entries(values).filter(([path, value]) => valueAt(customer, path) !== value));

/** What this customer has where `values` would set something. */
export const earlier = (customer: Customer, values: BulkValues): BulkValues =>
  Object.fromEntries(Object.keys(values).map((path) => [path, valueAt(customer, path)]));

/** The change of this one customer that sets these values; overrides that it does not name stay. */
export function changeOf(customer: Customer, values: BulkValues): CustomerChange {
  const change: Record<string, unknown> = {};
  for (const [path, value] of Object.entries(values)) {
    const [name, key] = parted(path);
    if (key === undefined) {
      change[name] = value;
      continue;
    }
    if (name === 'limits') {
      change.limits = { ...(change.limits as object | undefined), [key]: value };
      continue;
    }
    const before = (change[name] ?? customer[name as 'overrides']) as Readonly<Record<string, unknown>>;
    const { [key]: _, ...rest } = before;
    change[name] = value === null ? rest : { ...rest, [key]: value };
  }
  return change as CustomerChange;
}

/** What takes a change of this customer back: earlier values, where it still has those it was given. */
export const takenBack = (customer: Customer, before: BulkValues, after: BulkValues): BulkValues =>
  Object.fromEntries(
    Object.entries(before).filter(([path]) => valueAt(customer, path) === (after[path] ?? null)),
  );
