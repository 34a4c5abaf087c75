import { ActivityPanel } from '../../../features/activity/portal/ActivityPanel.tsx';
import type { ActivityApi, ActivityPage } from '../../../features/activity/portal/activity-model.ts';
import type { HelpApi } from '../../../features/login-as/portal/help-model.ts';
import type { HelpAccess as Access, Grant, SpokenCode } from '../../../features/login-as/schema.ts';
import { queryOf } from '../../../kit/browser/query.ts';
import { watching } from '../../../kit/ui/signals.ts';
import type { PanelView } from '../panels.ts';
import type { Portal } from '../portal.ts';

const helpPath = '/portal/v1/login-as';
const helpApi = (portal: Portal): HelpApi => ({
  read: async () => (await portal.http()).get<Access>(helpPath),
  give: async (wanted) => (await portal.http()).post<Grant>(`${helpPath}/grants`, wanted),
  makeCode: async (wanted) => (await portal.http()).post<SpokenCode>(`${helpPath}/codes`, wanted),
  end: async (id) => (await portal.http()).delete<void>(`${helpPath}/grants/${encodeURIComponent(id)}`),
});

/** The server says what was done, in the language spoken now. */
const activityApi = (portal: Portal): ActivityApi => ({
  list: async (filter, cursor, limit) =>
    (await portal.http()).get<ActivityPage>(
      `/portal/v1/activity${queryOf({ ...filter, limit, cursor, language: portal.language.peek() })}`,
    ),
});

export const Panel = watching(function Panel({ portal, t, part, onReady }: PanelView) {
  return (
    <ActivityPanel
      key={portal.language.value}
      {...{ t, brand: portal.page.brandName, onReady }}
      api={activityApi(portal)}
      drawFilters={(draw, meanwhile) =>
        part('narrow', () => import('../../../features/activity/portal/narrow/Filters.tsx'), draw, meanwhile)
      }
    >
      <Help portal={portal} part={part} />
    </ActivityPanel>
  );
});

/** Above the log, which does not wait for it. */
const Help = watching(function Help({ portal, part }: Pick<PanelView, 'portal' | 'part'>) {
  const { page, framed } = portal;
  const bootstrap = portal.bootstrap.value;
  const rights = bootstrap?.panels.find(({ panel }) => panel === 'activity');
  const isStaff = bootstrap?.helping?.side === 'operator';
  const owns = !bootstrap?.contact || bootstrap.contact.role === 'owner';
  return part(
    'help',
    () => import('../../../features/login-as/portal/HelpAccess.tsx'),
    ({ HelpAccess }, t) => (
      <HelpAccess
        t={t}
        api={helpApi(portal)}
        brand={page.brandName}
        mayGive={!isStaff && owns && rights?.change === true}
        mayEnd={!isStaff}
        ownWindow={framed ? `${page.address}/activity` : undefined}
      />
    ),
  );
});
