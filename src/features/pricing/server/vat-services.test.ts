import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { vatStandIn } from '../../../../tests/helpers/vat-services.ts';
import { NoVatAnswer } from './vat-answer.ts';
import { vatServices } from './vat-services.ts';

const id = { prefix: 'NL', number: '004495445B01' };
let close: (() => void) | undefined;
afterEach(() => close?.());

/** VIES that says one thing. */
async function says(body: unknown, status = 200) {
  const asked: unknown[] = [];
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    asked.push(JSON.parse(Buffer.concat(parts).toString()));
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  close = () => server.close();
  const vies = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { asked, services: vatServices({ vies, hmrc: null, loopback: true }) };
}

test.each([
  {
    name: 'a member state that is away',
    body: { actionSucceed: false, errorWrappers: [{ error: 'MS_UNAVAILABLE' }] },
    word: 'MS_UNAVAILABLE',
  },
  {
    name: 'too many at once',
    body: { actionSucceed: false, errorWrappers: [{ error: 'GLOBAL_MAX_CONCURRENT_REQ' }] },
    word: 'GLOBAL_MAX_CONCURRENT_REQ',
  },
  {
    name: 'an invalid that is an outage',
    body: { valid: false, userError: 'MS_UNAVAILABLE' },
    word: 'MS_UNAVAILABLE',
  },
  { name: 'a page of a proxy', body: '<html>', word: 'unreadable' },
  { name: 'a service that is down', body: {}, status: 503, word: 'http-503' },
  { name: 'an answer to something else', body: { isValid: true }, word: 'unreadable' },
])('BIL-22 $name says nothing about the id', async ({ body, status, word }) => {
  const { services } = await says(body, status);
  const failed = await services.ask(id, null, 2000).catch((error: unknown) => error);
  expect(failed).toBeInstanceOf(NoVatAnswer);
  expect((failed as NoVatAnswer).code).toBe(word);
  // The register rests: the next one who types does not wait for it.
  await expect(services.ask(id, null, 2000)).rejects.toMatchObject({ code: 'resting' });
});

test('BIL-22 what VIES finds malformed is invalid; dashes are no name', async () => {
  const malformed = await says({ actionSucceed: false, errorWrappers: [{ error: 'INVALID_INPUT' }] }, 400);
  expect(await malformed.services.ask(id, null, 2000)).toMatchObject({ state: 'invalid' });
  close?.();
  const silent = await says({ valid: true, name: '---', address: '---', requestIdentifier: '' });
  expect(await silent.services.ask(id, null, 2000)).toEqual({
    state: 'valid',
    name: null,
    address: null,
    proof: null,
  });
});

test('BIL-22 the vendor’s own id is sent for the proof, and one that is wrong does not stand in the way', async () => {
  const official = await vatStandIn();
  close = () => void official.close();
  official.registers.set('NL004495445B01', { name: 'De Vries B.V.', address: 'Damrak 70' });
  const own = { prefix: 'DE', number: '136695976' };
  expect(await official.services.ask(id, own, 2000)).toMatchObject({ state: 'valid', proof: null });
  official.registers.set('DE136695976', { name: '---', address: '---' });
  expect((await official.services.ask(id, own, 2000)).proof).toMatch(/^WAPI/);
  // HMRC takes British numbers alone; another one is not sent there.
  official.registers.set('GB980780684', { name: 'Harbour Ltd', address: '1 Quay, E1 8EE' });
  const british = { prefix: 'GB', number: '980780684' };
  expect(await official.services.ask(british, own, 2000)).toMatchObject({
    state: 'valid',
    proof: null,
    address: '1 Quay, E1 8EE, GB',
  });
  expect((await official.services.ask(british, british, 2000)).proof).toBe('1a2-b3c-d4e');
  expect(
    await official.services.ask(
      { prefix: 'GB', number: '123456789' },
      { prefix: 'GB', number: '999999999' },
      2000,
    ),
  ).toMatchObject({ state: 'invalid' });
  official.away.set('GB', '503');
  await expect(official.services.ask(british, null, 2000)).rejects.toMatchObject({ code: 'http-503' });
});
