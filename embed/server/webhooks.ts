import { createHmac, timingSafeEqual } from 'node:crypto';

/** An event of Portico, as `verifyWebhook` answers it. `data` holds ids: ask the API for the rest. */
export interface WebhookEvent {
  /** `contract.created`; all of them stand at `/docs/webhooks`. */
  readonly type: string;
  /** The same at every try of the same event: remember it, and do nothing twice. */
  readonly id: string;
  readonly timestamp: string;
  readonly vendorId: string;
  readonly side: 'live' | 'test';
  readonly data: Readonly<Record<string, string | null>>;
}

/** A request that Portico did not send, or not like this. Answer 400 and do nothing. */
export class WebhookError extends Error {
  override readonly name = 'WebhookError';
  /** `headers`: one is missing. `time`: too old or too new. `signature`: none of them fits. `body`: no event. */
  readonly reason: 'headers' | 'time' | 'signature' | 'body';
  constructor(reason: WebhookError['reason'], message: string) {
    super(`verifyWebhook: ${message}`);
    this.reason = reason;
  }
}

/** Headers as Node's `request.headers`, as `Headers` of fetch, or as a plain object. */
export type WebhookHeaders =
  | { get(name: string): string | null }
  | Readonly<Record<string, string | readonly string[] | undefined>>;

export interface VerifyWebhookOptions {
  /** The body as it came, before anything parsed it. */
  readonly body: string | Uint8Array;
  readonly headers: WebhookHeaders;
  /** `whsec_…`, as shown when the endpoint was made; several while they are changed. */
  readonly secret: string | readonly string[];
  /** Seconds that the clocks may differ and a request may be on its way; default 300. */
  readonly toleranceSeconds?: number;
}

/** More than two secrets at a time is nobody's rotation: what stands behind is not looked at. */
const mostSignatures = 10;

function headerOf(headers: WebhookHeaders, name: string): string {
  const value =
    typeof headers.get === 'function'
      ? headers.get(name)
      : (headers as Readonly<Record<string, string | readonly string[] | undefined>>)[name];
  if (typeof value === 'string' && value !== '') return value;
  throw new WebhookError('headers', `the header ${name} is missing`);
}

function keyOf(secret: string): Buffer {
  const key = Buffer.from(secret.startsWith('whsec_') ? secret.slice('whsec_'.length) : '', 'base64');
  if (key.length < 24) throw new TypeError('verifyWebhook: secret must be the text that begins with whsec_');
  return key;
}

const same = (one: Buffer, other: Buffer): boolean =>
  one.length === other.length && timingSafeEqual(one, other);

/**
 * Reads a webhook of Portico: whether it sent it, and when. It follows Standard Webhooks, so any library of that
 * standard does as well.
 * @throws WebhookError for a request that is not to be believed, TypeError for a secret that is none
 */
export function verifyWebhook(options: VerifyWebhookOptions): WebhookEvent {
  const { headers, secret, toleranceSeconds = 300 } = options;
  const keys = (typeof secret === 'string' ? [secret] : secret).map(keyOf);
  const id = headerOf(headers, 'webhook-id');
  const timestamp = headerOf(headers, 'webhook-timestamp');
  const given = headerOf(headers, 'webhook-signature').split(' ', mostSignatures);
  const age = Math.abs(Date.now() / 1000 - Number(timestamp));
  if (!/^\d{1,12}$/.test(timestamp) || !(age <= toleranceSeconds))
    throw new WebhookError('time', 'webhook-timestamp is too far from now');
  const body = Buffer.from(options.body as Uint8Array);
  const expected = keys.map((key) =>
    createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest(),
  );
  const fits = given.some((one) => {
    const [version, signature = ''] = one.split(',', 2);
    const bytes = Buffer.from(signature, 'base64');
    return version === 'v1' && expected.some((wanted) => same(wanted, bytes));
  });
  if (!fits)
    throw new WebhookError('signature', 'webhook-signature does not fit: is it the secret of this endpoint?');
  try {
    return { ...(JSON.parse(body.toString('utf8')) as Omit<WebhookEvent, 'id'>), id };
  } catch {
    throw new WebhookError('body', 'the body is no JSON');
  }
}
