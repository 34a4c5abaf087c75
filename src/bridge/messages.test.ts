import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isEventName, isPanelName, isPing, readDetail, readHeight, readInit, readToken } from './messages.ts';

const init = { portico: 1, type: 'init', nonce: 'n', token: 't' };

describe('what a frame accepts from its page', () => {
  test('an init message of the right shape, version and nonce', () => {
    expect(readInit(init, 'n')).toEqual(init);
    expect(isPing({ portico: 1, type: 'ping', nonce: 'n' }, 'n')).toBe(true);
  });

  test.each([
    { name: 'another nonce', data: { ...init, nonce: 'x' } },
    { name: 'another version', data: { ...init, portico: 2 } },
    { name: 'another type', data: { ...init, type: 'hello' } },
    { name: 'an extra field', data: { ...init, extra: 1 } },
    { name: 'a missing field', data: { portico: 1, type: 'init', nonce: 'n' } },
    { name: 'an array', data: Object.assign([], init) },
    { name: 'a map', data: new Map(Object.entries(init)) },
    { name: 'an instance of a class', data: Object.assign(Object.create({ a: 1 }), init) },
    { name: 'text', data: 'init' },
    { name: 'nothing', data: null },
  ])('PM05 PM06 $name is dropped', ({ data }) => {
    expect(readInit(data, 'n')).toBeUndefined();
  });

  test('no value at all makes it throw', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        readInit(value, 'n');
        isPing(value, 'n');
        readDetail(value);
        readHeight(value);
      }),
    );
  });

  test('a token as text or in an object; null and undefined keep their meaning; the rest is no token', () => {
    expect(readToken('a.b-c_d')).toBe('a.b-c_d');
    expect(readToken({ token: 'a.b' })).toBe('a.b');
    expect(readToken(null)).toBeNull();
    expect(readToken(undefined)).toBeUndefined();
    for (const junk of [42, true, {}, [], '<html>', '', 'a b', { token: 1 }, { token: '<' }])
      if (!(typeof junk === 'object' && Object.keys(junk).length === 0 && !Array.isArray(junk)))
        expect(() => readToken(junk), JSON.stringify(junk)).toThrow();
  });
});

describe('what leaves the frame', () => {
  test('PM09 heights are whole pixels between 0 and 10,000', () => {
    expect([1e9, -1, 10.2, Number.POSITIVE_INFINITY].map(readHeight)).toEqual([10_000, 0, 11, 10_000]);
    expect([Number.NaN, '100px;position:fixed', null].map(readHeight)).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  test('PM10 names of panels and events are words, never addresses', () => {
    for (const good of ['invoices', 'sign-up']) expect(isPanelName(good)).toBe(true);
    for (const bad of [
      'javascript:alert(1)',
      '//evil.test',
      '\\\\evil',
      'https:evil.test',
      'java\tscript:x',
      '',
      'A',
    ])
      expect(isPanelName(bad)).toBe(false);
    expect(isEventName('contract.cancel_withdrawn')).toBe(true);
    expect(isEventName('Ready now')).toBe(false);
  });

  test('details are flat: nested and executable values stay behind', () => {
    const detail = readDetail({
      id: 'con_1',
      count: 2,
      ok: true,
      none: null,
      deep: { a: 1 },
      run: () => 1,
      bad: NaN,
    });
    expect(detail).toEqual({ id: 'con_1', count: 2, ok: true, none: null });
    readDetail(JSON.parse('{"__proto__":{"polluted":1}}'));
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });
});
