import { useLayoutEffect, useRef } from 'preact/hooks';
import { Icon } from '../Icon.tsx';
import { chevronDown } from '../icons.ts';
import { later } from '../later.tsx';
import type { ComboFieldProps } from './ComboField.tsx';
import { Frame, SelectField } from './Field.tsx';

/** What is chosen, until the list's file is there. What is typed here meanwhile goes on in the field that follows. */
function Meanwhile({ options, ...field }: ComboFieldProps) {
  const input = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => {
    const was = input.current as HTMLInputElement;
    return () => {
      if (was !== document.activeElement) return;
      queueMicrotask(() => {
        const now = document.getElementById(was.id);
        now?.focus();
        if (!(now instanceof HTMLInputElement) || now.value === was.value) return;
        now.value = was.value;
        now.dispatchEvent(new Event('input', { bubbles: true }));
      });
    };
  }, []);
  return (
    <Frame {...field}>
      <span class={`choose ${field.class ?? ''}`}>
        <input
          class="input"
          id={field.id}
          ref={input}
          autocomplete="off"
          defaultValue={options.find(({ value }) => value === field.value)?.label ?? ''}
          onFocus={(event) => event.currentTarget.select()}
        />
        <Icon d={chevronDown} />
      </span>
    </Frame>
  );
}

/**
 * One of very many, found by typing. Its file comes beside the form: where it can't be had, the browser's own list
 * stands there.
 */
export const FindField = later<ComboFieldProps>(
  () => import('./ComboField.tsx').then((file) => file.ComboField),
  (props) => (
    <SelectField
      {...props}
      options={props.value && !props.optional ? props.options : [{ value: '', label: '' }, ...props.options]}
    />
  ),
  (props) => <Meanwhile {...props} />,
);
