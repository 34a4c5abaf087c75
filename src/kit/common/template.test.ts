import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { continueAddress, fillHtml, fillTemplate, templateFaults } from './template.ts';

const url = 'https://portal.example/p/acme#token=eyJ.a-b_c.d';
const fill = (template: string) =>
  fillTemplate(template, { texts: { CustomerName: 'Anna & Ben' }, addresses: { SelfServicePortalUrl: url } });

describe('BIL-44 a placeholder may stand anywhere, more than once', () => {
  test.each([
    ['{SelfServicePortalUrl}', url],
    ['a{SelfServicePortalUrl} b {SelfServicePortalUrl}.', `a${url} b ${url}.`],
    ['Dear {CustomerName}, {CustomerName}!', 'Dear Anna & Ben, Anna & Ben!'],
    ['{{CustomerName}}', '{Anna & Ben}'],
    ['braces { } {} {1} stay', 'braces { } {} {1} stay'],
    ['{constructor} {toString}', '{constructor} {toString}'],
  ])('BIL-44 %s', (template, filled) => expect(fill(template)).toBe(filled));
});

describe('BIL-45 what continues the address becomes part of one well-formed address', () => {
  const token = '#token=eyJ.a-b_c.d';
  test.each([
    ['{SelfServicePortalUrl}?language=en', `https://portal.example/p/acme?language=en${token}`],
    ['{SelfServicePortalUrl}&language=en', `https://portal.example/p/acme?language=en${token}`],
    ['{SelfServicePortalUrl}?language=en&x=1', `https://portal.example/p/acme?language=en&x=1${token}`],
    ['{SelfServicePortalUrl}?language=en?x=1', `https://portal.example/p/acme?language=en&x=1${token}`],
    [
      '{SelfServicePortalUrl}?language=en#panel=documents',
      `https://portal.example/p/acme?language=en${token}&panel=documents`,
    ],
    ['{SelfServicePortalUrl}#panel=documents', `${url}&panel=documents`],
    ['See {SelfServicePortalUrl}?language=en.', `See https://portal.example/p/acme?language=en${token}.`],
    ['Seen {SelfServicePortalUrl}?', `Seen ${url}?`],
    ['({SelfServicePortalUrl}?language=en)', `(https://portal.example/p/acme?language=en${token})`],
    ['{SelfServicePortalUrl} ?language=en', `${url} ?language=en`],
    ['{SelfServicePortalUrl}?really', `${url}?really`],
    ['{CustomerName}?language=en', 'Anna & Ben?language=en'],
  ])('BIL-45 %s', (template, filled) => expect(fill(template)).toBe(filled));

  test('BIL-45 a parameter that the address has already is replaced, not doubled', () => {
    expect(continueAddress('https://a.example/p?language=de&y=2#t', '?language=en')).toBe(
      'https://a.example/p?y=2&language=en#t',
    );
  });
});

test('BIL-44 placeholders that are not known, or never closed, are named once each', () => {
  const known = ['SelfServicePortalUrl', 'CustomerName'];
  expect(templateFaults('{CustomerName} {SelfServicePortalUrl}?language=en { } {2}', known)).toEqual([]);
  expect(
    templateFaults('{Custmer} {Custmer} { CustomerName } {selfserviceportalurl} {CustomerName', known),
  ).toEqual([
    { kind: 'unknown', name: 'Custmer' },
    { kind: 'unknown', name: 'CustomerName' },
    { kind: 'unknown', name: 'selfserviceportalurl' },
    { kind: 'unclosed', name: 'CustomerName' },
  ]);
});

const parameter = fc
  .tuple(fc.stringMatching(/^[a-z][a-z0-9_]{0,8}$/), fc.stringMatching(/^[A-Za-z0-9_%+]{0,8}$/))
  .map((pair) => pair.join('='));

test('BIL-45 whatever parameters follow, the address keeps origin, path and token, and says each of them', () => {
  fc.assert(
    fc.property(fc.array(parameter, { minLength: 1, maxLength: 4 }), fc.boolean(), (parameters, more) => {
      const filled = fill(`{SelfServicePortalUrl}?${parameters.join('&')}${more ? '#panel=documents' : ''}`);
      const made = new URL(filled);
      expect(made.origin + made.pathname).toBe('https://portal.example/p/acme');
      expect(new URLSearchParams(made.hash.slice(1)).get('token')).toBe('eyJ.a-b_c.d');
      expect(made.search.slice(1).split('&')).toEqual(parameters);
      expect(filled.split('#')).toHaveLength(2);
    }),
  );
});

test('BIL-44 text without placeholders is left as it is, and no known placeholder is left over', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.string(), fc.constant('{CustomerName}'))), (parts) => {
      const template = parts.join('');
      const filled = fill(template);
      expect(filled).toBe(template.split('{CustomerName}').join('Anna & Ben'));
    }),
  );
});

test('BIL-44 in HTML nothing that was filled in or written can become an element or leave an attribute', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), fc.string(), (before, name, behind) => {
      const html = fillHtml(`${before}{Name}{Url}${behind}`, {
        texts: { Name: name },
        addresses: { Url: 'https://a.example/?x="><script>' },
      });
      const rest = html.replace(/<a href="[^"<>]*">[^<>]*<\/a>|<br>/g, '');
      expect(rest).not.toMatch(/[<>"']/);
      expect(rest.replace(/&(?:amp|lt|gt|quot|#39);/g, '')).not.toContain('&');
    }),
  );
  expect(fillHtml('{Url}?language=en&x=1', { texts: {}, addresses: { Url: url } })).toContain(
    'href="https://portal.example/p/acme?language=en&amp;x=1#token=eyJ.a-b_c.d"',
  );
});
