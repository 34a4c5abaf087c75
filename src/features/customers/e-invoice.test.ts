import { expect, test } from 'vitest';
import { eInvoiceParts, isEInvoiceAddress, isLeitwegId } from './e-invoice.ts';

test.each([
  ['04011000-1234512345-06', true],
  ['04011000-1234512345-07', false],
  ['991-33333TEST-33', true],
  ['04011000', false],
])('BIL-26 %s is a Leitweg-ID: %s', (text, is) => {
  expect(isLeitwegId(text)).toBe(is);
});

test('BIL-26 an e-invoice goes to an address with its scheme, or to a Leitweg-ID', () => {
  expect(eInvoiceParts('0088:4012345000009')).toEqual({ scheme: '0088', id: '4012345000009' });
  expect(eInvoiceParts('04011000-1234512345-06')).toEqual({ scheme: '0204', id: '04011000-1234512345-06' });
  expect(isEInvoiceAddress('somewhere')).toBe(false);
});
