import { batch, computed, effect, type ReadonlySignal, signal } from '@preact/signals-core';
import type { PasskeyAsked } from '../../features/operators/console/passkey.ts';
import { allows, scopesOf } from '../../features/operators/rules.ts';
import type { OpenVendor, OperatorSession, OperatorSessionChange } from '../../features/operators/schema.ts';
import type { Proof, SecondFactorAsked } from '../../features/operators/security-schema.ts';
import type { ConsoleLanguage } from '../../features/portals/schema.ts';
import { isApiError } from '../../kit/browser/api-error.ts';
import { createPlaces, type Places } from '../../kit/browser/places.ts';
import { createVendorApi, type VendorApi } from '../../kit/browser/vendor-api.ts';
import { type Translate, translator } from '../../kit/browser/words.ts';
import { localeFor } from '../../kit/common/locale.ts';
import type { Manner, Words } from '../../kit/common/message.ts';
import type { Desk } from '../../kit/ui/console/desk.ts';
import { wearColours } from './branding.ts';
import { type ConsolePage, looksCookie, type Scheme } from './page.ts';
import { deskStore } from './store.ts';
import { type EntryMessage, entryWords } from './words.ts';

export type Stage = 'starting' | 'signed-out' | 'setup' | 'join' | 'password' | 'nowhere' | 'in' | 'failed';
export const base = '/console';

/** A line that says what was done; with `undo` it can be taken back. */
export interface Toast {
  readonly id: number;
  readonly text: string;
  readonly undo?: (() => Promise<unknown>) | undefined;
}

const ssoRefusals: readonly string[] = ['unknown', 'cancelled', 'failed', 'expired'];
export type SsoRefusal = 'unknown' | 'cancelled' | 'failed' | 'expired';

export interface Console {
  readonly page: ConsolePage;
  readonly stage: ReadonlySignal<Stage>;
  readonly error: ReadonlySignal<unknown>;
  readonly session: ReadonlySignal<OperatorSession | undefined>;
  readonly vendor: ReadonlySignal<OpenVendor | undefined>;
  readonly language: ReadonlySignal<ConsoleLanguage>;
  readonly words: ReadonlySignal<Words>;
  readonly manner: ReadonlySignal<Manner>;
  readonly t: ReadonlySignal<Translate<EntryMessage>>;
  readonly scheme: ReadonlySignal<Scheme>;
  readonly toasts: ReadonlySignal<readonly Toast[]>;
  /** The session is over while somebody works: the sign-in stands above the page until it is done. */
  readonly askingAgain: ReadonlySignal<boolean>;
  /** By what a second factor is asked for now, the password being right; `undefined`: none is. */
  readonly second: ReadonlySignal<SecondFactorAsked['ways'] | undefined>;
  /** An act that opens doors waits until somebody has said once more who they are. */
  readonly proving: ReadonlySignal<boolean>;
  /** Why a company's own sign-in let nobody in. */
  readonly sso: ReadonlySignal<SsoRefusal | undefined>;
  /** Short name of the company in the address, or through whose own sign-in somebody came with this browser last. */
  company(): string | undefined;
  readonly online: ReadonlySignal<boolean>;
  /** Without a side of a vendor: signing in, setting up, the operator's own account. */
  readonly api: VendorApi;
  readonly desk: ReadonlySignal<Desk | undefined>;
  start(): Promise<void>;
  signIn(email: string, password: string): Promise<void>;
  /** With a passkey alone. */
  signInWithPasskey(): Promise<void>;
  /** The second factor, or who somebody is once more; `passkey`: the browser asks for one. */
  prove(proof: Proof | 'passkey'): Promise<void>;
  /** Begins anew with the password, or leaves an act undone. */
  giveUp(): void;
  /** Somebody signed in with this browser: next time their session is asked for. */
  remember(): void;
  /** What is shown follows the session: it was changed. */
  refresh(): Promise<void>;
  entered(session: OperatorSession): Promise<void>;
  signOut(): Promise<void>;
  change(change: OperatorSessionChange): Promise<void>;
  speak(language: ConsoleLanguage): Promise<void>;
  wear(scheme: Scheme): void;
  say(text: string, undo?: () => Promise<unknown>): void;
  /** Does what the line's button says, and says so. */
  takeBack(toast: Toast): Promise<void>;
}

