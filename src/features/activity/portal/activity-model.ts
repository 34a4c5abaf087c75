import { batch, createModel, signal } from '@preact/signals-core';
import type { PortalActivity } from '../schema.ts';

export interface ActivityFilter {
  /** `''`: everybody. */
  readonly who: '' | 'people' | 'staff' | 'program';
  /** Days, `''`: without end. */
  readonly since: string;
  readonly until: string;
}
export const noFilter: ActivityFilter = { who: '', since: '', until: '' };

export interface ActivityPage {
  readonly items: readonly PortalActivity[];
  readonly nextCursor: string | null;
}
export interface ActivityApi {
  list(filter: ActivityFilter, cursor: string | null, limit: number): Promise<ActivityPage>;
}

export const pageSize = 25;
const exportPage = 200;
/** Lines of a file at most: somebody who needs more asks for a shorter time. */
export const exportMost = 5_000;

/** The customer's own log: its newest rows, what it is narrowed to, and all of it as a file. */
export const ActivityModel = createModel((api: ActivityApi) => {
  const filter = signal<ActivityFilter>(noFilter);
  const items = signal<readonly PortalActivity[]>([]);
  const cursor = signal<string | null>(null);
  const state = signal<'loading' | 'ready' | 'failed'>('loading');
  const error = signal<unknown>(undefined);
  const loadingMore = signal(false);
  const exporting = signal(false);
  const exportError = signal<unknown>(undefined);
  /** Counts what was asked, so that a late answer to an old question is dropped. */
  let asked = 0;

  async function ask(more: boolean): Promise<void> {
    const question = ++asked;
    loadingMore.value = more;
    const answer = await api.list(filter.peek(), more ? cursor.peek() : null, pageSize).then(
      (page) => ({ page }),
      (cause: unknown) => ({ cause }),
    );
    if (question !== asked) return;
    batch(() => {
      loadingMore.value = false;
      if ('cause' in answer) {
        error.value = answer.cause;
        state.value = 'failed';
        return;
      }
      items.value = more ? [...items.peek(), ...answer.page.items] : answer.page.items;
      cursor.value = answer.page.nextCursor;
      error.value = undefined;
      state.value = 'ready';
    });
  }

  return {
    ...{ filter, items, cursor, state, error, loadingMore, exporting, exportError },
    load: () => ask(false),
    more: () => ask(true),
    narrow(change: Partial<ActivityFilter>): Promise<void> {
      filter.value = { ...filter.peek(), ...change };
      return ask(false);
    },
    /** Every row that matches, up to `exportMost`; `undefined` where they could not be had. */
    async all(): Promise<readonly PortalActivity[] | undefined> {
      if (exporting.peek()) return undefined;
      batch(() => {
        exporting.value = true;
        exportError.value = undefined;
      });
      const found: PortalActivity[] = [];
      try {
        let from: string | null = null;
        do {
          const page: ActivityPage = await api.list(filter.peek(), from, exportPage);
          found.push(...page.items);
          from = page.nextCursor;
        } while (from !== null && found.length < exportMost);
        return found.slice(0, exportMost);
      } catch (cause) {
        exportError.value = cause;
        return undefined;
      } finally {
        exporting.value = false;
      }
    },
  };
});
