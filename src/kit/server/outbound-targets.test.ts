import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { askOutside, checkTarget, type OutboundRules, resolveTarget } from './outbound.ts';

const live: OutboundRules = { loopback: false };
const refusal = (address: string, rules: OutboundRules = live) => {
  const url = URL.parse(address);
  if (!url) return 'no address';
  try {
    checkTarget(url, rules);
    return undefined;
  } catch (error) {
    return (error as { reason: string }).reason;
  }
};

describe('WH01 an address of this machine is refused however it is written', () => {
  test.each([
    '127.1',
    '0x7f.1',
    '017700000001',
    '2130706433',
    '0',
    '①②⑦.0.0.1',
    '127.0.0.1',
    '0.0.0.0',
    '10.1',
  ])('https://%s/', (host) => expect(refusal(`https://${host}/`)).toBe('private'));
});

describe('WH02 and so is one of IPv6 that is no place on the internet', () => {
  test.each([
    ...['::1', '::', '::ffff:127.0.0.1', '::ffff:7f00:1', '64:ff9b::7f00:1', '2002:7f00:1::', '::7f00:1'],
    ...['fec0::1', 'fe80::1%25eth0', 'fd12::1', 'ff02::1', '2001:db8::1', '2001::1'],
  ])('https://[%s]/', (host) => expect(refusal(`https://[${host}]/`)).toMatch(/private|no address/));
  test('an address of the internet is not', () =>
    expect(refusal('https://[2606:4700::1111]/')).toBeUndefined());
});

describe('WH03 names that mean something inside only, and the service itself', () => {
  const own = {
    ...live,
    own: ['account.acme.example', 'db.acme.example', 'localhost:4400', '127.0.0.1:4400'],
  };
  test.each([
    ...['localhost', 'localhost.', 'LOCALHOST', 'x.localhost', '169.254.169.254', 'metadata.google.internal'],
    ...['router.local', 'nas', 'printer.lan', 'a.home.arpa'],
    ...['account.acme.example', 'ACCOUNT.acme.example.', 'db.acme.example:8443'],
  ])('https://%s/', (host) => expect(refusal(`https://${host}/`, own)).toBe('private'));

  test('its own port is refused where loopback may be asked, another port is not', () => {
    const here = { ...own, loopback: true };
    expect(refusal('http://localhost:4400/', here)).toBe('private');
    expect(refusal('http://localhost:3000/', here)).toBeUndefined();
  });

  test.each([
    ['169.254.169.254.nip.io', ['169.254.169.254']],
    ['half.example', ['93.184.216.34', '10.0.0.1']],
    ['six.example', ['fd12::1']],
  ])('%s, by what it resolves to', async (host, addresses) => {
    const resolve = async () =>
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
    await expect(resolveTarget(new URL(`https://${host}/`), { ...live, resolve })).rejects.toMatchObject({
      reason: 'private',
    });
  });

  test('T11 a name that changes its mind after it was looked up gains nothing: that address is connected to', async () => {
    const answers = ['93.184.216.34', '127.0.0.1'];
    let asked = 0;
    const resolve = async () => [{ address: answers[asked++] as string, family: 4 }];
    const rules = { ...live, resolve };
    expect(await resolveTarget(new URL('https://rebind.example/'), rules)).toMatchObject({
      address: answers[0],
    });
    await expect(resolveTarget(new URL('https://rebind.example/'), rules)).rejects.toMatchObject({
      reason: 'private',
    });
    expect(asked).toBe(2);
  });

  test('a name that is looked up for ever is given up', async () => {
    const rules = { ...live, resolve: () => new Promise<never>(() => undefined) };
    const asked = askOutside('https://slow.example/', {}, { ...rules, timeoutMs: 30 });
    await expect(asked).rejects.toMatchObject({ reason: 'time' });
  });
});

describe('WH06 what is no plain web address', () => {
  test.each([
    ...[
      'https://user:pw@host.example/',
      'https://user@host.example/',
      'gopher://host.example/',
      'file:///etc/passwd',
    ],
    ...[
      'ftp://host.example/',
      'http://host.example/',
      'https://host.example:25/',
      'https://host.example:22/',
    ],
    ...['https://host.example:6379/', 'https://host.example:5432/', 'https://host.example:3306/'],
  ])('%s', (address) => expect(refusal(address)).toBeTruthy());
  test('another port of a web server is taken', () =>
    expect(refusal('https://host.example:8443/')).toBeUndefined());
});

describe('networks that an administrator opened', () => {
  const rules = { ...live, networks: ['10.1.0.0/16'] };
  const to = (address: string) => async () => [{ address, family: 4 }];
  test('are asked, also without TLS and by a name of their own; others are not', async () => {
    const url = new URL('http://crm.internal:8080/hook');
    expect(await resolveTarget(url, { ...rules, resolve: to('10.1.2.3') })).toMatchObject({
      address: '10.1.2.3',
    });
    for (const address of ['10.2.0.1', '127.0.0.1', '93.184.216.34'])
      await expect(resolveTarget(url, { ...rules, resolve: to(address) })).rejects.toMatchObject({
        reason: 'private',
      });
    expect(refusal('https://10.1.2.3/', rules)).toBeUndefined();
    expect(refusal('https://10.2.2.3/', rules)).toBe('private');
  });
});

describe('WH07 a certificate that nobody vouches for', () => {
  const pem = (name: string) =>
    readFileSync(new URL(`../../../tests/fixtures/self-signed/${name}.pem`, import.meta.url));
  const server = createServer({ key: pem('key'), cert: pem('cert') }, (_, response) =>
    response.end('never seen'),
  );
  beforeAll(() => new Promise<void>((done) => server.listen(0, '127.0.0.1', done)));
  afterAll(() => new Promise<void>((done) => void server.close(() => done())));

  test('is not talked to', async () => {
    const address = `https://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    await expect(askOutside(address, {}, { loopback: true })).rejects.toMatchObject({
      ...{ reason: 'connection', message: expect.stringMatching(/self.signed/i) },
    });
  });
});
