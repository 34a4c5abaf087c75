import type { ComponentChildren } from 'preact';
import { useCallback, useMemo } from 'preact/hooks';
import { RecordsPanel } from '../../../features/records/portal/RecordsPanel.tsx';
import type { RecordsApi } from '../../../features/records/portal/records-model.ts';
import { queryOf } from '../../../kit/browser/query.ts';
import type { RecordDetail, RecordList, RecordWritten } from '../../../kit/common/records.ts';
import { watching } from '../../../kit/ui/signals.ts';
import type { PanelView } from '../panels.ts';
import type { Portal } from '../portal.ts';
import { titleOf } from '../titles.ts';

/** What stands under a panel's name, in the language spoken now; rows of a plugin under its id. */
function apiOf(portal: Portal, panel: string): RecordsApi {
  const isPlugin = panel.startsWith('plg_');
  const base = `/portal/v1/${isPlugin ? `plugins/${panel}` : panel}`;
  const query = (more: object = {}) => queryOf({ language: portal.language.peek(), ...more });
  const at = (id: string) => `${base}/${encodeURIComponent(id)}`;
  return {
    list: async (search, cursor) =>
      (await portal.http()).get<RecordList>(
        `${base}${isPlugin ? '/rows' : ''}${query({ search: search.trim(), cursor })}`,
      ),
    open: async (id) =>
      (await portal.http()).get<RecordDetail>(
        (id.startsWith('new-') ? `${base}/forms/${encodeURIComponent(id.slice(4))}` : at(id)) + query(),
      ),
    save: async (id, body) => {
      const http = await portal.http();
      return id
        ? http.patch<RecordWritten>(at(id) + query(), body)
        : http.post<RecordWritten>(base + query(), body);
    },
    remove: async (id) => (await portal.http()).delete(at(id)),
    act: async (id, act) => (await portal.http()).post(`${at(id)}/${act}`, {}),
  };
}

/** Routes, packages, alerts, and what is of the vendor's own: one view, told by its name. */
export const Panel = watching(function Panel({ portal, panel, t, part, onReady }: PanelView) {
  const { router } = portal;
  const { plugins } = portal.bootstrap.value ?? {};
  const title = titleOf(portal.t.value, panel, plugins);
  const language = portal.language.value;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another language is another list
  const api = useMemo(() => apiOf(portal, panel), [portal, panel, language]);
  const linkTo = useCallback((id: string | null) => router.link({ panel, id }), [router, panel]);
  const plugin = plugins?.find(({ id }) => id === panel);
  if (plugin?.kind === 'frame')
    return part(
      'frame',
      () => import('./plugin-frame.tsx'),
      ({ Frame }, words) => <Frame key={panel} {...{ portal, plugin, t: words, onReady }} />,
    );
  const props = { t, api, title, name: plugin ? 'plugin' : panel, linkTo, onReady };
  return (
    <RecordsPanel
      key={panel + language}
      {...props}
      openId={router.route.value.id}
      opened={(id): ComponentChildren =>
        part(
          'records',
          () => import('./records-opened.tsx'),
          ({ RecordOpened }, words) => (
            <RecordOpened
              key={id}
              {...props}
              t={words}
              id={id}
              onDone={() => router.go({ panel, id: null }, 'replace')}
            />
          ),
        )
      }
    />
  );
});
