import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { Failed } from '../Failed.tsx';
import { Icon } from '../Icon.tsx';
import { useDesk } from './desk.ts';

interface ActionProps {
  readonly kind?: 'primary' | 'outlined' | 'plain' | 'danger';
  readonly type?: 'button' | 'submit';
  readonly icon?: string | undefined;
  readonly small?: boolean;
  /** Only the icon is seen; the words are its name. */
  readonly iconOnly?: boolean;
  /** Address below the vendor's side: the button is a link. */
  readonly to?: string | undefined;
  /** The label while it works, `Saving…`; it keeps the focus and does nothing. */
  readonly pending?: string | undefined;
  /** Cannot be used now; `title` may say why. */
  readonly off?: boolean | undefined;
  readonly title?: string | undefined;
  /** While a promise is out the button does nothing more; when it fails, that stands beside the button. */
  readonly onClick?: ((event: MouseEvent) => unknown) | undefined;
  readonly children: ComponentChildren;
}

/** A button, or a link that looks like one. Verb and object: “Save customer”, never “OK”. */
export function Action(props: ActionProps) {
  const { kind = 'outlined', icon, small = false, iconOnly = false, to, pending, off = false } = props;
  const { places, t } = useDesk();
  const [isOut, setOut] = useState(false);
  const [error, setError] = useState<unknown>();
  const looks = ['btn', kind, small && 'small', iconOnly && 'icon-only'].filter(Boolean).join(' ');
  const inside = (
    <>
      {icon ? <Icon d={icon} /> : null}
      {iconOnly ? <span class="vh">{props.children}</span> : (pending ?? props.children)}
    </>
  );
  const idle = Boolean(pending) || off || isOut;
  const press = async (event: MouseEvent) => {
    const act = props.onClick?.(event);
    if (!(act instanceof Promise)) return;
    setOut(true);
    setError(undefined);
    await act.catch(setError);
    setOut(false);
  };
  const tip = props.title ?? (iconOnly && typeof props.children === 'string' ? props.children : undefined);
  if (to !== undefined) {
    return (
      <a class={looks} title={tip} {...places.link(to)}>
        {inside}
      </a>
    );
  }
  return (
    <>
      <button
        type={props.type ?? 'button'}
        class={looks}
        title={tip}
        aria-disabled={pending || off ? 'true' : undefined}
        onClick={(event) => {
          if (idle) event.preventDefault();
          else void press(event);
        }}
      >
        {inside}
      </button>
      {error ? <Failed t={t} title={t('desk.not-done')} error={error} /> : null}
    </>
  );
}

/** A link inside the console that looks like a link. */
export function To({
  to,
  class: look,
  children,
}: {
  to: string;
  class?: string;
  children: ComponentChildren;
}) {
  const { places } = useDesk();
  return (
    <a class={look} {...places.link(to)}>
      {children}
    </a>
  );
}
