import { batch, createModel, signal } from '@preact/signals-core';
import type { Account, Accounts } from '../schema.ts';

export interface AccountsApi {
  list(search: string, cursor: string | null): Promise<Accounts>;
  /** Goes into an account; whatever was on the screen is another one's then. */
  open(id: string): Promise<void>;
}

/** The accounts below, what they use together, what is looked for among them, and the one being opened. */
export const AccountsModel = createModel((api: AccountsApi) => {
  const state = signal<'loading' | 'ready' | 'failed'>('loading');
  const error = signal<unknown>(undefined);
  const items = signal<readonly Account[]>([]);
  const sums = signal<Pick<Accounts, 'month' | 'total' | 'own'> | undefined>(undefined);
  const cursor = signal<string | null>(null);
  const search = signal('');
  const loadingMore = signal(false);
  const opening = signal<string | undefined>(undefined);
  const openError = signal<unknown>(undefined);
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
      const { items: found, nextCursor, month, total, own } = answer.found;
      items.value = more ? [...items.peek(), ...found] : found;
      cursor.value = nextCursor;
      sums.value = { month, total, own };
    });
  }

  return {
    state,
    error,
    items,
    sums,
    cursor,
    search,
    loadingMore,
    opening,
    openError,
    load: () => ask(false),
    more: () => ask(true),
    find(text: string) {
      search.value = text;
      return ask(false);
    },
    async open(id: string) {
      if (opening.peek()) return;
      batch(() => {
        opening.value = id;
        openError.value = undefined;
      });
      const cause = await api.open(id).then(
        () => undefined,
        (refused: unknown) => refused,
      );
      batch(() => {
        opening.value = undefined;
        openError.value = cause;
      });
    },
  };
});
