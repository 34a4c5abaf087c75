import { createModel, signal } from '@preact/signals-core';
import { pages } from '../../../kit/ui/panel/pages.ts';
import type { PortalDomains } from '../schema.ts';

export interface DomainsApi {
  list(search: string, cursor: string | null): Promise<PortalDomains>;
  /** Whatever else is asked of domains: `/<id>/verification`. */
  ask<T>(method: 'get' | 'post' | 'patch' | 'put' | 'delete', rest: string, body?: object): Promise<T>;
}

/** The domains, what is looked for among them, and what they use together. */
export const DomainsModel = createModel((api: DomainsApi) => {
  const search = signal('');
  const quotas = signal<Omit<PortalDomains, 'items' | 'nextCursor'> | undefined>(undefined);
  const list = pages(
    (cursor) => api.list(search.peek(), cursor),
    (found) => {
      quotas.value = found;
    },
  );
  return {
    ...{ ...list, search, quotas },
    find(text: string) {
      search.value = text;
      return list.load();
    },
  };
});
