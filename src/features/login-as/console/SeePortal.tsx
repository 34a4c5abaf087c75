import { useState } from 'preact/hooks';
import { Action } from '../../../kit/ui/console/Action.tsx';
import { Dialog } from '../../../kit/ui/console/Dialog.tsx';
import { useDesk } from '../../../kit/ui/console/desk.ts';
import { eye } from '../../../kit/ui/console/icons.ts';
import { Failed } from '../../../kit/ui/Failed.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import type { Preview } from '../schema.ts';
import { openOwnTab } from './own-tab.ts';
import type { LoginAsWords } from './words.ts';

interface SeePortalProps {
  readonly t: LoginAsWords;
  readonly portalId: string;
  readonly customerId: string;
}

/** The portal with this customer's data, as far as the operator may read them anyway: nobody has to be asked. */
export const SeePortal = watching(function SeePortal({ t, portalId, customerId }: SeePortalProps) {
  const { api } = useDesk();
  const [state, setState] = useState<{ busy?: boolean; error?: unknown; blocked?: string | undefined }>({});
  const open = async () => {
    setState({ busy: true });
    try {
      const path = `/api/v1/portals/${portalId}/preview`;
      setState({
        blocked: await openOwnTab(async () => (await api.post<Preview>(path, { customerId })).url),
      });
    } catch (error) {
      setState({ error });
    }
  };
  return (
    <>
      <Action icon={eye} pending={state.busy ? t('login-as.going') : undefined} onClick={() => void open()}>
        {t('login-as.preview')}
      </Action>
      {state.error || state.blocked ? (
        <Dialog title={t('login-as.preview')} onClose={() => setState({})}>
          {state.error ? <Failed t={t} title={t('login-as.failed')} error={state.error} /> : null}
          {state.blocked ? (
            <p>
              {t('login-as.blocked')}{' '}
              <a href={state.blocked} target="_blank" rel="noreferrer noopener">
                {t('login-as.blocked.open')}
              </a>
            </p>
          ) : null}
        </Dialog>
      ) : null}
    </>
  );
});
