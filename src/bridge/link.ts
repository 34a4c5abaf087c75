/**
 * The portal's way to the page around it, past what one raw message can do (tell.ts). A portal that is the top-level
 * page, or stands in a plain iframe, has none.
 */
export interface HostLink {
  /** A new token from the host's `fetchToken`; rejects with `{ code }` (`token_failed`, `token_timeout`, …). */
  requestToken(reason: TokenReason): Promise<string | null>;
  /** Says on the host's console what an error means for its developer. */
  explain(detail: Readonly<Record<string, unknown>>): void;
  /** Asks the host to scroll so that `topPx` of the frame is visible; only after an act of the person. */
  reveal(topPx: number): void;
  on<Name extends keyof HostSignals>(name: Name, listener: (value: HostSignals[Name]) => void): () => void;
}

export type TokenReason = 'initial' | 'expired' | 'revoked';

export interface HostOptions {
  readonly panel?: string;
  readonly language?: string;
  readonly scheme?: 'light' | 'dark';
  /** Validated `--portico-*` values of the host page, for theme Host and for overrides set by the host's CSS. */
  readonly tokens?: Readonly<Record<string, string>>;
}

export interface HostSignals {
  /** The host changed attributes or properties: apply without a reload, typed text kept. */
  update: HostOptions;
  navigate: { readonly panel: string };
  /** The host's own sign-out: forget the session everywhere. */
  logout: undefined;
  /** Back from sleep or from the back/forward cache. */
  wake: undefined;
  /** The link is gone for good (frame moved, host unloaded). */
  lost: undefined;
}

/** Coded errors of EMBED: stable, told to the host as `portico:error`. */
export type EmbedErrorCode =
  | 'script_blocked'
  | 'frame_blocked'
  | 'frame_timeout'
  | 'origin_not_allowed'
  | 'version'
  | 'handshake_timeout'
  | 'token_missing'
  | 'token_failed'
  | 'token_timeout'
  | 'token_rejected'
  | 'session_expired'
  | 'offline'
  | 'server'
  | 'capability_missing'
  | 'popup_blocked'
  | 'resize_loop'
  | 'config_invalid'
  | 'unknown_portal'
  | 'duplicate_loader'
  | 'customer_unknown'
  | 'customer_inactive'
  | 'clock_skew';
