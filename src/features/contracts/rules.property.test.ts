import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addDays, addPeriod, type Day, daysBetween, isDay, type Period } from '../../kit/common/day.ts';
import { type Dated, termOf } from './rules.ts';

const anyDay = fc.integer({ min: 0, max: 36_500 }).map((offset) => addDays('1990-01-01', offset));
const anyPeriod = (max: number) =>
  fc.record({
    count: fc.integer({ min: 1, max }),
    unit: fc.constantFrom('day', 'week', 'month', 'year'),
  }) as fc.Arbitrary<Period>;
const orNull = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null });
const anyContract = fc
  .record({
    startsOn: anyDay,
    minimumTerm: orNull(anyPeriod(40)),
    renewal: orNull(anyPeriod(40)),
    notice: orNull(anyPeriod(12)),
  })
  .map(({ startsOn, ...terms }): Dated => ({ startsOn, endsOn: null, cancelledAt: null, terms }));
const over = (day: Day, notice: Period | null) => (notice ? addPeriod(day, notice) : day);

test('BIL-3 whatever the terms: the running term holds today, and notice is over by its end', () => {
  fc.assert(
    fc.property(anyContract, anyDay, (any, today) => {
      const term = termOf(any, today);
      const days = [term.endsOn, term.noticeUntil, term.endsIfCancelledToday].filter((day) => day !== null);
      expect(days.every(isDay)).toBe(true);
      expect((term.endsIfCancelledToday as Day) >= over(today, any.terms.notice)).toBe(true);
      expect((term.endsIfCancelledToday as Day) >= any.startsOn).toBe(true);
      if (term.endsOn === null) {
        expect(term.afterwards).toBe('open-ended');
        return;
      }
      expect(term.endsOn >= today && term.endsOn >= any.startsOn).toBe(true);
      expect((term.endsIfCancelledToday as Day) >= term.endsOn).toBe(true);
      if (term.noticeUntil === null) return;
      expect(over(term.noticeUntil, any.terms.notice) <= term.endsOn).toBe(true);
      expect(over(addDays(term.noticeUntil, 1), any.terms.notice) > term.endsOn).toBe(true);
      expect(term.endsIfCancelledToday === term.endsOn).toBe(today <= term.noticeUntil);
    }),
    { numRuns: 2000 },
  );
});

test('BIL-3 terms follow each other without a gap, and a later day never gives an earlier end', () => {
  fc.assert(
    fc.property(anyContract, anyDay, fc.integer({ min: 0, max: 800 }), (any, today, later) => {
      const [now, then] = [termOf(any, today), termOf(any, addDays(today, later))];
      expect((then.endsIfCancelledToday as Day) >= (now.endsIfCancelledToday as Day)).toBe(true);
      if (now.endsOn === null) return;
      const next = termOf(any, addDays(now.endsOn, 1));
      if (now.afterwards === 'open-ended') {
        expect(next.endsOn).toBeNull();
        return;
      }
      const { count, unit } = any.terms.renewal as Period;
      const [fewest, most] = { day: [1, 1], week: [7, 7], month: [28, 31], year: [365, 366] }[unit] as [
        number,
        number,
      ];
      const length = daysBetween(now.endsOn, next.endsOn as Day);
      expect(length >= count * fewest && length <= count * most).toBe(true);
    }),
    { numRuns: 2000 },
  );
});
