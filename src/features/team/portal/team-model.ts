import { batch, createModel, signal } from '@preact/signals-core';
import { codeOf, isApiError } from '../../../kit/browser/api-error.ts';
import type { NewPerson, OwnDeletion, OwnSession, OwnSessions, Person, Team, TeamRole } from '../schema.ts';

export interface TeamApi {
  readonly team: () => Promise<Team>;
  readonly invite: (person: NewPerson) => Promise<Person>;
  readonly again: (id: string) => Promise<Person>;
  readonly change: (id: string, role: TeamRole) => Promise<Person>;
  readonly remove: (id: string) => Promise<void>;
  readonly sessions: () => Promise<OwnSessions>;
  readonly endOthers: () => Promise<void>;
  readonly deletion: () => Promise<OwnDeletion>;
  readonly leave: (reason: string) => Promise<OwnDeletion>;
  readonly stay: () => Promise<OwnDeletion>;
}

/** What was done, in a sentence that is heard. */
export type Done =
  | { readonly kind: 'invited'; readonly email: string }
  | { readonly kind: 'changed' }
  | { readonly kind: 'removed'; readonly name: string };

const refusals = {
  'team.last-owner': 'last-owner',
  'team.owners-only': 'owners-only',
  'request.too-many': 'too-many',
} as const;
export type Refusal = (typeof refusals)[keyof typeof refusals] | 'failed';

/** Why an act was refused, as far as there is a word for it. */
export const refusalOf = (error: unknown): Refusal =>
  refusals[codeOf(error) as keyof typeof refusals] ?? 'failed';

/** What the service says is wrong with the address; `undefined` for what is no mistake of the person. */
export const addressFault = (error: unknown): 'email' | 'taken' | undefined => {
  const found = isApiError(error) ? error.fields.find(({ path }) => path === 'email') : undefined;
  return found && (found.code === 'taken' ? 'taken' : 'email');
};

export const TeamModel = createModel((api: TeamApi) => {
  const team = signal<Team | undefined>(undefined);
  const error = signal<unknown>(undefined);
  /** The person about whom something is under way, and what. */
  const busy = signal<{ readonly id: string; readonly act: 'again' | 'change' | 'remove' } | undefined>(
    undefined,
  );
  const refused = signal<{ readonly id: string; readonly why: Refusal } | undefined>(undefined);
  const done = signal<Done | undefined>(undefined);
  /** The person who is being changed. */
  const open = signal<string | undefined>(undefined);

  function put(person: Person): void {
    const now = team.peek();
    if (!now) return;
    const known = now.people.some(({ id }) => id === person.id);
    const people = known
      ? now.people.map((one) => (one.id === person.id ? person : one))
      : [...now.people, person];
    // Whoever gives their own role away looks after nobody any more.
    team.value = { ...now, people, manages: now.manages && !(person.you && person.role !== 'owner') };
  }

  async function about(
    id: string,
    act: 'again' | 'change' | 'remove',
    run: () => Promise<Done>,
  ): Promise<void> {
    if (busy.peek()) return;
    batch(() => {
      busy.value = { id, act };
      refused.value = undefined;
      done.value = undefined;
    });
    const outcome = await run().then(
      (what) => ({ what }),
      (cause: unknown) => ({ cause }),
    );
    batch(() => {
      busy.value = undefined;
      if ('cause' in outcome) refused.value = { id, why: refusalOf(outcome.cause) };
      else {
        done.value = outcome.what;
        open.value = undefined;
      }
    });
  }

  return {
    ...{ team, error, busy, refused, done, open },
    async load() {
      error.value = undefined;
      await api.team().then(
        (found) => {
          team.value = found;
        },
        (cause: unknown) => {
          error.value = cause;
        },
      );
    },
    edit(id: string | undefined) {
      batch(() => {
        open.value = id;
        refused.value = undefined;
        done.value = undefined;
      });
    },
    /** Throws what the form has to say. */
    async invite(person: NewPerson) {
      const made = await api.invite(person);
      batch(() => {
        put(made);
        done.value = { kind: 'invited', email: person.email };
      });
    },
    again: ({ id, email }: Person) =>
      about(id, 'again', async () => {
        put(await api.again(id));
        return { kind: 'invited', email: email ?? '' };
      }),
    change: (id: string, role: TeamRole) =>
      about(id, 'change', async () => {
        put(await api.change(id, role));
        return { kind: 'changed' };
      }),
    remove: ({ id, name }: Person) =>
      about(id, 'remove', async () => {
        await api.remove(id);
        const now = team.peek();
        if (now) team.value = { ...now, people: now.people.filter((one) => one.id !== id) };
        return { kind: 'removed', name };
      }),
  };
});

export const DevicesModel = createModel((api: TeamApi) => {
  const items = signal<readonly OwnSession[] | undefined>(undefined);
  const error = signal<unknown>(undefined);
  const state = signal<'still' | 'ending' | 'done'>('still');
  async function load(): Promise<void> {
    error.value = undefined;
    await api.sessions().then(
      (found) => {
        items.value = found.items;
      },
      (cause: unknown) => {
        error.value = cause;
      },
    );
  }
  return {
    ...{ items, error, state, load },
    async endOthers() {
      if (state.peek() === 'ending') return;
      state.value = 'ending';
      const failed = await api.endOthers().then(
        () => undefined,
        (cause: unknown) => cause,
      );
      batch(() => {
        state.value = failed ? 'still' : 'done';
        error.value = failed;
        if (!failed) items.value = items.peek()?.filter(({ current }) => current);
      });
    },
  };
});

export const LeavingModel = createModel((api: TeamApi) => {
  const found = signal<OwnDeletion | undefined>(undefined);
  const error = signal<unknown>(undefined);
  const busy = signal(false);
  /** Somebody looks at what it would mean, and has not asked yet. */
  const open = signal(false);
  async function run(call: () => Promise<OwnDeletion>): Promise<void> {
    if (busy.peek()) return;
    batch(() => {
      busy.value = true;
      error.value = undefined;
    });
    const outcome = await call().then(
      (now) => ({ now }),
      (cause: unknown) => ({ cause }),
    );
    batch(() => {
      busy.value = false;
      if ('cause' in outcome) error.value = outcome.cause;
      else {
        found.value = outcome.now;
        open.value = false;
      }
    });
  }
  return {
    ...{ found, error, busy, open },
    load: () => run(api.deletion),
    /** As things are by now: people may have gone since. */
    async look() {
      await run(api.deletion);
      open.value = error.peek() === undefined;
    },
    leave: (reason: string) => run(() => api.leave(reason)),
    stay: () => run(api.stay),
  };
});
