import { batch, type Signal, signal } from '@preact/signals-core';

export type State = 'loading' | 'ready' | 'failed';

/** What came of a call, or why nothing did. */
export const settled = <Found>(call: Promise<Found>) =>
  call.then(
    (found) => ({ found }),
    (cause: unknown) => ({ cause }),
  );

export interface Page<Item> {
  readonly items: readonly Item[];
  readonly nextCursor: string | null;
}

export interface Pages<Item> {
  readonly state: Signal<State>;
  readonly error: Signal<unknown>;
  readonly items: Signal<readonly Item[]>;
  readonly cursor: Signal<string | null>;
  readonly loadingMore: Signal<boolean>;
  load(): Promise<void>;
  more(): Promise<void>;
}

/** A list that comes page by page. `taken` hears what came beside the rows, in the same drawing as they. */
export function pages<Answer extends Page<unknown>>(
  fetch: (cursor: string | null) => Promise<Answer>,
  taken?: (answer: Answer) => void,
): Pages<Answer['items'][number]> {
  const state = signal<State>('loading');
  const error = signal<unknown>(undefined);
  const items = signal<readonly Answer['items'][number][]>([]);
  const cursor = signal<string | null>(null);
  const loadingMore = signal(false);
  /** Counts what was asked, so that a late answer to an old question is dropped. */
  let asked = 0;

  async function ask(more: boolean): Promise<void> {
    const question = ++asked;
    loadingMore.value = more;
    const answer = await settled(fetch(more ? cursor.peek() : null));
    if (question !== asked) return;
    batch(() => {
      loadingMore.value = false;
      if ('cause' in answer) {
        error.value = answer.cause;
        state.value = 'failed';
        return;
      }
      const { items: found, nextCursor } = answer.found;
      items.value = more ? [...items.peek(), ...found] : found;
      cursor.value = nextCursor;
      taken?.(answer.found);
      error.value = undefined;
      state.value = 'ready';
    });
  }

  return { state, error, items, cursor, loadingMore, load: () => ask(false), more: () => ask(true) };
}
