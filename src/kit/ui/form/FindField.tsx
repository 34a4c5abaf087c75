import { Icon } from '../Icon.tsx';
import { chevronDown } from '../icons.ts';
import { later } from '../later.tsx';
import type { ComboFieldProps } from './ComboField.tsx';
import { Frame, SelectField } from './Field.tsx';

/**
 * One of very many, found by typing. Its file comes beside the form: until then what is chosen stands in its place, and
 * where it can't be had the browser's own list.
 */
export const FindField = later<ComboFieldProps>(
  () => import('./ComboField.tsx').then((file) => file.ComboField),
  (props) => (
    <SelectField
      {...props}
      options={props.value && !props.optional ? props.options : [{ value: '', label: '' }, ...props.options]}
    />
  ),
  ({ options, ...field }) => (
    <Frame {...field}>
      <span class={`choose ${field.class ?? ''}`}>
        <input
          class="input"
          id={field.id}
          value={options.find(({ value }) => value === field.value)?.label ?? ''}
          readOnly
        />
        <Icon d={chevronDown} />
      </span>
    </Frame>
  ),
);
