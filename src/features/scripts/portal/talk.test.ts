import { expect, test } from 'vitest';
import { linkOf, longestNotice, noticeOf, type ScriptActs, talkTo } from './talk.ts';

/** The portal's end of a way on which `said` is heard at once. */
function opened(now: () => number = () => 0) {
  const did: unknown[] = [];
  const sent: unknown[] = [];
  const port = { postMessage: (message: unknown) => sent.push(message), close: () => did.push('closed') };
  const acts: ScriptActs = {
    context: async () => ({ locale: 'en' }),
    onHeight: (px) => did.push(px),
    onNotice: (text) => did.push(text),
    onTrack: (name, values) => did.push([name, values]),
    onLink: ({ href }) => did.push(href),
    onStop: (why) => did.push(why),
    now,
  };
  const talk = talkTo(port as unknown as MessagePort, acts);
  const say = (data: unknown) => (port as unknown as MessagePort).onmessage?.({ data } as MessageEvent);
  return { did, sent, say, talk };
}

test('PM05 PM06 what has another shape is not heard, and nothing of it is kept', () => {
  const { did, sent, say } = opened();
  const hostile: unknown[] = [
    ...[
      null,
      undefined,
      'resize',
      5,
      [],
      new Map(),
      { type: 'resize' },
      { type: 'resize', height: '100px;position:fixed' },
    ],
    ...[
      { type: 'resize', height: Number.NaN },
      { type: 'track', name: '<b>' },
      { type: 'track', name: {} },
      { type: 'alert', text: {} },
    ],
    ...[
      { type: 'alert', text: ' \u200b\u202e ' },
      { type: 'link', href: 'javascript:alert(1)' },
      { type: '__proto__' },
    ],
    JSON.parse('{"type":"track","name":"a","values":{"__proto__":{"polluted":1},"constructor":{"x":1}}}'),
  ];
  for (const one of hostile) say(one);
  expect(did).toEqual([['a', {}]]);
  expect(sent).toEqual([]);
  expect('polluted' in {}).toBe(false);
});

test('PM09 PM10 heights are clamped, links lead by https to a name alone', () => {
  const { did, say } = opened();
  for (const height of [1e9, -1, 99.6]) say({ type: 'resize', height });
  expect(did).toEqual([10_000, 0, 100]);
  for (const href of [
    'data:text/html,x',
    '//evil.test',
    'https:\\\\a:b@evil.test',
    'http://a.example',
    ' java\nscript:x',
  ])
    expect(linkOf(href), href).toBeUndefined();
  expect(linkOf('https://a.example/b')?.href).toBe('https://a.example/b');
});

test('J06 more than fifty at once end it; twenty in a second go on', () => {
  const burst = opened();
  for (let count = 0; count < 10_000; count++) burst.say({ type: 'track', name: 'a' });
  expect(burst.did).toHaveLength(52);
  expect(burst.did.slice(-2)).toEqual(['closed', 'flood']);
  let ms = 0;
  const steady = opened(() => ms);
  for (; ms < 60_000; ms += 50) steady.say({ type: 'track', name: 'a' });
  expect(steady.did).not.toContain('flood');
});

test('J07 what is asked for and not offered is denied; an answer to no question counts as a message', async () => {
  const { sent, say, talk, did } = opened();
  say({ type: 'getCustomer', id: 1 });
  say({ type: 'context', id: 2 });
  await Promise.resolve();
  await expect
    .poll(() => sent)
    .toEqual([
      { type: 'answer', id: 1, error: 'denied' },
      { type: 'answer', id: 2, value: { locale: 'en' } },
    ]);
  expect(talk.ping()).toBe(true);
  expect(talk.ping(), 'nobody answered').toBe(false);
  say({ type: 'pong' });
  expect(talk.ping()).toBe(true);
  for (let count = 0; count < 100; count++) say({ type: 'pong' });
  expect(did).toContain('flood');
});

test('F09 a notice is one plain line, however it is written', () => {
  expect(noticeOf('Pay\u202e\n\n now\u200b, <b>please</b>')).toBe('Pay now , <b>please</b>');
  expect(noticeOf('x'.repeat(5_000))).toHaveLength(longestNotice);
  expect(noticeOf(`a${'\u0301'.repeat(10_000)}`).length).toBeLessThan(3);
});
