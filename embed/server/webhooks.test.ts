import { randomBytes } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { describe, expect, test } from 'vitest';
import { verifyWebhook, WebhookError } from './index.ts';

const secret = `whsec_${randomBytes(32).toString('base64')}`;
const body = JSON.stringify({
  ...{ type: 'contract.created', timestamp: '2026-11-22T10:00:00.000Z', vendorId: 'ven_1', side: 'live' },
  data: { customerId: 'cus_1', contractId: 'ctr_1' },
});

/** As the independent library signs. */
function signed(more: { secret?: string; at?: Date; body?: string } = {}): Record<string, string> {
  const at = more.at ?? new Date();
  return {
    'webhook-id': 'evt_1',
    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    'webhook-signature': new Webhook(more.secret ?? secret).sign('evt_1', at, more.body ?? body),
  };
}
const reasonOf = (headers: Record<string, string>, text = body): unknown => {
  try {
    return verifyWebhook({ body: text, headers, secret });
  } catch (error) {
    return error instanceof WebhookError ? error.reason : error;
  }
};

describe('WH09, DAY-19 a webhook verified by the server kit', () => {
  test('what the independent library signed is read, from any kind of headers and body', () => {
    const event = { type: 'contract.created', id: 'evt_1', side: 'live', data: { contractId: 'ctr_1' } };
    expect(verifyWebhook({ body, headers: signed(), secret })).toMatchObject(event);
    expect(verifyWebhook({ body: Buffer.from(body), headers: new Headers(signed()), secret })).toMatchObject(
      event,
    );
  });

  test('WH10 during a rotation one of two signatures and one of two secrets is enough', () => {
    const other = `whsec_${randomBytes(32).toString('base64')}`;
    const headers = signed();
    const both = `${signed({ secret: other })['webhook-signature']} ${headers['webhook-signature']}`;
    expect(reasonOf({ ...headers, 'webhook-signature': both })).toMatchObject({ id: 'evt_1' });
    expect(verifyWebhook({ body, headers, secret: [other, secret] })).toMatchObject({ id: 'evt_1' });
  });

  test('another byte of the body, id or time is refused', () => {
    const headers = signed();
    expect(reasonOf(headers, body.replace('ctr_1', 'ctr_2'))).toBe('signature');
    expect(reasonOf({ ...headers, 'webhook-id': 'evt_2' })).toBe('signature');
    const later = String(Number(headers['webhook-timestamp']) + 1);
    expect(reasonOf({ ...headers, 'webhook-timestamp': later })).toBe('signature');
  });

  test.each(['v1,', 'v1', 'v1a,x', ',', ' ', 'v2,AAAA', `v1,${'A'.repeat(10_240)}`, 'v1,x '.repeat(1000)])(
    'the signature “%.20s” is refused without a crash',
    (signature) => expect(reasonOf({ ...signed(), 'webhook-signature': signature })).toBe('signature'),
  );

  test('without a header, of another time, or without JSON it is refused', () => {
    for (const name of ['webhook-id', 'webhook-timestamp', 'webhook-signature'])
      expect(reasonOf({ ...signed(), [name]: '' })).toBe('headers');
    for (const ms of [-301_000, 301_000])
      expect(reasonOf(signed({ at: new Date(Date.now() + ms) }))).toBe('time');
    for (const time of ['NaN', '1e9', '-1', ' 1'])
      expect(reasonOf({ ...signed(), 'webhook-timestamp': time })).toBe('time');
    expect(reasonOf(signed({ body: 'no json' }), 'no json')).toBe('body');
  });

  test('DAY-34 a secret that is none is named in the error, which does not repeat it', () => {
    const wrong = () => verifyWebhook({ body, headers: signed(), secret: 'pk_live_something' });
    expect(wrong).toThrow(/whsec_/);
    expect(wrong).not.toThrow(/pk_live_something/);
  });
});
