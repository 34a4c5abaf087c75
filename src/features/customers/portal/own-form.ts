import { useState } from 'preact/hooks';
import { codeOf, isApiError } from '../../../kit/browser/api-error.ts';
import type { ProfileMessage } from './words.ts';

export type Fault = Extract<ProfileMessage, `security.error.${string}`>;
export type Faults<Field extends string> = { readonly [Name in Field]?: Fault | undefined };

const refused: Readonly<Record<string, Fault>> = {
  password: 'security.error.password-wrong',
  code: 'security.error.code-wrong',
  email: 'security.error.email-taken',
};

/** What the service said is wrong with which field; `undefined` for what is no mistake of the person. */
export function faultsFrom<Field extends string>(
  error: unknown,
  fields: readonly Field[],
): Faults<Field> | undefined {
  const [first] = fields;
  const said = (field: Field, fault: Fault) => ({ [field]: fault }) as Faults<Field>;
  if (codeOf(error) === 'request.too-many' && first) return said(first, 'security.error.too-many');
  if (codeOf(error) === 'email-proof.over' && first) return said(first, 'security.error.code-over');
  const found = isApiError(error) ? error.fields[0] : undefined;
  const field = fields.find((name) => name === found?.path);
  if (!field || !found) return undefined;
  if (field === 'email' && found.code !== 'taken') return said(field, 'security.error.email');
  return said(field, refused[field] ?? 'security.error.code-wrong');
}

/** A short form of the person's own: what was typed, what is wrong with it, and what is under way. */
export function useOwnForm<Field extends string>(
  fields: readonly Field[],
  needed: { readonly [Name in Field]: Fault },
  id: (field: Field) => string,
) {
  const empty = Object.fromEntries(fields.map((field) => [field, ''])) as Record<Field, string>;
  const [values, setValues] = useState(empty);
  const [faults, setFaults] = useState<Faults<Field>>({});
  const [error, setError] = useState<unknown>();
  const [working, setWorking] = useState(false);
  return {
    values,
    faults,
    error,
    working,
    type: (field: Field, text: string) => {
      setValues((now) => ({ ...now, [field]: text }));
      setFaults((now) => ({ ...now, [field]: undefined }));
    },
    /** Does what the form is for, once all that is asked for was typed. */
    submit: async (act: (values: Record<Field, string>) => Promise<void>): Promise<void> => {
      if (working) return;
      const missing = fields.filter((field) => values[field].trim() === '');
      setFaults(Object.fromEntries(missing.map((field) => [field, needed[field]])) as Faults<Field>);
      setError(undefined);
      if (missing[0]) return void document.getElementById(id(missing[0]))?.focus();
      setWorking(true);
      try {
        await act(values);
        setValues(empty);
      } catch (cause) {
        const found = faultsFrom(cause, fields);
        setFaults(found ?? {});
        setError(found ? undefined : cause);
        const first = fields.find((field) => found?.[field]);
        if (first) document.getElementById(id(first))?.focus();
      }
      setWorking(false);
    },
  };
}
