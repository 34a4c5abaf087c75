import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';
import { Action } from '../../../kit/ui/console/Action.tsx';
import type { OwnFieldProps } from '../../../kit/ui/console/fields.tsx';
import { plus, x } from '../../../kit/ui/console/icons.ts';
import { Icon } from '../../../kit/ui/Icon.tsx';
import { circleAlert } from '../../../kit/ui/icons.ts';
import type { Words } from './words.ts';
import './catalogue.css';

/** Rows of a field that are typed one below the other, kept as JSON text: so drafts and mistakes work as of any field. */
export function rowsOf<Row>(text: string): Row[] {
  return JSON.parse(text || '[]') as Row[];
}

interface CellProps {
  readonly label: string;
  readonly value: string;
  readonly onInput: (value: string) => void;
  readonly width?: 'tiny' | 'short' | 'wide';
  readonly type?: 'text' | 'date';
  readonly inputmode?: 'decimal' | 'numeric';
}
/** A small field with its name above it. */
export function Cell({ label, value, onInput, width = 'short', type = 'text', inputmode }: CellProps) {
  const id = useId();
  return (
    <span class={`cell ${width}`}>
      <label for={id}>{label}</label>
      <input
        class="input num"
        id={id}
        type={type as 'text'}
        dir="ltr"
        value={value}
        autocomplete="off"
        spellcheck={false}
        inputMode={inputmode}
        onInput={(event) => onInput(event.currentTarget.value)}
      />
    </span>
  );
}

interface ChoiceProps extends Pick<CellProps, 'label' | 'value' | 'onInput'> {
  readonly options: readonly { readonly value: string; readonly label: string }[];
}
export function Choice({ label, value, onInput, options }: ChoiceProps) {
  const id = useId();
  return (
    <span class="cell">
      <label for={id}>{label}</label>
      <select class="input" id={id} value={value} onChange={(event) => onInput(event.currentTarget.value)}>
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    </span>
  );
}

interface RowEditorProps<Row> {
  readonly own: OwnFieldProps;
  readonly t: Words;
  readonly legend: string;
  readonly hint?: string;
  readonly fresh: (rows: readonly Row[]) => Row;
  readonly add: string;
  /** What the row is called when it is removed. */
  readonly nameOf: (row: Row) => string;
  readonly draw: (row: Row, change: (row: Row) => void, at: number) => ComponentChildren;
}

export function RowEditor<Row>({ own, t, legend, hint, fresh, add, nameOf, draw }: RowEditorProps<Row>) {
  const rows = rowsOf<Row>(own.value);
  const put = (next: readonly Row[]) => own.onInput(JSON.stringify(next));
  return (
    <fieldset
      class="field row-editor"
      id={own.id}
      tabIndex={-1}
      aria-describedby={own.error ? `${own.id}-error` : undefined}
    >
      <legend class="legend">{legend}</legend>
      {hint ? <span class="small muted">{hint}</span> : null}
      {rows.map((row, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a row is its place; what is in it changes with each key
        <div class="row-of-cells" key={at}>
          <div class="cells">
            {draw(row, (changed) => put(rows.map((one, place) => (place === at ? changed : one))), at)}
          </div>
          <Action icon={x} iconOnly onClick={() => put(rows.filter((_, place) => place !== at))}>
            {t('form.remove-line', { what: nameOf(row) || `${at + 1}` })}
          </Action>
        </div>
      ))}
      {own.error ? (
        <span class="error" id={`${own.id}-error`}>
          <Icon d={circleAlert} />
          <span>
            <span class="vh">{t('form.error')} </span>
            {own.error}
          </span>
        </span>
      ) : null}
      <span>
        <Action small icon={plus} onClick={() => put([...rows, fresh(rows)])}>
          {add}
        </Action>
      </span>
    </fieldset>
  );
}
