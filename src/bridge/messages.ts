/**
 * Raw window messages of protocol 1, spoken by loader and frame until the RPC bridge has taken over. Checked by hand:
 * a schema library would be the larger half of the loader. Callers have compared `source` and `origin` before.
 */
export const protocol = 1;

/** Tallest frame, in CSS pixels; a longer page scrolls inside. */
export const maxHeightPx = 10_000;

export interface InitMessage {
  readonly portico: typeof protocol;
  readonly type: 'init';
  readonly nonce: string;
  /** As the host's `fetchToken` gave it, unchecked; `undefined` where the host has no `fetchToken`. */
  readonly token: unknown;
}

const eventName = /^[a-z][a-z_.]{0,63}$/;

/** `signup.completed`, `ready`: what may stand behind `portico:` in a DOM event. */
export const isEventName = (value: unknown): value is string =>
  typeof value === 'string' && eventName.test(value);

const panelName = /^[a-z][a-z0-9-]{0,63}$/;

/** `invoices`: a panel's name. Refuses addresses of every kind, since those hold `:`, `/` or `\`. */
export const isPanelName = (value: unknown): value is string =>
  typeof value === 'string' && panelName.test(value);

/** Whole pixels between 0 and `maxHeightPx`; `undefined` for what is no height (NaN, text). */
export const readHeight = (value: unknown): number | undefined =>
  typeof value === 'number' && !Number.isNaN(value)
    ? Math.max(0, Math.min(maxHeightPx, Math.ceil(value)))
    : undefined;

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;

/** Flat data only: text up to 2,000 characters, finite numbers, booleans and `null`. Everything else is left out. */
export const readDetail = (value: unknown): Record<string, unknown> => {
  const detail: Record<string, unknown> = {};
  if (!isRecord(value)) return detail;
  for (const [key, part] of Object.entries(value).slice(0, 32)) {
    const flat =
      part === null ||
      typeof part === 'boolean' ||
      (typeof part === 'string' && part.length <= 2000) ||
      Number.isFinite(part);
    if (/^[a-z]\w{0,63}$/i.test(key) && flat) detail[key] = part;
  }
  return detail;
};

/** True for a message of our loader to this very frame: shape, version and nonce are right, and nothing is extra. */
const isOurs = (data: unknown, type: string, nonce: string, keys: string): data is Record<string, unknown> =>
  isRecord(data) &&
  data.portico === protocol &&
  data.type === type &&
  data.nonce === nonce &&
  Object.keys(data).sort().join() === keys;

/** The host's answer to `hello`. */
export const readInit = (data: unknown, nonce: string): InitMessage | undefined =>
  isOurs(data, 'init', nonce, 'nonce,portico,token,type') ? (data as unknown as InitMessage) : undefined;

/** The host's question whether anyone is in the frame, asked when it has heard nothing for long. */
export const isPing = (data: unknown, nonce: string): boolean =>
  isOurs(data, 'ping', nonce, 'nonce,portico,type');

/** The token of an init message. `undefined`: no source; `null`: nobody signed in. @throws TypeError for anything else */
export const readToken = (given: unknown): string | null | undefined => {
  const token = isRecord(given) ? given.token : given;
  if (token === null || token === undefined) return token;
  if (typeof token === 'string' && /^[\w.-]{1,8192}$/.test(token)) return token;
  throw new TypeError('fetchToken gave no token.');
};
