import { batch, createModel, signal } from '@preact/signals-core';
import type { PortalDomain, PortalDomains } from '../schema.ts';

export interface DomainsApi {
  list(search: string, cursor: string | null): Promise<PortalDomains>;
}

/** The domains, what is looked for among them, and what they use together. */
export const DomainsModel = createModel((api: DomainsApi) => {
  const state = signal<'loading' | 'ready' | 'failed'>('loading');
  const error = signal<unknown>(undefined);
  const items = signal<readonly PortalDomain[]>([]);
  const quotas = signal<Pick<PortalDomains, 'month' | 'calls' | 'domains'> | undefined>(undefined);
  const cursor = signal<string | null>(null);
  const search = signal('');
  const loadingMore = signal(false);
  /** Counts what was asked, so that a late answer to an old question is dropped. */
  let asked = 0;

  async function ask(more: boolean): Promise<void> {
    const question = ++asked;
    loadingMore.value = more;
    const answer = await api.list(search.peek(), more ? cursor.peek() : null).then(
      (found) => ({ found }),
      (cause: unknown) => ({ cause }),
    );
    if (question !== asked) return;
    batch(() => {
      loadingMore.value = false;
      error.value = 'cause' in answer ? answer.cause : undefined;
      state.value = 'found' in answer ? 'ready' : 'failed';
      if ('cause' in answer) return;
      const { items: found, nextCursor, month, calls, domains } = answer.found;
      items.value = more ? [...items.peek(), ...found] : found;
      cursor.value = nextCursor;
      quotas.value = { month, calls, domains };
    });
  }

  return {
    ...{ state, error, items, quotas, cursor, search, loadingMore },
    load: () => ask(false),
    more: () => ask(true),
    find(text: string) {
      search.value = text;
      return ask(false);
    },
  };
});
