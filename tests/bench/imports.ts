import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../helpers/free-port.ts';
import { type Running, startServer } from './processes.ts';
import { productArgs } from './product.ts';
import { median, type Row } from './statistics.ts';

const count = Number(process.env.IMPORT_ROWS ?? 100_000);
const partBytes = 1024 * 1024;

function* customers(): Generator<string> {
  yield 'externalId,name,number,status,language,billing.company,billing.firstName,billing.lastName,billing.email,billing.street,billing.houseNumber,billing.postcode,billing.city,billing.country,billing.phone,billing.vatId\r\n';
  for (let i = 0; i < count; i++)
    yield `c-${i},Customer Number ${i},K-${i},active,de,Company ${i} GmbH,Anna,Muster${i},anna${i}@example.com,Hauptstraße,${i % 200},10115,Berlin,DE,"+49 30 ${i}",DE${100_000_000 + i}\r\n`;
}

function* contacts(): Generator<string> {
  yield 'externalId,customerId,name,email,phone,role\r\n';
  for (let i = 0; i < count; i++)
    yield `p-${i},c-${i},Anna Muster${i},anna${i}@example.com,+49 30 ${i},owner\r\n`;
}

/** Bytes of a file in parts, as a client sends them. */
function* partsOf(lines: Iterable<string>): Generator<Buffer> {
  let [pending, size]: [Buffer[], number] = [[], 0];
  for (const line of lines) {
    const bytes = Buffer.from(line);
    if (size + bytes.length > partBytes) {
      yield Buffer.concat(pending);
      [pending, size] = [[], 0];
    }
    pending.push(bytes);
    size += bytes.length;
  }
  yield Buffer.concat(pending);
}

interface Done {
  readonly state: string;
  readonly created: number;
  readonly unchanged: number;
  readonly seconds: number;
  readonly peakMb: number;
  /** Slowest answer to a list of one customer while it ran. */
  readonly slowestMs: number;
}

type Api = (method: string, path: string, body?: unknown) => Promise<Record<string, never>>;

const apiOf =
  (url: string, key: string): Api =>
  async (method, path, body) => {
    const raw = body instanceof Uint8Array;
    const answer = await fetch(`${url}/api/v1/${path}`, {
      method,
      headers: {
        authorization: `Bearer ${key}`,
        ...(body !== undefined && { 'content-type': raw ? 'text/csv' : 'application/json' }),
      },
      ...(body !== undefined && { body: raw ? (body as BodyInit) : JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as Record<string, never>;
  };

/** Sends a file and waits for its end, asking for a customer all the while. */
async function runImport(server: Running, api: Api, kind: string, lines: Iterable<string>): Promise<Done> {
  const parts = [...partsOf(lines)];
  let [peakMb, slowestMs, over] = [server.residentMb(), 0, false];
  const watching = (async () => {
    while (!over) {
      const asked = performance.now();
      await api('GET', 'customers?limit=1');
      slowestMs = Math.max(slowestMs, performance.now() - asked);
      peakMb = Math.max(peakMb, server.residentMb());
      await sleep(20);
    }
  })();
  const started = performance.now();
  const { id } = await api('POST', 'imports', { kind });
  for (const [index, part] of parts.entries()) await api('PUT', `imports/${id}/parts/${index + 1}`, part);
  await api('POST', `imports/${id}/run`, {});
  for (;;) {
    const run = (await api('GET', `imports/${id}`)) as unknown as Done & { problem: string | null };
    if (run.state === 'failed') throw new Error(`${kind}: ${run.problem}`);
    if (run.state === 'done') {
      const seconds = (performance.now() - started) / 1000;
      over = true;
      await watching;
      return { ...run, seconds, peakMb, slowestMs };
    }
    await sleep(20);
  }
}

/** S11, and the import of S8: through the API of a running service, from the first request to the last row. */
export async function benchImports(rounds: number): Promise<Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'portico-bench-'));
  const [seconds, floors, firsts]: [number[], number[], Done[]] = [[], [], []];
  let idleMb = Number.NaN;
  try {
    for (let round = 0; round < rounds; round++) {
      const port = await freePort();
      const database = join(folder, `round-${round}.db`);
      const env = { PORTICO_DATABASE: database, PORTICO_DEMO: '0', PORTICO_LOG_LEVEL: 'warn' };
      const command = (...args: string[]) =>
        execFileSync(process.execPath, ['src/apps/server/command.ts', ...args], {
          env: { ...process.env, ...env },
          encoding: 'utf8',
        }).trim();
      command('vendor', 'create', '--slug', 'bench', '--name', 'Bench');
      const key = command('key', 'create', '--vendor', 'bench');
      const server = await startServer(productArgs, {
        ...{ port, ready: '/healthz', env, anyCore: true },
      });
      try {
        const api = apiOf(server.url, key);
        await api('POST', 'portals', { slug: 'bench', brandName: 'Bench', isDefault: true });
        await sleep(2_000);
        idleMb = server.residentMb();
        const first = await runImport(server, api, 'customers', customers());
        firsts.push(first);
        seconds.push(first.seconds);
        const note = (what: string, done: Done) =>
          process.stderr.write(
            `${what}: ${done.created} created, ${done.unchanged} unchanged, ${done.seconds.toFixed(2)} s, peak +${Math.round(done.peakMb - idleMb)} MB, slowest answer ${Math.round(done.slowestMs)} ms\n`,
          );
        note('customers', first);
        if (process.env.IMPORT_ALL) {
          note('customers again', await runImport(server, api, 'customers', customers()));
          note('contacts', await runImport(server, api, 'contacts', contacts()));
        }
      } finally {
        await server.stop();
      }
      const floor = new URL('floors/inserts.ts', import.meta.url).pathname;
      floors.push(Number(execFileSync(process.execPath, [floor, database], { encoding: 'utf8' })));
      process.stderr.write(`plain loop: ${floors.at(-1)?.toFixed(2)} s\n`);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  const ratio = median(seconds.map((value, index) => value / (floors[index] ?? Number.NaN)));
  const peak = median(firsts.map(({ peakMb }) => peakMb));
  return [
    {
      id: 'S11',
      what: `import of ${count.toLocaleString('en')} customers, against a plain prepared-statement insert loop (time)`,
      ...{ worth: ratio, must: 1 / 0.4, goal: 1 / 0.7, unit: '×' },
      detail: `${median(seconds).toFixed(2)} s against ${median(floors).toFixed(2)} s; slowest answer meanwhile ${Math.round(median(firsts.map(({ slowestMs }) => slowestMs)))} ms`,
    },
    {
      id: 'S8-import',
      what: 'resident memory over idle while it runs',
      ...{ worth: peak - idleMb, must: 60, goal: 30, unit: 'MB' },
      detail: `idle ${Math.round(idleMb)} MB, peak ${Math.round(peak)} MB`,
    },
  ];
}

if (import.meta.main)
  process.stdout.write(`${JSON.stringify(await benchImports(Number(process.env.ROUNDS ?? 1)), null, 2)}\n`);
