// @vitest-environment happy-dom
import { type ComponentChild, h, render } from 'preact';
import { expect, test } from 'vitest';
import { draw } from './draw.ts';

/** The same by Preact, whose nodes these will be. */
const byPreact = (what: unknown): string => {
  const into = document.createElement('div');
  render(what as ComponentChild, into);
  return into.innerHTML;
};
const drawn = (what: unknown): string => {
  const into = document.createElement('div');
  draw(what, into);
  return into.innerHTML;
};

const Fact = ({ label, children }: { label: string; children?: unknown }) =>
  h('p', { 'data-label': label }, children as never);

test.each([
  [
    'attributes, absent ones and handlers',
    h('a', { href: '/x', class: 'b', title: undefined, onClick() {} }, 'go'),
  ],
  [
    'what is false and what says so',
    h('button', { disabled: false, 'aria-disabled': false, hidden: true }, 'x'),
  ],
  [
    'what is true and what says so',
    h('button', { disabled: true, 'aria-pressed': true, 'data-open': true, hidden: false }, 'x'),
  ],
  ['numbers, nothing and lists', h('ul', null, [0, null, false, true, 'a', ['b', h('li', { key: 1 }, 'c')]])],
  ['a component with children', h(Fact, { label: 'price' }, h('bdi', null, '9 €'), ' ', 'a month')],
  ['own properties of a style', h('i', { style: { '--at': '20%', visibility: 'hidden' } })],
  ['a picture', h('svg', { viewBox: '0 0 24 24', 'aria-hidden': 'true' }, h('path', { d: 'M0 0' }))],
])('%s are drawn as Preact draws them', (_, what) => {
  expect(drawn(what)).toBe(byPreact(what));
});

test('a list shows the chosen one', () => {
  const into = document.createElement('div');
  const options = ['de', 'en'].map((tag) => h('option', { value: tag }, tag));
  draw(h('select', { value: 'en' }, options), into);
  expect((into.firstChild as HTMLSelectElement).value).toBe('en');
});

test('markup in a text stays text', () => {
  expect(drawn(h('p', null, '<img src=x onerror=alert(1)>'))).toBe(
    '<p>&lt;img src=x onerror=alert(1)&gt;</p>',
  );
});
