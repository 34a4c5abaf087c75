import { createModel, signal } from '@preact/signals-core';
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

/** The customer's own log: its newest rows, and what it is narrowed to. */
export const ActivityModel = createModel((api: ActivityApi) => {
  const filter = signal<ActivityFilter>(noFilter);
  const list = pages((cursor) => api.list(filter.peek(), cursor, pageSize));

  return {
    ...list,
    filter,
    narrow(change: Partial<ActivityFilter>): Promise<void> {
      filter.value = { ...filter.peek(), ...change };
      return list.load();
    },
  };
});
