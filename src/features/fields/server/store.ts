import { merged } from '../../../kit/server/collection.ts';
import { collectionStore } from '../../../kit/server/collection-store.ts';
import { briefly } from '../../../kit/server/db/briefly.ts';
import { compileOnce } from '../../../kit/server/db/compile-once.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import { fieldProblem } from '../problems.ts';
import { checkField } from '../rules.ts';
import type { CustomField, CustomFieldChange, FieldSubject, NewCustomField } from '../schema.ts';
import { startField, toField, toFieldRow, withRights } from './table.ts';

export const changedField = (before: CustomField, { rights, ...change }: CustomFieldChange): CustomField => ({
  ...merged<CustomField>(before, change as Partial<CustomField>),
  rights: withRights(before.rights, rights),
});

/** The fields of a vendor's own. */
export const customFields = collectionStore<'custom_field', CustomField, NewCustomField, CustomFieldChange>({
  table: 'custom_field',
  prefix: 'fld',
  toThing: toField,
  toRow: toFieldRow,
  start: startField,
  check: checkField,
  change: changedField,
  fixed: ['subject', 'kind'],
  notFound: () => fieldProblem('custom-field.not-found'),
  externalIdTaken: () => fieldProblem('custom-field.external-id-taken'),
});

const findAll = compileOnce((db, slot: (name: 'vendorId') => never) =>
  db.selectFrom('custom_field').selectAll().where('vendor_id', '=', slot('vendorId')),
);

/** All of a vendor's fields, in the order in which they are shown. */
export async function fieldsOf(db: Db, vendorId: string): Promise<CustomField[]> {
  const fields = (await findAll(db, { vendorId })).map(toField);
  return fields.sort((one, other) => one.position - other.position || (one.id < other.id ? -1 : 1));
}

/** Of what there are fields that customers see: with none, as most vendors have it, nothing asks for them. */
export const shownSubjects = briefly(async (db, vendorId: string): Promise<readonly FieldSubject[]> => {
  const fields = await fieldsOf(db, vendorId);
  return [...new Set(fields.flatMap(({ subject, rights }) => (rights.portal === 'none' ? [] : [subject])))];
});
