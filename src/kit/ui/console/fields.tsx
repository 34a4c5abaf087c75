import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { described, Frame, SelectField, TextField } from '../form/Field.tsx';
import { Action } from './Action.tsx';
import type { KitWords } from './desk.ts';
import type { FormValue, FormValues } from './form-model.ts';
import { eye, eyeOff, plus, x } from './icons.ts';

export interface FormField {
  /** Path in the body: `name`, `billing.city`. */
  readonly name: string;
  readonly label: string;
  /**
   * `check` is a yes or no, `moment` a day and time, `checks` some of `options`, `lines` any number of short texts, `own` what `draw` makes of a
   * text; everything else is text.
   */
  readonly kind?:
    | 'text'
    | 'email'
    | 'tel'
    | 'url'
    | 'password'
    | 'number'
    | 'date'
    | 'moment'
    | 'area'
    | 'select'
    | 'check'
    | 'checks'
    | 'lines'
    | 'colour'
    | 'own';
  readonly hint?: string | undefined;
  /** What to say when it is empty; a field without it is optional and says so. */
  readonly need?: string | undefined;
  /** Keeps quiet about being optional: choices that always have a value. */
  readonly always?: boolean;
  readonly options?: readonly {
    readonly value: string;
    readonly label: string;
    readonly lang?: string;
    readonly hint?: string;
  }[];
  /** What is wrong with a value that is there. */
  readonly check?: (value: never, values: FormValues) => string | undefined;
  /** What the browser may fill in. */
  readonly autocomplete?: string;
  /** Figures, keys, addresses of the web: always left to right. */
  readonly ltr?: boolean;
  readonly mono?: boolean;
  /** `w-tiny`, `w-short`, `w-middle`. */
  readonly width?: string;
  /** Of the first field of a pair: `narrow-start`, `narrow-end`. */
  readonly layout?: string;
  readonly rows?: number;
  /** Beside the control: a button that fills it. */
  readonly beside?: ComponentChildren;
  /** Of kind `own`: label, control and error, all of it. */
  readonly draw?: (own: OwnFieldProps) => ComponentChildren;
  /** Below the control: what the server says of it, what follows from it. */
  readonly below?: ComponentChildren;
}

/** What a view's own field is given; its value is text, and its element has the id. */
export interface OwnFieldProps {
  readonly id: string;
  readonly value: string;
  readonly error: string | undefined;
  readonly onInput: (value: string) => void;
}

interface FieldProps {
  readonly field: FormField;
  readonly t: KitWords;
  readonly id: string;
  readonly value: FormValue;
  readonly error: string | undefined;
  readonly onInput: (value: FormValue) => void;
  readonly onBlur: () => void;
}

/** Draws one field by what it holds. */
export function FieldOf(props: FieldProps) {
  const drawn = drawnAs(props);
  return props.field.below ? (
    <div class="field">
      {drawn}
      {props.field.below}
    </div>
  ) : (
    drawn
  );
}

