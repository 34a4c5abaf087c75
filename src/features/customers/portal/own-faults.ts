import { codeOf, isApiError } from '../../../kit/browser/api-error.ts';
import type { OwnMessage } from './own/words.ts';

export type Fault = Extract<OwnMessage, `security.error.${string}`>;
export type Faults<Field extends string> = { readonly [Name in Field]?: Fault | undefined };

const refused: Readonly<Record<string, Fault>> = {
  password: 'security.error.password-wrong',
  code: 'security.error.code-wrong',
  email: 'security.error.email-taken',
  number: 'security.error.number',
};

/** What the service said is wrong with which field; `undefined` for what is no mistake of the person. */
export function faultsFrom<Field extends string>(
  error: unknown,
  fields: readonly Field[],
): Faults<Field> | undefined {
  const [first] = fields;
  const said = (field: Field, fault: Fault) => ({ [field]: fault }) as Faults<Field>;
  if (codeOf(error) === 'request.too-many' && first) return said(first, 'security.error.too-many');
  if (/^(email|mobile)-proof\.over$/.test(codeOf(error) ?? '') && first)
    return said(first, 'security.error.code-over');
  if (codeOf(error) === 'text.not-sent' && first) return said(first, 'security.error.not-sent');
  const found = isApiError(error) ? error.fields[0] : undefined;
  const field = fields.find((name) => name === found?.path);
  if (!field || !found) return undefined;
  if (field === 'number' && found.code === 'not-served') return said(field, 'security.error.not-served');
  if (field === 'email' && found.code !== 'taken') return said(field, 'security.error.email');
  return said(field, refused[field] ?? 'security.error.code-wrong');
}
