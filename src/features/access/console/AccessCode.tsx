import { useState } from 'preact/hooks';
import { Action } from '../../../kit/ui/console/Action.tsx';
import { Confirm } from '../../../kit/ui/console/Confirm.tsx';
import { Secret } from '../../../kit/ui/console/Copy.tsx';
import { useDesk } from '../../../kit/ui/console/desk.ts';
import { eye, keyRound, printer, refreshCw, trash2 } from '../../../kit/ui/console/icons.ts';
import { Load, useLoad } from '../../../kit/ui/console/Load.tsx';
import { ago } from '../../../kit/ui/console/moments.ts';
import { Section } from '../../../kit/ui/console/Page.tsx';
import { Failed } from '../../../kit/ui/Failed.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import type { Language } from '../../portals/schema.ts';
import type { AccessCode as Code, WaysIn } from '../schema.ts';
import { HandOver } from './HandOver.tsx';
import type { AccessWords } from './words.ts';

interface AccessCodeProps {
  readonly t: AccessWords;
  /** Of the customer or location in the API: `/api/v1/customers/cus_…`. */
  readonly at: string;
  /** Whose code it is, for the questions and the sheet. */
  readonly name: string;
  readonly brandName: string;
  /** What the sheet speaks at first: the customer's language, or the portal's. */
  readonly language: Language;
  readonly mayWrite: boolean;
  /** A location's code may ask for the token of an installation too. */
  readonly asksToken?: boolean;
}

/**
 * The access code of a customer or a location: made, shown, made anew, revoked, handed over. What is on the screen
 * first is known without reading the code, since each reading stands in the log.
 */
export const AccessCode = watching(function AccessCode(props: AccessCodeProps) {
  const { t, at, name, brandName, language, mayWrite, asksToken = false } = props;
  const { api, say } = useDesk();
  const known = useLoad(`access ${at}`, () => api.get<WaysIn>(`${at}/access`));
  const [shown, setShown] = useState<Code | undefined>(undefined);
  const [second, setSecond] = useState(false);
  const [open, setOpen] = useState<'renew' | 'revoke' | 'sheet' | undefined>(undefined);
  const [state, setState] = useState<{ busy?: boolean; error?: unknown }>({});
  const close = () => setOpen(undefined);

  const make = async (requiresInstallationToken: boolean) => {
    const body = asksToken ? { requiresInstallationToken } : {};
    setShown(await api.post<Code>(`${at}/access-code`, body));
    known.reload();
  };
  const attempt = async (act: () => Promise<void>) => {
    setState({ busy: true });
    try {
      await act();
      setState({});
    } catch (error) {
      setState({ error });
    }
  };

  return (
    <Section title={t('codes.title')}>
      <div class="card">
        <Load of={known} what={t('codes.title')} rows={2}>
          {({ accessCode: code }) =>
            code ? (
              <>
                {shown ? (
                  <>
                    <Secret text={shown.code} what={t('codes.code')} />
                    <Secret text={shown.url} what={t('codes.address')} />
                  </>
                ) : null}
                <p class="small muted">
                  {t('codes.made', { at: ago(t, code.createdAt) })}{' '}
                  {code.lastUsedAt ? t('codes.used', { at: ago(t, code.lastUsedAt) }) : t('codes.never-used')}{' '}
                  {code.requiresInstallationToken ? t('codes.with-token') : null}
                </p>
                {mayWrite ? (
                  <div class="actions">
                    {shown ? (
                      <Action small icon={printer} onClick={() => setOpen('sheet')}>
                        {t('codes.sheet')}
                      </Action>
                    ) : (
                      <Action
                        small
                        icon={eye}
                        pending={state.busy ? t('codes.showing') : undefined}
                        onClick={() =>
                          void attempt(async () => setShown(await api.get<Code>(`${at}/access-code`)))
                        }
                      >
                        {t('codes.show')}
                      </Action>
                    )}
                    <Action small icon={refreshCw} onClick={() => setOpen('renew')}>
                      {t('codes.renew')}
                    </Action>
                    <Action small icon={trash2} onClick={() => setOpen('revoke')}>
                      {t('codes.revoke')}
                    </Action>
                  </div>
                ) : null}
              </>
            ) : (
              <>
                <p class="small muted">{t('codes.none')}</p>
                {mayWrite ? (
                  <>
                    {asksToken ? (
                      <div class="check">
                        <input
                          type="checkbox"
                          id="access-second"
                          checked={second}
                          onChange={(event) => setSecond(event.currentTarget.checked)}
                        />
                        <label for="access-second">{t('codes.ask-token')}</label>
                      </div>
                    ) : null}
                    <div class="actions">
                      <Action
                        small
                        icon={keyRound}
                        pending={state.busy ? t('codes.making') : undefined}
                        onClick={() => void attempt(() => make(second))}
                      >
                        {t('codes.make')}
                      </Action>
                    </div>
                  </>
                ) : null}
              </>
            )
          }
        </Load>
        {state.error ? <Failed t={t} title={t('desk.not-done')} error={state.error} /> : null}
      </div>
      {open === 'sheet' && shown ? (
        <HandOver
          t={t}
          code={shown}
          name={name}
          brandName={brandName}
          language={language}
          withToken={known.value?.accessCode?.requiresInstallationToken ?? false}
          onClose={close}
        />
      ) : null}
      {open === 'renew' ? (
        <Confirm
          title={t('codes.renew.question', { name })}
          label={t('codes.renew')}
          pending={t('codes.making')}
          danger={false}
          onClose={close}
          act={async () => {
            await make(known.value?.accessCode?.requiresInstallationToken ?? false);
            close();
          }}
        >
          <ol class="steps">
            <li>{t('codes.renew.step.old')}</li>
            <li>{t('codes.renew.step.new')}</li>
            <li>{t('codes.renew.step.hand-over')}</li>
          </ol>
        </Confirm>
      ) : null}
      {open === 'revoke' ? (
        <Confirm
          title={t('codes.revoke.question', { name })}
          label={t('codes.revoke')}
          pending={t('codes.revoking')}
          onClose={close}
          act={async () => {
            await api.delete(`${at}/access-code`);
            setShown(undefined);
            known.reload();
            say(t('codes.revoked'));
            close();
          }}
        >
          <p>{t('codes.revoke.text')}</p>
        </Confirm>
      ) : null}
    </Section>
  );
});
