import type { Override, Visibility, VisibilityRule } from '../../../kit/common/visibility.ts';
import type { Customer, CustomerChange } from '../schema.ts';
import type { CustomersWords } from './words.ts';

/** A panel or feature as the console calls it; one that this version has no name for shows its id. */
export function panelName(t: CustomersWords, id: string, kind: 'panel' | 'feature' = 'panel'): string {
  const key = `${kind}.${id}`;
  const words = (t as unknown as (key: string) => string)(key);
  return words === key ? id : words;
}

/** One line of what a customer sees: a panel, a feature of the panel above it, or a plugin. */
export interface Seen {
  readonly kind: 'panel' | 'feature' | 'plugin';
  readonly id: string;
  readonly name: string;
  readonly view: boolean;
  /** `null`: there is nothing to change, only to have. */
  readonly change: boolean | null;
  readonly rule: VisibilityRule;
}

/** Panels with their features below them, then plugins. */
export function seenOf({ panels, features, plugins }: Visibility): Seen[] {
  const rows = panels.flatMap(({ panel, view, change, viewRule, changeRule }): Seen[] => [
    { kind: 'panel', id: panel, name: panel, view, change, rule: view ? changeRule : viewRule },
    ...features
      .filter((one) => one.panel === panel)
      .map(
        ({ feature, on, rule }): Seen => ({
          ...{ kind: 'feature', id: feature, name: feature, view: on, change: null, rule },
        }),
      ),
  ]);
  const own = plugins.map(
    ({ plugin, name, on, rule }): Seen => ({
      ...{ kind: 'plugin', id: plugin, name, view: on, change: null, rule },
    }),
  );
  return [...rows, ...own];
}

type Overridden = Pick<Customer, 'overrides' | 'features' | 'plugins'>;

/** What the customer's record says of it by itself. */
export function overrideOf(customer: Overridden, { kind, id }: Seen): Override | undefined {
  if (kind === 'panel') return customer.overrides[id as keyof Customer['overrides']];
  const said =
    kind === 'feature' ? customer.features[id as keyof Customer['features']] : customer.plugins[id];
  return said === undefined ? undefined : said ? 'show' : 'hide';
}

/** The change that makes the record say so, or nothing any more. */
export function overridden(
  customer: Overridden,
  { kind, id }: Seen,
  override: Override | undefined,
): CustomerChange {
  const laid = <Value>(before: Readonly<Record<string, Value>>, value: Value): Record<string, Value> => {
    const { [id]: _, ...rest } = before;
    return override ? { ...rest, [id]: value } : rest;
  };
  if (kind === 'panel') return { overrides: laid(customer.overrides, override as Override) };
  const on = override === 'show';
  return kind === 'feature'
    ? { features: laid(customer.features as Record<string, boolean>, on) }
    : { plugins: laid(customer.plugins, on) };
}
