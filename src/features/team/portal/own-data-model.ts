import { batch, createModel, signal } from '@preact/signals-core';
import type { OwnDataExport } from '../../transfer/own-data-schema.ts';

export interface DataApi {
  readonly data: () => Promise<OwnDataExport>;
  readonly askData: () => Promise<OwnDataExport>;
  readonly dataFile: () => Promise<Blob>;
}

export const OwnDataModel = createModel((api: DataApi) => {
  const found = signal<OwnDataExport | undefined>(undefined);
  const error = signal<unknown>(undefined);
  const busy = signal<'ask' | 'fetch' | undefined>(undefined);

  async function during<Answer>(
    act: 'ask' | 'fetch',
    call: () => Promise<Answer>,
  ): Promise<Answer | undefined> {
    if (busy.peek()) return undefined;
    batch(() => {
      busy.value = act;
      error.value = undefined;
    });
    const outcome = await call().then(
      (answer) => ({ answer }),
      (cause: unknown) => ({ cause }),
    );
    batch(() => {
      busy.value = undefined;
      if ('cause' in outcome) error.value = outcome.cause;
    });
    return 'answer' in outcome ? outcome.answer : undefined;
  }

  return {
    ...{ found, error, busy },
    async load() {
      await api.data().then(
        (now) => {
          batch(() => {
            found.value = now;
            error.value = undefined;
          });
        },
        (cause: unknown) => {
          error.value = cause;
        },
      );
    },
    async ask() {
      const now = await during('ask', api.askData);
      if (now) found.value = now;
    },
    fetch: () => during('fetch', api.dataFile),
  };
});
