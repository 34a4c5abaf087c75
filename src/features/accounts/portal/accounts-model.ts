import { batch, createModel, signal } from '@preact/signals-core';
import { pages } from '../../../kit/ui/panel/pages.ts';
import type { Accounts } from '../schema.ts';

export interface AccountsApi {
  list(search: string, cursor: string | null): Promise<Accounts>;
  /** Goes into an account; whatever was on the screen is another one's then. */
  open(id: string): Promise<void>;
}

/** The accounts below, what they use together, what is looked for among them, and the one being opened. */
export const AccountsModel = createModel((api: AccountsApi) => {
  const search = signal('');
  const sums = signal<Pick<Accounts, 'month' | 'total' | 'own'> | undefined>(undefined);
  const opening = signal<string | undefined>(undefined);
  const openError = signal<unknown>(undefined);
  const list = pages(
    (cursor) => api.list(search.peek(), cursor),
    (found) => {
      sums.value = found;
    },
  );

  return {
    ...{ ...list, search, sums, opening, openError },
    find(text: string) {
      search.value = text;
      return list.load();
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
