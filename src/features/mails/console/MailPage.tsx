import { useState } from 'preact/hooks';
import { codeOf } from '../../../kit/browser/api-error.ts';
import { Action, To } from '../../../kit/ui/console/Action.tsx';
import { Load, useLoad } from '../../../kit/ui/console/Load.tsx';
import { moment } from '../../../kit/ui/console/moments.ts';
import { PageHead, Pairs, Section } from '../../../kit/ui/console/Page.tsx';
import { circleAlert } from '../../../kit/ui/icons.ts';
import { Notice } from '../../../kit/ui/Notice.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import type { Mail, MailItem } from '../schema.ts';
import { kindName } from './kinds.ts';
import type { Props } from './MailsView.tsx';
import { StateBadge } from './StateBadge.tsx';
import './mails.css';

/** One mail: to whom, what became of it, how it looks and what it says. */
export const MailPage = watching(function MailPage({ desk, t, path }: Props) {
  const id = path[0] as string;
  const found = useLoad(`mail ${id}`, () => desk.api.get<Mail>(`/api/v1/mails/${id}`));
  const [refused, refuse] = useState<unknown>(undefined);
  const [sending, send] = useState(false);
  const mail = found.value;
  const test = desk.vendor.side === 'test';

  async function resend(): Promise<void> {
    send(true);
    refuse(undefined);
    try {
      await desk.api.post<MailItem>(`/api/v1/mails/${id}/resend`, {});
      desk.say(t('mails.resent'));
      found.reload();
    } catch (error) {
      refuse(error);
    }
    send(false);
  }

  const again =
    mail?.resendable && desk.may('mails:write') ? (
      <Action
        kind="outlined"
        pending={sending ? t('mails.resending') : undefined}
        onClick={() => void resend()}
      >
        {t('mails.resend')}
      </Action>
    ) : null;
  const title = t(test ? 'mails.mailbox' : 'mails.title');
  return (
    <>
      <PageHead title={mail?.subject ?? title} crumbs={[{ label: title, to: '/mails' }]} actions={again} />
      <div class="page">
        <Load of={found} what={title} missing={t('mails.missing')}>
          {(shown) => (
            <>
              {refused ? (
                <Notice tone="bad" icon={circleAlert} title={t('mails.resend.failed')} urgent>
                  {t(codeOf(refused) === 'mail.secret-gone' ? 'mails.secret-gone' : 'mails.resend.again')}
                </Notice>
              ) : null}
              {shown.state === 'queued' && shown.error === 'no-server' ? (
                <Notice tone="warn" icon={circleAlert} title={t('mails.no-server')}>
                  {t('mails.no-server.text')}
                </Notice>
              ) : null}
              <p>
                <StateBadge t={t} mail={shown} />
              </p>
              <Pairs
                pairs={[
                  { label: t('mails.to'), value: `${shown.to.name} <${shown.to.address}>` },
                  { label: t('mails.from'), value: shown.from },
                  { label: t('mails.kind'), value: kindName(t, shown.template) },
                  {
                    label: t('mails.language'),
                    value:
                      new Intl.DisplayNames([t.manner.locale], { type: 'language' }).of(shown.language) ??
                      shown.language,
                  },
                  { label: t('mails.created'), value: moment(t, shown.createdAt) },
                  ...(shown.sentAt ? [{ label: t('mails.sent'), value: moment(t, shown.sentAt) }] : []),
                  ...(shown.nextTryAt
                    ? [{ label: t('mails.next-try'), value: moment(t, shown.nextTryAt) }]
                    : []),
                  ...(shown.error && shown.error !== 'no-server'
                    ? [{ label: t('mails.error'), value: shown.error }]
                    : []),
                ]}
              />
              {shown.customerId ? (
                <p>
                  <To to={`/customers/${shown.customerId}`}>{t('mails.customer.open')}</To>
                </p>
              ) : null}
              <Section title={t('mails.look')}>
                <iframe class="mail-look" sandbox="" title={t('mails.look')} src={shown.previewPath} />
              </Section>
              <Section title={t('mails.text')}>
                <pre class="mail-text" lang={shown.language}>
                  {shown.text}
                </pre>
              </Section>
            </>
          )}
        </Load>
      </div>
    </>
  );
});
