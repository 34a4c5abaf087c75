import { createPrivateKey, randomBytes, sign } from 'node:crypto';
import { Agent, request } from 'node:http';
import { text } from 'node:stream/consumers';
import autocannon from 'autocannon';
import type { Load, LoadResult } from './processes.ts';

/** One POST on a kept-alive connection; resolves with the status. */
function post(agent: Agent, url: string, body: string): Promise<number> {
  return new Promise((done, fail) => {
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
    const asked = request(url, { method: 'POST', agent, headers }, (answer) => {
      answer.resume().once('end', () => done(answer.statusCode ?? 0));
    });
    asked.once('error', fail);
    asked.end(body);
  });
}

const encoded = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Exchanges tokens as fast as the answers come, each token new and signed here. */
async function exchange({ url, seconds, connections, tokens }: Load): Promise<LoadResult> {
  if (!tokens) throw new Error('no key to sign with');
  const key = createPrivateKey(tokens.privateKey);
  const header = encoded({ alg: 'EdDSA', typ: 'portico+jwt', kid: tokens.kid });
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const until = performance.now() + seconds * 1000;
  const times: number[] = [];
  let failed = 0;
  const worker = async (): Promise<void> => {
    while (performance.now() < until) {
      const iat = Math.floor(Date.now() / 1000);
      const jti = randomBytes(18).toString('base64url');
      const content = `${header}.${encoded({ ...tokens.claims, iat, exp: iat + 240, jti, use: 'launch' })}`;
      const token = `${content}.${sign(null, Buffer.from(content), key).toString('base64url')}`;
      const start = performance.now();
      const status = await post(agent, url, JSON.stringify({ token }));
      times.push(performance.now() - start);
      if (status !== 201) failed++;
    }
  };
  await Promise.all(Array.from({ length: connections }, worker));
  agent.destroy();
  return { requests: times.length, failed, p99Ms: p99(times) };
}

async function read({ url, seconds, connections, headers = {} }: Load): Promise<LoadResult> {
  const running = autocannon({ url, connections, duration: seconds, headers });
  // Its own percentiles are whole milliseconds, and a read of ours takes less than one.
  const times: number[] = [];
  running.on('response', (_client, _status, _bytes, ms) => void times.push(ms));
  const result = await running;
  return { requests: result.requests.total, failed: result.non2xx + result.errors, p99Ms: p99(times) };
}

const p99 = (times: number[]): number =>
  times.sort((a, b) => a - b)[Math.floor(times.length * 0.99)] ?? Number.NaN;

const load = JSON.parse(await text(process.stdin)) as Load;
process.stdout.write(JSON.stringify(await (load.tokens ? exchange(load) : read(load))));
