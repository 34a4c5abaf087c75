import { nameOfLanguage } from '../../../../kit/common/languages.ts';
import { valuesOf } from '../../bulk-rules.ts';
import type { BulkChange, BulkValues } from '../../bulk-schema.ts';
import { panelName } from '../seen.ts';
import type { CustomersWords } from '../words.ts';

/** Names of what a change may speak of by id. */
export interface BulkNames {
  readonly portals: ReadonlyMap<string, string>;
  readonly plugins: ReadonlyMap<string, string>;
}

/** What stands at a path, as the forms call it: “Documents”, “Status”, “Calls a month”. */
export function pathSaid(t: CustomersWords, names: BulkNames, path: string): string {
  const at = path.indexOf('.');
  const [name, key] = at < 0 ? [path, ''] : [path.slice(0, at), path.slice(at + 1)];
  if (name === 'overrides') return panelName(t, key);
  if (name === 'features') return panelName(t, key, 'feature');
  if (name === 'plugins') return names.plugins.get(key) ?? key;
  const words: Readonly<Record<string, Parameters<CustomersWords>[0]>> = {
    status: 'customers.status',
    portalId: 'customers.portal',
    language: 'customers.language',
    'limits.calls': 'customers.limit-calls',
    'limits.domains': 'customers.limit-domains',
    'limits.noLabel': 'customers.limit-no-label',
  };
  const word = words[path];
  return word ? t(word as 'customers.status') : path;
}

/** A value at a path in words: “hidden”, “active”, “unlimited”. */
export function valueSaid(
  t: CustomersWords,
  names: BulkNames,
  path: string,
  value: BulkValues[string] | undefined,
): string {
  const [name] = path.split('.');
  if (name === 'overrides' || name === 'features' || name === 'plugins') {
    if (value === null || value === undefined) return t('customers.bulk.as-portal');
    return t(value === 'show' || value === true ? 'customers.bulk.shown' : 'customers.bulk.hidden');
  }
  if (value === null || value === undefined) return t('desk.none');
  if (path === 'status') return t(`customers.status.${value as 'active'}`);
  if (path === 'portalId') return names.portals.get(String(value)) ?? String(value);
  if (path === 'language') return nameOfLanguage(value as 'en');
  if (value === -1) return t('desk.unlimited');
  if (typeof value === 'number') return t.number(value);
  if (typeof value === 'boolean') return t(value ? 'desk.yes' : 'desk.no');
  return value;
}

/** One line of what a change does: “Documents: hidden, Usage: hidden”. */
export function changeSaid(t: CustomersWords, names: BulkNames, { change, undoes }: BulkChange): string {
  const said = Object.entries(valuesOf(change)).map(([path, value]) =>
    t('customers.bulk.sets', {
      what: pathSaid(t, names, path),
      value: valueSaid(t, names, path, value),
    }),
  );
  if (change.signOut) said.push(t('customers.bulk.sign-out'));
  const all = said.join(', ');
  return undoes ? t('customers.bulk.takes-back', { change: all }) : all;
}
