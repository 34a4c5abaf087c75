import { createModel, signal } from '@preact/signals-core';
import { pages } from '../../../kit/ui/panel/pages.ts';
import type { NewYes, PortalApproval, ShownApproval } from '../schema.ts';

export interface ApprovalsApi {
  list(): Promise<{ items: PortalApproval[]; nextCursor: string | null }>;
  read(id: string): Promise<ShownApproval>;
  approve(id: string, yes: NewYes): Promise<ShownApproval>;
  pdf(id: string): Promise<void>;
}

export const ApprovalsModel = createModel((api: ApprovalsApi) => {
  const list = pages(() => api.list());
  const opened = signal<ShownApproval | undefined>(undefined);
  const error = signal<unknown>(undefined);
  const busy = signal(false);
  return {
    ...list,
    ...{ opened, busy, actError: error },
    async open(id: string | null) {
      opened.value = undefined;
      error.value = undefined;
      if (id === null) return;
      try {
        opened.value = await api.read(id);
      } catch (cause) {
        error.value = cause;
      }
    },
    async approve(id: string, yes: NewYes) {
      busy.value = true;
      error.value = undefined;
      try {
        opened.value = await api.approve(id, yes);
        await list.load();
      } catch (cause) {
        error.value = cause;
      }
      busy.value = false;
    },
    async pdf(id: string) {
      error.value = undefined;
      await api.pdf(id).catch((cause: unknown) => {
        error.value = cause;
      });
    },
  };
});
export type Model = InstanceType<typeof ApprovalsModel>;
