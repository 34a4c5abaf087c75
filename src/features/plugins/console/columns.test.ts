import { expect, test } from 'vitest';
import { columnsOf, columnsText } from './columns.ts';

test('CCM-24 columns of a list are lines that people write', () => {
  const columns = columnsOf(['Order', 'Due on: day', 'Amount: money (total)']);
  expect(columns.map(({ id, label, type }) => [id, label, type])).toEqual([
    ['order', 'Order', 'text'],
    ['dueOn', 'Due on', 'day'],
    ['total', 'Amount', 'money'],
  ]);
  expect(columnsText(columns)).toEqual(['Order: text', 'Due on: day', 'Amount: money (total)']);
  expect(columnsOf(['Due on: week'])).toEqual([]);
  const german = [{ id: 'order', label: 'Order', type: 'text', labels: { de: 'Auftrag' } }] as const;
  expect(columnsOf(['Order'], german)[0]?.labels).toEqual({ de: 'Auftrag' });
});
