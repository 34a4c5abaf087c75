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
const names = ['kind', 'year', 'status', 'contract', 'search'] as const;

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
  save(url) {
    // `download` keeps the frame where it is, whatever the answer is.
    const link = Object.assign(document.createElement('a'), { href: url, download: '' });
    document.body.append(link);
    link.click();
    link.remove();
  },
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
  const linkTo = useCallback((id: string | null) => router.link({ panel: 'documents', id }), [router]);
  return (
    <DocumentsPanel
      t={t}
      api={apiOf(portal)}
      brand={page.brandName}
      nextOn={next ?? null}
      filter={filterOfAddress()}
      onFilter={writeAddress}
      openId={router.route.value.id}
      linkTo={linkTo}
      mayDownload={bootstrap.value?.features.includes('documents.download') === true}
      drawOpened={(draw) =>
        part('opened', () => import('../../../features/documents/portal/opened/Opened.tsx'), draw)
      }
      onReady={onReady}
    />
  );
});
