import { effect, signal } from '@preact/signals-core';
import type { PortalOrder } from '../../features/orders/schema.ts';
import { guarded } from '../../features/portals/hooks.ts';
import { makeNotices } from '../../features/scripts/portal/notices.ts';
import { makePlace, type Place } from '../../features/scripts/portal/place.ts';
import { type ScriptTalk, type Stopped, talkTo } from '../../features/scripts/portal/talk.ts';
import type { ScriptMessage } from '../../features/scripts/portal/words.ts';
import type { PageScript, ScriptCustomer } from '../../features/scripts/schema.ts';
import { translator } from '../../kit/browser/words.ts';
import type { Words } from '../../kit/common/message.ts';
import type { Portal } from './portal.ts';

/** A script that does not answer for as long has lost itself in a loop. */
const patienceMs = 3_000;
const settleMs = 300;
const reasons: Readonly<Record<Stopped, string>> = {
  flood: 'too many messages',
  silence: 'no answer',
  keyboard: 'it took the keyboard from a field of the portal',
};
const mostKept = 10;

const seenTokens = [
  ...['bg', 'surface', 'surface-2', 'text', 'text-muted', 'border', 'primary', 'on-primary', 'link'],
  ...['font', 'radius', 'radius-control'],
].map((name) => `--portico-${name}`);

/** Where money, codes, consent and staff are there is no script, nor is there a frame of it. */
const shut = guarded.join();

/**
 * Runs the vendor's script beside the portal for as long as a customer is in and nothing on the page is only theirs.
 * Its frame is of an origin that is nobody's: it sees neither this page nor the session, and is told what stands below.
 */
export function startScript(portal: Portal, { src, slot, amounts }: PageScript): void {
  const into = document.getElementById('portico') as HTMLElement;
  const root = document.documentElement;
  const brand = portal.page.brandName;
  const words = signal<Words | undefined>(undefined);
  const t = () => translator<ScriptMessage>(words.peek() ?? {}, portal.manner.peek());
  const now = () => performance.now();
  const notices = makeNotices(into, { brand, words: t, now });
  const waiting: object[] = [];
  let customer: Promise<ScriptCustomer> | undefined;
  let running: { readonly place: Place; talk?: ScriptTalk; readonly over: AbortController } | undefined;
  let isOver = false;

  const scheme = () => {
    const asked = root.dataset['scheme'];
    return asked === 'light' || asked === 'dark'
      ? asked
      : matchMedia('(prefers-color-scheme: dark)').matches
        ? 'dark'
        : 'light';
  };
  const look = () => {
    const style = getComputedStyle(into);
    const tokens = Object.fromEntries(seenTokens.map((name) => [name, style.getPropertyValue(name).trim()]));
    return { type: 'look', scheme: scheme(), tokens };
  };
  const page = () =>
    portal.router.route.value.panel ?? portal.bootstrap.value?.panels.find(({ view }) => view)?.panel ?? null;

  async function context() {
    customer ??= portal.http().then((http) => http.get<ScriptCustomer>('/portal/v1/script'));
    customer.catch(() => {
      customer = undefined;
    });
    const { contracts } = portal.bootstrap.peek() ?? {};
    const plan = contracts?.find(({ status }) => status === 'active')?.title ?? null;
    return {
      locale: portal.language.peek(),
      theme: { name: portal.page.theme.name, scheme: scheme() },
      ...{ page: page(), customer: (await customer).customer, plan },
    };
  }

  function stop(why: Stopped): void {
    isOver = true;
    running?.talk?.close();
    running?.over.abort();
    running?.place.stopped();
    running = undefined;
    // For who wrote it: customers are shown no more than that it stopped.
    // biome-ignore lint/suspicious/noConsole: the only place where they look
    console.warn(`Portico stopped the portal’s own script: ${reasons[why]}.`);
  }

  function start(): void {
    const over = new AbortController();
    const place = makePlace({
      src,
      slot,
      brand,
      framed: portal.framed,
      into,
      t: t(),
      onGrab: () => stop('keyboard'),
    });
    const mine: typeof running = { place, over };
    running = mine;
    place.frame.style.colorScheme = scheme();
    addEventListener(
      'message',
      ({ source, origin, data, ports: [port] }) => {
        if (source !== place.frame.contentWindow || origin !== 'null') return;
        if (data?.portico !== 'script' || !port || mine.talk) return;
        mine.talk = talkTo(port, {
          context,
          now,
          onHeight: place.resize,
          onNotice: notices.say,
          onTrack: (name, values) => portal.emit('track', { ...values, name }),
          onLink: (url) => {
            if (navigator.userActivation?.isActive !== false && !place.frame.inert) notices.ask(url);
          },
          onStop: stop,
        });
        mine.talk.tell(look());
        for (const event of waiting.splice(0)) mine.talk.tell(event);
      },
      { signal: over.signal },
    );
    watch(mine, over.signal);
  }

  /** Asks it while somebody looks; a question that was late itself, after sleep, is asked again. */
  function watch(mine: NonNullable<typeof running>, signal: AbortSignal): void {
    let askedAt = now();
    const timer = setInterval(() => {
      const isLate = now() - askedAt > patienceMs * 1.5;
      askedAt = now();
      if (!mine.talk || document.hidden) return;
      if (!mine.talk.ping() && !isLate) stop('silence');
    }, patienceMs);
    signal.addEventListener('abort', () => clearInterval(timer));
  }

  function end(): void {
    running?.talk?.close();
    running?.over.abort();
    running?.place.remove();
    running = undefined;
  }

  const mayRun = (): boolean =>
    !isOver &&
    words.value !== undefined &&
    portal.bootstrap.value !== undefined &&
    portal.gate.value === undefined &&
    !document.querySelector(shut);
  let settling: ReturnType<typeof setTimeout> | undefined;
  const settle = () => {
    // Away at once, back when the page has come to rest.
    if (!mayRun()) return end();
    clearTimeout(settling);
    settling = setTimeout(() => {
      if (mayRun() && !running) start();
    }, settleMs);
  };
  new MutationObserver(settle).observe(document.body, { childList: true, subtree: true });
  effect(() => {
    const language = portal.language.value;
    portal.wordsOf('script', language).then(
      (spoken) => {
        words.value = spoken;
        running?.place.speak(t());
      },
      () => {},
    );
  });
  effect(() => {
    if (portal.bootstrap.value === undefined) customer = undefined;
    void [words.value, portal.gate.value];
    settle();
  });
  new MutationObserver(() => {
    if (!running) return;
    running.place.frame.style.colorScheme = scheme();
    running.talk?.tell(look());
  }).observe(root, { attributeFilter: ['data-scheme'] });

  const tell = (name: string, detail: object) => {
    const event = { type: 'event', name, detail };
    if (running?.talk) running.talk.tell(event);
    else if (waiting.push(event) > mostKept) waiting.shift();
  };
  let shown = page();
  effect(() => {
    const here = page();
    if (here === shown) return;
    shown = here;
    tell('page', { page: here });
  });
  effect(() => {
    const { event, detail } = portal.heard.value ?? {};
    if (event !== 'order.placed') return;
    const { orderId, number } = detail as { orderId: string; number: string };
    if (!amounts) return tell('orderCreated', { orderId, number });
    void portal
      .http()
      .then((http) => http.get<PortalOrder>(`/portal/v1/orders/${encodeURIComponent(orderId)}`))
      .then(
        ({ net, tax, gross }) => tell('orderCreated', { orderId, number, net, tax, gross }),
        () => tell('orderCreated', { orderId, number }),
      );
  });
}
