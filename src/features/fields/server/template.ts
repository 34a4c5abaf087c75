import type { Db } from '../../../kit/server/db/db.ts';
import type { TemplateItem, TemplateKind } from '../../../kit/server/template.ts';
import { nameOf } from '../rules.ts';
import { fieldsOf } from './store.ts';
import { putValues, textsOf } from './values-store.ts';

/** What the template has in the vendor's own fields of customers. */
async function filled(db: Db, vendorId: string, customerId: string) {
  const texts = await textsOf(db, { vendorId, subject: 'customer', id: customerId });
  return (await fieldsOf(db, vendorId)).flatMap((field) => {
    const text = field.subject === 'customer' ? texts.get(field.id) : undefined;
    return text === undefined ? [] : [{ field, text }];
  });
}

/** The vendor's own fields, as they are filled in on the template (CON-12); what the person answers comes over them. */
export const fieldsTemplate: TemplateKind = {
  name: 'fields',
  waits: false,

  items: async (db, { vendorId, fromId }) =>
    (await filled(db, vendorId, fromId)).map(
      ({ field, text }): TemplateItem => ({ title: nameOf(field, undefined), detail: text }),
    ),

  async copy(tx, { vendorId, fromId, toId, at }) {
    const found = await filled(tx, vendorId, fromId);
    const to = { vendorId, subject: 'customer', id: toId } as const;
    await putValues(
      tx,
      to,
      found.map(({ field, text }) => [field.id, text]),
      at,
    );
    return found.map(() => null);
  },
};
