import { expect, test } from 'vitest';
import { placeLabel, termMarks } from './term.ts';

const year = { from: '2026-04-01', until: '2027-03-31' } as const;

test('today and the last day for notice stand where they fall in the term', () => {
  const marks = termMarks({ ...year, today: '2026-11-22', deadline: '2027-02-28' });
  expect(marks.today).toBeCloseTo(0.646, 3);
  expect(marks.deadline).toBeCloseTo(0.915, 3);
  expect(marks).toMatchObject({ begun: true, over: false });
});

test('a contract that has not begun has no past, one that is over has no future', () => {
  expect(termMarks({ ...year, today: '2026-03-01' })).toMatchObject({ today: 0, begun: false });
  expect(termMarks({ ...year, today: '2028-01-01' })).toMatchObject({ today: 1, over: true });
});

test('without an end there is always some time to come, and no deadline', () => {
  const marks = termMarks({ from: '2016-01-01', until: null, today: '2026-11-22', deadline: '2026-12-31' });
  expect(marks.today).toBeCloseTo(2 / 3, 2);
  expect(marks.deadline).toBeUndefined();
  expect(termMarks({ from: '2026-11-22', until: null, today: '2026-11-22' }).today).toBe(0);
});

test('a deadline outside the term is not drawn', () => {
  for (const deadline of ['2026-03-31', '2027-03-31', null]) {
    expect(termMarks({ ...year, today: '2026-11-22', deadline }).deadline).toBeUndefined();
  }
});

const ends = { start: 80, end: 90, whole: 400 };
test.each([
  { name: 'under its mark', at: 200, from: 180 },
  { name: 'beside its mark, while the mark is still above it', at: 290, from: 258 },
  { name: 'nowhere, when an end label is too near', at: 390, from: undefined },
  { name: 'nowhere at the very beginning', at: 0, from: undefined },
])('the word "today" stands $name', ({ at, from }) => {
  expect(placeLabel(at, 40, ends)).toBe(from);
});
