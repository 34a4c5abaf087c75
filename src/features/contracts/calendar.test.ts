import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addDays, type Day, dayIn, type Period } from '../../kit/common/day.ts';
import { type Dated, endingOf, endsAllowed, mayEndOn } from './calendar.ts';
import type { NoticeTo } from './schema.ts';

/**
 * The same questions answered slowly, by walking through the days one after the other on JavaScript's own calendar: no
 * step is longer than a day, so that each line can be held against § 187, § 188 and the sentence of the contract.
 */
interface Walked {
  readonly day: Day;
  /** Counted on from the year 0. */
  readonly month: number;
  readonly number: number;
}
const days: Walked[] = [];
for (let ms = Date.UTC(2024, 0, 1, 12); ms < Date.UTC(2050, 0, 1); ms += 86_400_000) {
  const date = new Date(ms);
  const month = date.getUTCFullYear() * 12 + date.getUTCMonth();
  days.push({ day: date.toISOString().slice(0, 10), month, number: date.getUTCDate() });
}
const places = new Map(days.map(({ day }, place) => [day, place]));
const placeOf = (day: Day): number => places.get(day) as number;
const dayAt = (place: number): Walked => days[place] as Walked;

/** The day that bears the same number `count` units later, or the last of a month that has none. */
function walk(from: number, { count, unit }: Period, times: number): { place: number; isThere: boolean } {
  let place = from;
  if (unit === 'day' || unit === 'week') {
    for (let left = count * times * (unit === 'week' ? 7 : 1); left > 0; left--) place++;
    return { place, isThere: true };
  }
  const { month, number } = dayAt(from);
  const target = month + count * times * (unit === 'year' ? 12 : 1);
  while (dayAt(place).month < target || dayAt(place).number !== number) {
    place++;
    if (dayAt(place).month > target) return { place: place - 1, isThere: false };
  }
  return { place, isThere: true };
}

const part = (place: number, to: NoticeTo): number =>
  Math.floor(dayAt(place).month / { month: 1, quarter: 3, year: 12 }[to]);

function close(place: number, to: NoticeTo | null | undefined): number {
  let last = place;
  while (to && part(last + 1, to) === part(place, to)) last++;
  return last;
}

/** Every last day a contract may have, in order. */
function* ends({ startsOn, terms }: Dated): Generator<number> {
  const start = placeOf(startsOn);
  const length = (from: number, period: Period, times: number) => {
    const { place, isThere } = walk(from, period, times);
    return isThere ? place - 1 : place;
  };
  const first = terms.minimumTerm ?? terms.renewal;
  if (terms.renewal === null) {
    for (let place = first ? length(start, first, 1) : start; ; place++)
      if (place === close(place, terms.noticeTo)) yield place;
  }
  const inMonths = ({ unit }: Period) => unit === 'month' || unit === 'year';
  const asMonths = ({ count, unit }: Period) => count * (unit === 'year' ? 12 : 1);
  const month: Period = { count: 1, unit: 'month' };
  const firstEnd = length(start, first as Period, 1);
  yield close(firstEnd, terms.noticeTo);
  for (let term = 1; ; term++) {
    const end =
      inMonths(first as Period) && inMonths(terms.renewal)
        ? length(start, month, asMonths(first as Period) + term * asMonths(terms.renewal))
        : length(firstEnd + 1, terms.renewal, term);
    yield close(end, terms.noticeTo);
  }
}

const next = (day: Day): Day => dayAt(placeOf(day) + 1).day;
const before = (day: Day): Day => dayAt(placeOf(day) - 1).day;

function slowEnd(contract: Dated, given: Day): Day {
  const from = placeOf(given);
  const over = contract.terms.notice ? walk(from, contract.terms.notice, 1).place : from;
  for (const end of ends(contract))
    if (end >= over && dayAt(end).day >= contract.startsOn) return dayAt(end).day;
  throw new Error('never');
}

const unit = fc.constantFrom('day', 'week', 'month', 'year' as const);
const most = { day: 40, week: 9, month: 14, year: 2 };
const anyPeriod = unit.chain((name) =>
  fc.record({ count: fc.integer({ min: 1, max: most[name as 'day'] }), unit: fc.constant(name) }),
) as fc.Arbitrary<Period>;
const orNull = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null });
// Around two leap days and the turns of years and quarters.
const anyDay = fc.integer({ min: 0, max: 1500 }).map((offset) => addDays('2027-01-01', offset));
const anyContract = fc
  .record({
    startsOn: anyDay,
    minimumTerm: orNull(anyPeriod),
    renewal: orNull(anyPeriod),
    notice: orNull(anyPeriod),
    noticeTo: orNull(fc.constantFrom('month', 'quarter', 'year' as const)) as fc.Arbitrary<NoticeTo | null>,
  })
  .map(({ startsOn, ...terms }): Dated => ({ startsOn, endsOn: null, cancelledAt: null, terms }));

