import { useState } from 'preact/hooks';
import { isApiError } from '../../kit/browser/api-error.ts';
import { Action } from '../../kit/ui/console/Action.tsx';
import { keyRound } from '../../kit/ui/console/icons.ts';
import { circleAlert } from '../../kit/ui/icons.ts';
import { Notice } from '../../kit/ui/Notice.tsx';
import { watching } from '../../kit/ui/signals.ts';
import type { Console } from './console.ts';

interface ByPasskeyProps {
  readonly app: Console;
  readonly label: string;
  readonly act: () => Promise<void>;
}

/** A button that asks the browser for a passkey; one that is not known, or a no, is said below it. */
export const ByPasskey = watching(function ByPasskey({ app, label, act }: ByPasskeyProps) {
  const t = app.t.value;
  const [state, setState] = useState<{ busy?: boolean; failed?: 'refused' | 'not-used' }>({});
  const go = async () => {
    setState({ busy: true });
    try {
      await act();
    } catch (error) {
      setState({ failed: isApiError(error) ? 'refused' : 'not-used' });
    }
  };
  return (
    <div class="group">
      {state.failed ? (
        <Notice urgent tone="bad" icon={circleAlert} title={t(`sign-in.passkey.${state.failed}`)} />
      ) : null}
      <div class="actions">
        <Action
          icon={keyRound}
          pending={state.busy ? t('sign-in.passkey.busy') : undefined}
          onClick={() => void go()}
        >
          {label}
        </Action>
      </div>
    </div>
  );
});
