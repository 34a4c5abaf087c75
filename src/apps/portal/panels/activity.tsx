import { ActivityPanel } from '../../../features/activity/portal/ActivityPanel.tsx';
import type { ActivityApi, ActivityPage } from '../../../features/activity/portal/activity-model.ts';
import type { HelpApi } from '../../../features/login-as/portal/help-model.ts';
import type { HelpAccess as Access, Grant, SpokenCode } from '../../../features/login-as/schema.ts';
import { queryOf } from '../../../kit/browser/query.ts';
import { watching } from '../../../kit/ui/signals.ts';
import { Part } from '../Part.tsx';
import type { PanelView } from '../panels.ts';
import type { Portal } from '../portal.ts';

const helpPath = '/portal/v1/login-as';
const helpApi = (portal: Portal): HelpApi => ({
  read: async () => (await portal.http()).get<Access>(helpPath),
  give: async (wanted) => (await portal.http()).post<Grant>(`${helpPath}/grants`, wanted),
  makeCode: async (wanted) => (await portal.http()).post<SpokenCode>(`${helpPath}/codes`, wanted),
  end: async (id) => (await portal.http()).delete<void>(`${helpPath}/grants/${encodeURIComponent(id)}`),
});

const activityApi = (portal: Portal): ActivityApi => ({
  list: async (filter, cursor, limit) =>
    (await portal.http()).get<ActivityPage>(`/portal/v1/activity${queryOf({ ...filter, limit, cursor })}`),
});

export const Panel = watching(function Panel({ portal, t, partWords, onReady }: PanelView) {
  return (
    <ActivityPanel t={t} api={activityApi(portal)} brand={portal.page.brandName} onReady={onReady}>
      <Help portal={portal} partWords={partWords} />
    </ActivityPanel>
  );
});

/** Above the log, which does not wait for it. */
const Help = watching(function Help({ portal, partWords }: Pick<PanelView, 'portal' | 'partWords'>) {
  const { page, framed } = portal;
  const bootstrap = portal.bootstrap.value;
  const rights = bootstrap?.panels.find(({ panel }) => panel === 'activity');
  const isStaff = bootstrap?.helping?.side === 'operator';
  const owns = !bootstrap?.contact || bootstrap.contact.role === 'owner';
  return (
    <Part
      portal={portal}
      words={{}}
      load={(language) =>
        Promise.all([import('../../../features/login-as/portal/HelpAccess.tsx'), partWords.help[language]()])
      }
      draw={({ HelpAccess }, t) => (
        <HelpAccess
          t={t}
          api={helpApi(portal)}
          brand={page.brandName}
          mayGive={!isStaff && owns && rights?.change === true}
          mayEnd={!isStaff}
          ownWindow={framed ? `${page.address}/activity` : undefined}
        />
      )}
    />
  );
});