test('BIL-7 the end of a contract is the one that walking through the days finds', () => {
  fc.assert(
    fc.property(anyContract, anyDay, (contract, today) => {
      expect(endingOf(contract, today, 'UTC')?.endsOn).toBe(slowEnd(contract, today));
    }),
    { numRuns: 400 },
  );
});

test('BIL-7 on the last day for notice the end still holds, a day later it is another one', () => {
  fc.assert(
    fc.property(anyContract, anyDay, (contract, today) => {
      const ending = endingOf(contract, today, 'UTC') as NonNullable<ReturnType<typeof endingOf>>;
      expect(ending.noticeUntil >= today).toBe(true);
      expect(slowEnd(contract, ending.noticeUntil)).toBe(ending.endsOn);
      expect(slowEnd(contract, next(ending.noticeUntil)) > ending.endsOn).toBe(true);
    }),
    { numRuns: 250 },
  );
});

test('BIL-6 what may be chosen are ends of the contract, from the earliest on', () => {
  fc.assert(
    fc.property(anyContract, anyDay, (contract, today) => {
      const allowed = endsAllowed(contract, today) as NonNullable<ReturnType<typeof endsAllowed>>;
      expect(allowed.earliest).toBe(slowEnd(contract, today));
      expect(mayEndOn(contract, today, before(allowed.earliest))).toBe(false);
      if (allowed.anyDayUntil !== null) {
        expect(mayEndOn(contract, today, next(allowed.earliest))).toBe(true);
        expect(mayEndOn(contract, today, next(allowed.anyDayUntil))).toBe(false);
        return;
      }
      let wanted = allowed.earliest;
      for (const end of allowed.later) {
        for (const place of ends(contract)) {
          const possible = dayAt(place).day;
          if (possible <= wanted) continue;
          expect(end).toBe(possible);
          break;
        }
        wanted = end;
      }
    }),
    { numRuns: 60 },
  );
});

const period = (text: string): Period | null => {
  const [count, name] = text.split(' ');
  return text === '-' ? null : { count: Number(count), unit: name as Period['unit'] };
};
const rows = `
what                                                | starts     | minimum  | renewal  | notice  | to      | today      | ends       | until
a year, three months' notice: the last day for it    | 2026-01-01 | 12 month | 12 month | 3 month | -       | 2026-09-30 | 2026-12-31 | 2026-09-30
the day after                                        | 2026-01-01 | 12 month | 12 month | 3 month | -       | 2026-10-01 | 2027-12-31 | 2027-09-30
four weeks to the end of a month: in time            | 2026-01-10 | -        | -        | 4 week  | month   | 2026-03-03 | 2026-03-31 | 2026-03-03
a day late                                           | 2026-01-10 | -        | -        | 4 week  | month   | 2026-03-04 | 2026-04-30 | 2026-04-02
three months to the end of a quarter                 | 2026-01-10 | -        | -        | 3 month | quarter | 2026-06-30 | 2026-09-30 | 2026-06-30
and a day late                                       | 2026-01-10 | -        | -        | 3 month | quarter | 2026-07-01 | 2026-12-31 | 2026-09-30
six weeks to the end of a year                       | 2026-01-10 | -        | -        | 6 week  | year    | 2026-11-19 | 2026-12-31 | 2026-11-19
and a day late                                       | 2026-01-10 | -        | -        | 6 week  | year    | 2026-11-20 | 2027-12-31 | 2027-11-19
a month to the end of a month, in a leap February    | 2026-01-10 | -        | -        | 1 month | month   | 2028-01-31 | 2028-02-29 | 2028-01-31
the same in a February of 28 days                    | 2026-01-10 | -        | -        | 1 month | month   | 2027-01-31 | 2027-02-28 | 2027-01-31
a minimum that ends within a month goes to its end   | 2026-01-15 | 12 month | -        | 1 month | month   | 2026-02-01 | 2027-01-31 | 2026-12-31
a renewal to the end of a quarter                    | 2026-01-15 | 12 month | 12 month | 1 month | quarter | 2026-02-01 | 2027-03-31 | 2027-02-28
and after the last day for it                        | 2026-01-15 | 12 month | 12 month | 1 month | quarter | 2027-03-01 | 2028-03-31 | 2028-02-29
any day with fourteen days                           | 2026-01-15 | -        | -        | 14 day  | -       | 2026-03-01 | 2026-03-15 | 2026-03-01
no notice, any day                                   | 2026-01-15 | -        | -        | -       | -       | 2026-03-01 | 2026-03-01 | 2026-03-01
no notice, to the end of a month                     | 2026-01-15 | -        | -        | -       | month   | 2026-03-02 | 2026-03-31 | 2026-03-31
from 29 February, a year                             | 2028-02-29 | 1 year   | 1 year   | 1 month | -       | 2029-01-31 | 2029-02-28 | 2029-01-31
from 29 February, a year, a day late                 | 2028-02-29 | 1 year   | 1 year   | 1 month | -       | 2029-02-01 | 2030-02-28 | 2030-01-31
before it begins                                     | 2026-06-01 | 12 month | 12 month | 1 month | -       | 2026-02-01 | 2027-05-31 | 2027-04-30`
  .trim()
  .split('\n')
  .slice(1)
  .map((row) => row.split('|').map((cell) => cell.trim()));

