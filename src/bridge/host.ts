import type { PortalDialog } from './dialog.ts';
import { attributes, baseOf, defineAccessors, frameOf, restart, sourceOf, takeOver } from './element.ts';
import type { Failure } from './help.ts';
import type { EmbedErrorCode } from './link.ts';
import { optionsOf } from './look.ts';
import { isPanelName } from './messages.ts';
import type { Bridge, Mount, PortalElement } from './mount.ts';
import { openRpc, type Rpc } from './rpc.ts';

/** A frame that grows this often in this time drives its own height. */
const growths = 12;
const growthMs = 2_000;
const pingMs = 30_000;
const tokenMs = 15_000;
/** A frame opens its bridge 3 s after the handshake at the latest. */
const linkMs = 15_000;

interface Link {
  rpc?: Rpc | undefined;
  /** What the frame was told of `fetchToken`; one that comes later starts the frame anew. */
  hasTokenSource?: boolean;
  /** Settled by the first port. */
  readonly waiting: Set<(rpc: Rpc) => void>;
}

const links = new Map<Mount, Link>();
const dialogs = new WeakMap<PortalElement, PortalDialog>();
/** Dialogs of triggers, by portal: a second press opens the first one's frame again. */
const pressed = new Map<string, PortalElement>();

const late = <T>(ms: number, reason: object) =>
  new Promise<T>((_, reject) => {
    setTimeout(reject, ms, reason);
  });

function linkOf(el: PortalElement, mount: Mount): Link {
  const known = links.get(mount);
  if (known) return known;
  const link: Link = { waiting: new Set() };
  links.set(mount, link);
  const frame = frameOf(el);
  const { signal } = mount.abort;
  const drop = () => {
    link.rpc?.close();
    link.rpc = undefined;
  };
  /** A port says nothing when its frame goes away; what was asked of it would wait for ever. */
  const check = () => {
    const asked = link.rpc;
    asked?.call('ping', undefined, 2_000).catch(() => asked === link.rpc && drop());
  };
  guardHeight(el, mount);
  takeOver(el);
  const { hello } = mount;
  mount.hello = () => {
    drop(); // The frame starts anew: calls wait for its next port.
    hello();
  };

  let told = '';
  const tell = (changes: readonly MutationRecord[] = []) => {
    for (const { attributeName, target } of changes) {
      if (target === el && attributeName === 'portal') return restart(el);
      if (target === el && attributeName === 'panel') void act(el, 'navigate', el.panel).catch(() => {});
    }
    const options = optionsOf(el);
    const text = JSON.stringify(options);
    if (text !== told)
      void linked(el)
        .then((rpc) => rpc.call('update', options))
        .catch(() => {});
    told = text;
  };
  tell();
  const looks = new MutationObserver(tell);
  const attributeFilter = ['class', 'style', 'data-theme'];
  looks.observe(el, { attributeFilter: [...attributeFilter, ...attributes] });
  for (const at of [document.documentElement, document.body]) looks.observe(at, { attributeFilter });
  matchMedia('(prefers-color-scheme:dark)').addEventListener('change', () => tell(), { signal });

  frame.addEventListener('load', check, { signal });
  addEventListener('pageshow', check, { signal });
  const timer = setInterval(() => document.hidden || check(), pingMs);
  signal.addEventListener('abort', () => {
    drop();
    clearInterval(timer);
    looks.disconnect();
    links.delete(mount);
  });
  return link;
}

function guardHeight(el: PortalElement, mount: Mount): void {
  const { height } = mount;
  let last = 0;
  let grown: number[] = [];
  mount.height = (data) => {
    const now = performance.now();
    // What drives its own height never shrinks; somebody who goes through the panels quickly makes it do both.
    if (data.px < last) grown = [];
    if (data.px > last) grown = [...grown.filter((at) => now - at < growthMs), now];
    if (grown.length > growths) {
      mount.height = () => {};
      return void tellError(el, { code: 'resize_loop' });
    }
    last = data.px;
    height(data);
    mount.event({ name: 'resize', detail: { height: Number(frameOf(el).height) } });
  };
}

const linked = (el: PortalElement): Promise<Rpc> => {
  const { mount } = el;
  const gone = { code: 'lost', message: 'The portal has not answered.' };
  if (!mount) return Promise.reject(gone);
  const link = linkOf(el, mount);
  if (link.rpc) return Promise.resolve(link.rpc);
  return Promise.race([
    new Promise<Rpc>((resolve) => link.waiting.add(resolve)),
    late<Rpc>(linkMs, gone),
    new Promise<Rpc>((_, reject) => mount.abort.signal.addEventListener('abort', () => reject(gone))),
  ]);
};

/** One call of `fetchToken` at a time for each frame. @throws `{ code: 'token_failed' | 'token_timeout' }` */
function tokens(el: PortalElement, signal: AbortSignal) {
  let asking: Promise<unknown> | undefined;
  const ask = async (reason: string) => {
    try {
      const { portal, panel } = el;
      const given = await Promise.race([
        sourceOf(el)?.({ reason, portal, panel, signal }),
        late(tokenMs, { code: 'token_timeout' }),
      ]);
      return (given as { token?: string } | null)?.token ?? given ?? null;
    } catch (error) {
      const { code, message } = error as Failure;
      throw { code: code === 'token_timeout' ? code : 'token_failed', message };
    } finally {
      asking = undefined;
    }
  };
  return (reason: unknown) => {
    asking ??= ask(String(reason));
    return asking;
  };
}

