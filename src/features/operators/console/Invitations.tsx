import { useState } from 'preact/hooks';
import { Action } from '../../../kit/ui/console/Action.tsx';
import { Secret } from '../../../kit/ui/console/Copy.tsx';
import { Dialog } from '../../../kit/ui/console/Dialog.tsx';
import type { ViewProps } from '../../../kit/ui/console/desk.ts';
import { Form } from '../../../kit/ui/console/Form.tsx';
import { Load, useLoad } from '../../../kit/ui/console/Load.tsx';
import { Section } from '../../../kit/ui/console/Page.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import { mayManage, scopesOf } from '../rules.ts';
import { OperatorRole } from '../schema.ts';
import type { OperatorInvitation, OperatorPolicy, SentOperatorInvitation } from '../security-schema.ts';
import type en from './messages/en.json';

type Props = ViewProps<keyof typeof en>;
const path = '/api/v1/operator-invitations';

interface InvitationsProps extends Props {
  /** Asked for above the list. */
  readonly inviting: boolean;
  readonly onInvited: () => void;
}

/** Who was invited and has not come yet. */
export const Invitations = watching(function Invitations({ desk, t, inviting, onInvited }: InvitationsProps) {
  const list = useLoad('operator invitations', () => desk.api.get<{ items: OperatorInvitation[] }>(path));
  const [sent, setSent] = useState<SentOperatorInvitation>();
  const mine = scopesOf(desk.operator.role as OperatorRole);
  const roles = OperatorRole.options.filter((role) => mayManage(mine, role));
  const act = async (doing: () => Promise<void>) => {
    try {
      await doing();
    } catch {
      desk.say(t('operators.not-done'));
    }
    list.reload();
  };
  return (
    <>
      <Load of={list} what={t('operators.invited')}>
        {({ items }) =>
          items.length === 0 ? null : (
            <Section title={t('operators.invited')}>
              <ul class="rows">
                {items.map((one) => (
                  <li class="row" key={one.id}>
                    <div class="what">
                      <p>
                        <span class="strong">{one.name}</span> <bdi class="small muted">{one.email}</bdi>
                      </p>
                      <p class="small muted">
                        {t(one.ended ? 'operators.invited.ended' : 'operators.invited.until', {
                          role: t(`operators.role.${one.role}`),
                          until: t.day(one.endsAt, 'near'),
                        })}
                      </p>
                    </div>
                    <div class="actions">
                      <Action
                        small
                        onClick={() =>
                          void act(async () =>
                            setSent(await desk.api.post<SentOperatorInvitation>(`${path}/${one.id}/resend`)),
                          )
                        }
                      >
                        {t('operators.resend')}
                      </Action>
                      <Action
                        small
                        onClick={() =>
                          void act(async () => {
                            await desk.api.delete(`${path}/${one.id}`);
                            desk.say(t('operators.revoked', { name: one.name }));
                          })
                        }
                      >
                        {t('operators.revoke')}
                      </Action>
                    </div>
                  </li>
                ))}
              </ul>
            </Section>
          )
        }
      </Load>
      {inviting ? (
        <Dialog title={t('operators.invite')} onClose={onInvited}>
          <p class="muted">{t('operators.invite.text')}</p>
          <Form
            name="operator invitation"
            start={{ name: '', email: '', role: 'support' }}
            submit={t('operators.invite.go')}
            pending={t('operators.saving')}
            failed={t('operators.failed')}
            refusals={{
              'operator.email-taken': t('operators.email-taken'),
              'operator.beyond': t('operators.beyond'),
            }}
            cancel={onInvited}
            onSave={async (values) => {
              setSent(await desk.api.post<SentOperatorInvitation>(path, values));
              list.reload();
              onInvited();
            }}
            groups={(values) => [
              {
                fields: [
                  { name: 'name', label: t('operators.name'), need: t('operators.name.need') },
                  {
                    name: 'email',
                    kind: 'email',
                    label: t('operators.email'),
                    need: t('operators.email.need'),
                  },
                  {
                    name: 'role',
                    kind: 'select',
                    label: t('operators.role'),
                    hint: t(`operators.role.${values.role as OperatorRole}.hint`),
                    always: true,
                    width: 'w-middle',
                    options: roles.map((role) => ({ value: role, label: t(`operators.role.${role}`) })),
                  },
                ],
              },
            ]}
          />
        </Dialog>
      ) : null}
      {sent ? (
        <Dialog title={t('operators.invite.sent', { name: sent.name })} onClose={() => setSent(undefined)}>
          <p class="muted">{t('operators.invite.link')}</p>
          <Secret text={sent.url} what={t('operators.invite.link.what')} />
        </Dialog>
      ) : null}
    </>
  );
});

/** What is asked of everybody in the team. */
export const Policy = watching(function Policy({ desk, t }: Props) {
  const policy = useLoad('operator policy', () => desk.api.get<OperatorPolicy>('/api/v1/operator-policy'));
  const [busy, setBusy] = useState(false);
  const set = async (secondFactor: OperatorPolicy['secondFactor']) => {
    setBusy(true);
    try {
      policy.set(await desk.api.put<OperatorPolicy>('/api/v1/operator-policy', { secondFactor }));
    } catch {
      desk.say(t('operators.not-done'));
    }
    setBusy(false);
  };
  return (
    <Section title={t('operators.policy')}>
      <Load of={policy} what={t('operators.policy')}>
        {({ secondFactor }) => {
          const required = secondFactor === 'required';
          return (
            <>
              <p>{t(required ? 'operators.policy.is-on' : 'operators.policy.is-off')}</p>
              {required ? null : <p class="small muted">{t('operators.policy.text')}</p>}
              {desk.may('operators:write') ? (
                <div class="actions">
                  <Action
                    pending={busy ? t('operators.saving') : undefined}
                    onClick={() => void set(required ? 'optional' : 'required')}
                  >
                    {t(required ? 'operators.policy.off' : 'operators.policy.on')}
                  </Action>
                </div>
              ) : null}
            </>
          );
        }}
      </Load>
    </Section>
  );
});
