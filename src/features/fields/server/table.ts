import { searchText } from '../../../kit/server/search.ts';
import type { CustomField, FieldSubject, NewCustomField } from '../schema.ts';

/** Names by language, choices and rights as JSON text: they are read and written together. */
export interface CustomFieldTable {
  vendor_id: string;
  id: string;
  external_id: string | null;
  subject: FieldSubject;
  kind: CustomField['kind'];
  name: string;
  names: string;
  choices: string;
  required: number;
  rights: string;
  position: number;
  search_text: string;
  created_at: string;
  updated_at: string;
}
export interface CustomValueTable {
  vendor_id: string;
  subject_id: string;
  field_id: string;
  value: string;
  customer_id: string | null;
  contract_id: string | null;
  plan_id: string | null;
  updated_at: string;
}

declare module '../../../kit/server/db/db.ts' {
  interface Tables {
    custom_field: CustomFieldTable;
    custom_value: CustomValueTable;
  }
}

export const toField = (row: CustomFieldTable): CustomField => ({
  id: row.id,
  externalId: row.external_id,
  subject: row.subject,
  kind: row.kind,
  name: row.name,
  names: JSON.parse(row.names) as CustomField['names'],
  choices: JSON.parse(row.choices) as string[],
  required: row.required === 1,
  rights: JSON.parse(row.rights) as CustomField['rights'],
  position: row.position,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
});

export const toFieldRow = (vendorId: string, field: CustomField): CustomFieldTable => ({
  vendor_id: vendorId,
  id: field.id,
  external_id: field.externalId,
  subject: field.subject,
  kind: field.kind,
  name: field.name,
  names: JSON.stringify(field.names),
  choices: JSON.stringify(field.choices),
  required: field.required ? 1 : 0,
  rights: JSON.stringify(field.rights),
  position: field.position,
  search_text: searchText(field.name, field.externalId),
  created_at: field.createdAt,
  updated_at: field.updatedAt,
});

const ownRights = { signUp: 'none', portal: 'none', console: 'write' } as const;

export const startField = (
  wanted: NewCustomField,
  { id, now }: { readonly id: string; readonly now: string },
): CustomField => ({
  id,
  externalId: wanted.externalId ?? null,
  subject: wanted.subject,
  kind: wanted.kind,
  name: wanted.name,
  names: wanted.names ?? {},
  choices: wanted.choices ?? [],
  required: wanted.required ?? false,
  rights: withRights(ownRights, wanted.rights),
  position: wanted.position ?? 0,
  createdAt: now,
  updatedAt: now,
});

/** Rights that are not named stay. */
export const withRights = (
  before: CustomField['rights'],
  { signUp, portal, console: operators }: NonNullable<NewCustomField['rights']> = {},
): CustomField['rights'] => ({
  signUp: signUp ?? before.signUp,
  portal: portal ?? before.portal,
  console: operators ?? before.console,
});
