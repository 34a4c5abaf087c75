import { described, type FieldFrame, Frame, SelectField, TextField } from '../../../kit/ui/form/Field.tsx';
import { afterPress } from '../../../kit/ui/press.ts';
import type { FieldKind } from '../schema.ts';

export interface AskedInputProps extends FieldFrame {
  readonly kind: FieldKind;
  readonly choices: readonly string[];
  readonly disabled?: boolean | undefined;
}

/** A field of the vendor's own, as its kind is typed or chosen. */
export function AskedInput({ kind, choices, ...field }: AskedInputProps) {
  if (kind === 'choice') {
    const options = ['', ...choices].map((value) => ({ value, label: value || '–' }));
    return <SelectField {...field} class="w-middle" options={options} />;
  }
  const state = {
    ...{ id: field.id, 'aria-invalid': field.error ? ('true' as const) : undefined },
    ...{ 'aria-describedby': described(field), onBlur: () => field.onBlur && afterPress(field.onBlur) },
  };
  if (kind === 'lines') {
    return (
      <Frame {...field}>
        <textarea
          {...state}
          class="input"
          rows={3}
          maxLength={2000}
          value={field.value}
          data-portico-part="input"
          onInput={(event) => field.onInput(event.currentTarget.value)}
        />
      </Frame>
    );
  }
  if (kind === 'check') {
    return (
      <Frame {...field}>
        <input
          {...state}
          type="checkbox"
          checked={field.value === 'true'}
          onChange={(event) => field.onInput(event.currentTarget.checked ? 'true' : 'false')}
        />
      </Frame>
    );
  }
  if (kind === 'day') return <TextField {...field} class="w-short" type="date" />;
  return (
    <TextField
      {...field}
      class={kind === 'number' ? 'w-short' : ''}
      dir={kind === 'number' ? 'ltr' : undefined}
    />
  );
}
