import { batch, computed, type ReadonlySignal, signal } from '@preact/signals-core';
import type { ComponentChildren } from 'preact';
import type { Bootstrap, Session } from '../../features/access/schema.ts';
import type { Choice } from '../../features/access/sign-in-schema.ts';
import type { PortalPage } from '../../features/portals/page.ts';
import type { Language } from '../../features/portals/schema.ts';
import { codeOf, isApiError } from '../../kit/browser/api-error.ts';
import type { Call } from '../../kit/browser/first-call.ts';
import { createHttp, type Http } from '../../kit/browser/http.ts';
import { createRouter, type Router } from '../../kit/browser/router.ts';
import { createSession } from '../../kit/browser/session.ts';
import { memoryStore, type TabStore, tabStore } from '../../kit/browser/tab-store.ts';
import { type Translate, translator } from '../../kit/browser/words.ts';
import type { Manner, Words } from '../../kit/common/message.ts';
import type { WordPart } from '../words/parts.ts';
import { toldOf } from './deeds.ts';
import { asksPerson, embedErrorFor, type Gate, gateFor, waysFor } from './gate.ts';
import { createHost } from './host.ts';
import { wearScheme, wearTokens } from './host-look.ts';
import { mannerOf } from './manner.ts';
import type { OtherPanelProps } from './OtherPanel.tsx';
import { isLanguageAsked, type Start } from './start.ts';
import type { EntryMessage } from './words.ts';

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
  /** Of the first drawing, which needs no way to pages: the page that the address leads to. */
  readonly first?: (props: OtherPanelProps) => ComponentChildren;
  readonly language: ReadonlySignal<Language>;
  readonly words: ReadonlySignal<Words>;
  readonly manner: ReadonlySignal<Manner>;
  readonly t: ReadonlySignal<Translate<EntryMessage>>;
  /** A part of what the portal says, asked for once in each language. */
  wordsOf(part: WordPart, language: Language): Promise<Words>;
  /** True where a new token can be had without asking the person for anything. */
  readonly asksHost: ReadonlySignal<boolean>;
  /** The HTTP client for later traffic. */
  http(): Promise<Http>;
  draft(name: string): Draft;
  /** What forms begin with, as the page around it gave it. */
  readonly prefill: string | null;
  emit(event: string, detail?: Readonly<Record<string, unknown>>): void;
  /** What was told last to the page around the portal. */
  readonly heard: ReadonlySignal<{ readonly event: string; readonly detail: object } | undefined>;
  speak(language: Language): Promise<void>;
  /** Goes in with what a person typed, or answers with the accounts to choose from; a refusal is thrown. */
  signIn(credential: object): Promise<Choice['choice'] | undefined>;
  /** Asks for something that needs no session. */
  post<Answer>(path: string, body: object, headers?: Readonly<Record<string, string>>): Promise<Answer>;
  /** The same without a word of where this stands: for what anybody may read. */
  ask<Answer>(path: string, request?: Call): Promise<Answer>;
  /** Goes in with the session of somebody who has just signed up. */
  admit(session: Session): Promise<void>;
  /** Reads again who is in and what they see; `later`: terms of use are put off for this visit. */
  refresh(later?: 'later'): Promise<void>;
  /** The portal's address came from a mail's button. */
  readonly mailLink: string | null;
  /** It came back from the vendor's own sign-in. */
  readonly oidc: { readonly outcome: string; readonly handoff: string | null };
  /** What a label said that was scanned. */
  readonly installationToken: string | null;
  /** The name of whoever is signed in here by a cookie. */
  whoIsIn(): Promise<string | undefined>;
  /** Goes on as whoever the server says: an account below, or back from there. */
  visit(opened: Session): Promise<void>;
  /** Shows the person's other accounts; `stay`: no, none of them. */
  switchAccount(stay?: 'stay'): Promise<void>;
  signOut(): Promise<void>;
  /** Opened by a link that does not work any more: asks for a new one. Absent where there is no such link. */
  readonly renewLink: (() => Promise<void>) | undefined;
  /** A link asked before it opens, for it works once or is somebody else's: goes in with it, or stays who is signed in. */
  take(): Promise<void>;
  stay(): Promise<void>;
  /** Tries again after a failure, or goes on after the session ended. */
  again(): Promise<void>;
  start(): Promise<void>;
  /** The first panel is on the screen. */
  painted(error?: unknown): void;
  /** Fetches what talks with the page around it, once there is time. */
  reach(): void;
}

export interface PortalOptions {
  readonly start: Start;
  readonly words: Words;
  readonly root: HTMLElement;
  /** True where the first panel is on the screen already, and the host has been told. */
  readonly drawn: boolean;
}

