import { expect, test } from 'vitest';
import { translator } from '../../../kit/browser/words.ts';
import contrast from './contrast/messages/en.json';
import { sayDifference } from './differences.ts';
import en from './messages/en.json';
import type { PortalsWords } from './words.ts';

const t = translator(
  {
    ...en,
    ...contrast,
    'panel.usage': 'Usage',
    'order-page.coupon': 'Field for a code',
    'order-page.variants': 'Sold here',
    'order-page.choice.all': 'All of them',
    'order-page.text.title': 'Title of the page',
  },
  { locale: 'en', timeZone: 'UTC', today: '2026-11-01' },
) as unknown as PortalsWords;
const said = (path: string, before: unknown, after: unknown) => {
  const one = sayDifference(t, { path, before, after });
  return [one.name, one.before, one.after];
};

test('what differs is said in the words of the tabs where it is set', () => {
  expect(said('theme.light.primary', null, '#8a1c7c')).toEqual([
    'Brand colour (Light)',
    'As the theme',
    '#8a1c7c',
  ]);
  expect(said('panels.usage', null, 'hidden')).toEqual(['Usage', 'Default: view and change', 'Hidden']);
  expect(said('billingFields.vatId', 'optional', 'required')).toEqual([
    'VAT number',
    'May be given',
    'Must be given',
  ]);
  expect(said('order.coupon', false, true)).toEqual(['Field for a code', 'Off', 'On']);
  expect(said('order.variantIds', null, ['var_1', 'var_2'])).toEqual([
    ...['Sold here', 'All of them', '2 entries'],
  ]);
  expect(said('order.texts.de.title', 'A', 'B')).toEqual(['Title of the page (German)', 'A', 'B']);
  expect(said('footer.de.text', null, 'Kiel')).toEqual(['Footer (German)', 'Nothing', 'Kiel']);
  expect(said('logo.light', null, 'fil_1')).toEqual(['Logo on light grounds', 'Nothing', 'A picture']);
  expect(said('customCss.source', '', 'a{}\nb{}')).toEqual(['Your style sheet', 'Nothing', '2 lines']);
  expect(said('statement.limits.en', null, 'Scans')).toEqual([
    ...['What is not accessible yet (English)', 'Nothing', 'Scans'],
  ]);
});
