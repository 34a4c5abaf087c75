import { useState } from 'preact/hooks';
import { Action } from '../../../kit/ui/console/Action.tsx';
import { Secret } from '../../../kit/ui/console/Copy.tsx';
import { Dialog } from '../../../kit/ui/console/Dialog.tsx';
import { useDesk } from '../../../kit/ui/console/desk.ts';
import { Form } from '../../../kit/ui/console/Form.tsx';
import { eye, printer, refreshCw } from '../../../kit/ui/console/icons.ts';
import { Failed } from '../../../kit/ui/Failed.tsx';
import type { Installation } from '../schema.ts';
import type { Part } from './words.ts';

interface TokenProps {
  readonly t: Part['t'];
  readonly installation: Installation;
}

/** Shown when asked for, since each reading stands in the log. */
function useToken({ id }: Installation) {
  const { api } = useDesk();
  const [state, setState] = useState<{ token?: string; busy?: boolean; error?: unknown }>({});
  const show = () => {
    setState({ busy: true });
    api.get<{ token: string }>(`/api/v1/installations/${id}/token`).then(
      ({ token }) => setState({ token }),
      (error: unknown) => setState({ error }),
    );
  };
  return { ...state, show, showThis: (token: string) => setState({ token }) };
}

/** In a list: known by its end, read in place. */
export function TokenCell({ t, installation, mayRead }: TokenProps & { readonly mayRead: boolean }) {
  const { token, busy, error, show } = useToken(installation);
  if (token) return <Secret text={token} what={t('sites.installations.token')} />;
  return (
    <span class="nowrap">
      {t('sites.installations.token.ends', { hint: installation.tokenHint })}{' '}
      {mayRead ? (
        <Action small iconOnly icon={eye} pending={busy ? t('codes.showing') : undefined} onClick={show}>
          {t('sites.installations.token.show', { name: installation.name })}
        </Action>
      ) : null}
      {error ? <Failed t={t} title={t('desk.not-done')} error={error} /> : null}
    </span>
  );
}

/** On the installation's own page: read, printed, and replaced by an act that says why. */
export function TokenOf({ t, installation }: TokenProps) {
  const { token, busy, error, show, showThis } = useToken(installation);
  const [replacing, setReplacing] = useState(false);
  return (
    <div class="card">
      {token ? (
        <Secret text={token} what={t('sites.installations.token')} />
      ) : (
        <p>
          {t('sites.installations.token')}{' '}
          <span class="muted mono">
            {t('sites.installations.token.ends', { hint: installation.tokenHint })}
          </span>
        </p>
      )}
      <div class="actions">
        {token ? null : (
          <Action small icon={eye} pending={busy ? t('codes.showing') : undefined} onClick={show}>
            {t('sites.installations.token.show', { name: installation.name })}
          </Action>
        )}
        <Action
          small
          icon={printer}
          to={`/sites/${installation.locationId}/labels?installation=${installation.id}`}
        >
          {t('sites.labels.one')}
        </Action>
        <Action small icon={refreshCw} onClick={() => setReplacing(true)}>
          {t('sites.token.replace')}
        </Action>
      </div>
      <p class="small muted">{t('sites.installations.token.about')}</p>
      {error ? <Failed t={t} title={t('desk.not-done')} error={error} /> : null}
      {replacing ? (
        <Replace
          t={t}
          installation={installation}
          onClose={() => setReplacing(false)}
          onDone={(made) => {
            setReplacing(false);
            showThis(made);
          }}
        />
      ) : null}
    </div>
  );
}

interface ReplaceProps extends TokenProps {
  readonly onClose: () => void;
  readonly onDone: (token: string) => void;
}

function Replace({ t, installation, onClose, onDone }: ReplaceProps) {
  const { api, say } = useDesk();
  return (
    <Dialog title={t('sites.token.replace.question', { name: installation.name })} onClose={onClose}>
      <p>{t('sites.token.replace.text')}</p>
      <Form
        name={`token of ${installation.id}`}
        keepsDraft={false}
        start={{ reason: '' }}
        danger
        submit={t('sites.token.replace')}
        pending={t('sites.token.replacing')}
        failed={t('desk.not-done')}
        cancel={onClose}
        onSave={async (values) => {
          const { token } = await api.post<{ token: string }>(
            `/api/v1/installations/${installation.id}/token`,
            values,
          );
          say(t('sites.token.replaced'));
          onDone(token);
        }}
        groups={() => [
          {
            fields: [
              {
                name: 'reason',
                label: t('sites.token.reason'),
                hint: t('sites.token.reason.hint'),
                need: t('sites.token.reason.need'),
              },
            ],
          },
        ]}
      />
    </Dialog>
  );
}
