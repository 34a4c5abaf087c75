import { useState } from 'preact/hooks';
import { Action } from '../../../kit/ui/console/Action.tsx';
import { Dialog } from '../../../kit/ui/console/Dialog.tsx';
import { useDesk } from '../../../kit/ui/console/desk.ts';
import { eye } from '../../../kit/ui/console/icons.ts';
import { Failed } from '../../../kit/ui/Failed.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import type { Preview } from '../schema.ts';
import { OwnTab } from './OwnTab.tsx';
import type { LoginAsWords } from './words.ts';

interface SeePortalProps {
  readonly t: LoginAsWords;
  readonly portalId: string;
  readonly customerId: string;
}

/** The portal with this customer's data, as far as the operator may read them anyway: nobody has to be asked. */
export const SeePortal = watching(function SeePortal({ t, portalId, customerId }: SeePortalProps) {
  const { api } = useDesk();
  const [state, setState] = useState<{ busy?: boolean; error?: unknown; url?: string }>({});
  const ask = async () => {
    setState({ busy: true });
    try {
      setState({ url: (await api.post<Preview>(`/api/v1/portals/${portalId}/preview`, { customerId })).url });
    } catch (error) {
      setState({ error });
    }
  };
  const close = () => setState({});
  return (
    <>
      <Action icon={eye} pending={state.busy ? t('login-as.going') : undefined} onClick={() => void ask()}>
        {t('login-as.preview')}
      </Action>
      {state.error || state.url ? (
        <Dialog title={t('login-as.preview')} onClose={close}>
          {state.error ? <Failed t={t} title={t('login-as.failed')} error={state.error} /> : null}
          {state.url ? <OwnTab t={t} url={state.url} onOpen={close} /> : null}
        </Dialog>
      ) : null}
    </>
  );
});
