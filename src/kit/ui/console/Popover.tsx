import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { Icon } from '../Icon.tsx';

interface PopoverProps {
  /** Words on the button that opens it. */
  readonly label: ComponentChildren;
  /** Name for assistive technology where the label is not enough. */
  readonly name?: string | undefined;
  readonly icon?: string | undefined;
  /** Classes of the button: `btn small`, `link`. */
  readonly look?: string;
  readonly menu?: boolean;
  readonly iconOnly?: boolean;
  /** Width of what opens, `23rem`. */
  readonly width?: string | undefined;
  /** Drawn when it is open; `close` shuts it. */
  readonly children: (close: () => void) => ComponentChildren;
}

/** Keeps the box inside the window: below the button where there is room, else above; ends flush with it. */
function place(button: HTMLElement, box: HTMLElement): void {
  const at = button.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = box;
  const rtl = getComputedStyle(button).direction === 'rtl';
  const wanted = rtl ? innerWidth - at.right : at.left;
  const x = Math.max(8, Math.min(wanted, innerWidth - width - 8));
  const below = at.bottom + 4;
  const y = below + height > innerHeight - 8 && at.top - height - 4 > 8 ? at.top - height - 4 : below;
  box.style.setProperty('--x', `${x}px`);
  box.style.setProperty('--y', `${Math.max(8, Math.min(y, innerHeight - height - 8))}px`);
}

/** A button and what opens beside it: the browser's own popover, closed by Esc and by a click elsewhere. */
export function Popover(props: PopoverProps) {
  const { label, name, icon, look = 'btn', menu = false, iconOnly = false, width, children } = props;
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  const box = useRef<HTMLDivElement>(null);
  const [open, setOpen] = useState(false);
  const close = () => box.current?.hidePopover();

  useEffect(() => {
    if (!open || !button.current || !box.current) return;
    const [from, to] = [button.current, box.current];
    place(from, to);
    const again = () => place(from, to);
    addEventListener('resize', again);
    addEventListener('scroll', again, { capture: true, passive: true });
    to.querySelector<HTMLElement>('input, button, a')?.focus({ preventScroll: true });
    return () => {
      removeEventListener('resize', again);
      removeEventListener('scroll', again, { capture: true });
    };
  }, [open]);

  const move = (event: KeyboardEvent) => {
    if (!menu || (event.key !== 'ArrowDown' && event.key !== 'ArrowUp')) return;
    event.preventDefault();
    const items = [...(box.current?.querySelectorAll<HTMLElement>('button, a, input') ?? [])];
    const step = event.key === 'ArrowDown' ? 1 : -1;
    const next = items.indexOf(document.activeElement as HTMLElement) + step;
    items.at(next % items.length)?.focus();
  };

  return (
    <>
      <button
        type="button"
        ref={button}
        class={look}
        aria-expanded={open}
        aria-label={name}
        title={iconOnly ? (name ?? (typeof label === 'string' ? label : undefined)) : undefined}
        popovertarget={id}
      >
        {icon ? <Icon d={icon} /> : null}
        {iconOnly ? <span class="vh">{label}</span> : label}
      </button>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: arrow keys go between the buttons inside */}
      <div
        id={id}
        ref={box}
        popover="auto"
        class={`popover ${menu ? 'menu' : ''}`}
        style={width ? { inlineSize: width } : undefined}
        onToggle={(event) => setOpen((event as unknown as ToggleEvent).newState === 'open')}
        onKeyDown={move}
      >
        {open ? children(close) : null}
      </div>
    </>
  );
}
