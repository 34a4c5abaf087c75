import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { nextStep, type Standing, tooManyFailed } from './rules.ts';

const calm: Standing = {
  ...{ waveSize: 100, stopAtPercent: 5, leftInWave: 0, sent: 0, queued: 0, failed: 0 },
  ...{ forgivenSent: 0, forgivenFailed: 0 },
};

describe('the next step of an invitation', () => {
  test.each([
    ['begins the first wave in pieces', {}, { kind: 'send', people: 50, newWave: true }],
    ['a small wave whole', { waveSize: 7 }, { kind: 'send', people: 7, newWave: true }],
    ['goes on with a wave', { leftInWave: 30 }, { kind: 'send', people: 30, newWave: false }],
    ['two bad addresses say nothing', { sent: 10, failed: 2 }, { kind: 'send', people: 50, newWave: true }],
    ['exactly the limit', { sent: 100, failed: 5 }, { kind: 'send', people: 50, newWave: true }],
    ['above the limit', { sent: 100, failed: 6 }, { kind: 'stop' }],
    ['in the middle of a wave', { leftInWave: 50, sent: 100, failed: 6 }, { kind: 'stop' }],
    ['the mail server is away', { sent: 100, queued: 80 }, { kind: 'wait' }],
    ['stragglers hold nothing up', { sent: 100, queued: 20 }, { kind: 'send', people: 50, newWave: true }],
  ] as const)('DAY-4 %s', (_, change, step) => {
    expect(nextStep({ ...calm, ...change })).toEqual(step);
  });

  test('DAY-4 what was forgiven counts no more, what comes after does', () => {
    const forgiven = { ...calm, sent: 100, failed: 20, forgivenSent: 100, forgivenFailed: 20 };
    expect(tooManyFailed(forgiven)).toBe(false);
    expect(tooManyFailed({ ...forgiven, sent: 150, failed: 23 })).toBe(true);
  });

  test('DAY-4 it never stops below the limit, and never sends more than a wave', () => {
    const count = fc.nat({ max: 5000 });
    fc.assert(
      fc.property(count, count, fc.integer({ min: 1, max: 100 }), count, (sent, bad, stopAtPercent, left) => {
        const failed = Math.min(bad, sent);
        const step = nextStep({ ...calm, sent, failed, stopAtPercent, leftInWave: Math.min(left, 100) });
        if (failed * 100 <= stopAtPercent * sent) expect(step.kind).not.toBe('stop');
        if (step.kind === 'send')
          expect(step.people).toBeLessThanOrEqual(left > 0 ? Math.min(left, 100) : 100);
      }),
    );
  });
});
