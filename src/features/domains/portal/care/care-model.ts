import { batch, createModel, signal } from '@preact/signals-core';
import { codeOf } from '../../../../kit/browser/api-error.ts';
import type { Sighting } from '../../call-schema.ts';
import type { PortalCalls, PortalDomainDetail, PortalSightings } from '../../portal-schema.ts';
import type { VerifyMethod } from '../../schema.ts';
import type { DomainsApi } from '../domains-model.ts';

/** What is done with domains: one act at a time, and why the last one was refused. */
export const CareModel = createModel((api: DomainsApi, reload: () => Promise<unknown>) => {
  const busy = signal<string | undefined>(undefined);
  const refused = signal<{ readonly act: string; readonly code: string } | undefined>(undefined);
  const detail = signal<PortalDomainDetail | undefined>(undefined);
  const calls = signal<PortalCalls | undefined>(undefined);
  const waiting = signal<readonly Sighting[] | undefined>(undefined);

  /** `undefined` where it was refused, which is said beside what was pressed. */
  async function act<T>(name: string, ask: () => Promise<T>): Promise<T | undefined> {
    if (busy.peek()) return undefined;
    batch(() => {
      busy.value = name;
      refused.value = undefined;
    });
    try {
      return await ask();
    } catch (error) {
      refused.value = { act: name, code: codeOf(error) };
      return undefined;
    } finally {
      busy.value = undefined;
    }
  }

  return {
    ...{ busy, refused, detail, calls, waiting },
    async open(id: string) {
      detail.value = undefined;
      const found = await act('open', () => api.ask<PortalDomainDetail>('get', `/${id}`));
      if (found) detail.value = found;
    },
    async add(host: string) {
      const made = await act('add', () => api.ask<PortalDomainDetail>('post', '', { host }));
      if (made) await reload();
      return made !== undefined;
    },
    async rename(id: string, host: string) {
      const changed = await act('rename', () => api.ask<PortalDomainDetail>('patch', `/${id}`, { host }));
      if (!changed) return false;
      detail.value = changed;
      await reload();
      return true;
    },
    async remove(id: string) {
      const gone = await act('remove', async () => {
        await api.ask('delete', `/${id}`);
        return true;
      });
      if (gone) await reload();
    },
    async choose(id: string, method: VerifyMethod) {
      const begun = await act('choose', () =>
        api.ask<PortalDomainDetail>('post', `/${id}/verification`, { method }),
      );
      if (!begun) return;
      detail.value = begun;
      await reload();
    },
    async check(id: string) {
      const looked = await act('check', () =>
        api.ask<PortalDomainDetail>('post', `/${id}/verification/check`, {}),
      );
      if (!looked) return;
      detail.value = looked;
      await reload();
    },
    /** Those that are put back first, so that they are free for the others. */
    async label(bare: readonly string[], labelled: readonly string[]) {
      const put = (domainIds: readonly string[], noLabel: boolean) =>
        domainIds.length > 0 ? api.ask('put', '/no-label', { domainIds, noLabel }) : undefined;
      const done = await act('label', async () => {
        await put(labelled, false);
        await put(bare, true);
        return true;
      });
      await reload();
      return done === true;
    },
    async loadCalls() {
      const found = await act('calls', () => api.ask<PortalCalls>('get', '/calls'));
      if (found) calls.value = found;
    },
    async loadWaiting() {
      const found = await act('waiting', () => api.ask<PortalSightings>('get', '/waiting'));
      if (found) waiting.value = found.items;
    },
    async decide(id: string, decision: 'approve' | 'reject') {
      const left = await act(`decide ${id}`, () =>
        api.ask<PortalSightings>('post', `/waiting/${id}`, { decision }),
      );
      if (!left) return;
      waiting.value = left.items;
      await reload();
    },
  };
});
export type Care = InstanceType<typeof CareModel>;
