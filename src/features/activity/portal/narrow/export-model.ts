import { batch, createModel, signal } from '@preact/signals-core';
import type { PortalActivity } from '../../schema.ts';
import type { ActivityApi, ActivityFilter, ActivityPage } from '../activity-model.ts';

const exportPage = 200;
/** Lines of a file at most: somebody who needs more asks for a shorter time. */
export const exportMost = 5_000;

/** Every row that matches, for a file. */
export const ExportModel = createModel((api: ActivityApi) => {
  const exporting = signal(false);
  const error = signal<unknown>(undefined);
  return {
    ...{ exporting, error },
    /** Up to `exportMost`; `undefined` where they, or what they need, could not be had. */
    async all(
      filter: ActivityFilter,
      needed?: Promise<unknown>,
    ): Promise<readonly PortalActivity[] | undefined> {
      if (exporting.peek()) return undefined;
      batch(() => {
        exporting.value = true;
        error.value = undefined;
      });
      const found: PortalActivity[] = [];
      try {
        await needed;
        let from: string | null = null;
        do {
          const page: ActivityPage = await api.list(filter, from, exportPage);
          found.push(...page.items);
          from = page.nextCursor;
        } while (from !== null && found.length < exportMost);
        return found.slice(0, exportMost);
      } catch (cause) {
        error.value = cause;
        return undefined;
      } finally {
        exporting.value = false;
      }
    },
  };
});