describe('BIL-7 the two dates that govern a cancellation', () => {
  test.each(rows)('BIL-7 %s', (...cells) => {
    const [, startsOn = '', minimum = '', renewal = '', notice = '', to, today = '', endsOn, noticeUntil] =
      cells;
    const contract: Dated = {
      ...{ startsOn, endsOn: null, cancelledAt: null },
      terms: {
        minimumTerm: period(minimum),
        renewal: period(renewal),
        notice: period(notice),
        noticeTo: to === '-' ? null : (to as NoticeTo),
      },
    };
    expect(endingOf(contract, today, 'UTC')).toMatchObject({ endsOn, noticeUntil });
    expect(slowEnd(contract, today)).toBe(endsOn);
  });

  // Notice until 31 March ends the year in June; clocks go forward on 29 March, and in the other zones on other days.
  const contract = (startsOn: Day): Dated => ({
    ...{ startsOn, endsOn: null, cancelledAt: null },
    terms: {
      minimumTerm: { count: 12, unit: 'month' },
      renewal: { count: 12, unit: 'month' },
      notice: { count: 3, unit: 'month' },
    },
  });
  test.each([
    ['Europe/Berlin', '2025-07-01', '2026-03-31', '2026-03-31T22:00:00.000Z'],
    // The last day for notice is the day of 23 hours, and of 25.
    ['Europe/Berlin', '2025-06-30', '2026-03-29', '2026-03-29T22:00:00.000Z'],
    ['Europe/Berlin', '2026-01-26', '2026-10-25', '2026-10-25T23:00:00.000Z'],
    ['America/New_York', '2025-06-09', '2026-03-08', '2026-03-09T04:00:00.000Z'],
    // There is no midnight where clocks go forward at it: the day begins at one.
    ['Africa/Cairo', '2025-07-24', '2026-04-23', '2026-04-23T22:00:00.000Z'],
    ['Pacific/Auckland', '2025-07-01', '2026-03-31', '2026-03-31T11:00:00.000Z'],
    ['America/Los_Angeles', '2025-07-01', '2026-03-31', '2026-04-01T07:00:00.000Z'],
    ['Asia/Kathmandu', '2025-07-01', '2026-03-31', '2026-03-31T18:15:00.000Z'],
  ] as const)(
    'BIL-7 in %s, one second around the last moment is a year',
    (zone, startsOn, until, tooLateFrom) => {
      const ending = endingOf(contract(startsOn), addDays(until, -10), zone);
      expect(ending).toMatchObject({ noticeUntil: until, tooLateFrom });
      const at = (ms: number) => dayIn(zone, new Date(Date.parse(tooLateFrom) + ms));
      expect(endingOf(contract(startsOn), at(-1000), zone)).toEqual(ending);
      const late = endingOf(contract(startsOn), at(60_000), zone);
      expect(Number(late?.endsOn.slice(0, 4))).toBe(Number(ending?.endsOn.slice(0, 4)) + 1);
      expect(late?.endsOn.slice(4)).toBe(ending?.endsOn.slice(4));
    },
  );
});
