import { batch, createModel, signal } from '@preact/signals-core';
import { type State, settled } from '../../../kit/ui/panel/pages.ts';
import type { Profile } from '../schema.ts';

/** The customer's own details as they are, to be read. */
export const OwnModel = createModel((read: () => Promise<Profile>) => {
  const state = signal<State>('loading');
  const error = signal<unknown>(undefined);
  const profile = signal<Profile | undefined>(undefined);
  return {
    ...{ state, error, profile },
    async load() {
      const answer = await settled(read());
      batch(() => {
        error.value = 'cause' in answer ? answer.cause : undefined;
        state.value = 'found' in answer ? 'ready' : 'failed';
        if ('found' in answer) profile.value = answer.found;
      });
    },
    /** As another part of the page has them now. */
    take(found: Profile) {
      profile.value = found;
    },
  };
});
