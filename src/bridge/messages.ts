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
  readonly token: string | null;
  readonly hasTokenSource: boolean;
  readonly options: unknown;
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

const initKeys = 'hasTokenSource,nonce,options,portico,token,type';

/** The host's answer to `hello`; `undefined` for another shape, an extra field, another version or another nonce. */
export const readInit = (data: unknown, nonce: string): InitMessage | undefined => {
  if (!isRecord(data) || data.portico !== protocol || data.type !== 'init' || data.nonce !== nonce) return;
  if (Object.keys(data).sort().join() !== initKeys) return;
  if (data.token !== null && typeof data.token !== 'string') return;
  if (typeof data.hasTokenSource !== 'boolean') return;
  return data as unknown as InitMessage;
};
