import { useState } from 'preact/hooks';
import { Action } from '../../../kit/ui/console/Action.tsx';
import { Confirm } from '../../../kit/ui/console/Confirm.tsx';
import { Dialog } from '../../../kit/ui/console/Dialog.tsx';
import { Form } from '../../../kit/ui/console/Form.tsx';
import { keyRound, pencil, trash2 } from '../../../kit/ui/console/icons.ts';
import { ago } from '../../../kit/ui/console/moments.ts';
import { Section } from '../../../kit/ui/console/Page.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import type { Passkey } from '../security-schema.ts';
import { own, type PartProps } from './security-part.ts';

/** The passkeys with which somebody signs in without a password. */
export const PasskeySection = watching(function PasskeySection({ desk, t, state, onDone }: PartProps) {
  const [naming, setNaming] = useState<Passkey | 'new'>();
  const [leaving, setLeaving] = useState<Passkey>();
  const able = 'PublicKeyCredential' in window;
  return (
    <Section title={t('passkeys.title')}>
      <p class="small muted">{t(able ? 'passkeys.about' : 'passkeys.not-here')}</p>
      {state.passkeys.length > 0 ? (
        <ul class="rows">
          {state.passkeys.map((passkey) => (
            <li class="row" key={passkey.id}>
              <div class="what">
                <p class="strong">{passkey.name}</p>
                <p class="small muted">
                  {passkey.lastUsedAt
                    ? t('passkeys.used', { at: ago(t, passkey.lastUsedAt) })
                    : t('passkeys.made', { at: ago(t, passkey.createdAt) })}
                </p>
              </div>
              <div class="actions">
                <Action icon={pencil} iconOnly small onClick={() => setNaming(passkey)}>
                  {t('passkeys.rename-one', { name: passkey.name })}
                </Action>
                <Action icon={trash2} iconOnly small onClick={() => setLeaving(passkey)}>
                  {t('passkeys.remove-one', { name: passkey.name })}
                </Action>
              </div>
            </li>
          ))}
        </ul>
      ) : null}
      {able ? (
        <div class="actions">
          <Action icon={keyRound} onClick={() => setNaming('new')}>
            {t('passkeys.add')}
          </Action>
        </div>
      ) : null}
      {naming ? (
        <Dialog
          title={t(naming === 'new' ? 'passkeys.add' : 'passkeys.rename')}
          onClose={() => setNaming(undefined)}
        >
          {naming === 'new' ? <p class="muted">{t('passkeys.add.text')}</p> : null}
          <Form
            name="passkey"
            keepsDraft={false}
            start={{ name: naming === 'new' ? '' : naming.name }}
            submit={t(naming === 'new' ? 'passkeys.make' : 'passkeys.save')}
            pending={t('security.busy')}
            failed={t('passkeys.failed')}
            cancel={() => setNaming(undefined)}
            onSave={async ({ name }) => {
              if (naming === 'new') {
                const { makePasskey } = await import('./passkey.ts');
                const passkey = await makePasskey(desk.api);
                const path = `${own}/passkeys`;
                const made = await desk.api.post<{ recoveryCodes: string[] | null }>(path, { name, passkey });
                desk.say(t('passkeys.added'));
                setNaming(undefined);
                onDone(made.recoveryCodes);
              } else {
                await desk.api.patch(`${own}/passkeys/${naming.id}`, { name });
                setNaming(undefined);
                onDone(null);
              }
            }}
            groups={() => [
              {
                fields: [
                  {
                    name: 'name',
                    label: t('passkeys.name'),
                    hint: t('passkeys.name.hint'),
                    need: t('passkeys.name.need'),
                  },
                ],
              },
            ]}
          />
        </Dialog>
      ) : null}
      {leaving ? (
        <Confirm
          title={t('passkeys.remove.question', { name: leaving.name })}
          label={t('passkeys.remove')}
          pending={t('security.busy')}
          refusals={{ 'operator-second-factor.required': t('security.required') }}
          onClose={() => setLeaving(undefined)}
          act={async () => {
            await desk.api.delete(`${own}/passkeys/${leaving.id}`);
            setLeaving(undefined);
            onDone(null);
          }}
        >
          <p>{t('passkeys.remove.text')}</p>
        </Confirm>
      ) : null}
    </Section>
  );
});
