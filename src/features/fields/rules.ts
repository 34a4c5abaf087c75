import type { ProblemField } from '../../kit/common/problem.ts';
import { writtenIn } from '../../kit/common/written-in.ts';
import type { Language } from '../portals/schema.ts';
import type { AskedField, CustomField, FieldSubject } from './schema.ts';

/** Who reads or writes: customers in the portal, operators in the console, the vendor's own programs. */
export type Reader = 'portal' | 'console' | 'api';

export const rightOf = (
  { rights }: Pick<CustomField, 'rights'>,
  reader: Reader,
): 'none' | 'read' | 'write' => (reader === 'api' ? 'write' : rights[reader]);

export const nameOf = ({ name, names }: Pick<CustomField, 'name' | 'names'>, language?: Language): string =>
  (language && writtenIn(names, language)) ?? name;

/**
 * A text as it is kept; `null`: nothing. `undefined`: it does not fit the field. Numbers lose their leading zeros and
 * take a comma, days are days that exist.
 */
export function keptText(
  { kind, choices }: Pick<CustomField, 'kind' | 'choices'>,
  given: string | null,
): string | null | undefined {
  const text = given?.trim() ?? '';
  if (text === '') return null;
  switch (kind) {
    case 'lines':
      return text;
    case 'text':
      return text.length <= 500 && !text.includes('\n') ? text : undefined;
    case 'number': {
      const [, sign = '', whole, fraction] = /^(-?)0*(\d{1,15})(?:[.,](\d{1,10}))?$/.exec(text) ?? [];
      return whole === undefined ? undefined : `${sign}${whole}${fraction ? `.${fraction}` : ''}`;
    }
    case 'choice':
      return choices.includes(text) ? text : undefined;
    case 'check':
      return text === 'true' || text === 'false' ? text : undefined;
    case 'day':
      return /^\d{4}-\d{2}-\d{2}$/.test(text) && dayExists(text) ? text : undefined;
  }
}

function dayExists(text: string): boolean {
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

/** Nothing, and a box that must be ticked and is not. */
const isEmpty = ({ kind }: CustomField, text: string | null): boolean =>
  text === null || (kind === 'check' && text === 'false');

const expected: Readonly<Record<CustomField['kind'], string>> = {
  text: 'Expected one line of text.',
  lines: 'Expected text.',
  number: 'Expected a number, like 12 or 0.5.',
  choice: 'Expected one of its choices.',
  check: 'Expected true or false.',
  day: 'Expected a day that exists, like 2026-03-31.',
};

export interface Judged {
  /** By the field's id; `null`: nothing any more. */
  readonly values: ReadonlyMap<string, string | null>;
  readonly fields: readonly ProblemField[];
}

/**
 * What a reader wants to write, as it is kept, or why not: each refusal names its field. What the reader may not even
 * see is unknown, as a field that never was.
 */
export function judgeValues(
  all: readonly CustomField[],
  wanted: Readonly<Record<string, string | null>>,
  reader: Reader,
): Judged {
  const values = new Map<string, string | null>();
  const fields: ProblemField[] = [];
  for (const [key, given] of Object.entries(wanted)) {
    const path = `values.${key}`;
    const field = all.find(({ id, externalId }) => id === key || (externalId && `ext:${externalId}` === key));
    const right = field ? rightOf(field, reader) : 'none';
    if (!field || right === 'none') {
      fields.push({ path, code: 'unknown', message: 'There is no such field here.' });
      continue;
    }
    if (right === 'read') {
      fields.push({ path, code: 'locked', message: `“${field.name}” can not be changed here.` });
      continue;
    }
    const kept = keptText(field, given);
    if (kept === undefined) fields.push({ path, code: `not_${field.kind}`, message: expected[field.kind] });
    // A program brings what it has; people are asked for the rest.
    else if (field.required && reader !== 'api' && isEmpty(field, kept)) {
      fields.push({ path, code: 'missing', message: 'This field is needed.' });
    } else values.set(field.id, kept);
  }
  return { values, fields };
}

/** Asked of somebody who signs up or orders. */
export const isAsked = (field: CustomField, subjects: readonly FieldSubject[]): boolean =>
  field.rights.signUp === 'write' && subjects.includes(field.subject);

export const askedField = (field: CustomField, language: Language): AskedField => ({
  ...{ id: field.id, label: nameOf(field, language), required: field.required },
  ...(field.kind !== 'text' && { kind: field.kind }),
  ...(field.kind === 'choice' && { choices: field.choices }),
});

/** What of a form's answers does not fit its field; what is missing is seen with the form's other fields. */
export function checkAnswers(
  asked: readonly CustomField[],
  answers: Readonly<Record<string, string>>,
): readonly ProblemField[] {
  return asked.flatMap((field) => {
    const path = `answers.${field.id}`;
    const kept = keptText(field, answers[field.id] ?? null);
    if (kept === undefined) return [{ path, code: `not_${field.kind}`, message: expected[field.kind] }];
    if (!field.required || !isEmpty(field, kept)) return [];
    return [{ path, code: 'missing', message: 'This field is needed.' }];
  });
}

/** What a schema can't see; empty when the field holds together. */
export function checkField({ kind, choices, subject, rights }: CustomField): readonly ProblemField[] {
  const fields: ProblemField[] = [];
  if (kind === 'choice' && choices.length === 0) {
    fields.push({ path: 'choices', code: 'missing', message: 'A choice needs something to choose.' });
  }
  if (kind !== 'choice' && choices.length > 0) {
    fields.push({ path: 'choices', code: 'not_choice', message: 'Only a choice has choices.' });
  }
  if (subject === 'product' && (rights.signUp === 'write' || rights.portal === 'write')) {
    const path = rights.signUp === 'write' ? 'rights.signUp' : 'rights.portal';
    fields.push({ path, code: 'product', message: 'Customers read about products and do not change them.' });
  }
  return fields;
}
