import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, expectTypeOf, test } from 'vitest';
import {
  createPorticoClient,
  isPorticoProblem,
  type PorticoClient,
  type PorticoProblem,
  type Shapes,
} from '../../embed/client/index.ts';
import { type TestService, testService } from '../hostile/service.ts';

let service: TestService;
let portico: PorticoClient;
beforeAll(async () => {
  service = await testService();
  const { apiKey } = await service.app.vendor('acme');
  portico = createPorticoClient({ baseUrl: `http://127.0.0.1:${service.port}`, apiKey });
});
afterAll(() => service.stop());

const problemOf = (call: Promise<unknown>): Promise<PorticoProblem> =>
  call.then(
    () => Promise.reject(new Error('it was expected to be refused')),
    (error) => error,
  );

describe('against the service', () => {
  test('DAY-19 the client makes, reads, changes and deletes, and knows the shapes', async () => {
    const made = await portico.post('/customers', { body: { name: 'Anna Albrecht', externalId: 'c 1/2' } });
    expectTypeOf(made).toEqualTypeOf<Shapes['Customer']>();
    const path = { id: `ext:${made.externalId}` };
    expect(await portico.get('/customers/{id}', { params: { path } })).toEqual(made);
    const changed = await portico.patch('/customers/{id}', { params: { path }, body: { number: '4711' } });
    expect(changed).toMatchObject({ id: made.id, number: '4711' });
    expect(await portico.delete('/customers/{id}', { params: { path } })).toBeUndefined();
    const gone = await problemOf(portico.get('/customers/{id}', { params: { path } }));
    expect(gone).toMatchObject({ name: 'PorticoProblem', code: 'customer.not-found', status: 404 });
  });

  test('DAY-19 a refusal names code, fields and the request', async () => {
    const refused = await problemOf(
      // @ts-expect-error: a name is needed, and this field does not exist
      portico.post('/customers', { body: { nmae: 'Anna' } }),
    );
    expect(isPorticoProblem(refused, 'request.invalid')).toBe(true);
    expect(refused.fields.map(({ path }) => path).sort()).toEqual(['name', 'nmae']);
    expect(refused.requestId).toMatch(/^\S{10,}$/);
    expect(service.lines.join('')).toContain(refused.requestId);
    expect(refused.message).toContain('nmae: ');
    const stranger = createPorticoClient({
      baseUrl: `http://127.0.0.1:${service.port}/`,
      apiKey: 'of_nobody',
    });
    expect((await problemOf(stranger.get('/customers'))).code).toBe('request.unauthenticated');
  });

  test('DAY-19 a list is read to its end, page after page', async () => {
    const names = Array.from({ length: 7 }, (_, at) => `Customer ${at}`);
    for (const name of names) await portico.post('/customers', { body: { name } });
    const found: string[] = [];
    const query = { limit: 3, search: 'Customer' };
    for await (const customer of portico.all('/customers', { params: { query } })) {
      expectTypeOf(customer).toEqualTypeOf<Shapes['Customer']>();
      found.push(customer.name);
    }
    expect(found.sort()).toEqual(names);
  });

  test('what does not exist does not compile', () => {
    const never = async () => {
      // @ts-expect-error: there is no such path
      await portico.get('/customer');
      // @ts-expect-error: the path needs an id
      await portico.get('/customers/{id}');
      // @ts-expect-error: it is no list
      portico.all('/customers/{id}');
      // @ts-expect-error: it is made by POST
      await portico.put('/customers', { body: { name: 'Anna' } });
      // @ts-expect-error: an optional field misspelt is found as well
      await portico.post('/customers', { body: { name: 'Anna', extrenalId: '1' } });
    };
    expect(never).toBeTypeOf('function');
  });
});

interface Try {
  readonly method: string | undefined;
  readonly key: string | undefined;
  readonly body: string;
}
type Reply = 'hang' | 'cut' | { status: number; headers?: Record<string, string>; body?: object };

