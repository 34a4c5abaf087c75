import { batch, createModel, signal } from '@preact/signals-core';
import { isApiError } from '../../browser/api-error.ts';
import type { DeskStore } from './desk.ts';

export type FormValue = string | boolean | readonly string[];
export type FormValues = Readonly<Record<string, FormValue>>;

/** A mistake as the server names it: path as in the body, stable code, English sentence. */
export interface Refused {
  readonly path: string;
  readonly code: string;
  readonly message: string;
}

export interface FormOptions {
  readonly start: FormValues;
  /** Names of all fields that are on the form, in its order. */
  readonly names: () => readonly string[];
  /** What is wrong with a field as it stands; asked on submit and when it is left. */
  readonly check: (name: string, values: FormValues) => string | undefined;
  /** Words for what the server refused. */
  readonly said: (refused: Refused) => string;
  /** Throws what the server answered; resolves when it is saved. */
  readonly save: (values: FormValues) => Promise<void>;
  /** Keeps what is typed over a reload; `secret` fields are left out. */
  readonly draft?:
    | { readonly store: DeskStore; readonly key: string; readonly secret: ReadonlySet<string> }
    | undefined;
}

/** Values, mistakes and saving of one form. Nothing that was typed is lost: not by a refusal, a reload or a new sign-in. */
export const createForm = (options: FormOptions) => {
  const { draft, start } = options;
  // What was saved a moment ago, and is now what is stored, is no draft: the form may be drawn anew before it is forgotten.
  const kept = Object.fromEntries(
    Object.entries(draft?.store.read<FormValues>(draft.key) ?? {}).filter(
      ([name, value]) => JSON.stringify(value) !== JSON.stringify(start[name]),
    ),
  );
  const Model = createModel(() => {
    const values = signal<FormValues>({ ...start, ...kept });
    const errors = signal<Readonly<Record<string, string>>>({});
    const failure = signal<unknown>(undefined);
    const saving = signal(false);
    const attempt = signal(0);
    const resumed = signal(Object.keys(kept).length > 0);

    const setError = (name: string, error: string | undefined) => {
      const { [name]: _, ...rest } = errors.peek();
      errors.value = error ? { ...rest, [name]: error } : rest;
    };

    /** The field that a path of the body belongs to: itself, or the one whose value the body builds it from. */
    const fieldOf = (path: string): string | undefined =>
      options
        .names()
        .find((name) => name === path || path.startsWith(`${name}.`) || name.startsWith(`${path}.`));

    return {
      ...{ values, errors, failure, saving, attempt, resumed },
      set(name: string, value: FormValue): void {
        values.value = { ...values.peek(), [name]: value };
        if (draft) {
          const open = Object.entries(values.peek()).filter(
            ([one, now]) => !draft.secret.has(one) && JSON.stringify(now) !== JSON.stringify(start[one]),
          );
          if (open.length > 0) draft.store.write(draft.key, Object.fromEntries(open));
          else draft.store.remove(draft.key);
        }
        // A mistake is taken back while it is mended, and never named while somebody is still typing.
        if (errors.peek()[name]) setError(name, options.check(name, values.peek()));
      },
      leave(name: string): void {
        if (attempt.peek() > 0) setError(name, options.check(name, values.peek()));
      },
      /** Back to what is stored. */
      reset(): void {
        draft?.store.remove(draft.key);
        batch(() => {
          values.value = start;
          errors.value = {};
          failure.value = undefined;
          resumed.value = false;
        });
      },
      async submit(): Promise<void> {
        if (saving.peek()) return;
        const found = options.names().flatMap((name) => {
          const error = options.check(name, values.peek());
          return error ? [[name, error] as const] : [];
        });
        batch(() => {
          errors.value = Object.fromEntries(found);
          failure.value = undefined;
          if (found.length > 0) attempt.value = attempt.peek() + 1;
          else saving.value = true;
        });
        if (found.length > 0) return;
        try {
          await options.save(values.peek());
          draft?.store.remove(draft.key);
          batch(() => {
            saving.value = false;
            resumed.value = false;
          });
        } catch (error) {
          const refused = isApiError(error) ? error.fields : [];
          const known = refused.flatMap((one) => {
            const name = fieldOf(one.path);
            return name ? [[name, options.said(one)] as const] : [];
          });
          batch(() => {
            errors.value = Object.fromEntries(known);
            // What belongs to no field is said above the button.
            failure.value = known.length > 0 && known.length === refused.length ? undefined : error;
            saving.value = false;
            attempt.value = attempt.peek() + 1;
          });
        }
      },
    };
  });
  return new Model();
};
export type FormModel = ReturnType<typeof createForm>;

/** `{ 'billing.city': 'Kiel' }` as the API takes it: `{ billing: { city: 'Kiel' } }`. */
export function nested(values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const whole: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(values)) {
    const parts = name.split('.');
    const last = parts.pop() as string;
    let place = whole;
    for (const part of parts) {
      place[part] ??= {};
      place = place[part] as Record<string, unknown>;
    }
    place[last] = value;
  }
  return whole;
}

/** The values that differ from what is stored: what a PATCH names. */
export const changedValues = (start: FormValues, now: FormValues): FormValues =>
  Object.fromEntries(
    Object.entries(now).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(start[name])),
  );
