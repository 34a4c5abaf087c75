import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fillOf, hasRoom, parseSite, unlimited } from './rules.ts';

test.each([
  ['shop.example', 'shop.example'],
  ['SHOP.Example', 'shop.example'],
  ['https://shop.example/', 'shop.example'],
  ['http://shop.example:8080/path?x=1#y', 'shop.example'],
  ['https://Müller.example/über', 'xn--mller-kva.example'],
  ['www.shop.example', 'www.shop.example'],
  ['shop.example.', 'shop.example'],
  ['日本語.example', 'xn--wgv71a119e.example'],
  ['a-b.co.uk', 'a-b.co.uk'],
])('the host of %s is %s', (text, host) => expect(parseSite(text)).toEqual({ host }));

test.each([
  'localhost',
  '127.0.0.1',
  'https://[::1]/',
  '0x7f.1',
  'https://anna:secret@shop.example',
  'ftp://shop.example',
  'javascript:alert(1)',
  'mailto:anna@shop.example',
  'shop',
  '-shop.example',
  'shop..example',
  'sh op.example',
  '*.shop.example',
  `${'a'.repeat(64)}.example`,
  `${'a.'.repeat(130)}example`,
  'shop.123',
])('%s names no site', (text) => expect(parseSite(text).refused).toMatch(/\.$/));

test('a host once read is read the same again', () => {
  fc.assert(
    fc.property(fc.webUrl(), (url) => {
      const { host } = parseSite(url);
      if (host !== undefined) expect(parseSite(host)).toEqual({ host });
    }),
  );
});

test('there is room below the limit, and always without one', () => {
  expect([hasRoom(0, 0), hasRoom(2, 1), hasRoom(2, 2), hasRoom(2, 3), hasRoom(unlimited, 9_999)]).toEqual([
    false,
    true,
    false,
    false,
    true,
  ]);
});

test.each([
  [7, 10, 0.7, 'well'],
  [8, 10, 0.8, 'near'],
  [10, 10, 1, 'full'],
  [12, 10, 1, 'full'],
  [0, 0, 1, 'full'],
  [0, 3, 0, 'well'],
  [9999, unlimited, undefined, 'well'],
  [9999, null, undefined, 'well'],
] as const)('%i of %s is %s full', (used, allowed, share, level) => {
  expect(fillOf(used, allowed)).toEqual({ share, level });
});