function drawnAs({ field, t, id, value, error, onInput, onBlur }: FieldProps): ComponentChildren {
  const { kind = 'text', label, hint, options = [] } = field;
  const frame = {
    ...{ t, id, label, hint, error, onBlur },
    optional: !field.need && !field.always && kind !== 'check',
    value: String(value),
    class: [field.width, field.mono && 'mono'].filter(Boolean).join(' '),
    onInput: onInput as (text: string) => void,
  };
  const autocomplete = field.autocomplete ?? 'off';
  switch (kind) {
    case 'select':
      return <SelectField {...frame} options={options} autocomplete={autocomplete} />;
    case 'own':
      return field.draw?.({ id, value: String(value), error, onInput });
    case 'check':
      return <Check id={id} field={field} on={value === true} onInput={onInput} />;
    case 'checks':
      return (
        <Checks
          id={id}
          field={field}
          error={error}
          t={t}
          value={value as readonly string[]}
          onInput={onInput}
        />
      );
    case 'lines':
      return (
        <Lines
          id={id}
          field={field}
          error={error}
          t={t}
          value={value as readonly string[]}
          onInput={onInput}
        />
      );
    case 'area':
      return (
        <Frame {...frame}>
          <textarea
            class={`input ${frame.class}`}
            id={id}
            rows={field.rows ?? 4}
            dir={field.ltr ? 'ltr' : 'auto'}
            value={frame.value}
            autocomplete={autocomplete}
            spellcheck={!field.mono}
            aria-invalid={error ? 'true' : undefined}
            aria-describedby={described(frame)}
            onInput={(event) => onInput(event.currentTarget.value)}
            onBlur={onBlur}
          />
        </Frame>
      );
    case 'password':
      return <Password frame={frame} autocomplete={autocomplete} beside={field.beside} t={t} />;
    case 'colour':
      return (
        <Frame {...frame}>
          <span class="colour">
            <input
              type="color"
              aria-label={label}
              value={/^#[0-9a-f]{6}$/i.test(frame.value) ? frame.value : '#ffffff'}
              onInput={(event) => onInput(event.currentTarget.value)}
            />
            <input
              class="input mono"
              id={id}
              dir="ltr"
              value={frame.value}
              autocomplete="off"
              spellcheck={false}
              aria-invalid={error ? 'true' : undefined}
              aria-describedby={described(frame)}
              onInput={(event) => onInput(event.currentTarget.value)}
              onBlur={onBlur}
            />
          </span>
        </Frame>
      );
    default: {
      const control = (
        <TextField
          {...frame}
          type={kind === 'number' ? 'text' : kind === 'moment' ? 'datetime-local' : kind}
          dir={
            field.ltr || kind === 'email' || kind === 'tel' || kind === 'url' || kind === 'number'
              ? 'ltr'
              : undefined
          }
          autocomplete={autocomplete}
        />
      );
      return field.beside ? (
        <div class="with-button">
          {control}
          {field.beside}
        </div>
      ) : (
        control
      );
    }
  }
}

interface PasswordProps {
  readonly frame: Parameters<typeof TextField>[0];
  readonly autocomplete: string;
  readonly beside: ComponentChildren;
  readonly t: KitWords;
}
/** May be pasted, filled in by the browser and looked at. */
function Password({ frame, autocomplete, beside, t }: PasswordProps) {
  const [seen, setSeen] = useState(false);
  return (
    <Frame {...frame}>
      <span class="with-button">
        <input
          class="input"
          id={frame.id}
          type={(seen ? 'text' : 'password') as 'password'}
          dir="ltr"
          value={frame.value}
          autocomplete={autocomplete as 'off'}
          spellcheck={false}
          aria-invalid={frame.error ? 'true' : undefined}
          aria-describedby={described(frame)}
          onInput={(event) => frame.onInput(event.currentTarget.value)}
          onBlur={frame.onBlur}
        />
        <span class="actions">
          <Action icon={seen ? eyeOff : eye} iconOnly onClick={() => setSeen(!seen)}>
            {seen ? t('form.hide') : t('form.show')}
          </Action>
          {beside}
        </span>
      </span>
    </Frame>
  );
}

interface CheckProps {
  readonly id: string;
  readonly field: FormField;
  readonly on: boolean;
  readonly onInput: (value: boolean) => void;
}
const Check = ({ id, field, on, onInput }: CheckProps) => (
  <div class="check">
    <input
      type="checkbox"
      id={id}
      checked={on}
      aria-describedby={field.hint ? `${id}-hint` : undefined}
      onChange={(event) => onInput(event.currentTarget.checked)}
    />
    <label for={id}>{field.label}</label>
    {field.hint ? (
      <span class="small muted" id={`${id}-hint`}>
        {field.hint}
      </span>
    ) : null}
  </div>
);

interface ManyProps {
  readonly id: string;
  readonly field: FormField;
  readonly t: KitWords;
  readonly error: string | undefined;
  readonly value: readonly string[];
  readonly onInput: (value: readonly string[]) => void;
}

const Wrong = ({ id, error, t }: { id: string; error: string | undefined; t: KitWords }) =>
  error ? (
    <span class="error" id={`${id}-error`}>
      <span class="vh">{t('form.error')} </span>
      {error}
    </span>
  ) : null;

const Checks = ({ id, field, t, error, value, onInput }: ManyProps) => (
  <fieldset class="field" id={id} tabIndex={-1} aria-describedby={error ? `${id}-error` : undefined}>
    <legend class="legend">{field.label}</legend>
    {field.hint ? <span class="small muted">{field.hint}</span> : null}
    <div class="checks">
      {field.options?.map((option) => (
        <Check
          key={option.value}
          id={`${id}-${option.value.replace(/\W/g, '-')}`}
          field={{ name: option.value, label: option.label, hint: option.hint }}
          on={value.includes(option.value)}
          onInput={(on) =>
            onInput(on ? [...value, option.value] : value.filter((one) => one !== option.value))
          }
        />
      ))}
    </div>
    <Wrong id={id} error={error} t={t} />
  </fieldset>
);

/** Any number of short texts, one field each: hosts, IP addresses. */
const Lines = ({ id, field, t, error, value, onInput }: ManyProps) => (
  <fieldset class="field" id={id} tabIndex={-1} aria-describedby={error ? `${id}-error` : undefined}>
    <legend class="legend">
      {field.label} {field.need ? null : <small class="muted">{t('form.optional')}</small>}
    </legend>
    {field.hint ? <span class="small muted">{field.hint}</span> : null}
    {value.map((text, index) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: a line is its place; its text changes with each key
      <span class="with-button" key={index}>
        <input
          class={`input ${field.mono ? 'mono' : ''}`}
          dir={field.ltr ? 'ltr' : 'auto'}
          value={text}
          aria-label={`${field.label} ${index + 1}`}
          autocomplete="off"
          spellcheck={false}
          onInput={(event) =>
            onInput(value.map((one, at) => (at === index ? event.currentTarget.value : one)))
          }
        />
        <Action icon={x} iconOnly onClick={() => onInput(value.filter((_, at) => at !== index))}>
          {t('form.remove-line', { what: text || `${index + 1}` })}
        </Action>
      </span>
    ))}
    <Wrong id={id} error={error} t={t} />
    <span>
      <Action small icon={plus} onClick={() => onInput([...value, ''])}>
        {t('form.add-line')}
      </Action>
    </span>
  </fieldset>
);
