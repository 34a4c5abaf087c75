/** What a plugin's page is told when it says hello, and again when it asks for a token. */
export interface FrameContext {
  readonly language: string;
  readonly timeZone: string;
  readonly readOnly: boolean;
  readonly scheme: 'light' | 'dark';
  readonly token: string | null;
  readonly expiresAt: string | null;
}

export interface FrameTalk {
  /** Only what the frame itself sends from its opaque origin is heard. */
  readonly frame: () => Window | null | undefined;
  readonly context: () => Promise<FrameContext>;
  readonly onHeight: (px: number) => void;
  readonly onNavigate: (panel: string) => void;
  /** It sent more than anybody can mean. */
  readonly onFlood: () => void;
  readonly now: () => number;
}

/** In one second; a page that draws itself anew at each of them sends sixty. */
export const mostMessages = 120;
const [leastPx, mostPx] = [80, 5000];
/**
 * Heights in a row, none of them a second after the one before: a page that draws an opening for a second at each frame.
 * One that answers each height with another one would move what stands around it for ever: the highest of these holds.
 */
export const mostHeights = 60;

/**
 * The narrow way between the portal and a page that is shut off from it: hello, height, navigate, token. Hello brings a
 * port, and all else goes over it: an opaque origin can't be named, so a message to its window would reach whoever stands
 * there by then. What came by another window, another origin or in another shape is not heard.
 */
export function listenTo(talk: FrameTalk): { hear(event: MessageEvent): void; stop(): void } {
  let port: MessagePort | undefined;
  let since = 0;
  let heard = 0;
  let stopped = false;
  let busy = false;

  const stop = () => {
    stopped = true;
    port?.close();
  };
  /** True where there have been too many. */
  const floods = (): boolean => {
    const now = talk.now();
    if (now - since >= 1000) [since, heard] = [now, 0];
    heard += 1;
    if (heard <= mostMessages) return stopped;
    if (!stopped) {
      stop();
      talk.onFlood();
    }
    return true;
  };
  let [askedAt, inRow, highest] = [0, 0, 0];
  /** As high as asked for; `undefined` once it goes on asking. */
  const settled = (px: number): number | undefined => {
    const now = talk.now();
    if (now - askedAt >= 1000) [inRow, highest] = [0, 0];
    [askedAt, inRow, highest] = [now, inRow + 1, Math.max(highest, px)];
    if (inRow > mostHeights) return undefined;
    return inRow === mostHeights ? highest : px;
  };
  const told = async () => {
    // One answer at a time: each costs a request.
    if (busy) return;
    busy = true;
    const context = await talk.context().catch(() => undefined);
    busy = false;
    if (context && !stopped) port?.postMessage({ portico: 'context', ...context });
  };
  const onPort = ({ data }: MessageEvent) => {
    if (floods() || typeof data !== 'object' || data === null) return;
    const { portico, px, panel } = data as Readonly<Record<string, unknown>>;
    if (portico === 'height' && typeof px === 'number' && Number.isFinite(px)) {
      const height = settled(Math.min(mostPx, Math.max(leastPx, Math.round(px))));
      if (height !== undefined) talk.onHeight(height);
    }
    if (portico === 'navigate' && typeof panel === 'string' && panel.length <= 40) talk.onNavigate(panel);
    if (portico === 'token') void told();
  };

  return {
    stop,
    hear({ source, origin, data, ports: [end] }) {
      const frame = talk.frame();
      if (!frame || source !== frame || floods()) return;
      if (origin !== 'null' || data?.portico !== 'hello' || !end) return;
      port?.close();
      port = end;
      port.onmessage = onPort;
      void told();
    },
  };
}