export const vendorBase = ({ slug, side }: Pick<OpenVendor, 'slug' | 'side'>): string =>
  `${base}/${slug}/${side}`;

/** Loaded with the first passkey that somebody shows. */
const shownPasskey = async (asked: PasskeyAsked): Promise<unknown> =>
  (await import('../../features/operators/console/passkey.ts')).signWith(asked);

const partsOf = (): string[] => location.pathname.slice(base.length).split('/').filter(Boolean);

export function createConsole(page: ConsolePage, given: Words, root: HTMLElement): Console {
  const stage = signal<Stage>('starting');
  const error = signal<unknown>(undefined);
  const session = signal<OperatorSession | undefined>(undefined);
  const language = signal(page.language);
  const scheme = signal(page.scheme);
  const words = signal(given);
  const toasts = signal<readonly Toast[]>([]);
  const online = signal(navigator.onLine);
  const askingAgain = signal(false);
  const second = signal<SecondFactorAsked['ways'] | undefined>(undefined);
  const proving = signal(false);
  const sso = signal<SsoRefusal | undefined>(undefined);
  let proved: (done: boolean) => void = () => {};
  let answered: (done: boolean) => void = () => {};
  let waiting: Promise<boolean> | undefined;

  const manner = computed<Manner>(() => ({
    locale: localeFor(language.value, navigator.languages),
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    today: new Intl.DateTimeFormat('en-CA', { dateStyle: 'short' }).format(new Date()),
  }));
  const t = computed(() => translator<EntryMessage>(words.value, manner.value));

  const vendor = computed<OpenVendor | undefined>(() => {
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

  /** An open console alone is nobody's key to the doors: whoever works says who they are, and the act goes on. */
  function proveAgain(): Promise<boolean> {
    if (stage.peek() !== 'in') return Promise.resolve(false);
    proved(false);
    return new Promise<boolean>((resolve) => {
      proved = resolve;
      proving.value = true;
    }).finally(() => {
      proving.value = false;
    });
  }
  const refresh = async () => {
    session.value = await open.get<OperatorSession>('/api/v1/operator-session');
  };
  const factorNeeded = () => void refresh().catch(() => {});

  const api = createVendorApi({ vendorId: () => undefined, signInAgain, proveAgain });
  /** Nobody is asked to sign in because a sign-in was refused. */
  const open = createVendorApi({ vendorId: () => undefined, signInAgain: async () => false });

  let shownToasts = 0;
  const drop = (id: number) => {
    toasts.value = toasts.peek().filter((toast) => toast.id !== id);
  };
  const say = (text: string, undo?: () => Promise<unknown>) => {
    const id = ++shownToasts;
    toasts.value = [...toasts.peek().slice(-2), { id, text, undo }];
    // Who takes something back has to read it, find the button and reach it.
    setTimeout(() => drop(id), undo ? 20_000 : 7_000);
  };
  const takeBack = async ({ id, undo }: Toast) => {
    drop(id);
    const said = await undo?.().then(
      (answer) => (typeof answer === 'string' ? answer : t.peek()('shell.undone')),
      () => t.peek()('shell.not-undone'),
    );
    if (said !== undefined) say(said);
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
    const granted = scopesOf(here.role);
    const prefix = `portico:${current.operator.id}:`;
    return {
      vendor: here,
      // At each vendor a person is somebody of their own, with a role of their own.
      operator: { ...current.operator, id: here.operatorId, role: here.role },
      api: deskApi,
      beside: besideApi,
      places,
      t: t.value as Desk['t'],
      keysOf: (prefix) => Object.keys(words.peek()).filter((key) => key.startsWith(prefix)),
      say,
      may: (scope) => allows(granted, scope),
      choices: deskStore(() => localStorage, prefix),
      drafts: deskStore(() => sessionStorage, `${prefix}draft:`),
      keep<Thing>(name: string, make: () => Thing): Thing {
        if (!kept.has(name)) kept.set(name, make());
        return kept.get(name) as Thing;
      },
      online,
      renew: refresh,
    };
  });
  effect(() => {
    if (vendor.value) wearColours(vendor.value.branding?.css ?? '');
  });
  const besideApi = createVendorApi({
    vendorId: () => {
      const here = vendor.peek();
      const other = session
        .peek()
        ?.vendors.find(({ slug, side }) => slug === here?.slug && side !== here.side);
      return other?.id;
    },
    ...{ signInAgain, proveAgain },
  });
  const deskApi = createVendorApi({
    vendorId: () => vendor.peek()?.id,
    ...{ signInAgain, proveAgain, factorNeeded },
  });

  function rememberLooks(): void {
    const secure = location.protocol === 'https:' ? '; Secure' : '';
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is absent on http, and in Safari
    document.cookie = `${looksCookie}=${language.peek()}.${scheme.peek()}; path=${base}; max-age=31536000; SameSite=Strict${secure}`;
  }

  async function speakNow(to: ConsoleLanguage): Promise<void> {
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

  /** The vendor in the address, else the side that was worked on last in this browser, else the first live one. */
  function usualVendor(found: OperatorSession): OpenVendor | undefined {
    const last = deskStore(() => localStorage, `portico:${found.operator.id}:`).read<string>('vendor');
    const [named] = partsOf();
    return (
      found.vendors.find(({ slug, side }) => slug === named && side === 'live') ??
      found.vendors.find(({ id }) => id === last) ??
      found.vendors.find(({ side }) => side === 'live') ??
      found.vendors[0]
    );
  }

  async function entered(found: OperatorSession): Promise<void> {
    if (found.operator.language) await speakNow(found.operator.language);
    if (stage.peek() === 'join') {
      // Whoever accepts an invitation stays before it.
      batch(() => {
        session.value = found;
        second.value = undefined;
      });
      return;
    }
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
    second.value = undefined;
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
      second,
      proving,
      sso,
      online,
    },
    ...{ api, desk, entered, say, takeBack, refresh },
    company() {
      const [named] = partsOf();
      return named ?? browser.read<string>('company');
    },
    async start() {
      addEventListener('online', () => {
        online.value = true;
      });
      addEventListener('offline', () => {
        online.value = false;
      });
      const [first, ...more] = partsOf();
      if ((first === 'setup' || first === 'join' || first === 'password') && more.length === 0) {
        stage.value = first;
        return;
      }
      // Back from a company's own sign-in: what came of it stands behind the address, and leaves it at once.
      const [, outcome] = /^#sso=([a-z]+)$/.exec(location.hash) ?? [];
      if (outcome) history.replaceState(null, '', location.pathname);
      if (outcome === 'done') {
        browser.write('signed-in', true);
        browser.write('company', first);
      } else if (outcome && ssoRefusals.includes(outcome)) sso.value = outcome as SsoRefusal;
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
      const answer = await open.post<OperatorSession | SecondFactorAsked>('/api/v1/operator-sessions', {
        email,
        password,
      });
      if ('next' in answer) second.value = answer.ways;
      else await entered(answer);
    },
    async signInWithPasskey() {
      const passkey = await shownPasskey(
        await open.post<PasskeyAsked>('/api/v1/operator-sessions/passkey-options'),
      );
      await entered(await open.post<OperatorSession>('/api/v1/operator-sessions/passkey', { passkey }));
    },
    async prove(proof) {
      const own = '/api/v1/operator-session';
      const shown =
        proof === 'passkey'
          ? { passkey: await shownPasskey(await open.post<PasskeyAsked>(`${own}/passkey-options`)) }
          : proof;
      const found = await open.post<OperatorSession>(`${own}/proof`, shown);
      if (proving.peek()) {
        session.value = found;
        proved(true);
      } else await entered(found);
    },
    remember() {
      browser.write('signed-in', true);
    },
    giveUp() {
      second.value = undefined;
      proved(false);
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
