import type { FetchToken, Mount, PortalElement } from '../src/bridge/mount.ts';

// Every vendor's page runs this file, so it holds only what must happen before the frame has started. What is late,
// changes or fails is the bridge's business. Each byte counts: tests/embed/size.test.ts.

declare const __BRIDGE__: string;

/** One loader per page, whichever way it came: found by this symbol, which page markup cannot shadow. */
export const registryKey = Symbol.for('portico');

/** Mounts script tags that have come into the page since the last look. */
export type Scan = () => void;

// A frame whose scheme differs from its page's is painted on an opaque ground. `Canvas` is light or dark as the page is;
// the rule's colour is never drawn, it only lets the scheme be read.
const style =
  ':host(:not([hidden])){display:block;min-height:480px;position:relative;column-rule-color:Canvas}' +
  'iframe{display:block;min-height:inherit;border:0;width:100%}' +
  // Children stay in sight until the frame has something to show; it loads and measures itself meanwhile.
  'slot~iframe{pointer-events:none;position:absolute;opacity:0}';

/** Starts the loader of a page; `base` is the service's origin. */
export function start(base: string): Scan {
  let loading: Promise<Record<string, (...given: unknown[]) => unknown>> | undefined;
  const call = async (name: string, ...given: unknown[]) => {
    loading ??= import(/* @vite-ignore */ /* webpackIgnore: true */ `${base}/v1/${__BRIDGE__}`);
    (await loading)[name]?.(...given);
  };
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(style);

  customElements.define(
    'portico-portal',
    class extends HTMLElement {
      root = this.attachShadow({ mode: 'open' });
      declare mount: Mount | undefined;
      connectedCallback() {
        if (this.mount) return;
        const el = this as unknown as PortalElement;
        // A property set before the loader came counts as the attribute.
        const [panel, wanted, portal, prefill, language] = 'panel scheme portal prefill language'
          .split(' ')
          .map((name) => el[name as 'portal'] ?? el.getAttribute(name)) as [
          string | null,
          string | null,
          string,
          string | null,
          string | null,
        ];
        const nonce = `${crypto.getRandomValues(new Uint32Array(4))}`;
        const abort = new AbortController();
        const frame = document.createElement('iframe');
        const slot = document.createElement('slot');
        this.root.adoptedStyleSheets = [sheet];
        const look = getComputedStyle(el);
        const scheme = wanted ?? (/255/.test(look.columnRuleColor) ? 'light' : 'dark');
        frame.style.colorScheme = scheme;
        const tokens: Record<string, string> = {
          // Behind `#`, where no log and no referrer sees it.
          'host-text': look.color,
          n: nonce,
          'host-font': look.fontFamily,
          prefill: prefill as string,
        };
        // Firefox lists custom properties in the declaration, the others in the map alone.
        for (const name of el.computedStyleMap?.().keys() ?? look)
          if (/^--portico-/.test(name)) tokens[name] = look.getPropertyValue(name);
        const event = ({ name, detail }: { name: string; detail: object }) =>
          el.dispatchEvent(
            new CustomEvent(`portico:${name}`, {
              composed: true,
              bubbles: true,
              detail: { panel, ...detail, portal, instance: nonce, at: new Date() },
            }),
          );
        const fail = (detail: object) =>
          call('fail', el, detail, abort).catch(() => event({ name: 'error', detail }));
        const ask = async () =>
          // `call`: page markup with that id may stand where the function should.
          (
            el.fetchToken ?? (window as { portico?: { fetchToken?: FetchToken } }).portico?.fetchToken
          )?.call?.(el, {
            panel,
            portal,
            signal: abort.signal,
            reason: 'initial',
          });
        let first: ReturnType<typeof ask> | undefined = ask();
        first.catch(() => {}); // Told when the frame asks for it.
        const m = {
          abort,
          async hello() {
            try {
              // A page may give its `fetchToken` after the element; `undefined` tells the frame that there is none.
              const token = (await first) ?? (await ask());
              first = undefined;
              frame.contentWindow?.postMessage({ type: 'init', token, portico: 1, nonce }, base);
            } catch {
              fail({ code: 'token_failed' });
            }
          },
          bridge: (data: unknown, [port]: readonly MessagePort[]) => call('attach', el, port, data),
          height({ px }: { px: number }) {
            if (px > 0) {
              slot.remove();
              frame.height = Math.min(1e4, px) as unknown as string;
            }
          },
          event,
        } as unknown as Mount;
        this.mount = m;
        addEventListener(
          'message',
          ({ data, origin, ports, source }) => {
            if (origin === base && source === frame.contentWindow && data.nonce === nonce)
              m[data.type as 'bridge']?.(data, ports);
          },
          abort,
        );
        // Nothing to do where all went well; the bridge sees that.
        setTimeout(fail, 1e4, { code: 'frame_timeout' });
        frame.title = panel ?? portal;
        frame.allow = 'payment;clipboard-write';
        frame.src = `${base}/p/${portal}${panel ? `/${panel}` : ''}?v=1&scheme=${scheme}&language=${
          language ?? ''
        }#${new URLSearchParams(tokens)}`;
        // In a task of its own: a frame begins as half of what a slow phone does in one go without a page feeling it.
        setTimeout(() => this.mount && this.root.replaceChildren(el.childElementCount ? slot : '', frame));
      }
      disconnectedCallback() {
        // biome-ignore lint/suspicious/noAssignInExpressions: two bytes less than a statement
        queueMicrotask(() => this.isConnected || (this.mount = this.mount?.abort.abort() as undefined));
      }
    },
  );

  const scan = () => {
    let last: Node | undefined;
    for (const tag of document.querySelectorAll<HTMLScriptElement>(
      'script:is([data-portal],[data-portico-config]):not([data-mounted])',
    )) {
      tag.dataset.mounted = '';
      // The snippet pasted twice is one portal.
      if (tag.isEqualNode(last as Node)) continue;
      last = tag;
      // The loader's own tag has an address; what stands in it besides is white space of whoever formats the page.
      const config = tag.src ? tag.dataset : JSON.parse(tag.text);
      const el = document.createElement('portico-portal');
      for (const name in config) el.setAttribute(name, config[name]);
      if (config.target || tag.closest('head')) document.querySelector(config.target ?? 'body')?.append(el);
      else tag.after(el);
    }
  };
  if (document.readyState === 'loading') addEventListener('DOMContentLoaded', scan);
  else scan();
  addEventListener('click', (event) => {
    const trigger = (event.target as Element).closest<HTMLElement>('[data-portico-open]');
    if (trigger) {
      event.preventDefault();
      call('press', trigger);
    }
  });
  return scan;
}
