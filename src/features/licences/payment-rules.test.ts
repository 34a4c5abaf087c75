import fc from 'fast-check';
import { expect, test } from 'vitest';
import { effectOf, isUnpaid } from './payment-rules.ts';

const failed = { status: 'failed', isTriedAgain: false };
const waits = { status: 'failed', isTriedAgain: true };
const settings = { blockWhenChargeFails: 'last', blockOverdueDays: null } as const;

test.each([
  { name: 'an invoice that nobody tried to collect stops nothing', charges: [], stops: false },
  { name: 'a charge that is tried again stops nothing yet', charges: [waits], stops: false },
  {
    name: 'where the first failure counts, it does',
    charges: [waits],
    set: { blockWhenChargeFails: 'first' },
    stops: true,
  },
  { name: 'after the last attempt it stops', charges: [waits, failed], stops: true },
  {
    name: 'where failures count for nothing, it does not',
    charges: [failed],
    set: { blockWhenChargeFails: 'never' },
    stops: false,
  },
  {
    name: 'money that is under way again stops nothing',
    charges: [failed, { status: 'pending', isTriedAgain: false }],
    stops: false,
  },
  {
    name: 'ten days after it was due it stops, where so set',
    charges: [],
    set: { blockOverdueDays: 9 },
    stops: true,
  },
  { name: 'and not on the tenth', charges: [], set: { blockOverdueDays: 10 }, stops: false },
] as const)('CRY-20 $name', ({ charges, stops, ...more }) => {
  const all = { ...settings, ...('set' in more ? more.set : {}) };
  expect(isUnpaid({ dueOn: '2026-11-01', charges }, all, '2026-11-11')).toBe(stops);
});

type Known = { expiresAt: string | null; blocked: 'payment' | 'leaked' | null; newestAt: string | null };
const play = (
  events: readonly Parameters<typeof effectOf>[0][],
  start: Known = { expiresAt: '2026-01-01', blocked: null, newestAt: null },
) => {
  let known = start;
  for (const event of events) {
    const { newestAt } = known;
    const newer = newestAt === null || event.occurredAt > newestAt;
    known = { ...known, ...effectOf(event, known, newestAt), newestAt: newer ? event.occurredAt : newestAt };
  }
  return known;
};

test('CRY-20 a renewal moves the end on and never back; a failure blocks, what is paid unblocks, a leaked key stays blocked', () => {
  const renewed = { type: 'renewed', paidUntil: '2027-01-01', occurredAt: '2026-01-02' } as const;
  const fails = { type: 'failed', occurredAt: '2026-01-03' } as const;
  expect(play([renewed])).toMatchObject({ expiresAt: '2027-01-01', blocked: null });
  expect(play([renewed, { ...renewed, paidUntil: '2026-06-01' }]).expiresAt).toBe('2027-01-01');
  expect(play([renewed, fails])).toMatchObject({ blocked: 'payment' });
  expect(play([fails, { type: 'paid', occurredAt: '2026-01-04' }])).toMatchObject({ blocked: null });
  // The failure came late: the renewal behind it is known already.
  expect(play([{ ...renewed, occurredAt: '2026-01-04' }, fails])).toMatchObject({ blocked: null });
  const leaked = { expiresAt: null, blocked: 'leaked', newestAt: null } as const;
  expect(play([fails, renewed], leaked)).toMatchObject({ expiresAt: null, blocked: 'leaked' });
});

test('CRY-20 in whatever order events come, the end is the furthest and the block is what the newest says', () => {
  const event = fc.record({
    type: fc.constantFrom('renewed' as const, 'failed' as const, 'paid' as const),
    paidUntil: fc.integer({ min: 10, max: 99 }).map((day) => `2026-01-${day}`),
  });
  fc.assert(
    fc.property(
      fc.array(event, { minLength: 1, maxLength: 8 }),
      fc.infiniteStream(fc.nat()),
      (list, order) => {
        const events = list.map((one, index) => ({ ...one, occurredAt: `2026-02-${10 + index}` }));
        const mixed = [...events].map((one) => [order.next().value, one] as const).sort(([a], [b]) => a - b);
        const shuffled = play(mixed.map(([, one]) => one));
        expect(shuffled.blocked).toBe(events.at(-1)?.type === 'failed' ? 'payment' : null);
        expect(shuffled.expiresAt).toBe(play(events).expiresAt);
      },
    ),
  );
});
