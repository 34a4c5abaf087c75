import { batch, createModel, signal } from '@preact/signals-core';
import { type Page, pages } from '../../../kit/ui/panel/pages.ts';
import type { PortalActivity } from '../schema.ts';

export interface ActivityFilter {
  /** `''`: everybody. */
  readonly who: '' | 'people' | 'staff' | 'program';
  /** Days, `''`: without end. */
  readonly since: string;
  readonly until: string;
}
export const noFilter: ActivityFilter = { who: '', since: '', until: '' };

export type ActivityPage = Page<PortalActivity>;
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
  const exporting = signal(false);
  const exportError = signal<unknown>(undefined);
  const list = pages((cursor) => api.list(filter.peek(), cursor, pageSize));

  return {
    ...{ ...list, filter, exporting, exportError },
    narrow(change: Partial<ActivityFilter>): Promise<void> {
      filter.value = { ...filter.peek(), ...change };
      return list.load();
    },
    /** Every row that matches, up to `exportMost`; `undefined` where they, or what they need, could not be had. */
    async all(needed?: Promise<unknown>): Promise<readonly PortalActivity[] | undefined> {
      if (exporting.peek()) return undefined;
      batch(() => {
        exporting.value = true;
        exportError.value = undefined;
      });
      const found: PortalActivity[] = [];
      try {
        await needed;
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
