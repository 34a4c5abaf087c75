import { batch, createModel, signal } from '@preact/signals-core';
import { codeOf } from '../../../kit/browser/api-error.ts';
import { pages, type State, settled } from '../../../kit/ui/panel/pages.ts';
import type { PortalLicenceDetail, PortalLicences } from '../portal-schema.ts';

export interface LicencesApi {
  list(cursor: string | null): Promise<PortalLicences>;
  read(id: string): Promise<PortalLicenceDetail>;
  key(id: string): Promise<string>;
  rename(id: string, machineId: string, name: string): Promise<PortalLicenceDetail>;
  free(id: string, machineIds: readonly string[]): Promise<PortalLicenceDetail>;
  /** What is seldom asked for: below the licences, by the forms that come when they are opened. */
  ask<Answer>(method: 'post' | 'delete', path: string, body?: object): Promise<Answer>;
  copy(text: string): Promise<void>;
}

/** What can't be done, as the words say it: `licences.refused.cool-down`. */
export type Refusal = 'cool-down' | 'gone' | 'over' | 'offline' | 'failed';
const refusals: Readonly<Record<string, Refusal>> = {
  'licence.cool-down': 'cool-down',
  'machine.not-found': 'gone',
  'licence.expired': 'over',
  'licence.blocked': 'over',
  offline: 'offline',
};

/** The licences, the one that is open with its machines, and what is being done with it. */
export const LicencesModel = createModel((api: LicencesApi) => {
  const list = pages(api.list);
  const detail = signal<PortalLicenceDetail | undefined>(undefined);
  const detailState = signal<State>('loading');
  const detailError = signal<unknown>(undefined);
  /** Of the open licence, once it was asked for. */
  const key = signal<string | undefined>(undefined);
  const keyState = signal<'hidden' | 'shown' | 'copied' | 'failed'>('hidden');
  const chosen = signal<ReadonlySet<string>>(new Set());
  /** What is being done: ids of machines, or the name of a step. */
  const busy = signal<string | undefined>(undefined);
  const refusal = signal<Refusal | undefined>(undefined);
  /** The same as the API says it, for forms that know more of it. */
  const refused = signal('');
  let opened = 0;

  /** A licence as it is now, in the list too. */
  function put(licence: PortalLicenceDetail): void {
    detail.value = licence;
    list.items.value = list.items.peek().map((one) => (one.id === licence.id ? licence : one));
    const there = new Set(licence.machineList.map(({ id }) => id));
    chosen.value = new Set([...chosen.peek()].filter((id) => there.has(id)));
  }

  /** One thing at a time; `undefined` where it was refused, with the reason. */
  async function act<Answer>(name: string, run: () => Promise<Answer>): Promise<Answer | undefined> {
    if (busy.peek() !== undefined) return undefined;
    batch(() => {
      busy.value = name;
      refusal.value = undefined;
    });
    const done = await settled(run());
    batch(() => {
      busy.value = undefined;
      if ('cause' in done) {
        refused.value = codeOf(done.cause);
        refusal.value = refusals[refused.value] ?? 'failed';
      }
    });
    return 'found' in done ? done.found : undefined;
  }

  async function open(id: string | undefined): Promise<void> {
    const question = ++opened;
    batch(() => {
      detailState.value = 'loading';
      detail.value = undefined;
      key.value = undefined;
      keyState.value = 'hidden';
      chosen.value = new Set();
      refusal.value = undefined;
    });
    if (id === undefined) return;
    const done = await settled(api.read(id));
    if (question !== opened) return;
    batch(() => {
      if ('cause' in done) {
        detailError.value = done.cause;
        detailState.value = 'failed';
        return;
      }
      detail.value = done.found;
      detailState.value = 'ready';
    });
  }

  async function readKey(): Promise<string | undefined> {
    const of = detail.peek();
    if (!of || key.peek() !== undefined) return key.peek();
    const found = await api.key(of.id).catch(() => undefined);
    if (detail.peek()?.id !== of.id) return undefined;
    batch(() => {
      key.value = found;
      if (found === undefined) keyState.value = 'failed';
    });
    return found;
  }

  return {
    ...{ ...list, detail, detailState, detailError },
    ...{ key, keyState, chosen, busy, refusal, refused },
    ...{ api, act, put, open },
    async show(): Promise<void> {
      if (keyState.peek() === 'shown') {
        keyState.value = 'hidden';
        return;
      }
      if (await readKey()) keyState.value = 'shown';
    },
    /** Where the frame may not copy, the key is shown to be copied by hand. */
    async copy(): Promise<void> {
      const text = await readKey();
      if (!text) return;
      const done = await settled(api.copy(text));
      keyState.value = 'found' in done ? 'copied' : 'shown';
    },
    toggle(id: string): void {
      const next = new Set(chosen.peek());
      if (!next.delete(id)) next.add(id);
      chosen.value = next;
    },
    choose(ids: readonly string[]): void {
      chosen.value = new Set(ids);
    },
    async free(ids: readonly string[]): Promise<void> {
      const of = detail.peek();
      if (!of || ids.length === 0) return;
      const done = await act(ids.join(' '), () => api.free(of.id, ids));
      if (done) batch(() => put(done));
    },
    /** Whether it is named now. */
    async rename(id: string, name: string): Promise<boolean> {
      const of = detail.peek();
      if (!of || name.trim() === '') return false;
      const done = await act(`name ${id}`, () => api.rename(of.id, id, name.trim()));
      if (done) batch(() => put(done));
      return done !== undefined;
    },
  };
});
export type Model = InstanceType<typeof LicencesModel>;
