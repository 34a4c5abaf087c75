import type { ComponentChildren } from 'preact';
import { Icon } from '../Icon.tsx';
import { chevronDown, circleAlert } from '../icons.ts';
import { afterPress } from '../press.ts';
import type { FormWords } from './words.ts';

export interface FieldFrame {
  readonly t: FormWords;
  readonly id: string;
  readonly label: string;
  readonly hint?: string | undefined;
  readonly error?: string | undefined;
  readonly optional?: boolean | undefined;
  readonly value: string;
  readonly class?: string | undefined;
  readonly onInput: (value: string) => void;
  readonly onBlur?: (() => void) | undefined;
}

/** What stands below a field belongs to it for a screen reader too. */
export const described = ({ id, hint, error }: FieldFrame): string | undefined =>
  [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ') || undefined;

/** Label, hint, control and error of one field. */
export const Frame = ({ children, ...field }: FieldFrame & { readonly children: ComponentChildren }) => {
  const { t, id, label, hint, error, optional } = field;
  return (
    <div class="field">
      <label for={id} data-portico-part="label">
        {label} {optional ? <small>{t('form.optional')}</small> : null}
      </label>
      {hint ? (
        <span class="small muted" id={`${id}-hint`} data-portico-part="hint">
          {hint}
        </span>
      ) : null}
      {children}
      {error ? (
        <span class="error" id={`${id}-error`} data-portico-part="error">
          <Icon d={circleAlert} />
          <span>
            <span class="vh">{t('form.error')} </span>
            {error}
          </span>
        </span>
      ) : null}
    </div>
  );
};

interface TextFieldProps extends FieldFrame {
  readonly type?: 'text' | 'email' | 'tel' | 'password' | 'date' | 'datetime-local' | 'url' | 'number';
  /** What the browser may fill in, WCAG 1.3.5: `address-line1`. */
  readonly autocomplete?: string | undefined;
  readonly dir?: 'ltr' | undefined;
}
export const TextField = ({ type = 'text', autocomplete, dir, ...field }: TextFieldProps) => (
  <Frame {...field}>
    <input
      class={`input ${field.class ?? ''}`}
      id={field.id}
      type={type as 'text'}
      dir={dir}
      value={field.value}
      autocomplete={autocomplete ?? 'off'}
      aria-invalid={field.error ? 'true' : undefined}
      aria-describedby={described(field)}
      data-portico-part="input"
      onInput={(event) => field.onInput(event.currentTarget.value)}
      onBlur={() => field.onBlur && afterPress(field.onBlur)}
    />
  </Frame>
);

interface SelectFieldProps extends FieldFrame {
  readonly autocomplete?: string | undefined;
  readonly options: readonly { readonly value: string; readonly label: string; readonly lang?: string }[];
}
export const SelectField = ({ options, autocomplete, ...field }: SelectFieldProps) => (
  <Frame {...field}>
    <span class={`choose ${field.class ?? ''}`}>
      <select
        class="input"
        id={field.id}
        value={field.value}
        autocomplete={autocomplete ?? 'off'}
        aria-invalid={field.error ? 'true' : undefined}
        aria-describedby={described(field)}
        data-portico-part="select"
        onChange={(event) => field.onInput(event.currentTarget.value)}
        onBlur={() => field.onBlur && afterPress(field.onBlur)}
      >
        {options.map(({ value, label, lang }) => (
          <option key={value} value={value} lang={lang}>
            {label}
          </option>
        ))}
      </select>
      <Icon d={chevronDown} />
    </span>
  </Frame>
);
