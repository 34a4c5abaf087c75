import { useCallback } from 'preact/hooks';
import type { Correction, CorrectionOffer } from '../../../features/corrections/schema.ts';
import { DocumentsPanel } from '../../../features/documents/portal/DocumentsPanel.tsx';
import {
  type DocumentsApi,
  type Filter,
  pageSize,
} from '../../../features/documents/portal/documents-model.ts';
import type {
  DocumentsSummary,
  Download,
  PortalDocumentDetail,
  PortalDocuments,
} from '../../../features/documents/schema.ts';
import type { Reminder } from '../../../features/reminders/schema.ts';
import { queryOf } from '../../../kit/browser/query.ts';
import { watching } from '../../../kit/ui/signals.ts';
import type { PanelView } from '../panels.ts';
import type { Portal } from '../portal.ts';

const path = '/portal/v1/documents';
const names = ['kind', 'year', 'status', 'contract', 'search', 'sort', 'columns'] as const;

const apiOf = (portal: Portal): DocumentsApi => ({
  list: async (filter, cursor) =>
    (await portal.http()).get<PortalDocuments>(path + queryOf({ ...filter, limit: pageSize, cursor })),
  summary: async () => (await portal.http()).get<DocumentsSummary>(`${path}/summary`),
  read: async (id) => (await portal.http()).get<PortalDocumentDetail>(`${path}/${encodeURIComponent(id)}`),
  download: async (wanted) => (await portal.http()).post<Download>(`${path}/downloads`, wanted),
  reminders: async (id) =>
    (await (await portal.http()).get<{ items: Reminder[] }>(`${path}/${encodeURIComponent(id)}/reminders`))
      .items,
  correction: async (id) =>
    (await portal.http()).get<CorrectionOffer>(`${path}/${encodeURIComponent(id)}/correction`),
  correct: async (id, wish) =>
    (await portal.http()).post<Correction>(`${path}/${encodeURIComponent(id)}/correction`, wish),
  follow: async (id) => (await portal.http()).get<Download>(`${path}/downloads/${id}`),
  save: async (url) => (await import('./save-file.ts')).saveUrl(url),
});

function filterOfAddress(): Filter {
  const query = new URLSearchParams(location.search);
  return Object.fromEntries(names.flatMap((name) => (query.get(name) ? [[name, query.get(name)]] : [])));
}

/** In place of the address there is: no step in the history for every letter that is typed. */
function writeAddress(filter: Filter): void {
  const query = new URLSearchParams(location.search);
  for (const name of names) {
    const value = filter[name];
    if (value) query.set(name, value);
    else query.delete(name);
  }
  const { pathname, search } = location;
  const next = query.size > 0 ? `?${query}` : '';
  if (next !== search) history.replaceState(history.state, '', pathname + next);
}

export const Panel = watching(function Panel({ portal, t, part, onReady }: PanelView) {
  const { page, bootstrap, router } = portal;
  const next = (bootstrap.value?.contracts ?? []).flatMap(({ nextChargeOn }) => nextChargeOn ?? []).sort()[0];
  // Columns stay as they were chosen when the person comes back from another panel.
  const keep = useCallback(
    (filter: Filter) => {
      writeAddress(filter);
      if (filter.columns !== undefined) portal.draft('columns').write(filter.columns);
    },
    [portal],
  );
  const mayPay = bootstrap.value?.panels.some(({ panel, change }) => panel === 'payments' && change);
  const linkTo = useCallback((id: string | null) => router.link({ panel: 'documents', id }), [router]);
  return (
    <DocumentsPanel
      t={t}
      api={apiOf(portal)}
      brand={page.brandName}
      nextOn={next ?? null}
      filter={{ columns: portal.draft('columns').read<string>() ?? '', ...filterOfAddress() }}
      onFilter={keep}
      openId={router.route.value.id}
      linkTo={linkTo}
      payAt={mayPay ? router.link({ panel: 'payments', id: null }) : null}
      mayDownload={bootstrap.value?.features.includes('documents.download') === true}
      drawOpened={(draw) =>
        part('opened', () => import('../../../features/documents/portal/opened/Opened.tsx'), draw)
      }
      drawFilters={(draw, meanwhile) =>
        part(
          'filters',
          () => import('../../../features/documents/portal/filters/DocumentFilters.tsx'),
          draw,
          meanwhile,
        )
      }
      onReady={onReady}
    />
  );
});
