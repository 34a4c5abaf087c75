import { createModel, signal } from '@preact/signals-core';
import { pages } from '../../../kit/ui/panel/pages.ts';
import type { PortalSites } from '../schema.ts';

export interface SitesApi {
  list(search: string, cursor: string | null): Promise<PortalSites>;
}

/** The places, and what is looked for among them. */
export const SitesModel = createModel((api: SitesApi) => {
  const search = signal('');
  const list = pages((cursor) => api.list(search.peek(), cursor));
  return {
    ...{ ...list, search },
    find(text: string): Promise<void> {
      search.value = text;
      return list.load();
    },
  };
});
