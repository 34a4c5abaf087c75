import { expect, test } from 'vitest';
import { readOptions } from './host-options.ts';
import { isAllowedHost, possibleParents } from './hosts.ts';
import { readTokens } from './tokens.ts';

const list = ['https://shop.example.com', 'https://*.acme.example', 'http://localhost:*'];

test.each([
  ['https://shop.example.com', true],
  ['https://www.acme.example', true],
  ['https://a.b.acme.example', true],
  ['https://acme.example', false],
  ['https://evilacme.example', false],
  ['https://shop.example.com.evil.test', false],
  ['https://shopXexample.com', false],
  ['http://shop.example.com', false],
  ['https://shop.example.com:8443', false],
  ['http://www.acme.example', false],
  ['https://evil.test/.acme.example', false],
  ['https://evil.test?.acme.example', false],
  ['http://localhost:4401', true],
  ['http://localhost', true],
  ['https://localhost:4401', false],
  ['http://localhost.evil.test:80', false],
  ['null', false],
  ['', false],
])('PM02 PM03 %s may show the portal: %s', (origin, allowed) => {
  expect(isAllowedHost(origin, list)).toBe(allowed);
});

test('PM13 an empty list allows nobody', () => {
  expect(isAllowedHost('https://shop.example.com', [])).toBe(false);
  expect(possibleParents([], undefined, 'https://shop.example.com/')).toEqual([]);
});

test('hello goes to the parent the browser names, else to allowed origins alone', () => {
  expect(possibleParents(list, 'https://www.acme.example', '')).toEqual(['https://www.acme.example']);
  expect(possibleParents(list, 'https://evil.test', 'https://shop.example.com/')).toEqual([]);
  expect(possibleParents(list, undefined, 'https://www.acme.example/page')).toEqual([
    'https://www.acme.example',
  ]);
  expect(possibleParents(list, undefined, 'https://evil.test/')).toEqual(['https://shop.example.com']);
  expect(possibleParents(list, undefined, '')).toEqual(['https://shop.example.com']);
});

test('design tokens that could fetch, end the declaration or run are left out', () => {
  expect(
    readTokens({
      primary: ' teal ',
      shadow: '0 1px 2px rgb(0 0 0 / .1)',
      font: 'Georgia, "A & B"',
      bg: 'url(https://evil.test)',
      text: 'red;background:blue',
      link: 'expression (1)',
      'Bad Name': 'red',
      radius: 4,
      long: 'x'.repeat(400),
    }),
  ).toEqual({ primary: 'teal', shadow: '0 1px 2px rgb(0 0 0 / .1)', font: 'Georgia, "A & B"' });
});

test('wishes that are not well formed are as if not said', () => {
  expect(readOptions({ panel: 'javascript:1', language: '<b>', scheme: 'blue', tokens: 3 })).toEqual({
    tokens: {},
  });
  expect(readOptions({ panel: 'invoices', language: 'pt-BR', scheme: 'dark' })).toEqual({
    panel: 'invoices',
    language: 'pt-BR',
    scheme: 'dark',
  });
  expect(readOptions(null)).toEqual({});
});