export function createPortal({ start, words: given, root, drawn }: PortalOptions): Portal {
  const { page, fragment, framed } = start;
  const bootstrap = signal<Bootstrap | undefined>(undefined);
  const gate = signal<Gate | undefined>(undefined);
  const language = signal<Language>(page.language);
  const words = signal(given);
  const manner = computed(() => mannerOf(page, language.value, bootstrap.value));
  const t = computed(() => translator<EntryMessage>(words.value, manner.value));
  // In a window of its own a cookie keeps customers signed in; staff are in by the tab alone.
  const place = `portico:${page.portal}:${framed ? '' : 'staff:'}`;
  const store: TabStore = framed && !page.keepsSession ? memoryStore() : tabStore(place);
  let isStaff = false;
  // Without a host to ask, a reload of the top-level page must not lose what was typed either.
  const drafts: TabStore = page.keepsSession ? tabStore(`portico:${page.portal}:`) : memoryStore();
  const inherits = page.theme.name === 'host';
  let told = drawn;
  let runsScript = false;
  let putOff = false;

  const router = createRouter({
    base: new URL(page.address).pathname,
    panel: page.panel ?? fragment.panel,
    framed,
    onGo: ({ panel }) => emit('navigate', { panel }),
  });

  const host = createHost(start, (link) => {
    link.on('update', (options) => {
      wearTokens(options.tokens, inherits, root);
      wearScheme(options.scheme, root);
      const wanted = page.languages.find((tag) => tag === options.language);
      if (wanted) void portal.speak(wanted);
    });
    link.on('navigate', ({ panel }) => router.go({ panel, id: null }));
    link.on('logout', () => void portal.signOut());
    link.on('wake', () => void session.wake());
  });
  const heard = signal<{ event: string; detail: object } | undefined>(undefined);
  const emit: Portal['emit'] = (event, detail) => {
    heard.value = { event, detail: detail ?? {} };
    host.emit(event, detail);
  };

  /** Shows why there is nothing to show, and tells the host's developer. */
  async function shut(reason: Partial<Gate>): Promise<void> {
    const found: Gate = reason.kind ? { ...reason, kind: reason.kind } : gateFor(reason.error);
    gate.value = found;
    if (found.kind === 'ended') emit('session.expired', { reason: 'expired' });
    else if (found.kind !== 'signed-out') {
      // A door that people can open by themselves is no failure of the page around it.
      const asked = router.route.peek().panel;
      // The order page tells itself when it is there.
      if (asked === 'order' && found.kind === 'none') return;
      const isSignUp = asked === 'signup';
      if (isSignUp || asksPerson(found.kind) || waysFor(page, found.kind, host.asks.peek()).length > 0)
        portal.painted();
      else emit('error', embedErrorFor(found));
    }
  }

  const session = createSession({
    open: (token) => start.open({ token }, askedLanguage()),
    requestToken: host.requestToken,
    store,
    // With a host to ask, a reload asks it: nothing has to lie in the tab but what it knows nothing of.
    stores: ({ own }) => (framed ? own || !host.asks.peek() : isStaff),
    onOver: (error) => void shut({ error }),
  });

  const askedLanguage = (): string | undefined => (isLanguageAsked() ? language.peek() : undefined);

  const kept = new Map<string, Promise<Words>>();
  function wordsOf(part: WordPart, of: Language): Promise<Words> {
    const path = `/words/${page.portal}/${page.words}/${of}/${part}`;
    const found = kept.get(path) ?? start.call<Words>(path);
    kept.set(path, found);
    found.catch(() => kept.delete(path)); // What failed is asked for again.
    return found;
  }
  /** `undefined` where they can't be had: the language then stays as it is. */
  const entryWords = (of: Language) => wordsOf('shell', of).catch(() => undefined);

  async function show(found: Bootstrap): Promise<void> {
    const wanted = askedLanguage() ? language.peek() : found.language;
    const spoken = wanted === language.peek() ? undefined : await entryWords(wanted);
    // Terms of use come before everything else, once in a visit where they can be put off.
    const asks = found.terms && (found.terms.due || !putOff);
    batch(() => {
      if (spoken) {
        words.value = spoken;
        setLanguage(wanted);
      }
      bootstrap.value = found;
      gate.value = asks ? { kind: 'terms' } : undefined;
    });
    if (asks) portal.painted();
  }

  function setLanguage(to: Language): void {
    language.value = to;
    root.lang = to;
    root.dir = page.rightToLeft.includes(to) ? 'rtl' : 'ltr';
  }

  /** Goes in with a session, else with the one that the tab or a cookie still has. `own`: by what a person typed here. */
  async function enter(opened: Session | undefined, own = false): Promise<void> {
    // A host that can be asked knows whose visit this is: no earlier session of the tab outlives its answer, but one
    // that a person opened here outlives that there is nobody.
    if (host.asks.peek() && (opened || !session.isOwn())) session.forget();
    isStaff = opened?.bootstrap.helping?.side === 'operator';
    if (opened) return show(session.keep({ ...opened, own }).bootstrap);
    const recalled = session.recall();
    if (!recalled && framed) return shut({ kind: 'none' });
    const bearer = session.bearer();
    const found = await start
      .call<{ readonly bootstrap: Bootstrap }>('/portal/v1/bootstrap', { bearer, headers: start.headers })
      .catch((error: unknown) => {
        if (!isApiError(error) || error.status !== 401) throw error;
        session.forget();
        return undefined;
      });
    if (!found) return shut({ kind: recalled ? 'ended' : 'none' });
    return show(found.bootstrap);
  }

  const http = createHttp(
    start.call,
    session,
    start.headers,
    (code) => {
      if (code === 'terms.unaccepted') void portal.refresh();
    },
    (answered) => {
      const told = toldOf(answered);
      if (told) emit(...told);
    },
  );

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
    wordsOf,
    asksHost: host.asks,
    emit,
    heard,
    http: async () => http,
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
    async signIn(credential) {
      const opened: Session | Choice = await start.open(credential, askedLanguage());
      if ('choice' in opened) return (opened as Choice).choice;
      // From the general entrance to the portal that the code belongs to, where the cookie that came is known.
      if ('address' in opened && opened.address) {
        location.assign(opened.address);
        return new Promise(() => {});
      }
      await enter(opened, true);
      return undefined;
    },
    post: (path, body: { readonly language?: string }, headers) =>
      start.post(path, body, body.language ?? askedLanguage(), headers),
    ask: (path, request) => start.call(path, request),
    admit: (opened) => enter(opened, true),
    async refresh(later) {
      putOff = later === 'later';
      const http = await portal.http();
      await show((await http.get<{ readonly bootstrap: Bootstrap }>('/portal/v1/bootstrap')).bootstrap);
    },
    prefill: fragment.prefill,
    mailLink: fragment.mail,
    oidc: { outcome: fragment.oidc ?? '', handoff: fragment.handoff },
    installationToken: fragment.installation,
    whoIsIn: () =>
      start
        .call<{ readonly bootstrap: Bootstrap }>('/portal/v1/bootstrap', { headers: start.headers })
        .then(({ bootstrap: found }) => found.contact?.name ?? found.customer.name),
    async visit(opened) {
      const lent = opened.bootstrap.from !== undefined;
      await show(session.keep({ ...opened, lent, own: session.isOwn() }).bootstrap);
      router.go({ panel: null, id: null });
    },
    async switchAccount(stay) {
      if (stay) {
        gate.value = undefined;
        return;
      }
      const http = await portal.http();
      const asked = await http.post<Choice>('/portal/v1/sessions/choice', {}).catch((error: unknown) => {
        const found = bootstrap.peek();
        if (codeOf(error) !== 'sign-in.no-other' || !found) return;
        // They were taken away meanwhile: there is nothing to change to, and no button for it.
        const { switches: _, ...rest } = found;
        bootstrap.value = rest;
      });
      if (asked) gate.value = { kind: 'choice', choice: asked.choice };
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
      await start
        .call('/portal/v1/sessions', { method: 'DELETE', bearer, headers: start.headers })
        .catch(() => {});
    },
    renewLink: fragment.token
      ? () =>
          start.call<void>('/portal/v1/link-renewals', { method: 'POST', body: { token: fragment.token } })
      : undefined,
    async take() {
      try {
        const replace = gate.peek()?.kind === 'occupied';
        await enter(await start.open({ token: fragment.token, pressed: true, replace }, askedLanguage()));
      } catch (error) {
        await shut({ error });
      }
    },
    async stay() {
      await enter(undefined).catch((error: unknown) => shut({ error }));
    },
    async again() {
      try {
        const token = host.asks.peek() ? await host.requestToken('expired') : fragment.token;
        await enter(token ? await start.open({ token }, askedLanguage()) : undefined);
      } catch (error) {
        await shut({ error });
      }
    },
    async start() {
      router.listen();
      // A link typed or pasted over the portal that is open loads nothing by itself: only its fragment is another.
      addEventListener('hashchange', () => {
        if (/[#&](?:token|t|mail|installation)=/.test(location.hash)) location.reload();
      });
      try {
        await host.meet();
        // Opening it must do nothing: programs that look through mail open everything.
        if (fragment.mail) return await shut({ kind: 'mail' });
        if (fragment.oidc || fragment.handoff) return await shut({ kind: 'oidc' });
        const opened = await start.opened;
        // The document was asked for without a cookie: nobody is in, and there is nothing to ask the server.
        if (!opened && !framed && !page.known && !session.recall()) return await shut({ kind: 'none' });
        await enter(opened);
      } catch (error) {
        await shut({ error });
      }
    },
    painted(error) {
      if (told) return;
      told = true;
      if (!error) return emit('ready', { tookMs: Math.round(performance.now()) });
      emit('error', { ...embedErrorFor(gateFor(error)), fatal: false });
    },
    reach() {
      void host.reach().catch(() => {});
      const { script } = page;
      if (!script || runsScript) return;
      runsScript = true;
      void import('./vendor-script.ts').then(
        ({ startScript }) => startScript(portal, script),
        () => {
          runsScript = false; // A file that failed to load is asked for with the next page.
        },
      );
    },
  };
  return portal;
}
