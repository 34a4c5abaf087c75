import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Forge, goodToken, keyPair } from '../api/forge.ts';
import type { TestVendor } from '../helpers/app.ts';
import { type TestService, testService } from './service.ts';

let service: TestService;
let vendor: TestVendor;
let forge: Forge;
beforeAll(async () => {
  service = await testService();
  vendor = await service.app.vendor('acme');
  const { publicPem: publicKey, privateKey } = keyPair();
  const key = await vendor.api.post('/api/v1/signing-keys', { name: 'site', algorithm: 'EdDSA', publicKey });
  forge = { vendorId: vendor.id, slug: 'acme', kid: key.body.id, privateKey, now: service.app.clock.now() };
});
afterAll(() => service.stop());

const exchange = (token: string) => service.app.anonymous.post('/portal/v1/sessions', { token });
const alive = async () => expect((await service.send('/healthz')).status).toBe(200);

describe('subjects and token ids', () => {
  test('TK14 an id that was used is refused for other claims too', async () => {
    for (const name of ['anna', 'ben']) await vendor.customer({ name, externalId: name });
    const jti = crypto.randomUUID();
    expect((await exchange(goodToken(forge, { jti }))).status).toBe(201);
    const again = await exchange(goodToken(forge, { jti, sub: 'ext:ben' }));
    expect([again.status, again.body.code]).toEqual([401, 'token.used']);
  });

  test('TK15 ids that look alike are different customers, byte for byte', async () => {
    const alike = ['A1', 'a1', 'A１', 'caf\u00e9', 'cafe\u0301', 'A-1'];
    const made = new Map<string, string>();
    for (const externalId of alike) {
      const { id } = await vendor.customer({ name: `Customer ${made.size}`, externalId });
      made.set(externalId, id);
    }
    expect(new Set(made.values()).size).toBe(alike.length);
    for (const [externalId, id] of made) {
      const session = await exchange(goodToken(forge, { sub: `ext:${externalId}` }));
      expect([externalId, session.status]).toEqual([externalId, 201]);
      const read = await vendor.api.get(`/api/v1/customers/${id}`);
      expect(session.body.bootstrap.customer.name).toBe(read.body.name);
    }
  });
});

describe('TK31 what is remembered of one token says nothing of another', () => {
  test('TK31 a thousand tokens of one key, taken in turns, each bring their own customer', async () => {
    const names = Array.from({ length: 20 }, (_, at) => `turn-${String(at).padStart(2, '0')}`);
    for (const name of names) await vendor.customer({ name, externalId: name });
    const tokens = Array.from({ length: 1_000 }, (_, at) => {
      const name = names[at % names.length] as string;
      return { name, token: goodToken(forge, { sub: `ext:${name}` }) };
    });
    const heads = new Set(tokens.map(({ token }) => token.slice(0, 64)));
    expect(heads.size, 'they begin alike, as a careless cache would key them').toBe(1);
    const wrong: string[] = [];
    for (let at = 0; at < tokens.length; at += 50) {
      await Promise.all(
        tokens.slice(at, at + 50).map(async ({ name, token }) => {
          const { status, body } = await exchange(token);
          if (status !== 201 || body.bootstrap.customer.name !== name)
            wrong.push(`${name}: ${status} ${body.code}`);
        }),
      );
    }
    expect(wrong).toEqual([]);
  }, 60_000);

  test('TK31 a token of a key that was revoked is refused, however often its like was taken before', async () => {
    const { publicPem: publicKey, privateKey } = keyPair();
    const key = await vendor.api.post('/api/v1/signing-keys', {
      name: 'gone',
      algorithm: 'EdDSA',
      publicKey,
    });
    const own = { ...forge, kid: key.body.id as string, privateKey };
    for (let i = 0; i < 3; i++) expect((await exchange(goodToken(own))).status).toBe(201);
    await vendor.api.patch(`/api/v1/signing-keys/${own.kid}`, { status: 'revoked' });
    // Five seconds are what another process may take to hear of it.
    service.app.clock.move(5_000);
    const refused = await exchange(goodToken({ ...own, now: service.app.clock.now() }));
    expect([refused.status, refused.body.code]).toEqual([401, expect.stringMatching(/^token\./)]);
  });
});

