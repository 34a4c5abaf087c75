import { expect, test } from 'vitest';
import { Texts } from './texts.ts';

test('a text crosses once, then its number; more of them than are kept cross as they are', () => {
  const texts = new Texts();
  const one = { sql: 'insert one', values: [1] };
  const two = { sql: 'insert two', values: [2] };
  expect(texts.shorten({ control: ['begin immediate'], batches: [[one, two], [one]], commit: true })).toEqual(
    {
      control: ['begin immediate'],
      batches: [
        [
          { sql: 0, values: [1] },
          { sql: 1, values: [2] },
        ],
        [{ sql: 0, values: [1] }],
      ],
      commit: true,
      texts: ['insert one', 'insert two'],
    },
  );
  expect(texts.shorten({ first: [two], ...one })).toEqual({
    first: [{ sql: 1, values: [2] }],
    sql: 0,
    values: [1],
  });
  for (let i = 0; i < 600; i++) texts.shorten({ sql: `select ${i}`, values: [] });
  expect(texts.shorten({ sql: 'select 599', values: [] })).toEqual({ sql: 'select 599', values: [] });
  expect(texts.shorten({ sql: 'select 1', values: [] })).toEqual({ sql: 3, values: [] });
});
