import { describe, expect, test } from 'vitest';
import type { Contract } from '../schema.ts';
import { contract, t, today } from './example.test-data.ts';
import { every, itemContext, lineName, openDeadline, priceContext, termFact, whatHappens } from './words.ts';

/** Unbreakable spaces are right on the screen and in the way here. */
const plain = (text: unknown) => String(text).replace(/[\u00a0\u202f]/g, ' ');
const term = (change: Partial<Contract['term']>) => ({ ...contract().term, ...change });

describe('what happens without notice', () => {
  test.each([
    {
      name: 'it runs on, and may then be ended at any time',
      given: contract(),
      says: 'Ohne Kündigung läuft der Vertrag unbefristet weiter. Sie können dann jederzeit mit einem Monat Frist kündigen.',
    },
    {
      name: 'it runs on, without any notice to keep',
      given: contract({ terms: { renewal: null, notice: null } }),
      says: 'Ohne Kündigung läuft der Vertrag unbefristet weiter. Sie können dann jederzeit kündigen.',
    },
    {
      name: 'it is extended',
      given: contract({
        term: term({ afterwards: 'renews' }),
        terms: { renewal: { count: 12, unit: 'month' }, notice: null },
      }),
      says: 'Ohne Kündigung verlängert sich der Vertrag um 12 Monate.',
    },
    {
      name: 'it ends by itself',
      given: contract({ term: term({ afterwards: 'ends' }) }),
      says: 'Der Vertrag endet von selbst am Mi., 31. März 2027.',
    },
    {
      name: 'it has no end, and names the one it would have today',
      given: contract({
        term: term({ endsOn: null, noticeUntil: null, endsIfCancelledToday: '2026-12-31' }),
      }),
      says: 'Sie können jederzeit mit einem Monat Frist kündigen. Kündigen Sie heute, endet er am Do., 31. Dezember.',
    },
    {
      name: 'it ends only with a quarter',
      given: contract({
        term: term({ endsOn: null, noticeUntil: null, endsIfCancelledToday: '2026-12-31' }),
        terms: { renewal: null, notice: { count: 1, unit: 'month' }, noticeTo: 'quarter' },
      }),
      says: 'Sie können jederzeit mit einem Monat Frist zum Quartalsende kündigen. Kündigen Sie heute, endet er am Do., 31. Dezember.',
    },
    {
      name: 'it is cancelled and still runs',
      given: contract({ status: 'cancelled' }),
      says: 'Der Vertrag ist gekündigt. Bis Mi., 31. März 2027 ändert sich für Sie nichts.',
    },
    {
      name: 'it has not begun',
      given: contract({ status: 'scheduled', term: term({ startsOn: '2026-12-01' }) }),
      says: 'Der Vertrag beginnt am Di., 1. Dezember.',
    },
    {
      name: 'it is over',
      given: contract({ status: 'expired' }),
      says: 'Der Vertrag endete am 31. März 2027.',
    },
  ])('$name', ({ given, says }) => expect(plain(whatHappens(t, given))).toBe(says));
});

test('the term line says in words what it shows', () => {
  expect(plain(lineName(t, contract(), today))).toBe(
    'Vertrag vom 1. April 2026 bis 31. März 2027. Kündigen können Sie bis Sonntag, 28. Februar 2027.',
  );
  expect(plain(lineName(t, contract(), '2027-03-01'))).toBe('Vertrag vom 1. April 2026 bis 31. März 2027.');
});

test('a last day for notice that is over, or of a cancelled contract, asks for nothing', () => {
  expect(openDeadline(contract(), '2027-02-28')).toBe('2027-02-28');
  expect(openDeadline(contract(), '2027-03-01')).toBeUndefined();
  expect(openDeadline(contract({ status: 'cancelled' }), today)).toBeUndefined();
});

test('price and period are one sentence, tax and usage its small print', () => {
  expect(every(t, { count: 1, unit: 'month' })).toBe('im Monat');
  expect(every(t, { count: 3, unit: 'month' })).toBe('alle 3 Monate');
  expect(every(t, { count: 1, unit: 'year' })).toBe('im Jahr');
  expect(plain(priceContext(t, contract()))).toBe('inkl. 19 % USt., zzgl. Verbrauch');
  expect(plain(priceContext(t, contract({ tax: { included: false, percent: 7.5 }, items: [] })))).toBe(
    'zzgl. 7,5 % USt.',
  );
  expect(priceContext(t, contract({ tax: { included: true, percent: 0 }, items: [] }))).toBe('');
});

test('one piece needs no sum beside it; several, and usage, do', () => {
  expect(contract().items.map((item) => plain(itemContext(t, item).join(' ')))).toEqual([
    '',
    '3 Punkte × 6,30 €',
    'nach Verbrauch: 0,3142 € je kWh (≤ 1.000) nach Verbrauch: 0,30 € je kWh',
  ]);
});

test('the fact about the term has the words of the state it is in', () => {
  const said = (given: Contract) => plain(Object.values(termFact(t, given)).join(' | '));
  expect(said(contract())).toBe('Läuft bis | Mi., 31. März 2027 | seit 1. April 2026');
  expect(said(contract({ term: term({ endsOn: null }) }))).toBe(
    'Laufzeit | Unbefristet | seit 1. April 2026',
  );
  expect(said(contract({ status: 'cancelled' }))).toContain('Endet am');
});
