import { expect, test } from 'vitest';
import { knownLanguages, languages } from '../../kit/common/languages.ts';
import { hasOrderButtons, orderButton, orderButtonOf, orderButtons } from './order-button.ts';

test.each([
  ['de', 'DE', undefined, 'Zahlungspflichtig bestellen'],
  ['de', 'DE', 'Kaufen', 'Kaufen'],
  ['de', 'AT', 'Kaufen', 'Zahlungspflichtig bestellen'],
  ['fr', 'FR', 'Commander et payer', 'Commander et payer'],
  ['fr', 'BE', 'Commander et payer', 'Commande avec obligation de paiement'],
  ['nl', 'NL', 'Nu kopen', 'Bestelling met betalingsverplichting'],
  ['en', 'IE', 'Buy now', 'Buy now'],
  // Words of another language, or of nobody's list, are never shown.
  ['en', 'US', 'Kaufen', 'Order with obligation to pay'],
  ['de', 'DE', 'Weiter', 'Zahlungspflichtig bestellen'],
] as const)('BIL-34 in %s for %s, with the wish %s, the button says %s', (language, country, wish, says) => {
  expect(orderButton(language, country, wish)).toBe(says);
});

test('BIL-34 the page is told what the button says, and in which countries it says something else', () => {
  expect(orderButtonOf('de', 'Kaufen')).toEqual({
    usual: 'Kaufen',
    by: Object.fromEntries(['AT', 'BE', 'LU'].map((country) => [country, 'Zahlungspflichtig bestellen'])),
  });
  expect(orderButtonOf('de-CH', undefined)).toEqual({ usual: 'Zahlungspflichtig bestellen', by: {} });
});

test('BIL-34 every language has statutory words, and each of ours says that it costs money or buys', () => {
  expect(knownLanguages.filter((tag) => !languages[tag].isPseudo && !hasOrderButtons(tag))).toEqual([]);
  for (const language of ['en', 'de', 'nl', 'fr'] as const) {
    expect(orderButtons(language).length, language).toBeGreaterThan(1);
    for (const words of orderButtons(language))
      expect(words).toMatch(/pay|buy|purchase|pflichtig|kaufen|betal|kopen|paiement|payer|acheter/i);
  }
});
