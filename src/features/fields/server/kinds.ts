import * as v from 'valibot';
import { rowsBy } from '../../../kit/server/db/bulk.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import type { Column } from '../../../kit/server/transfer/column.ts';
import type { Planned, TransferKind } from '../../../kit/server/transfer/kind.ts';
import { idColumns, movable } from '../../../kit/server/transfer/movable.ts';
import { failed, referencesTo } from '../../../kit/server/transfer/row-references.ts';
import { tableKind } from '../../../kit/server/transfer/table-kind.ts';
import { checkField, keptText } from '../rules.ts';
import { type CustomField, FieldId, FieldKind, FieldSubject, NewCustomField } from '../schema.ts';
import { changedField } from './store.ts';
import { startField, toField, toFieldRow } from './table.ts';
import { toValueRow } from './values-store.ts';

const right = (name: string, where: string, choices: readonly string[]): Column => ({
  ...{ name: `rights.${name}`, type: 'choice', choices, example: choices.at(-1) ?? '' },
  doc: `What may be done with it ${where}.`,
});

/** Definitions of custom fields as they are moved in and out. */
export const customFieldsKind = tableKind({
  name: 'custom-fields',
  about: 'A field of your own on customers, contracts or products.',
  columns: [
    ...idColumns('custom field', 'fld'),
    {
      ...{ name: 'subject', type: 'choice', required: true, choices: FieldSubject.options },
      ...{ doc: 'What it is of.', example: 'customer' },
    },
    {
      ...{ name: 'kind', type: 'choice', required: true, choices: FieldKind.options },
      ...{ doc: 'What it holds.', example: 'text' },
    },
    { name: 'name', type: 'text', required: true, doc: 'What it is called.', example: 'Cost centre' },
    { name: 'names', type: 'json', doc: 'Its name in other languages.', example: '{"de":"Kostenstelle"}' },
    { name: 'choices', type: 'json', doc: 'Of a choice: what there is.', example: '["small","large"]' },
    { name: 'required', type: 'boolean', doc: 'Whoever is asked says something.', example: 'false' },
    right('signUp', 'on sign-up and order pages', ['none', 'write']),
    right('portal', 'in the portal', ['none', 'read', 'write']),
    right('console', 'in the console', ['none', 'read', 'write']),
    { name: 'position', type: 'number', doc: 'Where it stands, 0 first.', example: '0' },
  ],
  schema: movable(NewCustomField, FieldId),
  after: [],
  independent: true,
  table: 'custom_field',
  prefix: 'fld',
  references: [],
  fromRow: toField,
  toRow: toFieldRow,
  create: startField,
  change: (before, { id: _, externalId: __, createdAt: ___, subject: ____, kind: _____, ...change }) =>
    changedField(before, change),
  check: checkField,
});

const reference = v.pipe(v.string(), v.minLength(1), v.maxLength(132));
const ValueRow = v.strictObject({
  fieldId: reference,
  subjectId: reference,
  value: v.nullable(v.pipe(v.string(), v.maxLength(2000))),
});
type ValueRow = v.InferOutput<typeof ValueRow>;
interface ValueWork {
  readonly field: CustomField;
  readonly subjectId: string;
  readonly value: string | null;
}

const tables = { customer: 'customer', contract: 'contract', product: 'plan' } as const;

/** Fields by the names that rows give them. */
async function fieldsNamed(db: Db, vendorId: string, names: readonly string[]) {
  const ids = await referencesTo('custom_field')(db, vendorId, [...new Set(names)]);
  const rows = await rowsBy(db, 'custom_field', vendorId, 'id', [...new Set(ids.values())]);
  const byId = new Map(rows.map((row) => [row.id, toField(row)]));
  return new Map(
    [...ids].flatMap(([name, id]) => (byId.has(id) ? [[name, byId.get(id) as CustomField]] : [])),
  );
}

