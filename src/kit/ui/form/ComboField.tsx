import { useRef, useState } from 'preact/hooks';
import { Icon } from '../Icon.tsx';
import { chevronDown } from '../icons.ts';
import { afterPress } from '../press.ts';
import './combo.style.ts';
import { type ComboOption, matching, meantBy } from './combo-rules.ts';
import { described, type FieldFrame, Frame } from './Field.tsx';

export interface ComboFieldProps extends FieldFrame {
  readonly options: readonly ComboOption[];
  readonly autocomplete?: string | undefined;
}

/**
 * One of many, found by typing; `value` is what is chosen. Keys as in the pattern “editable combobox with list
 * autocomplete” of the ARIA Authoring Practices Guide: arrows move, Enter takes, Escape gives up.
 */
export function ComboField({ options, autocomplete, ...field }: ComboFieldProps) {
  const { t, id, value, onInput } = field;
  /** How many there are for what was typed: heard, and shown where there are none. */
  const say = (count: number) => t('form.found', { count });
  const chosen = options.find((one) => one.value === value);
  /** `undefined`: nothing is being typed, and the name of what is chosen stands there. */
  const [typed, type] = useState<string | undefined>(undefined);
  const [at, move] = useState<number | undefined>(undefined);
  const [open, setOpen] = useState(false);
  const list = useRef<HTMLDivElement>(null);
  const found = typed === undefined ? options : matching(options, typed);

  const show = (index: number) => {
    setOpen(true);
    move(index);
    // By hand: a frame that scrolls an element into view scrolls the page around it, too.
    requestAnimationFrame(() => {
      const [box, item] = [list.current, list.current?.children[index] as HTMLElement | undefined];
      if (!box || !item) return;
      const over = item.offsetTop + item.offsetHeight - box.scrollTop - box.clientHeight;
      if (over > 0) box.scrollTop += over + 4;
      else if (item.offsetTop < box.scrollTop) box.scrollTop = item.offsetTop - 4;
    });
  };
  const close = () => {
    setOpen(false);
    move(undefined);
  };
  const take = (option: ComboOption | undefined) => {
    type(undefined);
    close();
    if (option && option.value !== value) onInput(option.value);
  };
  const leave = () => {
    if (typed === '' && field.optional && value) onInput('');
    const meant = typed === undefined ? undefined : meantBy(options, typed);
    take(meant ?? (typed && found.length === 1 ? found[0] : undefined));
    if (field.onBlur) afterPress(field.onBlur);
  };
  const begin = () => show(Math.max(0, chosen ? found.indexOf(chosen) : 0));

  function press(event: KeyboardEvent): void {
    const last = found.length - 1;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      if (!open || at === undefined) begin();
      else if (event.key === 'ArrowDown') show(at >= last ? 0 : at + 1);
      else show(at <= 0 ? last : at - 1);
    } else if (event.key === 'PageDown' && open) {
      event.preventDefault();
      show(Math.min(last, (at ?? 0) + 6));
    } else if (event.key === 'PageUp' && open) {
      event.preventDefault();
      show(Math.max(0, (at ?? 0) - 6));
    } else if (event.key === 'Enter' && open) {
      // What is chosen here must not send the form.
      event.preventDefault();
      take(found[at ?? 0]);
    } else if (event.key === 'Escape' && open) {
      // Nor must it close a dialog around the form.
      event.preventDefault();
      event.stopPropagation();
      type(undefined);
      close();
      // The next letter begins anew.
      const input = event.currentTarget as HTMLInputElement;
      requestAnimationFrame(() => input.select());
    }
  }

  return (
    <Frame {...field}>
      <span class={`combo ${field.class ?? ''}`}>
        <input
          class="input"
          id={id}
          role="combobox"
          aria-autocomplete="list"
          aria-expanded={open}
          aria-controls={`${id}-list`}
          aria-activedescendant={
            open && at !== undefined && found[at] ? `${id}-${found[at].value}` : undefined
          }
          aria-invalid={field.error ? 'true' : undefined}
          aria-describedby={described(field)}
          autocomplete={autocomplete ?? 'off'}
          spellcheck={false}
          value={typed ?? chosen?.label ?? ''}
          data-portico-part="combobox"
          onInput={(event) => {
            const text = event.currentTarget.value;
            type(text);
            show(0);
            // What the browser filled in is whole at once.
            const meant = text.length > 3 ? meantBy(options, text) : undefined;
            if (meant && meant.value !== value) onInput(meant.value);
          }}
          onFocus={(event) => event.currentTarget.select()}
          onClick={() => (open ? undefined : begin())}
          onKeyDown={press}
          onBlur={leave}
        />
        <Icon d={chevronDown} />
        {open ? (
          <div class="combo-list" id={`${id}-list`} ref={list} role="listbox" aria-label={field.label}>
            {found.map((option, index) => (
              // biome-ignore lint/a11y/useKeyWithClickEvents: the field that keeps the focus has the keys
              <div
                key={option.value}
                id={`${id}-${option.value}`}
                role="option"
                tabIndex={-1}
                class={index === at ? 'on' : undefined}
                aria-selected={option.value === value}
                // The field keeps the focus: its keys go on working.
                onMouseDown={(event) => event.preventDefault()}
                onClick={() => take(option)}
              >
                {option.label}
              </div>
            ))}
            {found.length === 0 ? (
              <div role="option" tabIndex={-1} aria-disabled="true" aria-selected="false" class="muted">
                {say(0)}
              </div>
            ) : null}
          </div>
        ) : null}
      </span>
      <span class="vh" role="status">
        {open && typed ? say(found.length) : ''}
      </span>
    </Frame>
  );
}
