import { addressInRanges } from './address.ts';

/** What is no place on the internet: this machine, private networks, link-local, multicast, reserved. */
const notPublic = [
  ...['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12'],
  ...['192.0.0.0/24', '192.0.2.0/24', '192.88.99.0/24', '192.168.0.0/16', '198.18.0.0/15'],
  ...['198.51.100.0/24', '203.0.113.0/24', '224.0.0.0/3'],
];
/** Of IPv6 only what was given out as global unicast, without tunnels and documentation. */
const globalV6 = '2000::/3';
const notPublicV6 = ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'];

/** Whether an address may be connected to for somebody who only names a host. */
export const isPublicAddress = (address: string): boolean =>
  address.includes(':') && !/^::ffff:[\d.]+$/i.test(address)
    ? addressInRanges(address, [globalV6]) && !addressInRanges(address, notPublicV6)
    : /[.]/.test(address) && !addressInRanges(address, notPublic);
