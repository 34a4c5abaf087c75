import { createModel, signal } from '@preact/signals-core';
import { pages } from '../../../kit/ui/panel/pages.ts';
import type { ExportTicket, NewSavedView, SavedView, SavedViews, UsageReport, ViewMail } from '../schema.ts';

/** What a report is asked by, as it stands in its address. */
export type Query = Readonly<Record<string, string>>;

export interface UsageApi {
  report(query: Query, cursor: string | null): Promise<UsageReport>;
  views(): Promise<SavedViews>;
  keep(view: NewSavedView): Promise<SavedView>;
  drop(id: string): Promise<void>;
  mail(id: string, mail: ViewMail | null): Promise<SavedView>;
  export(query: Query): Promise<ExportTicket>;
  save(url: string): void;
}

/** One report at a time: what it was asked by, and what came of it. */
export const UsageModel = createModel((api: UsageApi) => {
  const query = signal<Query>({});
  const report = signal<UsageReport | undefined>(undefined);
  const list = pages(
    (cursor) => api.report(query.peek(), cursor),
    (found) => {
      report.value = found;
    },
  );
  const ask = (wanted: Query) => {
    query.value = Object.fromEntries(Object.entries(wanted).filter(([, value]) => value));
    return list.load();
  };
  return {
    ...{ ...list, query, report, ask },
    narrow: (change: Query) => ask({ ...query.peek(), ...change }),
  };
});
