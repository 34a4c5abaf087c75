import { Action } from '../../../kit/ui/console/Action.tsx';
import { send } from '../../../kit/ui/console/icons.ts';
import { List } from '../../../kit/ui/console/List.tsx';
import { moment } from '../../../kit/ui/console/moments.ts';
import { PageHead } from '../../../kit/ui/console/Page.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import { type InvitationItem, InvitationState } from '../schema.ts';
import { InvitationPage } from './InvitationPage.tsx';
import { NewInvitation } from './NewInvitation.tsx';
import { RunBadge } from './StateBadge.tsx';
import { usePortals } from './use-portals.ts';
import type { Props } from './words.ts';

/** Who was asked in, wave by wave: what runs, and what came of it. */
export const InvitationsView = watching(function InvitationsView(props: Props) {
  const { desk, t, path } = props;
  const portals = usePortals(desk);
  if (path[0] === 'new') return <NewInvitation {...props} />;
  if (path[0]) return <InvitationPage key={path[0]} {...props} />;
  const add = desk.may('mails:write') ? (
    <Action kind="primary" icon={send} to="/invitations/new">
      {t('invitations.new')}
    </Action>
  ) : null;
  return (
    <>
      <PageHead title={t('invitations.title')} actions={add} />
      <List<InvitationItem>
        name="invitations"
        title={t('invitations.title')}
        path="/api/v1/invitations"
        fixed={{ sort: '-createdAt' }}
        csv="invitations"
        nameOf={({ createdAt }) => t('invitations.of', { when: moment(t, createdAt) })}
        to={({ id }) => `/invitations/${id}`}
        filters={[
          {
            name: 'state',
            label: t('invitations.state'),
            options: InvitationState.options.map((value) => ({
              value,
              label: t(`invitations.state.${value}`),
            })),
          },
        ]}
        columns={[
          {
            key: 'createdAt',
            label: t('invitations.begun'),
            sort: 'createdAt',
            cell: ({ createdAt }) => moment(t, createdAt),
            csv: ({ createdAt }) => createdAt,
          },
          {
            key: 'portal',
            label: t('invitations.portal'),
            cell: ({ portalId }) => portals.name(portalId),
            csv: ({ portalId }) => portals.name(portalId),
          },
          {
            key: 'state',
            label: t('invitations.state'),
            cell: ({ state }) => <RunBadge t={t} state={state} />,
            csv: ({ state }) => state,
          },
          {
            key: 'sent',
            label: t('invitations.invited'),
            end: true,
            class: 'num',
            cell: ({ sent, total }) => t('invitations.share', { count: sent, total }),
            csv: ({ sent }) => String(sent),
          },
        ]}
        empty={
          <>
            <p class="strong">{t('invitations.empty')}</p>
            <p class="muted">{t('invitations.empty.text')}</p>
            {add}
          </>
        }
      />
    </>
  );
});
