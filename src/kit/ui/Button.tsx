import type { ComponentChildren } from 'preact';

interface ButtonProps {
  readonly kind?: 'primary' | 'outlined' | 'plain';
  readonly small?: boolean;
  readonly type?: 'button' | 'submit';
  /** The label while it works, `Saving…`. The button keeps focus and does nothing. */
  readonly pending?: string | undefined;
  readonly onClick?: (() => void) | undefined;
  readonly children: ComponentChildren;
}
export const Button = ({
  kind = 'outlined',
  small = false,
  type = 'button',
  pending,
  onClick,
  children,
}: ButtonProps) => (
  <button
    type={type}
    class={`btn ${kind}${small ? ' small' : ''}`}
    data-portico-part={kind === 'primary' ? 'button-primary' : 'button'}
    aria-disabled={pending ? 'true' : undefined}
    onClick={(event) => {
      if (pending) event.preventDefault();
      else onClick?.();
    }}
  >
    {pending ?? children}
  </button>
);
