import { useState } from 'preact/hooks';
import { Action } from '../../../kit/ui/console/Action.tsx';
import { Secret } from '../../../kit/ui/console/Copy.tsx';
import { useDesk } from '../../../kit/ui/console/desk.ts';
import { eye } from '../../../kit/ui/console/icons.ts';
import { Failed } from '../../../kit/ui/Failed.tsx';
import type { Installation } from '../schema.ts';
import type { Part } from './words.ts';

/** The token of an installation: known by its end, shown when asked for, since each reading stands in the log. */
export function TokenOf({ t, installation }: Pick<Part, 't'> & { readonly installation: Installation }) {
  const { api } = useDesk();
  const [state, setState] = useState<{ token?: string; busy?: boolean; error?: unknown }>({});
  const show = () => {
    setState({ busy: true });
    api.get<{ token: string }>(`/api/v1/installations/${installation.id}/token`).then(
      ({ token }) => setState({ token }),
      (error: unknown) => setState({ error }),
    );
  };
  return (
    <div class="card">
      {state.token ? (
        <Secret text={state.token} what={t('sites.installations.token')} />
      ) : (
        <div class="actions">
          <span>
            {t('sites.installations.token')}{' '}
            <span class="muted mono">
              {t('sites.installations.token.ends', { hint: installation.tokenHint })}
            </span>
          </span>
          <Action small icon={eye} pending={state.busy ? t('codes.showing') : undefined} onClick={show}>
            {t('sites.installations.token.show', { name: installation.name })}
          </Action>
        </div>
      )}
      <p class="small muted">{t('sites.installations.token.about')}</p>
      {state.error ? <Failed t={t} title={t('desk.not-done')} error={state.error} /> : null}
    </div>
  );
}
