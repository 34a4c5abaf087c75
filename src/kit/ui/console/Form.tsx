import type { ComponentChildren } from 'preact';
import { useEffect, useId } from 'preact/hooks';
import { type ApiError, isApiError } from '../../browser/api-error.ts';
import { Failed } from '../Failed.tsx';
import { ErrorSummary } from '../form/ErrorSummary.tsx';
import { circleAlert } from '../icons.ts';
import { Notice } from '../Notice.tsx';
import { afterPress } from '../press.ts';
import { useModel, watching } from '../signals.ts';
import { Action } from './Action.tsx';
import { useDesk } from './desk.ts';
import { FieldOf, type FormField } from './fields.tsx';
import { createForm, type FormModel, type FormValues, type Refused } from './form-model.ts';

export type { FormField, FormModel, FormValues };

export interface FormGroup {
  readonly title?: string | undefined;
  readonly hint?: ComponentChildren;
  /** Fields in an array of their own stand side by side where there is room. */
  readonly fields: readonly (FormField | readonly FormField[] | undefined)[];
}

interface FormProps {
  /** Unique on the page; what is typed is kept under it until it is saved. `customer cus_1`. */
  readonly name: string;
  readonly start: FormValues;
  /** Which fields there are may depend on what was typed. */
  readonly groups: (values: FormValues, form: FormModel) => readonly FormGroup[];
  /** Verb and object: “Save customer”. */
  readonly submit: string;
  readonly pending: string;
  /** Told of every change: a preview follows it. */
  readonly onChange?: (values: FormValues) => void;
  /** Throws what the API threw. */
  readonly onSave: (values: FormValues) => Promise<void>;
  /** Address or act of “Cancel”; what was typed is thrown away. */
  readonly cancel?: string | (() => void) | undefined;
  /** Words for refusals that name no field: `customer.external-id-taken`. */
  readonly refusals?: Readonly<Record<string, string | ((error: ApiError) => string)>>;
  /** Sentences for single refusals: `billing.vatId invalid`, path and code. */
  readonly fieldRefusals?: Readonly<Record<string, string>>;
  readonly failed: string;
  /** False where nothing may lie in the tab: passwords. */
  readonly keepsDraft?: boolean;
  readonly danger?: boolean;
  /** Not the first thing to do on its page: the button is outlined. */
  readonly quiet?: boolean;
  /** Shown above the button. */
  readonly children?: ComponentChildren;
}

const flat = (groups: readonly FormGroup[]): readonly FormField[] =>
  groups.flatMap(({ fields }) => fields.flat().filter((field) => field !== undefined) as FormField[]);

/** A form as a list of its fields: labels, hints, mistakes, summary, draft and saving come with it. */
export const Form = watching(function Form(props: FormProps) {
  const desk = useDesk();
  const { t } = desk;
  const prefix = useId();
  const said = ({ path, code, message }: Refused): string => {
    const own = props.fieldRefusals?.[`${path} ${code}`] ?? props.fieldRefusals?.[path];
    if (own) return own;
    const key = `refused.${code}` as 'refused.missing';
    const words = t(key);
    return words === key ? t('refused.other', { message }) : words;
  };
  const form = useModel(() => {
    const fieldsNow = () => flat(props.groups(model.values.peek(), model));
    const secret = new Set(
      flat(props.groups(props.start, undefined as never))
        .filter(({ kind }) => kind === 'password')
        .map(({ name }) => name),
    );
    const model: FormModel = createForm({
      start: props.start,
      names: () => fieldsNow().map(({ name }) => name),
      check(name, values) {
        const field = fieldsNow().find((one) => one.name === name);
        if (!field) return undefined;
        // A field that came later, by what was chosen, is as empty as it is drawn.
        const value = values[name] ?? '';
        const empty =
          typeof value === 'string' ? value.trim() === '' : Array.isArray(value) && value.length === 0;
        if (empty) return field.need;
        return field.check?.(value as never, values);
      },
      said,
      save: props.onSave,
      draft:
        props.keepsDraft === false
          ? undefined
          : { store: desk.drafts, key: `form ${props.name} ${desk.vendor.id}`, secret },
    });
    return model;
  });
  const values = form.values.value;
  const errors = form.errors.value;
  const groups = props.groups(values, form);
  const { onChange } = props;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the values are what is told
  useEffect(() => onChange?.(values), [values]);
  const fields = flat(groups);
  const idOf = (name: string) => `${prefix}-${name.replace(/\W/g, '-')}`;
  const wrong = fields.flatMap(({ name }) => (errors[name] ? [{ id: idOf(name), text: errors[name] }] : []));
  const failure = form.failure.value;
  const refused = isApiError(failure) ? props.refusals?.[failure.code] : undefined;
  const refusal = typeof refused === 'function' ? refused(failure as ApiError) : refused;
  const { cancel } = props;
  // A form that is left by its own button leaves nothing behind.
  const drop = () => {
    form.reset();
    if (typeof cancel === 'function') cancel();
    else if (cancel !== undefined) desk.places.go(cancel);
  };
  const mistaken = wrong.length > 0;
  const errorWord = t('form.error');
  useEffect(() => {
    if (!mistaken) return;
    const title = document.title;
    document.title = `${errorWord} ${title}`;
    return () => {
      document.title = title;
    };
  }, [mistaken, errorWord]);

  const draw = (field: FormField) => (
    <FieldOf
      key={field.name}
      field={field}
      t={t}
      id={idOf(field.name)}
      value={values[field.name] ?? ''}
      error={errors[field.name]}
      onInput={(value) => form.set(field.name, value)}
      onBlur={() => afterPress(() => form.leave(field.name))}
    />
  );

  return (
    <form
      class="form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void form.submit();
      }}
    >
      {form.resumed.value ? (
        <p class="small" role="status">
          {t('form.resumed')}{' '}
          <button type="button" class="link" onClick={() => form.reset()}>
            {t('form.discard')}
          </button>
        </p>
      ) : null}
      <ErrorSummary t={t} errors={wrong} attempt={form.attempt.value} />
      {groups.map((group, index) => (
        <fieldset class="group" key={group.title ?? `group ${index}`}>
          {group.title ? <legend class="section-title strong">{group.title}</legend> : null}
          {group.hint ? <div class="small muted">{group.hint}</div> : null}
          {group.fields.map((field) => {
            if (!field) return null;
            if (!Array.isArray(field)) return draw(field as FormField);
            const pair = field as readonly FormField[];
            return (
              <div class={pair[0]?.layout ? `pair ${pair[0].layout}` : 'pair'} key={pair[0]?.name}>
                {pair.map(draw)}
              </div>
            );
          })}
        </fieldset>
      ))}
      <div class="group">
        {props.children}
        {refusal ? (
          <Notice urgent tone="bad" icon={circleAlert} title={refusal} />
        ) : failure ? (
          <Failed t={t} title={props.failed} error={failure} />
        ) : null}
        <div class="actions">
          <Action
            kind={props.danger ? 'danger' : props.quiet ? 'outlined' : 'primary'}
            type="submit"
            pending={form.saving.value ? props.pending : undefined}
          >
            {props.submit}
          </Action>
          {cancel !== undefined ? (
            <Action off={form.saving.value} onClick={drop}>
              {t('desk.cancel')}
            </Action>
          ) : null}
        </div>
      </div>
    </form>
  );
});
