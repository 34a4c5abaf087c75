import { useState } from 'preact/hooks';
import { Action } from '../../../kit/ui/console/Action.tsx';
import { Confirm } from '../../../kit/ui/console/Confirm.tsx';
import { Form, type FormValues } from '../../../kit/ui/console/Form.tsx';
import { moment } from '../../../kit/ui/console/moments.ts';
import { Section } from '../../../kit/ui/console/Page.tsx';
import { check, circleAlert } from '../../../kit/ui/icons.ts';
import { Notice } from '../../../kit/ui/Notice.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import type { MailItem, MailSender } from '../../mails/schema.ts';
import type { OnePortal } from './words.ts';

interface SenderPartProps extends OnePortal {
  readonly sender: MailSender | undefined;
  readonly onChange: (sender: MailSender | null) => void;
}

const startOf = (sender: MailSender | undefined): FormValues => ({
  host: sender?.host ?? '',
  port: sender ? String(sender.port) : '',
  security: sender?.security ?? 'starttls',
  username: sender?.username ?? '',
  password: '',
  fromName: sender?.fromName ?? '',
  fromAddress: sender?.fromAddress ?? '',
});

/** The portal's own mail server: its mail bears the brand's address, and answers come back to the brand. */
export const SenderPart = watching(function SenderPart(props: SenderPartProps) {
  const { desk, t, portal, sender, onChange } = props;
  const [removing, setRemoving] = useState(false);
  const [tried, setTried] = useState<MailItem>();
  const at = `/api/v1/portals/${portal.id}/mail-sender`;
  const address = (text: string) => (/^\S+@\S+\.\S+$/.test(text) ? undefined : t('refused.email'));
  const mayWrite = desk.may('portals:write');
  return (
    <>
      <Section
        title={t('portals.sender')}
        end={
          sender && mayWrite ? (
            <Action kind="outlined" onClick={() => setRemoving(true)}>
              {t('portals.sender.remove')}
            </Action>
          ) : undefined
        }
      >
        <p class="small muted">{t(sender ? 'portals.sender.own' : 'portals.sender.service')}</p>
        {sender?.awaySince ? (
          <Notice tone="bad" icon={circleAlert} title={t('portals.sender.away')}>
            {t('portals.sender.away.text', { since: moment(t, sender.awaySince) })}
          </Notice>
        ) : null}
        <Form
          name={`portal sender ${portal.id}`}
          start={startOf(sender)}
          keepsDraft={false}
          quiet
          submit={t('portals.sender.save')}
          pending={t('portals.saving')}
          failed={t('portals.save-failed')}
          onSave={async (values) => {
            const text = (name: string) => String(values[name] ?? '').trim();
            const saved = await desk.api.put<MailSender>(at, {
              ...{ host: text('host'), security: text('security'), fromAddress: text('fromAddress') },
              ...(text('port') && { port: Number(text('port')) }),
              ...{ username: text('username') || null, fromName: text('fromName') || null },
              ...(values.password !== '' && { password: values.password }),
            });
            desk.say(t('portals.sender.saved'));
            onChange(saved);
          }}
          groups={() => [
            {
              fields: [
                [
                  {
                    name: 'fromName',
                    label: t('portals.sender.from-name'),
                    hint: t('portals.sender.from-name.hint', { brand: portal.brandName }),
                  },
                  {
                    name: 'fromAddress',
                    kind: 'email',
                    label: t('portals.sender.from-address'),
                    need: t('refused.email'),
                    check: address,
                  },
                ],
                [
                  {
                    name: 'host',
                    label: t('portals.sender.host'),
                    hint: t('portals.sender.host.hint'),
                    need: t('portals.sender.host.need'),
                    ltr: true,
                  },
                  {
                    name: 'port',
                    kind: 'number',
                    label: t('portals.sender.port'),
                    hint: t('portals.sender.port.hint'),
                    width: 'w-short',
                  },
                ],
                {
                  name: 'security',
                  kind: 'select',
                  label: t('portals.sender.security'),
                  always: true,
                  width: 'w-middle',
                  options: (['starttls', 'tls'] as const).map((value) => ({
                    value,
                    label: t(`portals.sender.security.${value}`),
                  })),
                },
                [
                  { name: 'username', label: t('portals.sender.user'), ltr: true },
                  {
                    name: 'password',
                    kind: 'password',
                    label: t('portals.sender.password'),
                    hint: t(
                      sender?.hasPassword ? 'portals.sender.password.kept' : 'portals.sender.password.hint',
                    ),
                    autocomplete: 'off',
                  },
                ],
              ],
            },
          ]}
        />
      </Section>
      {sender && mayWrite ? (
        <Section title={t('portals.sender.try')}>
          <p class="small muted">{t('portals.sender.try.text')}</p>
          {tried ? (
            <Notice
              tone={tried.state === 'refused' ? 'bad' : 'good'}
              icon={tried.state === 'refused' ? circleAlert : check}
              title={t(`portals.sender.tried.${tried.state as 'accepted'}`, { to: tried.to.address })}
            >
              {tried.error ?? t('portals.sender.tried.text')}
            </Notice>
          ) : null}
          <Form
            name={`portal sender try ${portal.id}`}
            start={{ to: '' }}
            keepsDraft={false}
            quiet
            submit={t('portals.sender.send')}
            pending={t('portals.sender.sending')}
            failed={t('portals.sender.try.failed')}
            onSave={async ({ to }) => setTried(await desk.api.post<MailItem>(`${at}/test`, { to }))}
            groups={() => [
              {
                fields: [
                  {
                    name: 'to',
                    kind: 'email',
                    label: t('portals.sender.to'),
                    need: t('refused.email'),
                    check: address,
                    width: 'w-middle',
                  },
                ],
              },
            ]}
          />
        </Section>
      ) : null}
      {removing ? (
        <Confirm
          title={t('portals.sender.remove.question')}
          label={t('portals.sender.remove')}
          pending={t('portals.deleting')}
          onClose={() => setRemoving(false)}
          act={async () => {
            await desk.api.delete(at);
            setRemoving(false);
            desk.say(t('portals.sender.removed'));
            onChange(null);
          }}
        >
          <p>{t('portals.sender.remove.text')}</p>
        </Confirm>
      ) : null}
    </>
  );
});
