import { useCallback } from 'preact/hooks';
import type { SiteApi } from '../../../features/sites/portal/opened/api.ts';
import type { SiteWords } from '../../../features/sites/portal/opened/words.ts';
import { SitesPanel } from '../../../features/sites/portal/SitesPanel.tsx';
import type { SitesApi } from '../../../features/sites/portal/sites-model.ts';
import type { PortalSites } from '../../../features/sites/schema.ts';
import { queryOf } from '../../../kit/browser/query.ts';
import { useModel, watching } from '../../../kit/ui/signals.ts';
import type { PanelView } from '../panels.ts';
import type { Portal } from '../portal.ts';

const path = '/portal/v1/sites';

const apiOf = (portal: Portal): SitesApi & SiteApi => {
  const at = (id: string, more = '') => `${path}/${encodeURIComponent(id)}${more}`;
  return {
    list: async (search, cursor) =>
      (await portal.http()).get<PortalSites>(path + queryOf({ search: search.trim(), cursor })),
    async open(id) {
      const http = await portal.http();
      return id.startsWith('ins_')
        ? http.get(`${path}/of/${encodeURIComponent(id)}`)
        : { site: await http.get(at(id)), installation: null };
    },
    installations: async (id, cursor, search = '') =>
      (await portal.http()).get(at(id, `/installations${queryOf({ search: search.trim(), cursor })}`)),
    records: async (kind, { site, installation }, cursor) =>
      (await portal.http()).get(
        at(site.id, `/${kind}${queryOf({ installationId: installation?.id, cursor })}`),
      ),
    file: async (id, file) => (await portal.http()).file(at(id, `/${file}`)),
    photo: async (bytes) => (await portal.http()).post(`${path}/photos`, bytes),
    ask: async (request) => (await portal.http()).post(`${path}/requests`, request),
    calendar: async (act) => (await portal.http())[act](`${path}/calendar`),
  };
};

export const Panel = watching(function Panel({ portal, t, part, onReady }: PanelView) {
  const { page, router, bootstrap } = portal;
  const api = useModel(() => apiOf(portal));
  const linkTo = useCallback((id: string | null) => router.link({ panel: 'sites', id }), [router]);
  const has = (feature: 'sites.request' | 'sites.calendar') =>
    bootstrap.value?.features.includes(feature) === true;
  return (
    <SitesPanel
      t={t}
      api={api}
      brand={page.brandName}
      openId={router.route.value.id}
      linkTo={linkTo}
      drawSite={(id, alone) =>
        part(
          'site',
          () => import('../../../features/sites/portal/opened/Site.tsx'),
          ({ Site }, own: SiteWords) => (
            <Site
              t={own}
              {...{ api, id, linkTo, alone }}
              mayAsk={has('sites.request')}
              hasCalendar={has('sites.calendar')}
            />
          ),
        )
      }
      onReady={onReady}
    />
  );
});
