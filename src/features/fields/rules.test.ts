import { expect, test } from 'vitest';
import { keptText } from './rules.ts';
import type { CustomField } from './schema.ts';

const of = (kind: CustomField['kind']) => ({ kind, choices: ['Gold', 'Silver'] });

test.each<[CustomField['kind'], string | null, string | null | undefined]>([
  ['text', ' North ', 'North'],
  ['text', '', null],
  ['text', null, null],
  ['text', 'x'.repeat(501), undefined],
  ['text', 'two\nlines', undefined],
  ['lines', 'two\nlines', 'two\nlines'],
  ['number', '007.50', '7.50'],
  ['number', '0,5', '0.5'],
  ['number', '-3', '-3'],
  ['number', '1e3', undefined],
  ['number', '1.000,5', undefined],
  ['choice', 'Gold', 'Gold'],
  ['choice', 'gold', undefined],
  ['check', 'true', 'true'],
  ['check', 'yes', undefined],
  ['day', '2028-02-29', '2028-02-29'],
  ['day', '2027-02-29', undefined],
  ['day', '29.02.2028', undefined],
])('BIL-49 a %s field given %j keeps %j', (kind, given, kept) =>
  expect(keptText(of(kind), given)).toBe(kept),
);
