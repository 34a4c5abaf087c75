import { batch, createModel, signal } from '@preact/signals-core';
import { pages } from '../../../kit/ui/panel/pages.ts';
import type { PortalInstallations, PortalSite, PortalSites } from '../schema.ts';

export interface SitesApi {
  list(search: string, cursor: string | null): Promise<PortalSites>;
  read(id: string): Promise<PortalSite>;
  installations(id: string, cursor: string | null): Promise<PortalInstallations>;
}

/** The places, what is looked for among them, and the one that is open with what stands there. */
export const SitesModel = createModel((api: SitesApi) => {
  const search = signal('');
  const list = pages((cursor) => api.list(search.peek(), cursor));
  const site = signal<PortalSite | undefined>(undefined);
  let openId = '';
  const equipment = pages(
    async (cursor) => {
      const [found, there] = await Promise.all([
        site.peek() ?? api.read(openId),
        api.installations(openId, cursor),
      ]);
      return { ...there, found };
    },
    ({ found }) => {
      site.value = found;
    },
  );

  return {
    ...{ ...list, search, site, equipment },
    find(text: string): Promise<void> {
      search.value = text;
      return list.load();
    },
    async open(id: string | null): Promise<void> {
      openId = id ?? '';
      batch(() => {
        equipment.state.value = 'loading';
        equipment.items.value = [];
        site.value = list.items.peek().find((one) => one.id === id);
      });
      if (id) await equipment.load();
    },
  };
});
