import { useState } from 'preact/hooks';
import { Action } from '../../../kit/ui/console/Action.tsx';
import { Confirm } from '../../../kit/ui/console/Confirm.tsx';
import { Secret } from '../../../kit/ui/console/Copy.tsx';
import { Dialog } from '../../../kit/ui/console/Dialog.tsx';
import type { ViewProps } from '../../../kit/ui/console/desk.ts';
import { Form } from '../../../kit/ui/console/Form.tsx';
import { Load, useLoad } from '../../../kit/ui/console/Load.tsx';
import { Section } from '../../../kit/ui/console/Page.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import { readRoles, writeRoles } from '../rules.ts';
import type { OperatorOidc } from '../security-schema.ts';
import type en from './messages/en.json';

type Props = ViewProps<keyof typeof en>;
const path = '/api/v1/operator-oidc';

/** The company's own sign-in for its staff; owners set it up, since it may give every role. */
export const StaffSignIn = watching(function StaffSignIn({ desk, t }: Props) {
  const found = useLoad('operator oidc', async () => {
    const answer = await desk.api.raw(`${path}?absent=none`);
    return answer.status === 204 ? null : ((await answer.json()) as OperatorOidc);
  });
  const [doing, setDoing] = useState<'change' | 'remove'>();
  const [said, setSaid] = useState<string>();
  const isOwner = desk.operator.role === 'owner';
  const check = async () => {
    try {
      const { ok, fault } = await desk.api.post<{ ok: boolean; fault: string | null }>(`${path}/check`);
      setSaid(ok ? t('operators.oidc.ok') : (fault ?? t('operators.not-done')));
    } catch {
      setSaid(t('operators.not-done'));
    }
  };
  return (
    <Section title={t('operators.oidc')}>
      <Load of={found} what={t('operators.oidc')}>
        {(now) => (
          <>
            {now ? (
              <>
                <p class="small muted">{t('operators.oidc.start')}</p>
                <Secret text={now.startUrl} what={t('operators.invite.link.what')} />
                <p class="small muted">{t('operators.oidc.redirect')}</p>
                <Secret text={now.redirectUri} what={t('operators.invite.link.what')} />
              </>
            ) : (
              <p class="small muted">{t('operators.oidc.about')}</p>
            )}
            {said ? <p role="status">{said}</p> : null}
            {isOwner ? (
              <div class="actions">
                <Action onClick={() => setDoing('change')}>
                  {t(now ? 'operators.oidc.change' : 'operators.oidc.set')}
                </Action>
                {now ? (
                  <>
                    <Action onClick={() => void check()}>{t('operators.oidc.check')}</Action>
                    <Action onClick={() => setDoing('remove')}>{t('operators.oidc.remove')}</Action>
                  </>
                ) : null}
              </div>
            ) : null}
            {doing === 'change' ? (
              <Dialog title={t('operators.oidc')} wide onClose={() => setDoing(undefined)}>
                <Form
                  name="operator oidc"
                  keepsDraft={false}
                  start={{
                    issuer: now?.issuer ?? '',
                    clientId: now?.clientId ?? '',
                    clientSecret: '',
                    roleClaim: now?.roleClaim ?? '',
                    roles: writeRoles(now?.roles ?? []),
                    makesOperators: now?.makesOperators ?? false,
                  }}
                  submit={t('operators.oidc.save')}
                  pending={t('operators.saving')}
                  failed={t('operators.failed')}
                  refusals={{ 'operator.beyond': t('operators.beyond') }}
                  cancel={() => setDoing(undefined)}
                  onSave={async ({ roles, roleClaim, clientSecret, ...rest }) => {
                    const settings = await desk.api.put<OperatorOidc>(path, {
                      ...rest,
                      ...(clientSecret !== '' && { clientSecret }),
                      roleClaim: roleClaim || null,
                      roles: readRoles(String(roles)) ?? [],
                    });
                    found.set(settings);
                    desk.say(t('operators.oidc.saved'));
                    setDoing(undefined);
                  }}
                  groups={() => [
                    {
                      fields: [
                        {
                          name: 'issuer',
                          kind: 'url',
                          label: t('operators.oidc.issuer'),
                          need: t('operators.oidc.issuer.need'),
                        },
                        {
                          name: 'clientId',
                          label: t('operators.oidc.client'),
                          need: t('operators.oidc.client.need'),
                          ltr: true,
                        },
                        {
                          name: 'clientSecret',
                          kind: 'password',
                          label: t('operators.oidc.secret'),
                          hint: now?.hasSecret ? t('operators.oidc.secret.kept') : undefined,
                          autocomplete: 'off',
                        },
                        {
                          name: 'roleClaim',
                          label: t('operators.oidc.claim'),
                          hint: t('operators.oidc.claim.hint'),
                          ltr: true,
                          width: 'w-middle',
                        },
                        {
                          name: 'roles',
                          kind: 'area',
                          label: t('operators.oidc.roles'),
                          hint: t('operators.oidc.roles.hint'),
                          ltr: true,
                          rows: 4,
                          check: (text: string) =>
                            readRoles(text) ? undefined : t('operators.oidc.roles.wrong'),
                        },
                        { name: 'makesOperators', kind: 'check', label: t('operators.oidc.makes') },
                      ],
                    },
                  ]}
                />
              </Dialog>
            ) : null}
            {doing === 'remove' ? (
              <Confirm
                title={t('operators.oidc.remove.question')}
                label={t('operators.oidc.remove')}
                pending={t('operators.saving')}
                onClose={() => setDoing(undefined)}
                act={async () => {
                  await desk.api.delete(path);
                  found.set(null);
                  setDoing(undefined);
                }}
              >
                <p>{t('operators.oidc.remove.text')}</p>
              </Confirm>
            ) : null}
          </>
        )}
      </Load>
    </Section>
  );
});
