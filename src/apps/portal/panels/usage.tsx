import { useMemo } from 'preact/hooks';
import { UsagePanel } from '../../../features/usage/portal/UsagePanel.tsx';
import type { UsageApi } from '../../../features/usage/portal/usage-model.ts';
import type { ExportTicket, SavedView, SavedViews, UsageReport } from '../../../features/usage/schema.ts';
import { queryOf } from '../../../kit/browser/query.ts';
import { watching } from '../../../kit/ui/signals.ts';
import type { PanelView } from '../panels.ts';
import type { Portal } from '../portal.ts';

const path = '/portal/v1/usage';

const apiOf = (portal: Portal): UsageApi => ({
  report: async (query, cursor) =>
    (await portal.http()).get<UsageReport>(path + queryOf({ ...query, cursor })),
  views: async () => (await portal.http()).get<SavedViews>(`${path}/views`),
  keep: async (view) => (await portal.http()).post<SavedView>(`${path}/views`, view),
  mail: async (id, mail) =>
    (await portal.http()).put<SavedView>(`${path}/views/${encodeURIComponent(id)}/mail`, { mail }),
  drop: async (id) => (await portal.http()).delete(`${path}/views/${encodeURIComponent(id)}`),
  export: async (query) => (await portal.http()).post<ExportTicket>(`${path}/exports`, query),
  save(url) {
    // `download` keeps the frame where it is, whatever the answer is.
    const link = Object.assign(document.createElement('a'), { href: url, download: '' });
    document.body.append(link);
    link.click();
    link.remove();
  },
});

export const Panel = watching(function Panel({ portal, t, part, onReady }: PanelView) {
  const api = useMemo(() => apiOf(portal), [portal]);
  return (
    <UsagePanel
      t={t}
      api={api}
      drawTools={(draw) =>
        part('usageTools', () => import('../../../features/usage/portal/options/Tools.tsx'), draw)
      }
      onReady={onReady}
    />
  );
});
