import { afterEach, expect, test, vi } from 'vitest';
import { openRpc, type Rpc, type RpcMethods } from './rpc.ts';

vi.stubGlobal('window', globalThis); // penpal sets its timers there
const open: Rpc[] = [];
afterEach(() => {
  for (const rpc of open.splice(0)) rpc.close();
});

function pair(ours: RpcMethods, theirs: RpcMethods = {}) {
  const { port1, port2 } = new MessageChannel();
  const near = openRpc(port1, theirs);
  const far = openRpc(port2, ours);
  open.push(near, far);
  return { near, far };
}

test('a call is answered with what the other side gives', async () => {
  const { near } = pair({ double: (value) => Number(value) * 2 });
  expect(await near.call('double', 21)).toBe(42);
});

test('P2 a call that nobody answers ends', async () => {
  const { near } = pair({ wait: () => new Promise(() => {}) });
  await expect(near.call('wait', undefined, 50)).rejects.toMatchObject({ code: 'lost' });
});

test('P2 P10 a call under way is rejected when the link is closed, before and after it stood', async () => {
  const { near } = pair({ wait: () => new Promise(() => {}), ping: () => true });
  await near.call('ping');
  const call = near.call('wait');
  near.close();
  await expect(call).rejects.toMatchObject({ code: 'lost' });
  const alone = openRpc(new MessageChannel().port1, {});
  const never = alone.call('ping');
  alone.close();
  await expect(never).rejects.toMatchObject({ code: 'lost' });
});

test('P6 errors cross as code and message, without a stack', async () => {
  const { near } = pair({
    fail: () => {
      throw Object.assign(new Error('no'), { code: 'token_failed' });
    },
  });
  const error = await near.call('fail').catch((caught: unknown) => caught);
  expect(error).toEqual({ code: 'token_failed', message: 'no' });
});

test('P7 nothing but own methods can be called', async () => {
  const { near } = pair({ ping: () => true });
  for (const name of ['constructor', 'toString', 'hasOwnProperty', '__proto__'])
    await expect(near.call(name, undefined, 200), name).rejects.toBeDefined();
});
