import { expect, test } from 'vitest';
import type { ContractsWords } from '../../features/contracts/portal/words.ts';
import { compileWords } from '../common/message-compile.ts';
import { type Translate, translator } from './words.ts';

const manner = { locale: 'en-GB', timeZone: 'Europe/Berlin', today: '2026-11-22' };

test('a sentence is said with its values, and a key without words says itself', () => {
  const words = compileWords({ 'demo.both': '{name} has {count, plural, one {# plan} other {# plans}}' });
  const t = translator<'demo.both' | 'demo.none'>(words, manner);
  expect(t('demo.both', { name: 'Anna', count: 2 })).toBe('Anna has 2 plans');
  expect(t('demo.none')).toBe('demo.none');
});

test('a sentence without a value that it asks for does not compile', () => {
  const never = (t: ContractsWords, some: Translate<'state.retry'>) => {
    t('contracts.since', { day: '2026-01-01' });
    t('contracts.title');
    // @ts-expect-error: it asks for `day`
    t('contracts.since');
    // @ts-expect-error: `date` is none of its values
    t('contracts.since', { date: '2026-01-01' });
    // @ts-expect-error: a day is text
    t('contracts.since', { day: 1 });
    // @ts-expect-error: it asks for nothing
    t('contracts.title', { day: '2026-01-01' });
    // @ts-expect-error: of several keys the values of all are needed
    t(Math.random() < 0.5 ? 'contracts.since' : 'contracts.line.open', { day: '2026-01-01' });
    // @ts-expect-error: there is no such key
    some('contracts.title');
  };
  expect(never).toBeTypeOf('function');
});
