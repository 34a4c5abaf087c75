import { batch, computed, type ReadonlySignal, signal } from '@preact/signals-core';
import { allows, scopesOf } from '../../features/operators/rules.ts';
import type {
  OperatorSession,
  OperatorSessionChange,
  OperatorVendor,
} from '../../features/operators/schema.ts';
import type { Language } from '../../features/portals/schema.ts';
import { isApiError } from '../../kit/browser/api-error.ts';
import { createPlaces, type Places } from '../../kit/browser/places.ts';
import { createVendorApi, type VendorApi } from '../../kit/browser/vendor-api.ts';
import { type Translate, translator } from '../../kit/browser/words.ts';
import { localeFor } from '../../kit/common/locale.ts';
import type { Manner, Words } from '../../kit/common/message.ts';
import type { Desk } from '../../kit/ui/console/desk.ts';
import { type ConsolePage, looksCookie, type Scheme } from './page.ts';
import { deskStore } from './store.ts';
import { type EntryMessage, entryWords } from './words.ts';

export type Stage = 'starting' | 'signed-out' | 'setup' | 'nowhere' | 'in' | 'failed';
export const base = '/console';

export interface Console {
  readonly page: ConsolePage;
  readonly stage: ReadonlySignal<Stage>;
  readonly error: ReadonlySignal<unknown>;
  readonly session: ReadonlySignal<OperatorSession | undefined>;
  readonly vendor: ReadonlySignal<OperatorVendor | undefined>;
  readonly language: ReadonlySignal<Language>;
  readonly words: ReadonlySignal<Words>;
  readonly manner: ReadonlySignal<Manner>;
  readonly t: ReadonlySignal<Translate<EntryMessage>>;
  readonly scheme: ReadonlySignal<Scheme>;
  readonly toasts: ReadonlySignal<readonly { readonly id: number; readonly text: string }[]>;
  /** The session is over while somebody works: the sign-in stands above the page until it is done. */
  readonly askingAgain: ReadonlySignal<boolean>;
  readonly online: ReadonlySignal<boolean>;
  /** Without a side of a vendor: signing in, setting up, the operator's own account. */
  readonly api: VendorApi;
  readonly desk: ReadonlySignal<Desk | undefined>;
  start(): Promise<void>;
  signIn(email: string, password: string): Promise<void>;
  entered(session: OperatorSession): Promise<void>;
  signOut(): Promise<void>;
  change(change: OperatorSessionChange): Promise<void>;
  speak(language: Language): Promise<void>;
  wear(scheme: Scheme): void;
  say(text: string): void;
}

export const vendorBase = ({ slug, side }: OperatorVendor): string => `${base}/${slug}/${side}`;

const partsOf = (): string[] => location.pathname.slice(base.length).split('/').filter(Boolean);

