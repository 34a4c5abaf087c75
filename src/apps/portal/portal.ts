import { batch, computed, type ReadonlySignal, signal } from '@preact/signals-core';
import { connectHost, type Fragment } from '../../bridge/frame.ts';
import type { HostLink } from '../../bridge/link.ts';
import type { Bootstrap, Session as OpenedSession } from '../../features/access/schema.ts';
import type { PortalPage } from '../../features/portals/page.ts';
import type { Language } from '../../features/portals/schema.ts';
import { codeOf, isApiError } from '../../kit/browser/api-error.ts';
import { call } from '../../kit/browser/first-call.ts';
import type { Http } from '../../kit/browser/http.ts';
import { createRouter, type Router } from '../../kit/browser/router.ts';
import { createSession } from '../../kit/browser/session.ts';
import { memoryStore, type TabStore, tabStore } from '../../kit/browser/tab-store.ts';
import { localeFor, type Translate, translator } from '../../kit/browser/words.ts';
import type { Manner, Words } from '../../kit/common/message.ts';
import type { Gate } from './gate.ts';
import { wearScheme, wearTokens } from './host-look.ts';
import { type EntryMessage, languages } from './words.ts';

/** `undefined` where the file can't be had: the language then stays as it is. */
const entryWords = (language: Language): Promise<Words | undefined> =>
  languages[language]().then(
    ({ words }) => words,
    () => undefined,
  );

/** Text typed into a form and not saved yet; bound to the customer, gone when saved. */
export interface Draft {
  read<Value>(): Value | undefined;
  write(value: unknown): void;
  clear(): void;
}

export interface Portal {
  readonly page: PortalPage;
  readonly framed: boolean;
  readonly router: Router;
  readonly bootstrap: ReadonlySignal<Bootstrap | undefined>;
  readonly gate: ReadonlySignal<Gate | undefined>;
  readonly language: ReadonlySignal<Language>;
  readonly words: ReadonlySignal<Words>;
  readonly manner: ReadonlySignal<Manner>;
  readonly t: ReadonlySignal<Translate<EntryMessage>>;
  /** True where a new token can be had without asking the person for anything. */
  readonly asksHost: ReadonlySignal<boolean>;
  /** The HTTP client for later traffic, fetched when first needed. */
  http(): Promise<Http>;
  draft(name: string): Draft;
  emit(event: string, detail?: Readonly<Record<string, unknown>>): void;
  speak(language: Language): Promise<void>;
  signOut(): Promise<void>;
  /** Tries again after a failure, or goes on after the session ended. */
  again(): Promise<void>;
  start(): Promise<void>;
  /** The first panel is on the screen. */
  painted(error?: unknown): void;
  resized(heightPx: number): void;
}

export interface PortalOptions {
  readonly page: PortalPage;
  readonly words: Words;
  readonly fragment: Fragment;
  readonly framed: boolean;
  readonly root: HTMLElement;
}

