import { type ReadonlySignal, signal } from '@preact/signals-core';
import type { Greeting } from '../../bridge/hello.ts';
import type { HostLink, TokenReason } from '../../bridge/link.ts';
import { tellEvent } from '../../bridge/tell.ts';
import type { Start } from './start.ts';

/** When nothing else has asked for the link: late enough to stay off the first screen's path. */
const linkMs = 3_000;

/** The page around the portal; a portal that is the top-level page or stands in a plain iframe talks to nobody. */
export interface Host {
  /** True where a new token can be had without asking the person for anything. */
  readonly asks: ReadonlySignal<boolean>;
  /** Waits for its answer. @throws LinkFailure */
  meet(): Promise<void>;
  emit(event: string, detail?: Readonly<Record<string, unknown>>): void;
  /** `null` where there is nobody to ask, or nobody signed in. */
  requestToken(reason: TokenReason): Promise<string | null>;
  /** Fetches what is more than a raw message; later calls find it there. */
  reach(): Promise<HostLink | undefined>;
}

export function createHost({ greeting: expected }: Start, listen: (link: HostLink) => void): Host {
  const asks = signal(false);
  let greeting: Greeting | undefined;
  let link: Promise<HostLink> | undefined;

  const reach: Host['reach'] = async () => {
    const found = greeting;
    if (!found) return undefined;
    link ??= import('../../bridge/frame.ts').then(({ linkHost }) => {
      const made = linkHost(found, asks.peek());
      listen(made);
      return made;
    });
    link.catch(() => {
      link = undefined; // A file that failed to load is asked for again by the next call.
    });
    return link;
  };

  return {
    asks,
    reach,
    async meet() {
      greeting = await expected;
      if (!greeting) return;
      setTimeout(() => void reach().catch(() => {}), linkMs);
      asks.value = greeting.token() !== undefined;
    },
    emit(event, detail) {
      if (!greeting) return;
      tellEvent(greeting, event, detail);
      if (event === 'error')
        void reach().then(
          (found) => found?.explain(detail ?? {}),
          () => {}, // Without a connection there is nobody to explain it to.
        );
    },
    requestToken: async (reason) => (asks.peek() && (await reach())?.requestToken(reason)) || null,
  };
}
