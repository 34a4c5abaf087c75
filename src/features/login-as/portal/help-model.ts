import { batch, computed, createModel, signal } from '@preact/signals-core';
import type { Grant, HelpAccess, LoginAsMode, NewGrant, SpokenCode } from '../schema.ts';

export interface HelpApi {
  read(): Promise<HelpAccess>;
  give(wanted: NewGrant): Promise<Grant>;
  makeCode(wanted: NewGrant): Promise<SpokenCode>;
  end(grantId: string): Promise<void>;
}

/** Lengths that are offered: short ones to act. */
export const lengths: Readonly<Record<LoginAsMode, readonly (15 | 30 | 60 | 1440 | 10080)[]>> = {
  look: [60, 1440, 10080],
  act: [15, 30, 60],
};

/** Whom of the vendor's staff the customer lets in. */
export const HelpModel = createModel((api: HelpApi) => {
  const access = signal<HelpAccess | undefined>(undefined);
  const state = signal<'loading' | 'ready' | 'failed'>('loading');
  const error = signal<unknown>(undefined);
  /** What is being done: an id is that of a grant which is being ended. */
  const pending = signal<'give' | 'code' | string | undefined>(undefined);
  const code = signal<SpokenCode | undefined>(undefined);
  const open = signal(false);

  const current = computed(() => access.value?.grants.filter(({ state }) => state !== 'ended') ?? []);

  async function load(): Promise<void> {
    const found = await api.read().then(
      (read) => ({ read }),
      (cause: unknown) => ({ cause }),
    );
    batch(() => {
      if ('cause' in found) {
        error.value = found.cause;
        state.value = 'failed';
        return;
      }
      access.value = found.read;
      error.value = undefined;
      state.value = 'ready';
    });
  }

  async function attempt(what: string, act: () => Promise<void>): Promise<void> {
    if (pending.peek() !== undefined) return;
    batch(() => {
      pending.value = what;
      error.value = undefined;
    });
    try {
      await act();
      open.value = false;
      await load();
    } catch (cause) {
      error.value = cause;
    } finally {
      pending.value = undefined;
    }
  }

  return {
    ...{ access, state, error, pending, code, open, current },
    load,
    give: (wanted: NewGrant) =>
      attempt('give', async () => {
        await api.give(wanted);
        code.value = undefined;
      }),
    makeCode: (wanted: NewGrant) =>
      attempt('code', async () => {
        code.value = await api.makeCode(wanted);
      }),
    end: (grantId: string) =>
      attempt(grantId, async () => {
        await api.end(grantId);
        if (code.peek()?.grant.id === grantId) code.value = undefined;
      }),
  };
});
