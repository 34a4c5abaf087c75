import { BlockList, isIP } from 'node:net';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addressInRanges, isAddressRange } from './address.ts';

test.each([
  { text: '203.0.113.7', is: true },
  { text: '203.0.113.0/24', is: true },
  { text: '0.0.0.0/0', is: true },
  { text: '2001:db8::/32', is: true },
  { text: '::1', is: true },
  { text: '::', is: true },
  { text: 'fe80::1:2:3:4:5:6', is: true },
  { text: '::ffff:203.0.113.7', is: true },
  { text: '203.0.113.0/33', is: false },
  { text: '2001:db8::/129', is: false },
  { text: '203.0.113', is: false },
  { text: '203.0.113.256', is: false },
  { text: '203.0.113.07', is: false },
  { text: '203.0.113.7/', is: false },
  { text: '203.0.113.7/8/8', is: false },
  { text: '2001::db8::1', is: false },
  { text: '1:2:3:4:5:6:7', is: false },
  { text: '1:2:3:4:5:6:7:8:9', is: false },
  { text: 'fe80::1%eth0', is: false },
  { text: 'example.com', is: false },
  { text: '', is: false },
  { text: ' 203.0.113.7', is: false },
])('CON-29 “$text” is an address or a range of them: $is', ({ text, is }) => {
  expect(isAddressRange(text)).toBe(is);
});

test('CON-29 an IPv4 address is the same inside IPv6, and no other', () => {
  expect(addressInRanges('::ffff:203.0.113.7', ['203.0.113.0/24'])).toBe(true);
  expect(addressInRanges('203.0.113.7', ['::ffff:203.0.113.7'])).toBe(true);
  expect(addressInRanges('203.0.113.7', ['::/0'])).toBe(false);
  expect(addressInRanges('unknown', ['0.0.0.0/0', '::/0'])).toBe(false);
});

test('CON-29 ranges hold the addresses that Node’s own lists hold', () => {
  const kinds = [
    { family: 'ipv4', addresses: fc.ipV4(), most: 32 },
    { family: 'ipv6', addresses: fc.ipV6(), most: 128 },
  ] as const;
  for (const { family, addresses, most } of kinds) {
    fc.assert(
      fc.property(addresses, addresses, fc.nat(most), (base, address, prefix) => {
        fc.pre(isIP(base) !== 0 && isIP(address) !== 0 && !/\..*:|:.*\./.test(base + address));
        const list = new BlockList();
        list.addSubnet(base, prefix, family);
        for (const one of [address, base]) {
          expect(addressInRanges(one, [`${base}/${prefix}`])).toBe(list.check(one, family));
        }
      }),
    );
  }
});
