import type { ComponentChildren } from 'preact';
import { useId, useLayoutEffect, useRef } from 'preact/hooks';
import { Action } from './Action.tsx';
import { useDesk } from './desk.ts';
import { x } from './icons.ts';

interface DialogProps {
  readonly title: string;
  readonly wide?: boolean;
  /** Esc, the cross, and what `children` decide. Without it the dialog stays until it is answered. */
  readonly onClose?: (() => void) | undefined;
  readonly children: ComponentChildren;
}

/** The browser's own modal dialog: focus stays inside, Esc closes, and the focus goes back where it was. */
export function Dialog({ title, wide = false, onClose, children }: DialogProps) {
  const { t } = useDesk();
  const element = useRef<HTMLDialogElement>(null);
  const heading = useId();
  // Before the next key arrives: what is typed right after the key that opened it is meant for its field.
  useLayoutEffect(() => {
    const dialog = element.current;
    const before = document.activeElement;
    dialog?.showModal();
    const first = dialog?.querySelector<HTMLElement>('.dialog-body :is(input, select, textarea)');
    (first ?? dialog?.querySelector('h2'))?.focus();
    return () => {
      dialog?.close();
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  return (
    <dialog
      ref={element}
      class={`dialog ${wide ? 'wide' : ''}`}
      aria-labelledby={heading}
      onCancel={(event) => {
        event.preventDefault();
        onClose?.();
      }}
    >
      <div class="dialog-head">
        <h2 id={heading} tabIndex={-1}>
          {title}
        </h2>
        {onClose ? (
          <Action icon={x} iconOnly small onClick={onClose}>
            {t('desk.close')}
          </Action>
        ) : null}
      </div>
      <div class="dialog-body">{children}</div>
    </dialog>
  );
}
