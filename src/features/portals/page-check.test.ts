import { describe, expect, test } from 'vitest';
import { checkPage, type FetchedPage } from './page-check.ts';

const wanted = {
  publicUrl: 'https://account.acme.example',
  slug: 'acme',
  hosts: ['https://www.acme.example'],
};
const loader = '<script async src="https://account.acme.example/v1/portico.js"></script>';
const element = '<portico-portal portal="acme"></portico-portal>';
const page = (change: Partial<FetchedPage> = {}): FetchedPage => ({
  url: 'https://www.acme.example/account',
  status: 200,
  policies: [],
  html: `<!doctype html><body>${loader}${element}`,
  ...change,
});
const codes = (change: Partial<FetchedPage>) => checkPage(page(change), wanted).map(({ code }) => code);
const policy = (text: string, html = `${loader}${element}`) =>
  checkPage(page({ policies: [text], html }), wanted).map((one) =>
    'directive' in one ? one.directive : one.code,
  );

test('DAY-34 a page with all it needs has nothing in its way', () => {
  expect(checkPage(page(), wanted)).toEqual([]);
  expect(
    codes({ html: '<iframe src="https://account.acme.example/p/acme/documents?x=1"></iframe>' }),
  ).toEqual([]);
  expect(
    codes({ html: `<script src='https://account.acme.example/v1/portico.js' data-portal=acme></script>` }),
  ).toEqual([]);
});

test('DAY-34 a page of a host that is not allowed is told which entry is missing', () => {
  expect(checkPage(page({ url: 'https://shop.acme.example/a?b' }), wanted)).toEqual([
    { code: 'host', host: 'https://shop.acme.example' },
  ]);
  expect(codes({ url: 'http://www.acme.example/' })).toEqual(['host']);
});

test.each<[string, string[]]>([
  ['', ['no-snippet']],
  [`<!-- ${loader}${element} -->`, ['no-snippet']],
  [loader, ['no-element']],
  [`${loader}<portico-portal portal="other"></portico-portal>`, ['other-portal']],
  [`${loader}${loader}${element}`, ['twice']],
  [`<script src="https://old.example/v1/portico.js"></script>${element}`, ['other-service']],
  [`<p title="${'<script'}">${loader}<button data-portico-open="documents" data-portal="acme">`, []],
  ['<iframe src="https://account.acme.example/p/other"></iframe>', ['other-portal']],
])('DAY-34 a page whose markup is %j is told %j', (html, expected) => {
  expect(codes({ html })).toEqual(expected);
});

test('DAY-34 an error page is told as such', () => {
  expect(checkPage(page({ status: 401 }), wanted)).toEqual([{ code: 'answered', status: 401 }]);
});

describe('DAY-34 the page’s own content security policy', () => {
  test.each<[string, string[]]>([
    ["default-src 'self'", ['script-src', 'frame-src']],
    [
      "default-src 'none'; script-src https://account.acme.example; frame-src https://account.acme.example",
      [],
    ],
    ["script-src 'self'", ['script-src']],
    ["frame-src 'none'", ['frame-src']],
    ["frame-src 'self' https://*.acme.example; script-src https:", []],
    ['frame-src account.acme.example; script-src *', []],
    ['frame-src http://account.acme.example', []],
    ['frame-src https://acme.example', ['frame-src']],
    ['frame-src https://account.acme.example:8443', ['frame-src']],
    ['frame-src https://account.acme.example/p/', []],
    ['frame-src https://account.acme.example/q/', ['frame-src']],
    ["child-src https://account.acme.example; default-src 'self'; script-src-elem https:", []],
    ["SCRIPT-SRC 'self'; script-src https:", ['script-src']],
    ["script-src 'nonce-abc' 'strict-dynamic' https:", ['script-src']],
    ['sandbox allow-forms', ['sandboxed']],
    ['sandbox allow-scripts allow-same-origin', []],
    ["upgrade-insecure-requests; img-src 'none'", []],
    ["script-src https:, frame-src 'none'", ['frame-src']],
  ])('%j', (text, expected) => expect(policy(text)).toEqual(expected));

  test('a nonce on our script is as good as its address', () => {
    const html = `<script nonce="abc" src="https://account.acme.example/v1/portico.js"></script>${element}`;
    expect(policy("script-src 'nonce-abc' 'strict-dynamic'", html)).toEqual([]);
    expect(policy("script-src 'nonce-abd'", html)).toEqual(['script-src']);
  });

  test('a policy in the markup counts like one in a header', () => {
    const html = `<meta http-equiv="Content-Security-Policy" content="frame-src &#39;none&#39;">${loader}${element}`;
    expect(checkPage(page({ html }), wanted)).toEqual([
      { code: 'policy', directive: 'frame-src', value: 'https://account.acme.example' },
    ]);
  });
});

test.each(['<a ', '<a b="', "<a b='", '<!--', '<a =', '<a  ', '<portico-portal portal="x'])(
  'DAY-34 half a megabyte of %j is read in one go',
  (piece) => {
    const html = piece.repeat(524_288 / piece.length);
    expect(codes({ html })).toContain('no-snippet');
  },
);