/** Sends lines as they are and gives back the first line of the answer, or `closed`. */
const sendRaw = (text: string | Buffer): Promise<string> =>
  new Promise((done) => {
    const socket = connect(service.port, '127.0.0.1');
    let answer = '';
    socket.on('data', (part) => {
      answer += part.toString('latin1');
    });
    socket.on('error', () => done(answer.split('\r\n')[0] || 'closed'));
    socket.on('close', () => done(answer.split('\r\n')[0] || 'closed'));
    socket.write(text);
  });

describe('TK27 credentials that are too large or too many', () => {
  test('TK27 20 kB of Authorization are refused before anything reads them', async () => {
    const heard = await service.send('/api/v1/customers', {
      headers: { authorization: `Bearer ${'x'.repeat(20_000)}` },
    });
    expect([401, 431]).toContain(heard.status);
    await alive();
  });

  test('TK27 two Authorization headers are 400, whichever would have counted', async () => {
    const good = `authorization: Bearer ${vendor.apiKey}\r\n`;
    const bad = 'authorization: Bearer pk_of_nobody\r\n';
    for (const pair of [good + bad, bad + good, good + good]) {
      const line = await sendRaw(
        `GET /api/v1/customers HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n${pair}\r\n`,
      );
      expect(line).toBe('HTTP/1.1 400 Bad Request');
    }
    await alive();
  });
});

describe('LK06 the host of a request', () => {
  const ask = (line: string, ...headers: string[]) =>
    sendRaw(`${line}\r\n${headers.map((one) => `${one}\r\n`).join('')}connection: close\r\n\r\n`);
  const page = 'GET /p/acme HTTP/1.1';
  const health = 'GET /healthz HTTP/1.1';
  const served = /^HTTP\/1\.1 (200|404)/;
  const misdirected = /^HTTP\/1\.1 421/;

  test.each([
    ['two Host headers', page, ['host: localhost', 'host: evil.test'], /^HTTP\/1\.1 400/],
    ['two of the same', page, ['host: localhost', 'host: localhost'], /^HTTP\/1\.1 400/],
    ['a host nobody knows', page, ['host: evil.test'], misdirected],
    ['with a port', page, ['host: evil.test:4400'], misdirected],
    ['our name in front of it', page, ['host: localhost.evil.test'], misdirected],
    ['our name as user', page, ['host: localhost@evil.test'], /^HTTP\/1\.1 400/],
    ['the API', 'GET /api/v1/portals HTTP/1.1', ['host: evil.test'], misdirected],
    [
      'another one in the first line',
      'GET http://evil.test/p/acme HTTP/1.1',
      ['host: localhost'],
      misdirected,
    ],
    ['ours in the first line', 'GET http://localhost/p/acme HTTP/1.1', ['host: localhost'], served],
    ['ours', page, ['host: localhost'], served],
    ['ours with a port', page, ['host: localhost:1'], served],
    ['this machine’s address', page, ['host: 127.0.0.1:4400'], served],
    ['one that a header forwards', page, ['host: localhost', 'x-forwarded-host: evil.test'], served],
    ['health asked by any address', health, ['host: 10.1.2.3:4400'], /^HTTP\/1\.1 200/],
    ['readiness', 'GET /readyz HTTP/1.1', ['host: portico-7f.pods'], /^HTTP\/1\.1 200/],
    ['figures', 'GET /metrics HTTP/1.1', ['host: portico-7f.pods'], /^HTTP\/1\.1 200/],
  ])('LK06 %s', async (_, line, headers, answer) => {
    expect(await ask(line, ...headers)).toMatch(answer);
    await alive();
  });
});

test('HD17 HTTP/2 ends at the proxy: its preface and a flood of frames are turned away here', async () => {
  const preface = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');
  const settings = Buffer.from([0, 0, 0, 4, 0, 0, 0, 0, 0]);
  const reset = Buffer.from([0, 0, 4, 3, 0, 0, 0, 0, 1, 0, 0, 0, 8]);
  const flood = Buffer.concat([preface, settings, ...Array.from({ length: 1_000 }, () => reset)]);
  const answers = await Promise.all(Array.from({ length: 20 }, () => sendRaw(flood)));
  expect(new Set(answers.map((line) => /^(HTTP\/1\.1 400|closed)/.test(line)))).toEqual(new Set([true]));
  await alive();
});
