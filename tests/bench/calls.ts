import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import autocannon from 'autocannon';
import { freePort } from '../helpers/free-port.ts';
import { startServer } from './processes.ts';
import { productArgs } from './product.ts';
import { median, type Row } from './statistics.ts';

const connections = 96;
const sites = 8;

/** S5: calls of widgets answered by one process on SQLite, each on disk before its answer; the count is compared at the end. */
export async function benchCalls(rounds: number, seconds: number, args = productArgs): Promise<Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'portico-bench-'));
  const env = {
    ...{ PORTICO_DATABASE: join(folder, 'bench.db'), PORTICO_DEMO: '0', PORTICO_LOG_LEVEL: 'warn' },
  };
  const command = (...args: string[]) =>
    execFileSync(process.execPath, ['src/apps/server/command.ts', ...args], {
      env: { ...process.env, ...env },
      encoding: 'utf8',
    }).trim();
  try {
    command('vendor', 'create', '--slug', 'bench', '--name', 'Bench');
    const apiKey = command('key', 'create', '--vendor', 'bench');
    const server = await startServer(args, { port: await freePort(), ready: '/healthz', env });
    try {
      const send = async (method: string, path: string, body?: object) => {
        const answer = await fetch(`${server.url}/api/v1/${path}`, {
          method,
          headers: { 'content-type': 'application/json', authorization: `Bearer ${apiKey}` },
          ...(body && { body: JSON.stringify(body) }),
        });
        if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
        return (await answer.json()) as { id: string; publishableKey: string; used: number };
      };
      await send('POST', 'portals', { slug: 'bench', brandName: 'Bench', isDefault: true });
      const { id } = await send('POST', 'customers', { name: 'Agency', limits: { calls: -1, domains: -1 } });
      const { publishableKey: key } = await send('GET', `customers/${id}/calls`);
      for (let n = 0; n < sites; n++)
        await send('POST', 'domains', { customerId: id, host: `site${n}.example` });
      const requests = Array.from({ length: sites }, (_, n) => ({
        ...{ method: 'POST' as const, path: '/runtime/v1/calls' },
        headers: { 'content-type': 'application/json', origin: `https://site${n}.example` },
        body: JSON.stringify({ key, host: `site${n}.example`, framed: false, referrer: '' }),
      }));
      const perSecond: number[] = [];
      const late: number[] = [];
      let answered = 0;
      for (let round = -1; round < rounds; round++) {
        const {
          '2xx': ok,
          latency,
          requests: sent,
          non2xx,
          duration,
        } = await autocannon({
          ...{ url: server.url, connections, requests, duration: round < 0 ? 1 : seconds },
        });
        if (non2xx > 0) throw new Error(`${non2xx} calls were refused`);
        answered += ok;
        if (round < 0) continue;
        perSecond.push(sent.total / duration);
        late.push(latency.p99);
        process.stderr.write(`calls: ${Math.round(perSecond.at(-1) ?? 0)}/s\n`);
      }
      const { used } = await send('GET', `customers/${id}/calls`);
      // What was under way when a round ended is counted and was not heard.
      if (used < answered || used > answered + (rounds + 1) * connections)
        throw new Error(`${answered} calls were answered and ${used} are counted`);
      return [
        {
          id: 'S5',
          what: 'one widget call counted and synced, one process on SQLite',
          ...{ worth: 1_000_000 / median(perSecond), must: 200, goal: 66.7, unit: 'µs' },
          detail: `${Math.round(median(perSecond))}/s on ${connections} connections, p99 ${median(late).toFixed(0)} ms; ${answered} answered, ${used} in the count`,
        },
      ];
    } finally {
      await server.stop();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

if (import.meta.main)
  process.stdout.write(
    `${JSON.stringify(await benchCalls(Number(process.env.ROUNDS ?? 2), Number(process.env.SECONDS_PER_ROUND ?? 3)), null, 2)}\n`,
  );
