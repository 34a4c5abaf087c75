import type { ApiError } from './api-error.ts';
import type { TabStore } from './tab-store.ts';

interface Opened {
  readonly sessionToken: string;
  readonly expiresAt: string;
  /** Not the one that the host page's next token would bring: it ends, and is never renewed. */
  readonly lent?: boolean;
  /** Somebody went in here by themselves: a host that knows nobody has no say in it. */
  readonly own?: boolean;
}

export interface SessionOptions {
  /** Opens a session for a token. */
  readonly open: (token: string) => Promise<Opened>;
  /** Asks the host page for a fresh token; `undefined` where there is none to ask. */
  readonly requestToken?: ((reason: 'expired' | 'revoked') => Promise<string | null>) | undefined;
  readonly store: TabStore;
  /** False: it is kept in memory alone. */
  readonly stores?: (opened: Opened) => boolean;
  /** Called once when the session is over and nothing brings it back. */
  readonly onOver: (error: ApiError) => void;
  readonly now?: () => number;
}

export type Session = ReturnType<typeof createSession>;

/**
 * The one session of this page. Its token lives in memory, and in the tab's storage where the portal allows it.
 * With a host to ask, it renews itself at 80 % of its life, on a 401 and after sleep; never twice at a time.
 */
export function createSession(options: SessionOptions) {
  const { store, now = Date.now } = options;
  let current: Opened | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let renewing: Promise<boolean> | undefined;

  function keep<Started extends Opened>(opened: Started): Started {
    const { sessionToken, expiresAt, lent = false, own = false } = opened;
    current = { sessionToken, expiresAt, ...(lent && { lent }), ...(own && { own }) };
    if (options.stores?.(current) !== false) store.write('session', current);
    else store.remove('session');
    clearTimeout(timer);
    const lifeMs = Date.parse(expiresAt) - now();
    // Timers beyond 2^31 ms fire at once.
    if (options.requestToken && !lent)
      timer = setTimeout(renew, Math.min(Math.max(lifeMs * 0.8, 1_000), 2 ** 31 - 1));
    return opened;
  }

  function forget(): void {
    clearTimeout(timer);
    current = undefined;
    store.remove('session');
  }

  /** True when there is a new session; typed text and what is on the screen stay as they are. */
  function renew(reason: 'expired' | 'revoked' = 'expired'): Promise<boolean> {
    if (current?.lent) return Promise.resolve(false);
    renewing ??= (async () => {
      const token = await options.requestToken?.(reason).catch(() => undefined);
      if (!token) return false;
      keep(await options.open(token));
      return true;
    })()
      .catch(() => false)
      .finally(() => {
        renewing = undefined;
      });
    return renewing;
  }

  return {
    keep,
    forget,
    renew,
    /** Whether the tab has a session that somebody opened here by themselves. */
    isOwn: (): boolean => store.read<Opened>('session')?.own === true,
    /** The session that this tab still has from before a reload. */
    recall(): boolean {
      const stored = store.read<Opened>('session');
      if (!stored || Date.parse(stored.expiresAt) <= now()) return false;
      keep(stored);
      return true;
    },
    bearer: () => current?.sessionToken,
    /** After sleep: renews when the timer was overslept. */
    async wake(): Promise<void> {
      if (current && options.requestToken && Date.parse(current.expiresAt) - now() < 60_000) await renew();
    },
    /** It is over and nothing brings it back. */
    end(error: ApiError): void {
      forget();
      options.onOver(error);
    },
  };
}
