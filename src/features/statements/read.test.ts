import { expect, test } from 'vitest';
import { readAmount, readCsv, readDay } from './read.ts';

test.each([
  ['1.234,56', 'EUR', 123_456],
  ['1,234.56', 'EUR', 123_456],
  ['-12.5', 'EUR', -1_250],
  ['12,50-', 'EUR', -1_250],
  ['+7', 'EUR', 700],
  ['1.234', 'EUR', 123_400],
  ['1.234', 'KWD', 1_234],
  ['1 234', 'JPY', 1_234],
  ['0,07', 'EUR', 7],
])('DAY-17 %s %s is %i', (text, currency, amount) => {
  expect(readAmount(text, currency)).toBe(amount);
});

test.each(['', 'abc', '1e5', '12,345678', '1,2,3x', '٣'])('DAY-17 “%s” is no amount', (text) => {
  expect(() => readAmount(text, 'EUR')).toThrow('no amount');
});

test('DAY-17 days are read as banks write them', () => {
  expect(['2026-11-02', '2.11.2026', '02/11/26', '2026-11-02T08:00:00Z'].map(readDay)).toEqual(
    Array.from({ length: 4 }, () => '2026-11-02'),
  );
  expect(() => readDay('31.02.2026')).toThrow('no day');
});

test('DAY-17 a CSV of a bank is read by the names of its columns, whatever stands above them', () => {
  const rows = [
    ['Kontoauszug', ''],
    ['Buchungstag', 'Name Zahlungsbeteiligter', 'Verwendungszweck', 'Betrag', 'Währung'],
    ['02.11.2026', 'Anna Blum', 'RE-2026-00042', '11,90', 'EUR'],
    ['', '', '', '', ''],
  ];
  expect(readCsv(rows).lines).toEqual([
    {
      ...{ bookedOn: '2026-11-02', amount: 1_190, currency: 'EUR', name: 'Anna Blum', text: 'RE-2026-00042' },
      bankReference: '',
    },
  ]);
  expect(() => readCsv([['a', 'b']])).toThrow('No row names');
});