/** What custom fields hold: one row for each field of each customer, contract or product. */
export const customValuesKind: TransferKind<ValueRow, ValueWork> = {
  name: 'custom-values',
  scopes: 'custom-fields',
  about: 'What one custom field of one customer, contract or product (plan) holds.',
  columns: [
    {
      ...{ name: 'fieldId', type: 'reference', required: true, example: 'cost-centre' },
      doc: 'The custom field: your own id, or ours.',
    },
    {
      ...{ name: 'subjectId', type: 'reference', required: true, example: '4711' },
      doc: 'The customer, contract or plan: your own id, or ours.',
    },
    {
      ...{ name: 'value', type: 'text', empty: null, example: '4711-A' },
      doc: 'What it holds; empty: nothing any more. Numbers as 0.5, days as 2026-03-31, boxes as true or false.',
    },
  ],
  schema: ValueRow,
  after: ['custom-fields', 'customers', 'contracts', 'plans'],
  independent: true,
  key: ({ fieldId, subjectId }) => `${fieldId} ${subjectId}`,
  async plan(db, { vendorId }, rows) {
    const fields = await fieldsNamed(
      db,
      vendorId,
      rows.map(({ fieldId }) => fieldId),
    );
    const subjects = new Map<string, ReadonlyMap<string, string>>();
    for (const [subject, table] of Object.entries(tables)) {
      const names = rows.flatMap((row) =>
        fields.get(row.fieldId)?.subject === subject ? [row.subjectId] : [],
      );
      if (names.length > 0)
        subjects.set(subject, await referencesTo(table)(db, vendorId, [...new Set(names)]));
    }
    const named = rows.map((row): ValueWork | Planned<never> => {
      const field = fields.get(row.fieldId);
      if (!field) return failed('fieldId', 'reference', 'There is no custom field of this id.');
      const subjectId = subjects.get(field.subject)?.get(row.subjectId);
      if (!subjectId) return failed('subjectId', 'reference', `There is no ${field.subject} of this id.`);
      const value = keptText(field, row.value);
      if (value === undefined) return failed('value', `not_${field.kind}`, `This is no ${field.kind}.`);
      return { field, subjectId, value };
    });
    const works = named.flatMap((one) => ('field' in one ? [one] : []));
    const there = await rowsBy(db, 'custom_value', vendorId, 'subject_id', [
      ...new Set(works.map(({ subjectId }) => subjectId)),
    ]);
    const held = new Map(there.map((row) => [`${row.subject_id} ${row.field_id}`, row.value]));
    return named.map((one): Planned<ValueWork> => {
      if (!('field' in one)) return one;
      const before = held.get(`${one.subjectId} ${one.field.id}`) ?? null;
      if (before === one.value) return { outcome: 'unchanged', work: one };
      return { outcome: before === null ? 'created' : 'changed', work: one };
    });
  },
  async write(tx, { vendorId, at }, planned) {
    const works = planned.flatMap((one) =>
      one.outcome === 'created' || one.outcome === 'changed' ? [one.work] : [],
    );
    for (const { field, subjectId, value } of works) {
      const key = { vendor_id: vendorId, subject_id: subjectId, field_id: field.id };
      let old = tx.deleteFrom('custom_value');
      for (const [column, text] of Object.entries(key)) old = old.where(column as 'subject_id', '=', text);
      await old.execute();
      if (value === null) continue;
      const of = { vendorId, subject: field.subject, id: subjectId };
      await tx
        .insertInto('custom_value')
        .values(toValueRow(of, field.id, value, at))
        .execute();
    }
    return [];
  },
  async count(db, vendorId) {
    const { count } = await db
      .selectFrom('custom_value')
      .select((eb) => eb.fn.countAll<number>().as('count'))
      .where('vendor_id', '=', vendorId)
      .executeTakeFirstOrThrow();
    return Number(count);
  },
  async page(db, vendorId, after, limit) {
    const [subjectId = '', fieldId = ''] = after?.split(' ') ?? [];
    let query = db.selectFrom('custom_value').selectAll().where('vendor_id', '=', vendorId);
    if (after !== undefined) {
      query = query.where((eb) =>
        eb.or([
          eb('subject_id', '>', subjectId),
          eb.and([eb('subject_id', '=', subjectId), eb('field_id', '>', fieldId)]),
        ]),
      );
    }
    const rows = await query.orderBy('subject_id').orderBy('field_id').limit(limit).execute();
    return rows.map((row) => ({
      id: `${row.subject_id} ${row.field_id}`,
      item: { fieldId: row.field_id, subjectId: row.subject_id, value: row.value },
    }));
  },
};
