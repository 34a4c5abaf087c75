import { batch, createModel, signal } from '@preact/signals-core';
import type { PortalInstallation, PortalInstallations, PortalSite, PortalSites } from '../schema.ts';

export interface SitesApi {
  list(search: string, cursor: string | null): Promise<PortalSites>;
  read(id: string): Promise<PortalSite>;
  installations(id: string, cursor: string | null): Promise<PortalInstallations>;
}

type State = 'loading' | 'ready' | 'failed';

/** The places, what is looked for among them, and the one that is open with what stands there. */
export const SitesModel = createModel((api: SitesApi) => {
  const items = signal<readonly PortalSite[]>([]);
  const cursor = signal<string | null>(null);
  const search = signal('');
  const state = signal<State>('loading');
  const error = signal<unknown>(undefined);
  const loadingMore = signal(false);
  const site = signal<PortalSite | undefined>(undefined);
  const equipment = signal<readonly PortalInstallation[]>([]);
  const equipmentCursor = signal<string | null>(null);
  const siteState = signal<State>('loading');
  const siteError = signal<unknown>(undefined);
  /** Count what was asked, so that a late answer to an old question is dropped. */
  let [asked, opened] = [0, 0];

  const answerOf = <Answer>(promise: Promise<Answer>) =>
    promise.then(
      (found) => ({ found }),
      (cause: unknown) => ({ cause }),
    );

  async function ask(more: boolean): Promise<void> {
    const question = ++asked;
    loadingMore.value = more;
    const answer = await answerOf(api.list(search.peek(), more ? cursor.peek() : null));
    if (question !== asked) return;
    batch(() => {
      loadingMore.value = false;
      if ('cause' in answer) {
        error.value = answer.cause;
        state.value = 'failed';
        return;
      }
      items.value = more ? [...items.peek(), ...answer.found.items] : answer.found.items;
      cursor.value = answer.found.nextCursor;
      error.value = undefined;
      state.value = 'ready';
    });
  }

  async function open(id: string | null): Promise<void> {
    const question = ++opened;
    batch(() => {
      siteState.value = 'loading';
      site.value = items.peek().find((one) => one.id === id);
      equipment.value = [];
    });
    if (!id) return;
    const answer = await answerOf(
      Promise.all([site.peek() ?? api.read(id), api.installations(id, null)] as const),
    );
    if (question !== opened) return;
    batch(() => {
      if ('cause' in answer) {
        siteError.value = answer.cause;
        siteState.value = 'failed';
        return;
      }
      const [found, there] = answer.found;
      site.value = found;
      equipment.value = there.items;
      equipmentCursor.value = there.nextCursor;
      siteState.value = 'ready';
    });
  }

  return {
    ...{ items, cursor, search, state, error, loadingMore },
    ...{ site, equipment, equipmentCursor, siteState, siteError },
    load: () => ask(false),
    more: () => ask(true),
    find(text: string): Promise<void> {
      search.value = text;
      return ask(false);
    },
    open,
    async moreEquipment(): Promise<void> {
      const at = site.peek();
      if (!at || loadingMore.peek()) return;
      const question = opened;
      loadingMore.value = true;
      const answer = await answerOf(api.installations(at.id, equipmentCursor.peek()));
      batch(() => {
        loadingMore.value = false;
        if (question !== opened) return;
        if ('cause' in answer) {
          siteError.value = answer.cause;
          siteState.value = 'failed';
          return;
        }
        equipment.value = [...equipment.peek(), ...answer.found.items];
        equipmentCursor.value = answer.found.nextCursor;
      });
    },
  };
});
