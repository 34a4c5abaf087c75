import { batch, computed, createModel, signal } from '@preact/signals-core';
import type { Contract } from '../schema.ts';

export interface ContractsApi {
  list(): Promise<readonly Contract[]>;
}

const order = { active: 0, cancelled: 1, scheduled: 2, expired: 3 } as const;

/** The customer's contracts; what runs comes first, what is over last. `initial` came with the session. */
export const ContractsModel = createModel((api: ContractsApi, initial?: readonly Contract[]) => {
  const found = signal<readonly Contract[]>(initial ?? []);
  const state = signal<'loading' | 'ready' | 'failed'>(initial ? 'ready' : 'loading');
  const error = signal<unknown>(undefined);
  const contracts = computed(() => found.value.toSorted((a, b) => order[a.status] - order[b.status]));

  return {
    contracts,
    state,
    error,
    async load() {
      const answer = await api.list().then(
        (items) => ({ items }),
        (cause: unknown) => ({ cause }),
      );
      batch(() => {
        if ('items' in answer) found.value = answer.items;
        error.value = 'cause' in answer ? answer.cause : undefined;
        state.value = 'items' in answer ? 'ready' : 'failed';
      });
    },
  };
});
