import { batch, computed, createModel, signal } from '@preact/signals-core';
import type { VendorApi } from '../../browser/vendor-api.ts';

export interface ListAnswer<Item> {
  readonly items: readonly Item[];
  readonly nextCursor?: string | null;
  /** How many there are in all, where the list counts. */
  readonly total?: number;
}

export interface ListSource<Item> {
  /** Address of the collection, `/api/v1/customers`. */
  readonly path: string;
  readonly idOf: (item: Item) => string;
  /** Asked for with every page, beside what the operator filters by. */
  readonly fixed?: Readonly<Record<string, string>> | undefined;
  readonly pageSize?: number | undefined;
  readonly api: VendorApi;
}

export type ListQuery = Readonly<Record<string, string>>;

/** More than this is never selected or exported at once in the browser. */
export const mostAtOnce = 5_000;

/**
 * The rows of one list: pages behind one another by key, so that the hundred-thousandth row comes as fast as the first.
 * An answer to a query that is no longer asked is dropped; what is shown stays until the new answer is there.
 */
export const createList = <Item>(source: ListSource<Item>) => {
  const Model = createModel(() => {
    const { api, idOf, pageSize = 50 } = source;
    const query = signal<ListQuery>({});
    const items = signal<readonly Item[]>([]);
    const cursor = signal<string | null>(null);
    const total = signal<number | undefined>(undefined);
    const state = signal<'loading' | 'ready' | 'failed'>('loading');
    const error = signal<unknown>(undefined);
    const busy = signal(false);
    /** Ids; a row that was selected stays so while the query changes. */
    const selected = signal<ReadonlyMap<string, Item>>(new Map());
    /** All that matches is meant, loaded or not. */
    const whole = signal(false);
    const active = signal(-1);
    let asked: AbortController | undefined;
    let loadedKey: string | undefined;

    const addressOf = (extra: ListQuery): string =>
      `${source.path}?${new URLSearchParams({ limit: String(pageSize), ...source.fixed, ...query.peek(), ...extra })}`;

    async function fetchPage(extra: ListQuery, take: (answer: ListAnswer<Item>) => void): Promise<void> {
      asked?.abort();
      const mine = new AbortController();
      asked = mine;
      busy.value = true;
      try {
        const answer = await api.get<ListAnswer<Item>>(addressOf(extra), mine.signal);
        if (mine.signal.aborted) return;
        batch(() => {
          take(answer);
          cursor.value = answer.nextCursor ?? null;
          if (answer.total !== undefined) total.value = answer.total;
          state.value = 'ready';
          error.value = undefined;
          busy.value = false;
        });
      } catch (cause) {
        if (mine.signal.aborted) return;
        batch(() => {
          state.value = 'failed';
          error.value = cause;
          busy.value = false;
        });
      }
    }

    async function load(): Promise<void> {
      loadedKey = JSON.stringify(query.peek());
      // As many as were there before, so that a list one comes back to is not cut short.
      const again = Math.min(200, Math.max(pageSize, items.peek().length));
      await fetchPage({ limit: String(again) }, (answer) => {
        items.value = answer.items;
        if (answer.total === undefined) total.value = undefined;
        active.value = Math.min(active.peek(), answer.items.length - 1);
      });
    }

    /** All that matches, page by page; stops at `mostAtOnce`. */
    async function everything(onCount: (count: number) => void = () => {}): Promise<readonly Item[]> {
      const all: Item[] = [];
      let next: string | null | undefined;
      do {
        const answer: ListAnswer<Item> = await api.get(
          addressOf({ limit: '200', ...(next && { cursor: next }) }),
        );
        all.push(...answer.items);
        next = answer.nextCursor;
        onCount(all.length);
      } while (next && all.length < mostAtOnce);
      return all;
    }

    return {
      ...{ query, items, total, state, error, busy, selected, whole, active },
      hasMore: computed(() => cursor.value !== null),
      /** Loads what `wanted` asks for; the same query again is only refreshed. */
      show(wanted: ListQuery): void {
        if (JSON.stringify(wanted) !== loadedKey) {
          const isFirst = loadedKey === undefined;
          query.value = wanted;
          if (!isFirst) active.value = -1;
          whole.value = false;
        }
        void load();
      },
      reload: load,
      async more(): Promise<void> {
        const at = cursor.peek();
        if (!at || busy.peek()) return;
        await fetchPage({ cursor: at }, (answer) => {
          const known = new Set(items.peek().map(idOf));
          items.value = [...items.peek(), ...answer.items.filter((item) => !known.has(idOf(item)))];
        });
      },
      everything,
      toggle(item: Item): void {
        const next = new Map(selected.peek());
        if (!next.delete(idOf(item))) next.set(idOf(item), item);
        batch(() => {
          selected.value = next;
          whole.value = false;
        });
      },
      select(some: readonly Item[]): void {
        batch(() => {
          selected.value = new Map(some.map((item) => [idOf(item), item]));
          whole.value = false;
        });
      },
      /** Everything that matches, though only some of it was loaded. */
      takeWhole(): void {
        batch(() => {
          selected.value = new Map(items.peek().map((item) => [idOf(item), item]));
          whole.value = true;
        });
      },
      clear(): void {
        batch(() => {
          selected.value = new Map();
          whole.value = false;
        });
      },
      /** Puts a changed item in the place of the old one. */
      replace(item: Item): void {
        const id = idOf(item);
        items.value = items.peek().map((old) => (idOf(old) === id ? item : old));
      },
      remove(id: string): void {
        const next = new Map(selected.peek());
        next.delete(id);
        batch(() => {
          items.value = items.peek().filter((item) => idOf(item) !== id);
          selected.value = next;
        });
      },
      /** The rows before and behind this one, for a page that shows one of them. */
      around(
        id: string,
      ): { at: number; of: number; before: Item | undefined; behind: Item | undefined } | undefined {
        const rows = items.peek();
        const at = rows.findIndex((item) => idOf(item) === id);
        return at < 0 ? undefined : { at, of: rows.length, before: rows[at - 1], behind: rows[at + 1] };
      },
    };
  });
  return new Model();
};
export type ListModel<Item> = ReturnType<typeof createList<Item>>;