export const attach: Bridge['attach'] = (el, port, data) => {
  const { mount } = el;
  if (!mount) return;
  const link = linkOf(el, mount);
  link.rpc?.close();
  link.hasTokenSource = data.hasTokenSource;
  const rpc = openRpc(port, {
    token: tokens(el, mount.abort.signal),
    title: (text) => {
      frameOf(el).title = String(text).slice(0, 200);
    },
    explain: (detail) =>
      void help().then(({ explain }) => explain(detail as Failure, el.portal ?? '', baseOf(el))),
    reveal: (topPx) => {
      const mark = document.createElement('i');
      mark.style.cssText = `position:absolute;top:${Number(topPx) || 0}px;height:1px;scroll-margin:24px`;
      el.root.append(mark);
      mark.scrollIntoView({ block: 'nearest' });
      mark.remove();
    },
    close: () => dialogs.get(el)?.close('escape'),
    ping: () => true,
  });
  link.rpc = rpc;
  for (const settle of link.waiting) settle(rpc);
  link.waiting.clear();
  if (!link.hasTokenSource && sourceOf(el)) restart(el);
};

const help = () => import('./help.ts');

const final: readonly EmbedErrorCode[] = ['config_invalid', 'frame_blocked', 'origin_not_allowed'];

async function tellError(el: PortalElement, failure: Failure): Promise<string> {
  const { code } = failure;
  const fatal = code !== 'resize_loop';
  const helpUrl = frameOf(el).src.split(/[?#]/)[0] as string;
  el.mount?.event({
    name: 'error',
    detail: { code, fatal, retryable: fatal && !final.includes(code), helpUrl },
  });
  (await help()).explain(failure, el.portal ?? '', baseOf(el));
  return helpUrl;
}

export const fail: Bridge['fail'] = async (el, detail, { signal }) => {
  let { code } = detail;
  if (signal.aborted || !el.mount) return;
  const { mount } = el;
  const frame = frameOf(el);
  const running = () => signal.aborted || frame.height || links.has(mount);
  if (code === 'frame_timeout') {
    if (running()) return;
    const post = {
      portico: 1,
      type: 'ping',
      nonce: new URLSearchParams(new URL(frame.src).hash.slice(1)).get('n'),
    };
    const alive = new Promise<boolean>((resolve) => {
      mount.alive = () => resolve(true);
      frame.contentWindow?.postMessage(post, baseOf(el));
      setTimeout(resolve, 1_000, false);
    });
    // A frame with a document of another origin, if only the browser's own page on a refusal, hides it.
    if (!el.getAttribute('portal')) code = 'config_invalid';
    else if (await alive) {
      await late(4_000, {}).catch(() => {});
      code = sourceOf(el) ? 'token_timeout' : 'handshake_timeout';
    } else if (frame.contentDocument === null) code = 'frame_blocked';
    if (running()) return;
  }
  const address = await tellError(el, { ...detail, code });
  const slot = el.root.querySelector('slot') ?? document.createElement('slot');
  slot.replaceChildren((await help()).note(el, address, () => restart(el)));
  frame.before(slot); // Away again as soon as the frame says how tall it is.
};

type Action = 'navigate' | 'logout' | 'open' | 'close';

async function act(el: PortalElement, action: Action, argument?: unknown): Promise<void> {
  if (action === 'open')
    show(el, 'api', argument as string | undefined, document.activeElement as HTMLElement);
  else if (action === 'close') dialogs.get(el)?.close('api');
  else if (action === 'logout') {
    const all = [...document.querySelectorAll<PortalElement>('portico-portal'), el];
    await Promise.allSettled([...new Set(all)].map(async (each) => (await linked(each)).call('logout')));
  } else if (isPanelName(argument)) await (await linked(el)).call('navigate', argument);
  else if (argument) throw { code: 'config_invalid', message: 'That is no name of a panel.' };
}

async function show(
  el: PortalElement,
  by: 'user' | 'api',
  panel?: string,
  opener: HTMLElement | null = null,
): Promise<void> {
  const known = dialogs.get(el);
  if (panel && isPanelName(panel)) el.setAttribute('panel', panel);
  if (!known && el.isConnected) {
    el.scrollIntoView({ block: 'nearest' });
    return;
  }
  const { createDialog } = await import('./dialog.ts');
  const dialog = dialogs.get(el) ?? createDialog(el);
  dialogs.set(el, dialog);
  dialog.show(by, opener);
}

export const press: Bridge['press'] = (trigger) => {
  const inPage = document.querySelector<PortalElement>('portico-portal');
  const page = (window as { portico?: { portal?: unknown } }).portico;
  const portal = trigger.dataset.portal ?? inPage?.getAttribute('portal') ?? String(page?.portal ?? '');
  const known = pressed.get(portal);
  const el = known ?? (document.createElement('portico-portal') as PortalElement);
  if (!known) {
    pressed.set(portal, el);
    el.setAttribute('portal', portal);
    for (const name of ['language', 'scheme'] as const)
      if (inPage?.[name]) el.setAttribute(name, inPage[name]);
    if (inPage?.getAttribute('portal') === portal) el.fetchToken = inPage.fetchToken;
  }
  void show(el, 'user', trigger.dataset.porticoOpen, trigger);
};

defineAccessors((el) => {
  const link = el.mount && links.get(el.mount);
  if (link?.hasTokenSource === false) restart(el);
});
const prototype = customElements.get('portico-portal')?.prototype as PortalElement;
for (const name of ['navigate', 'logout', 'open', 'close'] as const)
  prototype[name] = function (this: PortalElement, argument?: unknown) {
    return act(this, name, argument);
  };
