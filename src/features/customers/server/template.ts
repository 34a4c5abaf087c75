import type { TemplateItem, TemplateKind } from '../../../kit/server/template.ts';
import type { Customer } from '../schema.ts';
import { findCustomer, requireCustomer, updateCustomer } from './customers-store.ts';

/** What makes the template the template; name, numbers, addresses and people are each customer's own. */
const copied = ['language', 'currency', 'limits', 'overrides', 'features', 'plugins'] as const;

const isSet = (value: unknown): boolean =>
  typeof value === 'object' ? Object.values(value ?? {}).some((one) => one !== 0) : Boolean(value);

const detailOf = (value: unknown): string =>
  typeof value === 'object'
    ? Object.entries(value as object)
        .map(([name, one]) => `${name}: ${one}`)
        .join(', ')
    : String(value);

const itemsOf = (template: Customer): TemplateItem[] =>
  copied
    .filter((field) => isSet(template[field]))
    .map((field) => ({
      title: field,
      detail: detailOf(template[field]),
      ...(field === 'currency' && { currency: template.currency as string }),
    }));

/** Settings of the template customer itself (CON-11). */
export const customerTemplate: TemplateKind = {
  name: 'customer',
  waits: false,

  async items(db, { vendorId, fromId }) {
    const template = await findCustomer(db, vendorId, fromId);
    return template ? itemsOf(template) : [];
  },

  async copy(tx, { vendorId, fromId, toId, at }) {
    const template = await findCustomer(tx, vendorId, fromId);
    const before = await requireCustomer(tx, vendorId, toId);
    if (!template) return [];
    // A currency that was chosen stays.
    const chosen = before.currency !== null && before.currency !== template.currency;
    const fields = copied.filter((field) => isSet(template[field]) && !(field === 'currency' && chosen));
    const change = Object.fromEntries(fields.map((field) => [field, template[field]]));
    await updateCustomer(tx, vendorId, toId, change, at);
    return fields.map(() => null);
  },
};
