import { To } from './Action.tsx';

/** A thing of a list of all customers' things: the list says whose it is by name. */
export type Named<Thing> = Thing & { readonly customerName: string | null };

/** Whose each thing of such a list is, as a way there; `none`: words where it is nobody's. */
export const customerColumn = (
  label: string,
  { none = '', to }: { readonly none?: string; readonly to?: (customerId: string) => string } = {},
) => ({
  ...{ key: 'customer', label },
  cell: ({ customerId: id, customerName: name }: Named<{ readonly customerId: string | null }>) =>
    id ? <To to={to?.(id) ?? `/customers/${id}`}>{name ?? id}</To> : none,
  csv: ({ customerId: id, customerName: name }: Named<{ readonly customerId: string | null }>) =>
    name ?? id ?? '',
});
