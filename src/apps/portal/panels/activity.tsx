import { ActivityPanel } from '../../../features/activity/portal/ActivityPanel.tsx';
import type { ActivityApi, ActivityPage } from '../../../features/activity/portal/activity-model.ts';
import type { HelpAccessProps } from '../../../features/login-as/portal/HelpAccess.tsx';
import type { HelpApi } from '../../../features/login-as/portal/help-model.ts';
import type { HelpAccess as Access, Grant, SpokenCode } from '../../../features/login-as/schema.ts';
import { translator } from '../../../kit/browser/words.ts';
import { Failed } from '../../../kit/ui/Failed.tsx';
import { later } from '../../../kit/ui/later.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import type { PanelView } from '../panels.ts';
import type { Portal } from '../portal.ts';

/** Beside the log, which waits for nothing. */
const HelpAccess = later<HelpAccessProps>(
  () => import('../../../features/login-as/portal/HelpAccess.tsx').then((file) => file.HelpAccess),
  ({ t }, again) => <Failed t={t} title={t('help.failed')} error={undefined} onRetry={again} />,
);

const helpPath = '/portal/v1/login-as';
const helpApi = (portal: Portal): HelpApi => ({
  read: async () => (await portal.http()).get<Access>(helpPath),
  give: async (wanted) => (await portal.http()).post<Grant>(`${helpPath}/grants`, wanted),
  makeCode: async (wanted) => (await portal.http()).post<SpokenCode>(`${helpPath}/codes`, wanted),
  end: async (id) => (await portal.http()).delete<void>(`${helpPath}/grants/${encodeURIComponent(id)}`),
});

const activityApi = (portal: Portal): ActivityApi => ({
  list: async (filter, cursor, limit) => {
    const set = Object.fromEntries(Object.entries(filter).filter(([, value]) => value));
    const query = new URLSearchParams({
      ...set,
      limit: String(limit),
      ...(cursor && { cursor }),
    });
    return (await portal.http()).get<ActivityPage>(`/portal/v1/activity?${query}`);
  },
});

export const Panel = watching(function Panel({ portal, words, onReady }: PanelView) {
  const { page, manner } = portal;
  const t = translator<never>({ ...portal.words.value, ...words }, manner.value);
  const bootstrap = portal.bootstrap.value;
  const rights = bootstrap?.panels.find(({ panel }) => panel === 'activity');
  const isStaff = bootstrap?.helping?.side === 'operator';
  const owns = !bootstrap?.contact || bootstrap.contact.role === 'owner';
  return (
    <ActivityPanel t={t} api={activityApi(portal)} brand={page.brandName} onReady={onReady}>
      <HelpAccess
        t={t}
        api={helpApi(portal)}
        brand={page.brandName}
        mayGive={!isStaff && owns && rights?.change === true}
        mayEnd={!isStaff}
        ownWindow={portal.framed ? `${page.address}/activity` : undefined}
      />
    </ActivityPanel>
  );
});