/** Answers one reply after the other, as a service behind a proxy on a bad day does; the last one for ever. */
async function badDay(...replies: Reply[]) {
  const tries: Try[] = [];
  const bodyOf = async (request: IncomingMessage) => Buffer.concat(await request.toArray()).toString();
  const server = createServer(async (request, response) => {
    const { method, headers } = request;
    tries.push({
      method,
      key: headers['idempotency-key'] as string | undefined,
      body: await bodyOf(request),
    });
    const reply = replies[Math.min(tries.length, replies.length) - 1] as Reply;
    if (reply === 'hang') return;
    if (reply === 'cut') return void request.socket.destroy();
    response.writeHead(reply.status, {
      'content-type': reply.status < 400 ? 'application/json' : 'application/problem+json',
      ...reply.headers,
    });
    response.end(JSON.stringify(reply.body ?? {}));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  return {
    tries,
    client: createPorticoClient({ baseUrl: `http://127.0.0.1:${port}`, apiKey: 'key', timeoutMs: 300 }),
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

describe('on a bad day', () => {
  const busy = {
    status: 503,
    headers: { 'retry-after': '0' },
    body: { code: 'database.busy', title: 'Busy' },
  };
  const body = { name: 'Anna' };

  test.each<[string, Reply[], number]>([
    ['503 with Retry-After', [busy, { status: 201, body: { id: 'cus_1' } }], 2],
    [
      '429 with Retry-After',
      [
        { ...busy, status: 429 },
        { status: 201, body: { id: 'cus_1' } },
      ],
      2,
    ],
    ['a connection that breaks', ['cut', { status: 201, body: { id: 'cus_1' } }], 2],
    ['no answer in time', ['hang', { status: 201, body: { id: 'cus_1' } }], 2],
    ['502 of a proxy', [{ status: 502 }, busy, { status: 201, body: { id: 'cus_1' } }], 3],
  ])('DAY-19 %s is tried again, a POST under the same key', async (_, replies, times) => {
    await using day = await badDay(...replies);
    expect(await day.client.post('/customers', { body })).toEqual({ id: 'cus_1' });
    expect(day.tries).toHaveLength(times);
    expect(new Set(day.tries.map(({ key }) => key)).size).toBe(1);
    expect(day.tries[0]?.key).toMatch(/^[\x21-\x7e]{20,}$/);
    expect(new Set(day.tries.map((one) => one.body))).toEqual(new Set([JSON.stringify(body)]));
  });

  test.each<[string, Reply, object]>([
    [
      'a refusal',
      { status: 422, body: { code: 'request.invalid', title: 'No' } },
      { code: 'request.invalid' },
    ],
    ['a wait too long', { ...busy, headers: { 'retry-after': '3600' } }, { code: 'database.busy' }],
    [
      'another address',
      { status: 302, headers: { location: '/elsewhere' } },
      { code: 'client.unknown-answer' },
    ],
    ['a failure on our side', { status: 500, body: { code: 'request.unexpected' } }, { status: 500 }],
  ])('%s is told at once', async (_, reply, told) => {
    await using day = await badDay(reply);
    expect(await problemOf(day.client.get('/customers'))).toMatchObject(told);
    expect(day.tries).toHaveLength(1);
  });

  test('a PATCH that may have arrived is not sent again', async () => {
    await using day = await badDay('cut');
    const change = day.client.patch('/customers/{id}', { params: { path: { id: 'cus_1' } }, body });
    expect(await problemOf(change)).toMatchObject({ code: 'client.unreachable', status: 0 });
    expect(day.tries).toHaveLength(1);
  });

  test('after four tries the last refusal is told', async () => {
    await using day = await badDay(busy);
    expect(await problemOf(day.client.get('/customers'))).toMatchObject({ code: 'database.busy' });
    expect(day.tries).toHaveLength(4);
  });

  test('a call that is given up ends at once, also while it waits', async () => {
    await using day = await badDay({ ...busy, headers: { 'retry-after': '20' } });
    const signal = AbortSignal.timeout(100);
    expect(await problemOf(day.client.get('/customers', { signal }))).toMatchObject({
      code: 'client.aborted',
    });
    expect(day.tries).toHaveLength(1);
  });
});

test('a client without address or key says so at once', () => {
  expect(() => createPorticoClient({ baseUrl: 'portico', apiKey: 'key' })).toThrow('baseUrl');
  expect(() => createPorticoClient({ baseUrl: 'https://portico.example', apiKey: '' })).toThrow('apiKey');
});
