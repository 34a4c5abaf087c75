import { createModel, signal } from '@preact/signals-core';
import { pages } from '../../../kit/ui/panel/pages.ts';
import type { OpenInvoice, PaymentsOverview, UsedMethod } from '../panel-schema.ts';
import type { PortalPayment } from '../schema.ts';

/** What somebody is about to do, in the place of everything else. */
export type Act =
  | { readonly kind: 'top-up' }
  | { readonly kind: 'voucher' }
  | { readonly kind: 'automatic' }
  | { readonly kind: 'pay'; readonly invoice: OpenInvoice }
  | { readonly kind: 'add'; readonly replaces: UsedMethod | null }
  | { readonly kind: 'remove'; readonly method: UsedMethod }
  /** Where to transfer what was just begun. */
  | { readonly kind: 'transfer'; readonly payment: PortalPayment };

export interface PaymentsApi {
  list(cursor: string | null): Promise<{ items: PortalPayment[]; nextCursor: string | null }>;
  overview(): Promise<PaymentsOverview>;
  choose(methodId: string | null): Promise<PaymentsOverview>;
  /** Saves the paper of a mandate. */
  mandate(methodId: string): Promise<void>;
  /** Something that changes what is shown; `key`: the same press is the same act. */
  send<Answer>(
    method: 'post' | 'put' | 'delete',
    path: string,
    body?: unknown,
    key?: string,
  ): Promise<Answer>;
  /** Opens the provider's page from a press: at the top, or in a tab where the portal stands in a page. */
  leave(url: () => Promise<string | null>): Promise<void>;
}

export const PaymentsModel = createModel((api: PaymentsApi) => {
  const overview = signal<PaymentsOverview | undefined>(undefined);
  const act = signal<Act | undefined>(undefined);
  const busy = signal(false);
  const refused = signal<unknown>(undefined);
  const list = pages(
    async (cursor) => {
      const [page, found] = await Promise.all([api.list(cursor), cursor ? undefined : api.overview()]);
      return { ...page, found };
    },
    ({ found }) => {
      if (found) overview.value = found;
    },
  );
  async function attempt(act: () => Promise<void>): Promise<void> {
    busy.value = true;
    refused.value = undefined;
    await act().catch((error: unknown) => {
      refused.value = error;
    });
    busy.value = false;
  }
  return {
    ...list,
    ...{ api, overview, act, busy, refused },
    begin(next: Act) {
      refused.value = undefined;
      act.value = next;
    },
    /** It is done: what is shown is asked for anew. */
    async done() {
      act.value = undefined;
      await list.load();
    },
    end() {
      act.value = undefined;
    },
    choose: (methodId: string | null) =>
      attempt(async () => {
        overview.value = await api.choose(methodId);
      }),
    mandate: (methodId: string) => attempt(() => api.mandate(methodId)),
  };
});
export type Model = InstanceType<typeof PaymentsModel>;
