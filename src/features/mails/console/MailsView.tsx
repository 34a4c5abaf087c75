import type { ViewProps } from '../../../kit/ui/console/desk.ts';
import { List } from '../../../kit/ui/console/List.tsx';
import { moment } from '../../../kit/ui/console/moments.ts';
import { PageHead } from '../../../kit/ui/console/Page.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import type { MailItem } from '../schema.ts';
import { kindName, mailKinds } from './kinds.ts';
import { MailPage } from './MailPage.tsx';
import type en from './messages/en.json';
import { StateBadge } from './StateBadge.tsx';

export type Props = ViewProps<keyof typeof en>;

const states = ['queued', 'accepted', 'refused', 'bounced', 'held'] as const;

/** What was written to customers, and what became of it; on a test side the mailbox, which nothing leaves. */
export const MailsView = watching(function MailsView(props: Props) {
  const { desk, t, path } = props;
  if (path[0]) return <MailPage {...props} />;
  const test = desk.vendor.side === 'test';
  return (
    <>
      <PageHead
        title={t(test ? 'mails.mailbox' : 'mails.title')}
        sub={test ? t('mails.mailbox.text') : null}
      />
      <List<MailItem>
        name="mails"
        title={t('mails.title')}
        path="/api/v1/mails"
        fixed={{ sort: '-createdAt' }}
        csv="mails"
        nameOf={({ subject }) => subject}
        to={({ id }) => `/mails/${id}`}
        search={t('mails.search')}
        filters={[
          {
            name: 'state',
            label: t('mails.state'),
            options: states.map((value) => ({ value, label: t(`mails.state.${value}`) })),
          },
          {
            name: 'template',
            label: t('mails.kind'),
            options: mailKinds.map((value) => ({ value, label: kindName(t, value) })),
          },
        ]}
        columns={[
          {
            key: 'subject',
            label: t('mails.subject'),
            cell: ({ subject }) => subject,
            csv: ({ subject }) => subject,
          },
          {
            key: 'to',
            label: t('mails.to'),
            cell: ({ to }) => (
              <>
                {to.name} <bdi class="muted">{to.address}</bdi>
              </>
            ),
            csv: ({ to }) => to.address,
          },
          {
            key: 'state',
            label: t('mails.state'),
            cell: (mail) => <StateBadge t={t} mail={mail} />,
            csv: ({ state }) => state,
          },
          {
            key: 'kind',
            label: t('mails.kind'),
            extra: true,
            cell: ({ template }) => kindName(t, template),
            csv: ({ template }) => template,
          },
          {
            key: 'createdAt',
            label: t('mails.created'),
            sort: 'createdAt',
            end: true,
            cell: ({ createdAt }) => moment(t, createdAt),
            csv: ({ createdAt }) => createdAt,
          },
        ]}
        empty={
          <>
            <p class="strong">{t('mails.empty')}</p>
            <p class="muted">{t('mails.empty.text')}</p>
          </>
        }
      />
    </>
  );
});
