import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { codeOf } from '../../browser/api-error.ts';
import { Failed } from '../Failed.tsx';
import { Action } from './Action.tsx';
import { Dialog } from './Dialog.tsx';
import { useDesk } from './desk.ts';

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
  /** Red where something ends for good. */
  readonly danger?: boolean;
  readonly onClose: () => void;
  /** Throws when it could not be done: the question stays, with what went wrong. */
  readonly act: () => Promise<void>;
}

/** Asks before something that cannot be taken back. */
export function Confirm(props: ConfirmProps) {
  const { title, children, label, pending, danger = true, onClose, act, refusals = {} } = props;
  const { t } = useDesk();
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
    <Dialog title={title} onClose={state.busy ? undefined : onClose}>
      {children}
      {state.error ? (
        <Failed t={t} title={refusals[codeOf(state.error)] ?? t('desk.not-done')} error={state.error} />
      ) : null}
      <div class="actions">
        <Action
          kind={danger ? 'danger' : 'primary'}
          pending={state.busy ? pending : undefined}
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
