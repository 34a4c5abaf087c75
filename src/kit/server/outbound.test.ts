import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { askOutside, mayConnect } from './outbound.ts';

test.each([
  ['8.8.8.8', true],
  ['2606:4700::1111', true],
  ['127.0.0.1', false],
  ['10.1.2.3', false],
  ['172.31.255.255', false],
  ['192.168.0.1', false],
  ['169.254.169.254', false],
  ['100.64.0.1', false],
  ['0.0.0.0', false],
  ['255.255.255.255', false],
  ['::1', false],
  ['::', false],
  ['::ffff:10.0.0.1', false],
  ['64:ff9b::a00:1', false],
  ['fd12::1', false],
  ['fe80::1', false],
  ['fe80::1%eth0', false],
] as const)('whether %s is connected to on somebody’s word: %s', (address, may) => {
  expect(mayConnect(address, false)).toBe(may);
});

test.each([
  'http://example.com/',
  'http://127.0.0.1:1/',
  'https://127.0.0.1:1/',
  'https://[::ffff:7f00:1]/',
  'https://user@8.8.8.8/',
  'file:///etc/passwd',
])('%s is not asked', async (url) => {
  await expect(askOutside(url, {}, { loopback: false })).rejects.toMatchObject({ name: 'OutboundError' });
});

test('a redirect is the answer: where it leads to is not asked', async () => {
  const paths: string[] = [];
  const server = createServer((request, response) => {
    paths.push(request.url ?? '');
    response.writeHead(302, { location: '/elsewhere' }).end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const answer = await askOutside(`http://127.0.0.1:${port}/here`, {}, { loopback: true });
  expect([answer.status, answer.ok, paths]).toEqual([302, false, ['/here']]);
  server.close();
});
