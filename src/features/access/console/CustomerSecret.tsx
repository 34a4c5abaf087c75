import { useState } from 'preact/hooks';
import { Action } from '../../../kit/ui/console/Action.tsx';
import { Confirm } from '../../../kit/ui/console/Confirm.tsx';
import { Secret } from '../../../kit/ui/console/Copy.tsx';
import { useDesk } from '../../../kit/ui/console/desk.ts';
import { eye, keyRound, refreshCw, trash2 } from '../../../kit/ui/console/icons.ts';
import { Load, useLoad } from '../../../kit/ui/console/Load.tsx';
import { ago } from '../../../kit/ui/console/moments.ts';
import { Section } from '../../../kit/ui/console/Page.tsx';
import { Failed } from '../../../kit/ui/Failed.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import type { CustomerSecret as Held, WaysIn } from '../schema.ts';
import type { AccessWords } from './words.ts';

interface CustomerSecretProps {
  readonly t: AccessWords;
  /** Of the customer in the API: `/api/v1/customers/cus_…`. */
  readonly at: string;
  readonly name: string;
  readonly mayWrite: boolean;
}

/**
 * The secret of a customer: made, shown, made anew, taken away. What is on the screen first is known without reading
 * it, since each reading stands in the log.
 */
export const CustomerSecret = watching(function CustomerSecret({
  t,
  at,
  name,
  mayWrite,
}: CustomerSecretProps) {
  const { api, say } = useDesk();
  const known = useLoad(`secret ${at}`, () => api.get<WaysIn>(`${at}/access`));
  const [shown, setShown] = useState<string>();
  const [open, setOpen] = useState<'renew' | 'remove'>();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const close = () => setOpen(undefined);
  const make = async () => {
    setShown((await api.post<Held>(`${at}/secret`)).secret);
    known.reload();
  };
  const attempt = async (act: () => Promise<void>) => {
    setBusy(true);
    setError(
      await act().then(
        () => undefined,
        (cause: unknown) => cause,
      ),
    );
    setBusy(false);
  };

  return (
    <Section title={t('secret.title')}>
      <div class="card">
        <Load of={known} what={t('secret.title')} rows={2}>
          {({ secret }) =>
            secret ? (
              <>
                {shown ? <Secret text={shown} what={t('secret.what')} /> : null}
                <p class="small muted">
                  {t('codes.made', { at: ago(t, secret.createdAt) })}{' '}
                  {secret.lastUsedAt
                    ? t('codes.used', { at: ago(t, secret.lastUsedAt) })
                    : t('codes.never-used')}
                </p>
                {mayWrite ? (
                  <div class="actions">
                    {shown ? null : (
                      <Action
                        small
                        icon={eye}
                        pending={busy ? t('codes.showing') : undefined}
                        onClick={() =>
                          void attempt(async () => setShown((await api.get<Held>(`${at}/secret`)).secret))
                        }
                      >
                        {t('secret.show')}
                      </Action>
                    )}
                    <Action small icon={refreshCw} onClick={() => setOpen('renew')}>
                      {t('secret.renew')}
                    </Action>
                    <Action small icon={trash2} onClick={() => setOpen('remove')}>
                      {t('secret.remove')}
                    </Action>
                  </div>
                ) : null}
              </>
            ) : (
              <>
                <p class="small muted">{t('secret.none')}</p>
                {mayWrite ? (
                  <div class="actions">
                    <Action
                      small
                      icon={keyRound}
                      pending={busy ? t('codes.making') : undefined}
                      onClick={() => void attempt(make)}
                    >
                      {t('secret.make')}
                    </Action>
                  </div>
                ) : null}
              </>
            )
          }
        </Load>
        {error ? <Failed t={t} title={t('desk.not-done')} error={error} /> : null}
      </div>
      {open === 'renew' ? (
        <Confirm
          title={t('secret.renew.question', { name })}
          label={t('secret.renew')}
          pending={t('codes.making')}
          danger={false}
          onClose={close}
          act={async () => {
            await make();
            close();
          }}
        >
          <p>{t('secret.renew.text')}</p>
        </Confirm>
      ) : null}
      {open === 'remove' ? (
        <Confirm
          title={t('secret.remove.question', { name })}
          label={t('secret.remove')}
          pending={t('codes.revoking')}
          onClose={close}
          act={async () => {
            await api.delete(`${at}/secret`);
            setShown(undefined);
            known.reload();
            say(t('secret.removed'));
            close();
          }}
        >
          <p>{t('secret.remove.text')}</p>
        </Confirm>
      ) : null}
    </Section>
  );
});
