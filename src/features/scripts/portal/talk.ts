/** What a script asks for, once it has been read: nothing in it is more than text and numbers within their bounds. */
export interface ScriptActs {
  /** Answers `getContext`. */
  readonly context: () => Promise<object>;
  readonly onHeight: (px: number) => void;
  readonly onNotice: (text: string) => void;
  readonly onTrack: (name: string, values: Readonly<Record<string, string | number | boolean>>) => void;
  readonly onLink: (url: URL) => void;
  /** It sent more than anybody can mean, or did not answer. */
  readonly onStop: (why: Stopped) => void;
  readonly now: () => number;
}

/** Too many messages, no answer, the keyboard taken from a field of the portal. */
export type Stopped = 'flood' | 'silence' | 'keyboard';

export interface ScriptTalk {
  tell(message: object): void;
  /** True where the last question was answered. */
  ping(): boolean;
  close(): void;
}

/** Messages at once, and more of them with each second. */
export const budget = { burst: 50, perSecond: 20 } as const;
export const longestNotice = 300;
const highest = 10_000;

/** Signs that turn or hide what stands around them, and all spaces as one: a notice is one plain paragraph. */
const plain = (text: string): string =>
  text
    .slice(0, longestNotice * 4)
    .replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cs}\s]+/gu, ' ')
    .replace(/\p{M}{3,}/gu, '')
    .trim();

export const noticeOf = (text: string): string => {
  const said = plain(text);
  return said.length > longestNotice ? `${said.slice(0, longestNotice - 1)}…` : said;
};

/** By https, without a name or password in it. */
export function linkOf(href: string): URL | undefined {
  try {
    const url = new URL(href.slice(0, 2000));
    return url.protocol === 'https:' && !url.username && !url.password ? url : undefined;
  } catch {
    return undefined; // no address
  }
}

function valuesOf(values: unknown): Record<string, string | number | boolean> {
  if (typeof values !== 'object' || values === null) return {};
  const taken = Object.entries(values)
    .filter(
      ([name, value]) =>
        /^(?!name$)[a-z]\w{0,39}$/i.test(name) && /^(?:string|number|boolean)$/.test(typeof value),
    )
    .slice(0, 10)
    .map(([name, value]) => [name, typeof value === 'string' ? value.slice(0, 200) : value]);
  return Object.fromEntries(taken);
}

/** The portal's end of the way to a script: each message is read as a stranger's, and too many end it. */
export function talkTo(port: MessagePort, acts: ScriptActs): ScriptTalk {
  let left: number = budget.burst;
  let filledAt = acts.now();
  let waits = false;

  const close = () => {
    port.onmessage = null;
    port.close();
  };
  const isWithin = (): boolean => {
    const now = acts.now();
    left = Math.min(budget.burst, left + ((now - filledAt) / 1000) * budget.perSecond) - 1;
    filledAt = now;
    if (left >= 0) return true;
    close();
    acts.onStop('flood');
    return false;
  };
  async function answer(id: number, found: Promise<object>) {
    const value = await found.catch(() => undefined);
    port.postMessage(value ? { type: 'answer', id, value } : { type: 'answer', id, error: 'unavailable' });
  }

  port.onmessage = ({ data }) => {
    if (typeof data !== 'object' || data === null) return void isWithin();
    const { type, id, height, text, name, values, href } = data as Readonly<Record<string, unknown>>;
    if (type === 'pong' && waits) {
      waits = false;
      return;
    }
    if (!isWithin()) return;
    const isAsked = typeof id === 'number' && Number.isSafeInteger(id);
    if (type === 'context' && isAsked) void answer(id, acts.context());
    else if (type === 'resize' && typeof height === 'number' && Number.isFinite(height))
      acts.onHeight(Math.min(highest, Math.max(0, Math.round(height))));
    else if (type === 'alert' && typeof text === 'string') {
      const notice = noticeOf(text);
      if (notice) acts.onNotice(notice);
    } else if (type === 'track' && typeof name === 'string' && /^[\w.:-]{1,64}$/.test(name))
      acts.onTrack(name, valuesOf(values));
    else if (type === 'link' && typeof href === 'string') {
      const url = linkOf(href);
      if (url) acts.onLink(url);
    } else if (isAsked) port.postMessage({ type: 'answer', id, error: 'denied' });
  };

  return {
    close,
    tell: (message) => port.postMessage(message),
    ping() {
      const answered = !waits;
      waits = true;
      if (answered) port.postMessage({ type: 'ping' });
      return answered;
    },
  };
}