export function createPortal({ page, words: given, fragment, framed, root }: PortalOptions): Portal {
  const bootstrap = signal<Bootstrap | undefined>(undefined);
  const gate = signal<Gate | undefined>(undefined);
  const language = signal<Language>(page.language);
  const words = signal(given);
  const asksHost = signal(false);
  const manner = computed<Manner>(() => ({
    locale: localeFor(language.value, navigator.languages),
    timeZone: page.timeZone,
    today: bootstrap.value?.today ?? new Date().toISOString().slice(0, 10),
  }));
  const t = computed(() => translator<EntryMessage>(words.value, manner.value));
  const store: TabStore = framed && page.keepsSession ? tabStore(`portico:${page.portal}:`) : memoryStore();
  // Without a host to ask, a reload of the top-level page must not lose what was typed either.
  const drafts: TabStore = page.keepsSession ? tabStore(`portico:${page.portal}:`) : memoryStore();
  const inherits = page.theme.name === 'host';
  let link: HostLink | undefined;
  let http: Promise<Http> | undefined;
  let heightPx = 0;
  let told = false;

  /** Opened by its own address, the portal keeps its session in a cookie; the header asks for it. */
  const topHeaders: Readonly<Record<string, string>> = framed ? {} : { 'x-portico-top': page.portal };

  const router = createRouter({
    base: new URL(page.address).pathname,
    panel: page.panel ?? fragment.panel,
    framed,
    onGo: ({ panel }) => emit('navigate', { panel }),
  });

  const emit: Portal['emit'] = (event, detail) => link?.emit(event, detail);

  /** Shows why there is nothing to show, and tells the host's developer. */
  async function shut(reason: Partial<Gate>): Promise<void> {
    // What the codes mean is fetched; without a connection this much is known.
    const unknown: Gate = { kind: codeOf(reason.error) === 'offline' ? 'offline' : 'failed', ...reason };
    const gates = await import('./gate.ts').catch(() => undefined);
    const found = reason.kind || !gates ? unknown : gates.gateFor(reason.error);
    gate.value = found;
    if (found.kind === 'ended') emit('session.expired', { reason: 'expired' });
    else if (found.kind !== 'signed-out' && gates) emit('error', gates.embedErrorFor(found));
  }

  const session = createSession({
    open: (token) => open(token),
    // The host is asked through the link that there is by then.
    requestToken: async (reason) => (link?.hasTokenSource ? link.requestToken(reason) : null),
    store,
    // With a host to ask, a reload asks it: nothing has to lie in the tab.
    stores: () => !link?.hasTokenSource,
    onOver: (error) => void shut({ error }),
  });

  const open = (token: string): Promise<OpenedSession> =>
    call<OpenedSession>('/portal/v1/sessions', {
      method: 'POST',
      body: { token, parentOrigin: parentOrigin(), language: askedLanguage() },
      headers: topHeaders,
    });

  function parentOrigin(): string | undefined {
    if (!framed) return undefined;
    if (link) return link.parentOrigin;
    return (
      location.ancestorOrigins?.[0] ?? (document.referrer ? new URL(document.referrer).origin : undefined)
    );
  }

  /** A language is only sent on where host or address asked for it; else the customer's own decides. */
  const askedLanguage = (): string | undefined =>
    new URLSearchParams(location.search).has('language') ? language.peek() : undefined;

  async function show(found: Bootstrap): Promise<void> {
    const wanted = askedLanguage() ? language.peek() : found.language;
    const spoken = wanted === language.peek() ? undefined : await entryWords(wanted);
    batch(() => {
      if (spoken) {
        words.value = spoken;
        setLanguage(wanted);
      }
      bootstrap.value = found;
      gate.value = undefined;
    });
  }

  function setLanguage(to: Language): void {
    language.value = to;
    root.lang = to;
  }

  async function enter(token: string | null): Promise<void> {
    // A host that can be asked knows whose visit this is: no earlier session of the tab outlives its answer.
    if (link?.hasTokenSource) session.forget();
    if (token) return show(session.keep(await open(token)).bootstrap);
    const recalled = !link?.hasTokenSource && session.recall();
    if (!recalled && framed) return shut({ kind: 'none' });
    const bearer = session.bearer();
    const found = await call<{ readonly bootstrap: Bootstrap }>('/portal/v1/bootstrap', {
      bearer,
      headers: topHeaders,
    }).catch((error: unknown) => {
      if (!isApiError(error) || error.status !== 401) throw error;
      session.forget();
      return undefined;
    });
    if (!found) return shut({ kind: recalled ? 'ended' : 'none' });
    return show(found.bootstrap);
  }

  function listen(host: HostLink): void {
    host.on('update', (options) => {
      wearTokens(options.tokens, inherits, root);
      wearScheme(options.scheme, root);
      const wanted = page.languages.find((tag) => tag === options.language);
      if (wanted) void portal.speak(wanted);
    });
    host.on('navigate', ({ panel }) => router.go({ panel, id: null }));
    host.on('logout', () => void portal.signOut());
    host.on('wake', () => void session.wake());
  }

  let firstToken: string | null = fragment.token;

  const portal: Portal = {
    page,
    framed,
    router,
    bootstrap,
    gate,
    language,
    words,
    manner,
    t,
    asksHost,
    emit,
    http() {
      http ??= import('../../kit/browser/http.ts').then(({ createHttp }) => createHttp(session, topHeaders));
      http.catch(() => {
        http = undefined; // The next call asks for the file again.
      });
      return http;
    },
    draft(name) {
      const key = `draft.${name}.${bootstrap.peek()?.customer.id ?? ''}`;
      return {
        read: () => drafts.read(key),
        write: (value) => drafts.write(key, value),
        clear: () => drafts.remove(key),
      };
    },
    async speak(to) {
      if (to === language.peek()) return;
      const spoken = await entryWords(to);
      if (!spoken) return; // Offline: the language stays as it was, and so does the switch.
      batch(() => {
        words.value = spoken;
        setLanguage(to);
      });
      if (framed) return;
      const query = new URLSearchParams(location.search);
      query.set('language', to);
      history.replaceState(null, '', `${location.pathname}?${query}`);
    },
    async signOut() {
      const bearer = session.bearer();
      session.forget();
      batch(() => {
        bootstrap.value = undefined;
        gate.value = { kind: 'signed-out' };
      });
      emit('session.signed_out', { reason: 'customer' });
      // Over for the person at once; a server that can't be reached ends it by its own clock.
      await call('/portal/v1/sessions', { method: 'DELETE', bearer, headers: topHeaders }).catch(() => {});
    },
    async again() {
      try {
        if (link?.hasTokenSource) {
          firstToken = await link.requestToken('expired');
        }
        await enter(firstToken);
      } catch (error) {
        await shut({ error });
      }
    },
    async start() {
      router.listen();
      try {
        link = framed ? await connectHost({ page, fragment }) : undefined;
        if (link) {
          asksHost.value = link.hasTokenSource;
          wearTokens(link.options.tokens, inherits, root);
          wearScheme(link.options.scheme, root);
          listen(link);
          if (heightPx) link.resize(heightPx);
          firstToken = link.token ?? firstToken;
        }
        await enter(firstToken);
      } catch (error) {
        await shut({ error });
      }
    },
    painted(error) {
      if (told) return;
      told = true;
      if (!error) return emit('ready', { tookMs: Math.round(performance.now()) });
      void import('./gate.ts').then(({ embedErrorFor, gateFor }) =>
        emit('error', { ...embedErrorFor(gateFor(error)), fatal: false }),
      );
    },
    resized(px) {
      heightPx = px;
      link?.resize(px);
    },
  };
  return portal;
}
