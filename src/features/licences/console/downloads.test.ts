import { expect, test } from 'vitest';
import { downloadsIn, linesOf } from './downloads.ts';

test('DAY-32 downloads of a product are typed one a line, and read back as they were', () => {
  const downloads = [
    { name: 'Studio for Windows', url: 'https://acme.example/setup.exe', os: 'windows', version: '8.4' },
    { name: 'Handbook', url: 'https://acme.example/book.pdf', os: null, version: null },
  ] as const;
  expect(linesOf(downloads)).toBe(
    'Studio for Windows; https://acme.example/setup.exe; windows; 8.4\nHandbook; https://acme.example/book.pdf',
  );
  expect(downloadsIn(linesOf(downloads))).toEqual(downloads);
  for (const wrong of [
    'Only a name',
    'A; http://acme.example',
    'A; https://acme.example; amiga',
    'A; https://a.example; ; 1; 2',
  ])
    expect(downloadsIn(wrong)).toBeUndefined();
});
