import { describe, expect, test } from 'vitest';
import { judge, nextLook, parseHost } from './rules.ts';

const own = ['account.portico.example', 'portico.internal'];
const long = `${'a'.repeat(60)}.`.repeat(4);

describe('WH14 a name that can be no portal’s is refused', () => {
  test.each([
    ['account.portico.example', 'own'],
    ['x.account.portico.example', 'own'],
    ['co.uk', 'suffix'],
    ['github.io', 'suffix'],
    ['203.0.113.7', 'address'],
    ['0x7f.1', 'address'],
    ['2130706433', 'address'],
    ['2001:db8::1', 'address'],
    ['*.acme.example', 'wildcard'],
    [`${long}${'b'.repeat(10)}.example`, 'form'],
    ['acme', 'form'],
    ['under_score.acme.example', 'form'],
    ['acme.example/path', 'form'],
    ['user@acme.example', 'form'],
    ['acme.example:8443', 'form'],
    ['-a.acme.example', 'form'],
    ['a..acme.example', 'form'],
    ['аccount.portico.example', 'alike'],
    ['xn--ccount-2nf.portico.example', 'alike'],
    ['acc0unt.portico.example', 'alike'],
    ['account.portlco.example', 'alike'],
  ])('%s: %s', (typed, fault) => expect(parseHost(typed, own).fault).toBe(fault));
});

test.each([
  ['Account.Acme.Example', 'account.acme.example'],
  ['account.acme.example.', 'account.acme.example'],
  ['acme.example', 'acme.example'],
  ['kundenkonto.müller.example', 'kundenkonto.xn--mller-kva.example'],
])('CON-5 %s is kept as %s', (typed, host) => expect(parseHost(typed, own).host).toBe(host));

const fine = { chain: ['account.portico.example'], addresses: [], apex: false, proofs: ['portico-1'] };
const wanted = { target: 'account.portico.example', proof: 'portico-1' };
const none = { ...fine, chain: [] };

test.each([
  ['a CNAME to the service', fine, []],
  ['a CNAME by way of another', { ...fine, chain: ['x.test', 'account.portico.example'] }, []],
  ['no record', none, ['missing']],
  ['an A record (CON-4)', { ...none, addresses: ['192.0.2.7'] }, ['address']],
  ['an AAAA record', { ...none, addresses: ['2001:db8::7'] }, ['address']],
  ['an apex name (DAY-40)', { ...none, addresses: ['192.0.2.7'], apex: true }, ['apex']],
  ['an empty apex', { ...none, apex: true }, ['apex']],
  ['a proxied record (DAY-40)', { ...none, addresses: ['104.21.4.9', '172.67.1.1'] }, ['proxied']],
  ['a proxied record of IPv6', { ...none, addresses: ['2606:4700:3033::ac43:1'] }, ['proxied']],
  ['a wrong target', { ...fine, chain: ['old.portico.example'] }, ['wrong-target']],
  ['no proof', { ...fine, proofs: [] }, ['proof']],
  ['the proof of somebody else', { ...fine, proofs: ['portico-2'] }, ['proof']],
  ['neither', { ...none, proofs: [] }, ['missing', 'proof']],
  ['a name system that does not answer', { ...fine, chain: undefined }, ['unanswered']],
  ['one that answers half', { ...none, addresses: undefined }, ['unanswered']],
])('CON-4 DAY-40 the doctor tells %s', (_, heard, codes) =>
  expect(judge(heard, wanted).map(({ code }) => code)).toEqual(codes),
);

test('CON-6 what is new is looked at every minute, what opens every six hours, a doubt after ten minutes', () => {
  const look = (state: Parameters<typeof nextLook>[0], ageMs = 0, doubtful = false) =>
    nextLook(state, { ageMs, doubtful });
  const minute = 60_000;
  expect(look('pending')).toBe(minute);
  expect(look('pending', 2 * 60 * minute)).toBe(10 * minute);
  expect(look('pending', 3 * 24 * 60 * minute)).toBe(60 * minute);
  expect(look('pending', 8 * 24 * 60 * minute)).toBeNull();
  expect(look('issuing')).toBe(minute);
  expect(look('issued')).toBe(360 * minute);
  expect(look('issued', 0, true)).toBe(10 * minute);
  expect(look('broken')).toBe(60 * minute);
});
