import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { codeOf } from '../../browser/api-error.ts';
import { Failed } from '../Failed.tsx';
import { Action } from './Action.tsx';
import { Dialog } from './Dialog.tsx';
import { useDesk } from './desk.ts';
import { useTyped } from './typed.tsx';

interface ConfirmProps {
  /** A question that names the thing: “Delete Bäckerei Hafenkante?” */
  readonly title: string;
  /** What goes with it and what stays. */
  readonly children: ComponentChildren;
  /** Verb and object of the last step: “Delete customer”. */
  readonly label: string;
  readonly pending: string;
  /** Words for what the API may answer: `customer.has-documents`. */
  readonly refusals?: Readonly<Record<string, string>>;
  /** Where it hurts most: what has to be typed first, the name of the thing. */
  readonly typed?: string | undefined;
  readonly wide?: boolean;
  /** Red where something ends for good. */
  readonly danger?: boolean;
  readonly onClose: () => void;
  /** Throws when it could not be done: the question stays, with what went wrong. */
  readonly act: () => Promise<void>;
}

/** Asks before something that cannot be taken back. */
export function Confirm(props: ConfirmProps) {
  const { title, children, label, pending, typed, danger = true, wide, onClose, act, refusals = {} } = props;
  const { t } = useDesk();
  const { meant, field } = useTyped(typed);
  const [state, setState] = useState<{ busy?: boolean; error?: unknown }>({});
  const go = async () => {
    setState({ busy: true });
    try {
      await act();
    } catch (error) {
      setState({ error });
    }
  };
  return (
    <Dialog title={title} wide={wide ?? false} onClose={state.busy ? undefined : onClose}>
      {children}
      {field}
      {state.error ? (
        <Failed t={t} title={refusals[codeOf(state.error)] ?? t('desk.not-done')} error={state.error} />
      ) : null}
      <div class="actions">
        <Action
          kind={danger ? 'danger' : 'primary'}
          pending={state.busy ? pending : undefined}
          off={!meant}
          onClick={() => void go()}
        >
          {label}
        </Action>
        <Action kind="outlined" off={state.busy} onClick={onClose}>
          {t('desk.cancel')}
        </Action>
      </div>
    </Dialog>
  );
}
