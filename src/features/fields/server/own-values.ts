import type { Db } from '../../../kit/server/db/db.ts';
import type { Column } from '../../../kit/server/transfer/column.ts';
import type { ExportedItem } from '../../../kit/server/transfer/kind.ts';
import type { FieldRights } from '../schema.ts';

export const ownValueColumns: readonly Column[] = [
  { name: 'subjectId', type: 'reference', doc: 'What it is said of.', example: '' },
  { name: 'name', type: 'text', doc: 'What the field is called.', example: '' },
  { name: 'value', type: 'text', doc: 'What it says.', example: '' },
];

/** What a vendor's own fields say of a customer, or of its contracts, as far as the portal shows them. */
export async function ownValues(
  db: Db,
  vendorId: string,
  customerId: string,
  of: 'customer' | 'contract',
): Promise<ExportedItem[]> {
  const all = db
    .selectFrom('custom_value')
    .innerJoin('custom_field', (on) =>
      on
        .onRef('custom_field.vendor_id', '=', 'custom_value.vendor_id')
        .onRef('custom_field.id', '=', 'custom_value.field_id'),
    )
    .select(['custom_value.subject_id', 'custom_value.field_id', 'custom_value.value'])
    .select(['custom_field.name', 'custom_field.rights'])
    .where('custom_value.vendor_id', '=', vendorId);
  const contracts = db
    .selectFrom('contract')
    .select('contract.id')
    .where('contract.vendor_id', '=', vendorId)
    .where('contract.customer_id', '=', customerId);
  const own =
    of === 'customer'
      ? all.where('custom_value.customer_id', '=', customerId)
      : all.where('custom_value.contract_id', 'in', contracts);
  const rows = await own.orderBy('custom_value.subject_id').orderBy('custom_value.field_id').execute();
  return rows.flatMap(({ subject_id, field_id, name, value, rights }) =>
    (JSON.parse(rights) as FieldRights).portal === 'none'
      ? []
      : [{ id: `${subject_id} ${field_id}`, item: { subjectId: subject_id, name, value } }],
  );
}
