import { batch, createModel, signal } from '@preact/signals-core';
import type { RecordDetail, RecordList, RecordWritten } from '../../../kit/common/records.ts';
import { pages, settled } from '../../../kit/ui/panel/pages.ts';

export interface RecordsApi {
  list(search: string, cursor: string | null): Promise<RecordList>;
  /** A thing, or the form for a new one: `new-user`. */
  open(id: string): Promise<RecordDetail>;
  /** `null`: a new one. */
  save(id: string | null, body: object): Promise<RecordWritten>;
  remove(id: string): Promise<unknown>;
  act(id: string, act: string): Promise<unknown>;
}

/** A list whose words come with it. */
export const RecordsModel = createModel((api: Pick<RecordsApi, 'list'>) => {
  const search = signal('');
  const said = signal<RecordList | undefined>(undefined);
  const list = pages(
    (cursor) => api.list(search.peek(), cursor),
    (found) => {
      said.value = found;
    },
  );
  return {
    ...{ ...list, search, said },
    find(text: string) {
      search.value = text;
      return list.load();
    },
  };
});

/** One of them, or a new one: opened, changed, tried, taken away. */
export const RecordModel = createModel((api: RecordsApi, id: string) => {
  const isNew = id.startsWith('new-');
  const detail = signal<RecordDetail | undefined>(undefined);
  const error = signal<unknown>(undefined);
  const state = signal<'loading' | 'ready' | 'failed'>('loading');
  /** What is under way: `save`, `remove`, the name of an act. */
  const busy = signal<string | undefined>(undefined);
  const refused = signal<unknown>(undefined);
  const done = signal<string | undefined>(undefined);
  const made = signal<RecordWritten | undefined>(undefined);

  async function load(): Promise<void> {
    const answer = await settled(api.open(id));
    batch(() => {
      if ('found' in answer) detail.value = answer.found;
      else error.value = answer.cause;
      state.value = 'found' in answer ? 'ready' : 'failed';
    });
  }

  async function ask<Answer>(what: string, call: () => Promise<Answer>): Promise<Answer | undefined> {
    if (busy.peek()) return undefined;
    batch(() => {
      busy.value = what;
      refused.value = undefined;
      done.value = undefined;
    });
    const answer = await settled(call());
    batch(() => {
      busy.value = undefined;
      if (!('found' in answer)) refused.value = answer.cause;
    });
    return 'found' in answer ? answer.found : undefined;
  }

  return {
    ...{ detail, error, state, busy, refused, done, made, load },
    /** True where it is kept; what is shown once stays on the screen first. */
    async save(body: object): Promise<boolean> {
      const written = await ask('save', () => api.save(isNew ? null : id, body));
      if (written?.once) made.value = written;
      return written !== undefined && !written.once;
    },
    remove: async (): Promise<boolean> =>
      (await ask('remove', async () => [await api.remove(id)])) !== undefined,
    async act(act: string, said: string): Promise<void> {
      const answer = await ask(act, async () => [await api.act(id, act)]);
      if (!answer) return;
      await load();
      done.value = said;
    },
  };
});
const modelOf = (api: RecordsApi, id: string) => new RecordModel(api, id);
export type RecordModelOf = ReturnType<typeof modelOf>;
