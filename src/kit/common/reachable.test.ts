import { expect, test } from 'vitest';
import { isPublicAddress } from './reachable.ts';

test.each([
  ['93.184.216.34', true],
  ['2606:2800:220:1:248:1893:25c8:1946', true],
  ['127.0.0.1', false],
  ['10.1.2.3', false],
  ['172.31.0.1', false],
  ['192.168.1.1', false],
  ['169.254.169.254', false],
  ['100.64.0.1', false],
  ['0.0.0.0', false],
  ['224.0.0.1', false],
  ['255.255.255.255', false],
  ['::1', false],
  ['::', false],
  ['::ffff:127.0.0.1', false],
  ['::7f00:1', false],
  ['64:ff9b::7f00:1', false],
  ['2002:7f00:1::', false],
  ['fec0::1', false],
  ['fe80::1', false],
  ['fd00::1', false],
])('WH02 whether %s is a place on the internet: %s', (address, expected) => {
  expect(isPublicAddress(address)).toBe(expected);
});