export function createConsole(page: ConsolePage, given: Words, root: HTMLElement): Console {
  const stage = signal<Stage>('starting');
  const error = signal<unknown>(undefined);
  const session = signal<OperatorSession | undefined>(undefined);
  const language = signal(page.language);
  const scheme = signal(page.scheme);
  const words = signal(given);
  const toasts = signal<readonly { id: number; text: string }[]>([]);
  const online = signal(navigator.onLine);
  const askingAgain = signal(false);
  let answered: (done: boolean) => void = () => {};
  let waiting: Promise<boolean> | undefined;

  const manner = computed<Manner>(() => ({
    locale: localeFor(language.value, navigator.languages),
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    today: new Intl.DateTimeFormat('en-CA', { dateStyle: 'short' }).format(new Date()),
  }));
  const t = computed(() => translator<EntryMessage>(words.value, manner.value));

  const vendor = computed<OperatorVendor | undefined>(() => {
    const [slug, side] = partsOf();
    return session.value?.vendors.find((one) => one.slug === slug && one.side === side);
  });

  /** Whoever works is asked to sign in above the page; every call that waits goes on afterwards. */
  function signInAgain(): Promise<boolean> {
    if (stage.peek() !== 'in') return Promise.resolve(false);
    waiting ??= new Promise<boolean>((resolve) => {
      answered = resolve;
      askingAgain.value = true;
    }).finally(() => {
      waiting = undefined;
      askingAgain.value = false;
    });
    return waiting;
  }

  const api = createVendorApi({ vendorId: () => undefined, signInAgain });
  /** Nobody is asked to sign in because a sign-in was refused. */
  const open = createVendorApi({ vendorId: () => undefined, signInAgain: async () => false });

  let shownToasts = 0;
  const say = (text: string) => {
    const id = ++shownToasts;
    toasts.value = [...toasts.peek().slice(-2), { id, text }];
    setTimeout(() => {
      toasts.value = toasts.peek().filter((toast) => toast.id !== id);
    }, 7_000);
  };

  const browser = deskStore(() => localStorage, 'portico:');
  const kept = new Map<string, unknown>();
  let places: Places | undefined;
  const desk = computed<Desk | undefined>(() => {
    const [here, current] = [vendor.value, session.value];
    if (!here || !current) return undefined;
    if (!places) {
      places = createPlaces(vendorBase(here));
      places.listen();
    }
    const granted = scopesOf(current.operator.role);
    const prefix = `portico:${current.operator.id}:`;
    return {
      vendor: here,
      operator: current.operator,
      api: deskApi,
      places,
      t: t.value as Desk['t'],
      say,
      may: (scope) => allows(granted, scope),
      choices: deskStore(() => localStorage, prefix),
      drafts: deskStore(() => sessionStorage, `${prefix}draft:`),
      keep<Thing>(name: string, make: () => Thing): Thing {
        if (!kept.has(name)) kept.set(name, make());
        return kept.get(name) as Thing;
      },
      online,
    };
  });
  const deskApi = createVendorApi({ vendorId: () => vendor.peek()?.id, signInAgain });

  function rememberLooks(): void {
    const secure = location.protocol === 'https:' ? '; Secure' : '';
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is absent on http, and in Safari
    document.cookie = `${looksCookie}=${language.peek()}.${scheme.peek()}; path=${base}; max-age=31536000; SameSite=Strict${secure}`;
  }

  async function speakNow(to: Language): Promise<void> {
    if (to === language.peek()) return;
    const spoken = await entryWords(to);
    if (!spoken) return; // Offline: the language stays as it was, and so does the choice.
    batch(() => {
      words.value = spoken;
      language.value = to;
    });
    root.lang = to;
    rememberLooks();
  }

  /** The side that was worked on last in this browser, else the first live one. */
  function usualVendor(found: OperatorSession): OperatorVendor | undefined {
    const last = deskStore(() => localStorage, `portico:${found.operator.id}:`).read<string>('vendor');
    return (
      found.vendors.find(({ id }) => id === last) ??
      found.vendors.find(({ side }) => side === 'live') ??
      found.vendors[0]
    );
  }

  async function entered(found: OperatorSession): Promise<void> {
    if (found.operator.language) await speakNow(found.operator.language);
    const parts = partsOf();
    const usual = usualVendor(found);
    if (parts.length < 2 && usual) history.replaceState(null, '', vendorBase(usual));
    batch(() => {
      const before = session.peek()?.operator.id;
      session.value = found;
      // Somebody else signed in above somebody's page: nothing of the first may stay.
      if (before && before !== found.operator.id) location.assign(base);
      stage.value = vendor.value ? 'in' : 'nowhere';
    });
    const here = vendor.peek();
    if (here) deskStore(() => localStorage, `portico:${found.operator.id}:`).write('vendor', here.id);
    browser.write('signed-in', true);
    answered(true);
  }

  const app: Console = {
    ...{
      page,
      stage,
      error,
      session,
      vendor,
      language,
      words,
      manner,
      t,
      scheme,
      toasts,
      askingAgain,
      online,
    },
    ...{ api, desk, entered, say },
    async start() {
      addEventListener('online', () => {
        online.value = true;
      });
      addEventListener('offline', () => {
        online.value = false;
      });
      if (partsOf()[0] === 'setup' && partsOf().length === 1) {
        stage.value = 'setup';
        return;
      }
      // Nobody signed in with this browser: asking would only be refused.
      if (browser.read('signed-in') !== true) {
        stage.value = 'signed-out';
        return;
      }
      try {
        await entered(await open.get<OperatorSession>('/api/v1/operator-session'));
      } catch (cause) {
        batch(() => {
          const signedOut = isApiError(cause) && cause.status === 401;
          if (signedOut) browser.write('signed-in', false);
          stage.value = signedOut ? 'signed-out' : 'failed';
          error.value = signedOut ? undefined : cause;
        });
      }
    },
    async signIn(email, password) {
      await entered(await open.post<OperatorSession>('/api/v1/operator-sessions', { email, password }));
    },
    async signOut() {
      await open.delete('/api/v1/operator-session').catch(() => {});
      browser.write('signed-in', false);
      // A new document: nothing that was seen stays in memory.
      location.assign(base);
    },
    async change(change) {
      session.value = await api.patch<OperatorSession>('/api/v1/operator-session', change);
    },
    async speak(to) {
      await speakNow(to);
      if (session.peek()) await app.change({ language: to });
    },
    wear(to) {
      scheme.value = to;
      root.dataset.scheme = to;
      rememberLooks();
    },
  };
  return app;
}
