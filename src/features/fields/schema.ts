import * as v from 'valibot';
import { idOf } from '../../kit/common/id.ts';
import { line, lines, plain } from '../../kit/common/text.ts';
import { ExternalId } from '../customers/schema.ts';
import { Language } from '../portals/schema.ts';

export const FieldId = idOf('fld');

/** Whose field it is; a product is a plan of the catalogue. */
export const FieldSubject = v.picklist(['customer', 'contract', 'product']);
export type FieldSubject = v.InferOutput<typeof FieldSubject>;

/** `number` is a decimal as text, `day` is `2026-03-31`, `check` is `true` or `false`. */
export const FieldKind = v.picklist(['text', 'lines', 'number', 'choice', 'check', 'day']);
export type FieldKind = v.InferOutput<typeof FieldKind>;

const Right = v.picklist(['none', 'read', 'write']);
/** Where it is shown, and where it may be changed; API keys are the vendor itself and may always. */
export const FieldRights = v.strictObject({
  /** Asked for on sign-up and order pages. */
  signUp: v.picklist(['none', 'write']),
  /** By the customer's people. */
  portal: Right,
  /** By the vendor's operators. */
  console: Right,
});
export type FieldRights = v.InferOutput<typeof FieldRights>;

const name = v.pipe(line(80), v.minLength(1));
const fieldFields = {
  /** In the vendor's language. */
  name,
  /** In others; what a language does not say is said by `name`. */
  names: v.record(Language, name),
  /** Of a choice: what there is to choose, as it is shown and kept. */
  choices: v.pipe(
    v.array(v.pipe(line(120), v.minLength(1))),
    v.maxLength(100),
    v.check((choices) => new Set(choices).size === choices.length, 'expected each choice once'),
  ),
  /** Whoever is asked for it says something. */
  required: v.boolean(),
  rights: FieldRights,
  /** Where it stands among the others, 0 first. */
  position: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(100_000)),
};

/** A field of the vendor's own: `/api/v1/custom-fields`. */
export const CustomField = v.object({
  id: FieldId,
  externalId: v.nullable(v.string()),
  subject: FieldSubject,
  kind: FieldKind,
  ...fieldFields,
  createdAt: v.string(),
  updatedAt: v.string(),
});
export type CustomField = v.InferOutput<typeof CustomField>;

/** For operators alone, unless said otherwise: no customer sees a field by mistake. */
export const NewCustomField = v.strictObject({
  ...v.partial(v.strictObject({ ...fieldFields, rights: v.partial(FieldRights) })).entries,
  /** It stays of what it is of, and of its kind. */
  subject: FieldSubject,
  kind: FieldKind,
  name,
  externalId: v.optional(ExternalId),
});
export type NewCustomField = v.InferOutput<typeof NewCustomField>;
export const CustomFieldChange = v.partial(
  v.strictObject({ ...fieldFields, rights: v.partial(FieldRights) }),
);
export type CustomFieldChange = v.InferOutput<typeof CustomFieldChange>;

/** What a field holds, as text; empty or `null`: nothing. */
export const FieldText = v.nullable(lines(2000));
const FieldKey = v.pipe(v.string(), v.minLength(1), v.maxLength(132), plain);
/** By the field's id, or `ext:` and the vendor's own; what is not named stays. */
export const FieldValuesChange = v.strictObject({ values: v.record(FieldKey, FieldText) });
export type FieldValuesChange = v.InferOutput<typeof FieldValuesChange>;

/** One field of a customer, contract or product with what it holds, for one reader. */
export const FieldValue = v.object({
  id: FieldId,
  externalId: v.nullable(v.string()),
  subject: FieldSubject,
  /** In the reader's language. */
  name: v.string(),
  kind: FieldKind,
  choices: v.array(v.string()),
  required: v.boolean(),
  value: v.nullable(v.string()),
  /** The reader may change it. */
  writable: v.boolean(),
});
export type FieldValue = v.InferOutput<typeof FieldValue>;
export const FieldValues = v.object({ items: v.array(FieldValue) });
export type FieldValues = v.InferOutput<typeof FieldValues>;

/** A field as sign-up and order pages ask for it. */
export const AskedField = v.object({
  id: v.string(),
  label: v.string(),
  required: v.boolean(),
  /** Absent: one line of text. */
  kind: v.optional(FieldKind),
  choices: v.optional(v.array(v.string())),
});
export type AskedField = v.InferOutput<typeof AskedField>;
