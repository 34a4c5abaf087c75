import { useState } from 'preact/hooks';
import { codeOf } from '../../../kit/browser/api-error.ts';
import { groupedKey } from '../../../kit/common/second-factor.ts';
import { Action } from '../../../kit/ui/console/Action.tsx';
import { Confirm } from '../../../kit/ui/console/Confirm.tsx';
import { Form } from '../../../kit/ui/console/Form.tsx';
import { Section } from '../../../kit/ui/console/Page.tsx';
import { QrCode } from '../../../kit/ui/QrCode.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import type { OwnSecurity } from '../security-schema.ts';
import { own, type PartProps } from './security-part.ts';

/** The authenticator app: added with a first code of it, asked for after the password from then on. */
export const AppSection = watching(function AppSection(props: PartProps) {
  const { desk, t, state, onDone } = props;
  const [busy, setBusy] = useState(false);
  const [removing, setRemoving] = useState(false);
  const [setup, setSetup] = useState(state.app.setup);
  const begin = async () => {
    setBusy(true);
    try {
      setSetup((await desk.api.post<OwnSecurity>(`${own}/app`)).app.setup);
    } catch (error) {
      // Whoever did not want to prove who they are knows why nothing happened.
      if (codeOf(error) !== 'operator-session.prove') desk.say(t('security.failed'));
    }
    setBusy(false);
  };
  return (
    <Section title={t('app.title')}>
      {state.app.state === 'on' ? (
        <>
          <p class="small muted">{t('app.on')}</p>
          <div class="actions">
            <Action onClick={() => setRemoving(true)}>{t('app.remove')}</Action>
          </div>
        </>
      ) : setup ? (
        <Form
          name="app"
          quiet
          keepsDraft={false}
          start={{ code: '' }}
          submit={t('app.confirm')}
          pending={t('security.busy')}
          failed={t('security.failed')}
          fieldRefusals={{ code: t('app.wrong') }}
          cancel={() => setSetup(null)}
          onSave={async ({ code }) => {
            const path = `${own}/app/confirmation`;
            const answer = await desk.api.post<{ recoveryCodes: string[] | null }>(path, { code });
            setSetup(null);
            desk.say(t('app.added'));
            onDone(answer.recoveryCodes);
          }}
          groups={() => [
            {
              hint: (
                <div class="app-setup">
                  <QrCode text={setup.uri} label={t('app.qr')} />
                  <p>
                    {t('app.steps')} <bdi class="app-key">{groupedKey(setup.key)}</bdi>
                  </p>
                </div>
              ),
              fields: [
                {
                  name: 'code',
                  label: t('app.code'),
                  need: t('app.code.need'),
                  ltr: true,
                  width: 'w-short',
                  autocomplete: 'one-time-code',
                },
              ],
            },
          ]}
        />
      ) : (
        <>
          <p class="small muted">{t('app.about')}</p>
          <div class="actions">
            <Action pending={busy ? t('security.busy') : undefined} onClick={() => void begin()}>
              {t('app.add')}
            </Action>
          </div>
        </>
      )}
      {removing ? (
        <Confirm
          title={t('app.remove.question')}
          label={t('app.remove')}
          pending={t('security.busy')}
          refusals={{ 'operator-second-factor.required': t('security.required') }}
          onClose={() => setRemoving(false)}
          act={async () => {
            await desk.api.delete(`${own}/app`);
            setRemoving(false);
            desk.say(t('app.removed'));
            onDone(null);
          }}
        >
          <p>{t('app.remove.text')}</p>
        </Confirm>
      ) : null}
    </Section>
  );
});
