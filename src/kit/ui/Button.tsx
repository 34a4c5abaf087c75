import type { ComponentChildren } from 'preact';

interface ButtonProps {
  readonly kind?: 'primary' | 'outlined';
  readonly type?: 'button' | 'submit';
  /** The label while it works, `Saving…`. The button keeps focus and does nothing. */
  readonly pending?: string | undefined;
  /** Only a person's press counts: what a script clicks does nothing. */
  readonly byHand?: boolean;
  readonly onClick?: (() => void) | undefined;
  readonly children: ComponentChildren;
}
export const Button = ({
  kind = 'outlined',
  type = 'button',
  pending,
  byHand,
  onClick,
  children,
}: ButtonProps) => (
  <button
    type={type}
    class={`btn ${kind}`}
    data-portico-part={kind === 'primary' ? 'button-primary' : 'button'}
    aria-disabled={pending ? 'true' : undefined}
    onClick={(event) => {
      if (pending || (byHand && !event.isTrusted)) event.preventDefault();
      else onClick?.();
    }}
  >
    {pending ?? children}
  </button>
);
