import type { EmbedErrorCode } from '../src/bridge/link.ts';
import type { FetchToken, PortalElement } from '../src/bridge/mount.ts';
import { registryKey, type Scan, start } from './core.ts';

export type { EmbedErrorCode, FetchToken };

declare const __BRIDGE__: string;

/** In every event's `detail`. */
export interface PortalEventBase {
  readonly instance: string;
  readonly portal: string;
  readonly panel: string | null;
  readonly at: Date;
}

/**
 * What a portal tells its page, by name without `portico:`. Events are hints for the page: a backend trusts webhooks
 * alone. They carry ids, never personal data.
 */
export interface PortalEvents {
  /** The panel asked for is painted, with a valid session. */
  ready: { readonly tookMs: number };
  error: {
    readonly code: EmbedErrorCode;
    /** `false`: the portal stays usable. */
    readonly fatal: boolean;
    readonly retryable?: boolean;
    readonly requestId?: string;
    readonly helpUrl?: string;
  };
  resize: { readonly height: number };
  navigate: { readonly panel: string; readonly path?: string };
  open: { readonly by: 'user' | 'api' };
  close: { readonly by: 'user' | 'api' | 'escape' };
  'signup.started': object;
  'signup.completed': { readonly customerId?: string; readonly contractId?: string };
  'order.started': object;
  'order.placed': { readonly orderId: string; readonly number: string; readonly contractId?: string };
  'contract.changed': { readonly contractId: string; readonly effectiveAt?: string };
  'contract.paused': { readonly contractId: string; readonly effectiveAt?: string };
  'contract.cancelled': { readonly contractId: string; readonly effectiveAt?: string };
  'contract.cancel_withdrawn': { readonly contractId: string };
  'payment_method.updated': object;
  'payment.succeeded': { readonly paymentId?: string; readonly orderId?: string };
  'payment.failed': { readonly paymentId?: string; readonly reason: string | null };
  'approval.approved': { readonly approvalId: string };
  'invoice.opened': { readonly invoiceId: string };
  'profile.updated': object;
  /** By the portal’s own script; the values it gave stand beside `name`. */
  track: { readonly name: string; readonly [value: string]: unknown };
  'session.expired': object;
  'session.signed_out': object;
}

export type PortalListener<Name extends keyof PortalEvents> = (
  detail: PortalEvents[Name] & PortalEventBase,
) => void;

export type PortalListeners = { readonly [Name in keyof PortalEvents]?: PortalListener<Name> };

export interface PortalOptions {
  /** Short name of the portal, as in its address. */
  readonly portal: string;
  readonly panel?: string | undefined;
  /** `de`, `pt-BR`; default: the customer's own, else the vendor's. */
  readonly language?: string | undefined;
  /** Default: as the page around it. */
  readonly scheme?: 'light' | 'dark' | undefined;
  /** What its forms begin with, `{ firstName: 'Anna', country: 'DE' }`; read when the frame loads. */
  readonly prefill?: Readonly<Record<string, string>> | undefined;
  readonly fetchToken?: FetchToken | undefined;
}

export interface CreatePortalOptions extends PortalOptions {
  readonly on?: PortalListeners;
  /** Where to put it, an element or a selector. Without one the portal is a dialog: call `open()`. */
  readonly target?: Element | string;
  /** `https://account.acme.example`; needed once a bundler has made this module part of your own files. */
  readonly origin?: string | undefined;
}

export interface Portal {
  readonly element: PortalElement;
  open(panel?: string): Promise<void>;
  close(): Promise<void>;
  navigate(panel: string): Promise<void>;
  /** Changes language, scheme, panel or `fetchToken` without a reload; what was typed stays. */
  update(options: Partial<PortalOptions>): void;
  /** Forgets the session in every portal on the page. */
  logout(): Promise<void>;
  destroy(): void;
  /** Returns what ends the listening. */
  on<Name extends keyof PortalEvents>(name: Name, listener: PortalListener<Name>): () => void;
}

const originOf = (given: string | undefined): string => {
  if (given) return new URL(given).origin;
  const tag = document.querySelector<HTMLScriptElement>('[src*="/v1/portico.js"]');
  const own = /\/v1[^/]*\/(portico|react)\.mjs/.test(import.meta.url) ? import.meta.url : tag?.src;
  if (!own) throw new TypeError('Portico: createPortal needs { origin: "https://…" } here. (config_invalid)');
  return new URL(own).origin;
};

/** Defines `<portico-portal>` once for the page, whoever comes first: this module or the script tag. */
export function prepare(origin?: string): string {
  const base = originOf(origin);
  const page = window as unknown as Record<symbol, Scan | undefined>;
  page[registryKey] ??= start(base);
  return base;
}

const names = ['portal', 'panel', 'language', 'scheme'] as const;

const apply = (element: PortalElement, options: Partial<PortalOptions>) => {
  for (const name of names) {
    const value = options[name];
    if (value) element.setAttribute(name, value);
    else if (name in options) element.removeAttribute(name);
  }
  if (options.prefill) element.setAttribute('prefill', `${new URLSearchParams(options.prefill)}`);
  if (options.fetchToken) element.fetchToken = options.fetchToken;
};

/** Makes a portal. Importing this module does nothing, so it may be imported while rendering on a server. */
export function createPortal(options: CreatePortalOptions): Portal {
  const base = prepare(options.origin);
  const element = document.createElement('portico-portal') as PortalElement;
  const ended = new AbortController();
  // Methods of the element come with the bridge.
  const bridged = async () => {
    await import(/* @vite-ignore */ /* webpackIgnore: true */ `${base}/v1/${__BRIDGE__}`);
    return element;
  };
  const portal: Portal = {
    element,
    open: async (panel) => (await bridged()).open(panel),
    close: async () => (await bridged()).close(),
    navigate: async (panel) => (await bridged()).navigate(panel),
    logout: async () => (await bridged()).logout(),
    update: (changes) => apply(element, changes),
    destroy() {
      ended.abort();
      const around = element.parentElement;
      element.remove();
      if (around?.shadowRoot?.querySelector('dialog')) around.remove();
    },
    on(name, listener) {
      const hear = (event: Event) =>
        listener((event as CustomEvent<PortalEvents[typeof name] & PortalEventBase>).detail);
      element.addEventListener(`portico:${name}`, hear, ended);
      return () => element.removeEventListener(`portico:${name}`, hear);
    },
  };
  apply(element, options);
  for (const name in options.on) {
    const listener = options.on[name as keyof PortalEvents];
    if (listener) portal.on(name as 'ready', listener as PortalListener<'ready'>);
  }
  const { target } = options;
  const place = typeof target === 'string' ? document.querySelector(target) : target;
  if (target && !place) throw new TypeError(`Portico: no element "${target}" on this page. (config_invalid)`);
  place?.append(element);
  return portal;
}
