import type { EmbedErrorCode } from './link.ts';

/** What the host's `fetchToken` is told. `signal` ends when the element leaves the page. */
export interface TokenRequest {
  readonly reason: string;
  readonly portal: string | null;
  readonly panel: string | null;
  readonly signal: AbortSignal;
}

type TokenAnswer = string | { readonly token: string } | null | undefined;

/** Given by the host page: a fresh portal token from its own backend; `null` where nobody is signed in. */
export type FetchToken = (request: TokenRequest) => Promise<TokenAnswer> | TokenAnswer;

/** `<portico-portal>`. Properties and methods past `fetchToken` are added when the bridge comes, about at `ready`. */
export interface PortalElement extends HTMLElement {
  fetchToken?: FetchToken | undefined;
  portal: string | null;
  panel: string | null;
  language: string | null;
  scheme: string | null;
  prefill: string | null;
  navigate(panel: string): Promise<void>;
  /** Forgets the session in every portal on the page: call it from the page's own sign-out. */
  logout(): Promise<void>;
  /** Shows the portal as a dialog; one that stands in the page is scrolled to instead. */
  open(panel?: string): void;
  close(): void;
  readonly root: ShadowRoot;
  /** The running frame; `undefined` while the element is not in a document. */
  mount: Mount | undefined;
  connectedCallback(): void;
}

/**
 * What the loader keeps of one frame: a method for each type of raw message. A protocol between loader and bridge, and
 * since either may be cached longer than the other, members are only ever added.
 */
export interface Mount {
  readonly abort: AbortController;
  hello(): void;
  bridge(data: unknown, ports: readonly MessagePort[]): void;
  height(data: { readonly px: number }): void;
  /** Dispatches `portico:<name>` on the element. */
  event(data: { readonly name: string; readonly detail?: object }): void;
  /** Set by the bridge: the frame's answer to `ping`. */
  alive?(): void;
}

/** What the bridge module exports to the loader. */
export interface Bridge {
  /** A frame asks for the bridge, again after each reload of the frame. */
  attach(el: PortalElement, port: MessagePort, data: { readonly hasTokenSource: boolean }): void;
  /** A press on `data-portico-open`. */
  press(trigger: HTMLElement): void;
  /** Called 10 s after every mount with `frame_timeout`, and when something went wrong. */
  fail(el: PortalElement, detail: { readonly code: EmbedErrorCode }, abort: AbortController): Promise<void>;
}
