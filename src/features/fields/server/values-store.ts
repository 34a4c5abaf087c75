import type { Db } from '../../../kit/server/db/db.ts';
import { requestProblem } from '../../../kit/server/http/problems.ts';
import type { Language } from '../../portals/schema.ts';
import { isAsked, judgeValues, keptText, nameOf, type Reader, rightOf } from '../rules.ts';
import type { CustomField, FieldSubject, FieldValue } from '../schema.ts';
import { fieldsOf } from './store.ts';
import type { CustomValueTable } from './table.ts';

/** A customer, contract or plan whose fields are meant; it is the vendor's, as whoever asks has seen. */
export interface Subject {
  readonly vendorId: string;
  readonly subject: FieldSubject;
  readonly id: string;
}

/** What a subject's fields hold, as they are kept, by field. */
export async function textsOf(db: Db, { vendorId, id }: Subject): Promise<ReadonlyMap<string, string>> {
  const rows = await db
    .selectFrom('custom_value')
    .select(['field_id', 'value'])
    .where('vendor_id', '=', vendorId)
    .where('subject_id', '=', id)
    .execute();
  return new Map(rows.map(({ field_id, value }) => [field_id, value]));
}

/** The fields that a reader sees, with what they hold. */
export async function valuesOf(
  db: Db,
  of: Subject,
  { reader, language, mayWrite }: { reader: Reader; language?: Language; mayWrite: boolean },
): Promise<FieldValue[]> {
  const fields = (await fieldsOf(db, of.vendorId)).filter(
    (field) => field.subject === of.subject && rightOf(field, reader) !== 'none',
  );
  if (fields.length === 0) return [];
  const texts = await textsOf(db, of);
  return fields.map((field) => ({
    ...{ id: field.id, externalId: field.externalId, subject: field.subject },
    ...{ name: nameOf(field, language), kind: field.kind, choices: field.choices },
    required: field.required,
    value: texts.get(field.id) ?? null,
    writable: mayWrite && rightOf(field, reader) === 'write',
  }));
}

/**
 * Writes what fits, all of it or nothing.
 * @returns names of the fields that hold something else now
 * @throws `request.invalid` naming each field that is locked, unknown to the reader, or does not fit
 */
export async function writeValues(
  tx: Db,
  of: Subject,
  {
    values: wanted,
    reader,
    at,
  }: { values: Readonly<Record<string, string | null>>; reader: Reader; at: Date },
): Promise<string[]> {
  const fields = (await fieldsOf(tx, of.vendorId)).filter(({ subject }) => subject === of.subject);
  const { values, fields: refused } = judgeValues(fields, wanted, reader);
  if (refused.length > 0) throw requestProblem('request.invalid', { fields: refused });
  const before = await textsOf(tx, of);
  const changed = [...values].filter(([id, text]) => (before.get(id) ?? null) !== text);
  await putValues(tx, of, changed, at);
  return changed.map(([id]) => id);
}

const columnsOf = ({ subject, id }: Subject) => ({
  customer_id: subject === 'customer' ? id : null,
  contract_id: subject === 'contract' ? id : null,
  plan_id: subject === 'product' ? id : null,
});

export const toValueRow = (of: Subject, fieldId: string, value: string, at: Date): CustomValueTable => ({
  ...{ vendor_id: of.vendorId, subject_id: of.id, field_id: fieldId, value },
  ...columnsOf(of),
  updated_at: at.toISOString(),
});

/** Writes what was judged before, or stands so at another one. */
export async function putValues(
  tx: Db,
  of: Subject,
  changed: readonly (readonly [string, string | null])[],
  at: Date,
): Promise<void> {
  const gone = changed.flatMap(([id, text]) => (text === null ? [id] : []));
  if (gone.length > 0) {
    await tx
      .deleteFrom('custom_value')
      .where('vendor_id', '=', of.vendorId)
      .where('subject_id', '=', of.id)
      .where('field_id', 'in', gone)
      .execute();
  }
  const rows = changed.flatMap(([id, text]) => (text === null ? [] : [toValueRow(of, id, text, at)]));
  if (rows.length === 0) return;
  await tx
    .insertInto('custom_value')
    .values(rows)
    .onConflict((conflict) =>
      conflict.columns(['vendor_id', 'subject_id', 'field_id']).doUpdateSet((eb) => ({
        value: eb.ref('excluded.value'),
        updated_at: eb.ref('excluded.updated_at'),
      })),
    )
    .execute();
}

/** The fields that a form asks for; in a session only those of the contract. */
export async function askedFields(
  db: Db,
  vendorId: string,
  subjects: readonly FieldSubject[],
): Promise<CustomField[]> {
  return (await fieldsOf(db, vendorId)).filter((field) => isAsked(field, subjects));
}

/** Keeps what was answered on a form that was looked at before; answers to other questions are left alone. */
export async function keepAnswers(
  tx: Db,
  of: Subject,
  answers: Readonly<Record<string, string>>,
  at: Date,
): Promise<void> {
  if (!Object.keys(answers).some((key) => key.startsWith('fld_'))) return;
  const asked = await askedFields(tx, of.vendorId, [of.subject]);
  const values = asked.flatMap((field): [string, string][] => {
    const text = keptText(field, answers[field.id] ?? null);
    return text ? [[field.id, text]] : [];
  });
  await putValues(tx, of, values, at);
}
