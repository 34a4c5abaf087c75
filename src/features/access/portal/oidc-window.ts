/** What the window that came back says to the portal that opened it; nothing else is listened to. */
function readProof(data: unknown): string | undefined {
  const { portico, proof } = (data ?? {}) as { portico?: unknown; proof?: unknown };
  return portico === 'proof' && typeof proof === 'string' && /^[\w-]{43}$/.test(proof) ? proof : undefined;
}

const taken = 'proof-taken';

/** Where the sign-in at the vendor's own provider begins. `null`: in a window that nobody waits for. */
export function startAddress(slug: string, language: string, back: string | null): string {
  const query = new URLSearchParams({ portal: slug, language });
  if (back === null) query.set('popup', '1');
  else query.set('return', back);
  return `/oidc/start?${query}`;
}

const begins = 'begins';
const lookMs = 2_500;
/** As long as a sign-in may take. */
const longestMs = 600_000;

const newProof = (): string =>
  btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(32))))
    .replace(/[+/]/g, (sign) => (sign === '+' ? '-' : '_'))
    .replace('=', '');

/**
 * Opens the provider in a window of its own: providers refuse frames, and a frame's cookies are another site's. The
 * window begins at our own page and is told there which proof it is waited for with. Many providers cut the tie of the
 * two windows: then `enter` tries that proof now and again. Call it inside the press.
 * @param enter goes in with a proof; false where it is not there yet
 * @returns settled once somebody is in or the window is given up; `undefined` where the browser forbids windows
 */
export function openProvider(
  address: string,
  enter: (proof: string) => Promise<boolean>,
): Promise<void> | undefined {
  const opened = window.open(address, '_blank', 'popup,width=520,height=720');
  if (!opened) return undefined;
  const waited = newProof();
  const until = Date.now() + longestMs;
  const over = new AbortController();
  let begun = false;
  addEventListener(
    'message',
    ({ source, origin, data }) => {
      // The window that was opened from here, and back on our own origin: everybody else is a stranger.
      if (source !== opened || origin !== location.origin) return;
      const handed = readProof(data);
      if ((data as { portico?: unknown } | null)?.portico === begins) {
        begun = true;
        opened.postMessage({ portico: 'proof', proof: waited }, origin);
      } else if (handed !== undefined) {
        opened.postMessage({ portico: taken }, origin);
        over.abort();
        void enter(handed);
      }
    },
    { signal: over.signal },
  );
  const look = async (): Promise<void> => {
    // A window whose tie was cut reads as closed, too: nobody knows which of the two it is.
    while (!over.signal.aborted && Date.now() < until) {
      await new Promise((next) => setTimeout(next, opened.closed ? lookMs : 700));
      if (opened.closed && (!begun || (!over.signal.aborted && (await enter(waited))))) break;
    }
    over.abort();
  };
  return look();
}

/** In the window that was opened: which proof it is waited for with. `undefined` where nobody of ours opened it. */
export function askWaiting(waitMs = 1_500): Promise<string | undefined> {
  const opener = window.opener as Window | null;
  if (!opener) return Promise.resolve(undefined);
  return new Promise((done) => {
    const over = new AbortController();
    const end = (proof?: string) => {
      over.abort();
      clearTimeout(late);
      done(proof);
    };
    const late = setTimeout(end, waitMs);
    addEventListener(
      'message',
      ({ source, origin, data }) => {
        if (source === opener && origin === location.origin) end(readProof(data));
      },
      { signal: over.signal },
    );
    opener.postMessage({ portico: begins }, location.origin);
  });
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
