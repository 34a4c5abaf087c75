/** What the window that came back says to the portal that opened it; nothing else is listened to. */
function readProof(data: unknown): string | undefined {
  const { portico, proof } = (data ?? {}) as { portico?: unknown; proof?: unknown };
  return portico === 'proof' && typeof proof === 'string' && /^[\w-]{43}$/.test(proof) ? proof : undefined;
}

const taken = 'proof-taken';

/** Where the sign-in at the vendor's own provider begins. */
export function startAddress(slug: string, language: string, popup: boolean): string {
  const query = new URLSearchParams({ portal: slug, language });
  if (popup) query.set('popup', '1');
  else query.set('return', location.pathname);
  return `/oidc/start?${query}`;
}

export interface ProviderWindow {
  /** The proof that it came back with; `undefined` where it was closed. */
  readonly proof: Promise<string | undefined>;
}

/**
 * Opens the provider in a window of its own: providers refuse frames, and a frame's cookies are another site's. Call it
 * inside the press; `undefined` where the browser forbids windows.
 */
export function openProvider(address: string): ProviderWindow | undefined {
  const opened = window.open(address, '_blank', 'popup,width=520,height=720');
  if (!opened) return undefined;
  const proof = new Promise<string | undefined>((done) => {
    const over = new AbortController();
    const end = (value: string | undefined) => {
      over.abort();
      clearInterval(watch);
      done(value);
    };
    addEventListener(
      'message',
      ({ source, origin, data }) => {
        // The window that was opened from here, and back on our own origin: everybody else is a stranger.
        if (source !== opened || origin !== location.origin) return;
        const handed = readProof(data);
        if (handed === undefined) return;
        opened.postMessage({ portico: taken }, origin);
        end(handed);
      },
      { signal: over.signal },
    );
    const watch = setInterval(() => opened.closed && end(undefined), 700);
  });
  return { proof };
}

/** In the window that came back: hands the proof to the portal that opened it. False where none listens. */
export function handOver(proof: string, waitMs = 2_000): Promise<boolean> {
  const opener = window.opener as Window | null;
  if (!opener) return Promise.resolve(false);
  return new Promise((done) => {
    const over = new AbortController();
    const late = setTimeout(() => end(false), waitMs);
    const end = (taken: boolean) => {
      over.abort();
      clearTimeout(late);
      done(taken);
    };
    addEventListener(
      'message',
      ({ source, origin, data }) => {
        if (source !== opener || origin !== location.origin) return;
        if ((data as { portico?: unknown } | null)?.portico === taken) end(true);
      },
      { signal: over.signal },
    );
    try {
      opener.postMessage({ portico: 'proof', proof }, location.origin);
    } catch {
      end(false);
    }
  });
}
