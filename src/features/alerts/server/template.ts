import type { Db } from '../../../kit/server/db/db.ts';
import { fits, type TemplateItem, type TemplateKind } from '../../../kit/server/template.ts';
import type { Alert, NewRecipient } from '../schema.ts';
import { createAlert } from './store.ts';
import { toAlert, toStored } from './table.ts';

async function rules(db: Db, vendorId: string, customerId: string): Promise<Alert[]> {
  const rows = await db
    .selectFrom('alert')
    .selectAll()
    .where('vendor_id', '=', vendorId)
    .where('customer_id', '=', customerId)
    .orderBy('id')
    .execute();
  return rows.map(toStored).map(toAlert);
}

const itemOf = ({ metric, threshold, unit, currency }: Alert): TemplateItem => ({
  title: metric,
  detail: `${threshold} ${unit}`,
  ...(currency && { currency }),
});

/** People of the template's are nobody of the new one's: the account itself is told in their place. */
const recipientsOf = ({ recipients }: Alert): NewRecipient[] => [
  { kind: 'account' },
  ...recipients.flatMap(({ kind, email }): NewRecipient[] =>
    kind === 'email' && email ? [{ kind, email }] : [],
  ),
];

/** Alerts of the template, for whoever signs up (CON-12); none of them has told anything. */
export const alertTemplate: TemplateKind = {
  name: 'alerts',
  waits: false,

  items: async (db, { vendorId, fromId }) => (await rules(db, vendorId, fromId)).map(itemOf),

  async copy(tx, { vendorId, fromId, toId, currency: wanted, at }) {
    const made = [];
    for (const alert of await rules(tx, vendorId, fromId)) {
      if (!fits(itemOf(alert), wanted)) continue;
      const { metric, unit, threshold, currency, mostOften, active, digest } = alert;
      const rule = { metric, unit, threshold, currency, mostOften, active, digest };
      const recipients = recipientsOf(alert);
      const { id } = await createAlert(tx, vendorId, { ...rule, recipients, customerId: toId }, at);
      made.push({ action: 'alert.created', subjectId: id, data: { customerId: toId, alertId: id } });
    }
    return made;
  },
};
