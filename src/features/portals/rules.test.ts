import fc from 'fast-check';
import { expect, test } from 'vitest';
import { frameAncestors, originAllowed, parseAllowedHost } from './rules.ts';

test.each([
  ['https://shop.example', 'https://shop.example'],
  ['https://Shop.Example', 'https://shop.example'],
  ['https://shop.example:8443', 'https://shop.example:8443'],
  ['https://shop.example:443', 'https://shop.example'],
  ['https://*.shop.example', 'https://*.shop.example'],
  ['https://*.shop.example:8443', 'https://*.shop.example:8443'],
  ['https://xn--mller-kva.example', 'https://xn--mller-kva.example'],
  ['https://intranet', 'https://intranet'],
])('PM14 %s is taken', (text, host) => {
  expect(parseAllowedHost(text, false)).toEqual({ host });
});

test.each([
  '',
  '*',
  'null',
  'https://',
  'https://*',
  'https://*.com',
  'https://*.co.uk',
  'https://*.github.io',
  'https://*.*.shop.example',
  'https://shop.*.example',
  'https://*shop.example',
  'http://shop.example',
  'http://x',
  'HTTP://shop.example',
  '//shop.example',
  'shop.example',
  'ftp://shop.example',
  'https://shop.example/',
  'https://shop.example/path',
  'https://shop.example?x',
  'https://shop.example#x',
  'https://user@shop.example',
  'https://user:secret@shop.example',
  'https://shop.example.',
  'https://shop.example.:443',
  'https://.shop.example',
  'https://shop..example',
  'https://shop.example:0',
  'https://shop.example:65536',
  'https://shop.example:',
  'https://shop.example:x',
  'https://shop.example:*',
  'https://-shop.example',
  'https://shop_.example',
  'https://mül.example',
  'https://аpple.example',
  'https://ｓhop.example',
  'https://shop。example',
  ' https://shop.example',
  'https://shop.example ',
  'https://shop.example\n',
  'https://sh\top.example',
  'https://shop.example\0',
  "https://shop.example; script-src 'unsafe-inline'",
  "'self'",
  'https:',
  'data:',
  'https://0x7f.1',
  'https://2130706433',
  'https://*.0.0.1',
  'https://[::1]',
  `https://${'a'.repeat(64)}.example`,
  `https://${'a.'.repeat(130)}example`,
  'javascript:alert(1)',
  'https:\\\\shop.example',
  'https://%73hop.example',
])('PM14 %j is refused with a sentence', (text) => {
  const parsed = parseAllowedHost(text, true);
  expect(parsed.host).toBeUndefined();
  expect(parsed.refused).toMatch(/^[A-Z].*\.$/);
});

test.each([
  ['http://localhost:*', 'http://localhost:*'],
  ['http://127.0.0.1:*', 'http://127.0.0.1:*'],
  ['http://127.0.0.1:4401', 'http://127.0.0.1:4401'],
  ['http://localhost:80', 'http://localhost'],
])('PM14 %s is for a test side only', (text, host) => {
  expect(parseAllowedHost(text, true)).toEqual({ host });
  expect(parseAllowedHost(text, false).refused).toContain('test side');
});
test.each([
  'http://localhost:99999',
  'http://localhost.example',
  'http://127.0.0.2:80',
  'http://localhost:4401/',
  'http://*.localhost:1',
])('PM14 %s is not this machine', (text) => expect(parseAllowedHost(text, true).host).toBeUndefined());

test('PM14 whatever is written: what is taken is a browser’s origin and stays as it is when read again', () => {
  const piece = fc.constantFrom(
    'https://',
    'http://',
    '*.',
    'shop',
    '.',
    'example',
    'com',
    ':',
    '443',
    '8443',
    '/',
    '@',
    'xn--',
    '-',
    'ü',
    ' ',
    '*',
    '%',
    '[',
    'localhost',
    '\n',
  );
  fc.assert(
    fc.property(
      fc.array(piece, { maxLength: 9 }).map((all) => all.join('')),
      (text) => {
        const { host } = parseAllowedHost(text, true);
        if (host === undefined) return;
        expect(parseAllowedHost(host, true)).toEqual({ host });
        expect(host).toMatch(/^https?:\/\/[a-z0-9.*-]+(:[\d*]+)?$/);
        const bare = host.replace('*.', '').replace(':*', '');
        expect(new URL(bare).origin).toBe(bare);
      },
    ),
    { numRuns: 3000 },
  );
});

test.each([
  ['https://shop.example', true],
  ['https://shop.example:444', false],
  ['http://shop.example', false],
  ['https://a.shop.example', false],
  ['https://shop.example.evil.test', false],
  ['https://a.wild.example', true],
  ['https://a.b.wild.example', true],
  ['https://wild.example', false],
  ['https://evilwild.example', false],
  ['https://a.wild.example:8443', false],
  ['https://evil.test/.wild.example', false],
  ['https://evil.test?.wild.example', false],
  ['https://x@a.wild.example', false],
  ['https://*.wild.example', false],
  ['http://127.0.0.1:4401', true],
  ['http://127.0.0.1', true],
  ['http://127.0.0.1.evil.test', false],
  ['http://127.0.0.1:4401.evil.test', false],
  ['null', false],
  ['', false],
])('PM13 the page %s may frame the portal: %s', (origin, allowed) => {
  const hosts = ['https://shop.example', 'https://*.wild.example', 'http://127.0.0.1:*'];
  expect(originAllowed(origin, hosts)).toBe(allowed);
  expect(originAllowed(origin, [])).toBe(false);
});

test('PM13 a portal without hosts can be framed by nobody', () => {
  expect(frameAncestors([])).toBe("'none'");
  expect(frameAncestors(['https://a.example', 'https://*.b.example'])).toBe(
    'https://a.example https://*.b.example',
  );
});
