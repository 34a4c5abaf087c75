import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../helpers/free-port.ts';
import { benchCustomers } from './customers.ts';
import { putLoad, type Running, startServer } from './processes.ts';
import type { Product } from './product.ts';
import { benchSignIns } from './sign-ins.ts';
import { median, medianRatio, type Row } from './statistics.ts';

const floor = (name: string): string => new URL(`floors/${name}.ts`, import.meta.url).pathname;

/** Thousands of requests: until then, compiling what they run is a part of what each costs. */
const warmUpSeconds = 5;

interface Round {
  readonly cpuUs: number;
  readonly perSecond: number;
  readonly p99Ms: number;
}

type Shot = Parameters<typeof putLoad>[0];

/** Processor time of the server for one answer, and how fast they came. */
async function shoot(server: Running, load: Shot): Promise<Round> {
  const before = server.cpuUs();
  const { requests, failed, p99Ms } = await putLoad(load);
  if (failed > 0 || requests === 0) {
    throw new Error(`${load.url}: ${failed} of ${requests} requests failed`);
  }
  return { cpuUs: (server.cpuUs() - before) / requests, perSecond: requests / load.seconds, p99Ms };
}

const detail = (name: string, rounds: readonly Round[]): string => {
  const of = (figure: keyof Round): number => median(rounds.map((round) => round[figure]));
  return `${name} ${Math.round(of('cpuUs'))} µs, ${Math.round(of('perSecond'))}/s, p99 ${of('p99Ms').toFixed(1)} ms`;
};

const cpuRatio = (product: readonly Round[], base: readonly Round[]): number =>
  medianRatio(
    product.map(({ cpuUs }) => cpuUs),
    base.map(({ cpuUs }) => cpuUs),
  );

/** S1 and S2: signed-in reads against a bare `node:http` answer, in turn. */
async function benchReads(product: Product, rounds: number, seconds: number): Promise<Row[]> {
  const server = await product.start();
  const bare = await startServer([floor('http')], { port: await freePort(), ready: '/' });
  try {
    const at = async (path: string, whose: 'one' | 'ten'): Promise<Shot> => ({
      url: server.url + path,
      seconds,
      connections: 16,
      headers: { authorization: `Bearer ${await product.session(whose)}` },
    });
    const loads: [Running, Shot][] = [
      [bare, { url: `${bare.url}/`, seconds, connections: 16 }],
      [server, await at('/portal/v1/contracts', 'one')],
      [server, await at('/portal/v1/bootstrap', 'ten')],
    ];
    for (const [target, load] of loads) await shoot(target, { ...load, seconds: warmUpSeconds });
    const measured: Round[][] = [[], [], []];
    for (let round = 0; round < rounds; round++) {
      for (const [i, [target, load]] of loads.entries()) measured[i]?.push(await shoot(target, load));
      process.stderr.write(`reads: round ${round + 1} of ${rounds}\n`);
    }
    const [base = [], read = [], bootstrap = []] = measured;
    const floorDetail = detail('floor', base);
    return [
      {
        id: 'S1',
        what: 'CPU of one signed-in read, against a bare JSON answer',
        worth: cpuRatio(read, base),
        must: 8,
        goal: 3.5,
        unit: '×',
        detail: `${detail('contracts', read)}; ${floorDetail}`,
      },
      {
        id: 'S2',
        what: 'CPU of `bootstrap` with 10 contracts, likewise',
        worth: cpuRatio(bootstrap, base),
        must: 20,
        goal: 8,
        unit: '×',
        detail: `${detail('bootstrap', bootstrap)}; ${floorDetail}`,
      },
    ];
  } finally {
    await Promise.all([server.stop(), bare.stop()]);
  }
}

/** S3: token exchange against one verification and one synced insert behind the same `node:http`. */
async function benchExchange(product: Product, rounds: number, seconds: number): Promise<Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'portico-bench-'));
  const server = await product.start();
  const bare = await startServer([floor('exchange')], {
    port: await freePort(),
    ready: '/',
    env: { PUBLIC_KEY: product.publicKey, DATABASE: join(folder, 'floor.db') },
  });
  try {
    const { tokens } = product;
    const loads: [Running, Shot][] = [
      [bare, { url: `${bare.url}/`, seconds, connections: 4, tokens }],
      [server, { url: `${server.url}/portal/v1/sessions`, seconds, connections: 4, tokens }],
    ];
    for (const [target, load] of loads) await shoot(target, { ...load, seconds: warmUpSeconds });
    const measured: Round[][] = [[], []];
    for (let round = 0; round < rounds; round++) {
      for (const [i, [target, load]] of loads.entries()) measured[i]?.push(await shoot(target, load));
      process.stderr.write(`exchange: round ${round + 1} of ${rounds}\n`);
    }
    const [base = [], exchange = []] = measured;
    const details = `${detail('exchange', exchange)}; ${detail('floor', base)}`;
    return [
      {
        id: 'S3',
        what: 'CPU of one token exchange, against one EdDSA verification and one synced insert',
        worth: cpuRatio(exchange, base),
        must: 2,
        goal: 1.3,
        unit: '×',
        detail: details,
      },
    ];
  } finally {
    await Promise.all([server.stop(), bare.stop()]);
    rmSync(folder, { recursive: true, force: true });
  }
}

/** S7 and S8: start with data and a warm compile cache against bare Node and Hono; memory when nobody asks. */
async function benchStart(product: Product, rounds: number): Promise<Row[]> {
  const port = await freePort();
  const [ours, bare]: [number[], number[]] = [[], []];
  let idleMb = Number.NaN;
  for (let round = -1; round < rounds; round++) {
    const server = await product.start();
    if (round === rounds - 1) {
      await sleep(3_000);
      idleMb = server.residentMb();
    }
    await server.stop();
    const hono = await startServer([new URL('floors/hono.mjs', import.meta.url).pathname], {
      port,
      ready: '/',
    });
    await hono.stop();
    if (round >= 0) {
      ours.push(server.startMs);
      bare.push(hono.startMs);
    }
  }
  const figures = `${Math.round(median(ours))} ms against ${Math.round(median(bare))} ms`;
  return [
    {
      id: 'S7',
      what: 'start to first answer, against bare Node and Hono',
      worth: medianRatio(ours, bare),
      must: 3,
      goal: 1.5,
      unit: '×',
      detail: figures,
    },
    {
      id: 'S8',
      what: 'resident memory, idle',
      worth: idleMb,
      must: 130,
      goal: 90,
      unit: 'MB',
      detail: '3 s after start',
    },
  ];
}

export async function benchServer(
  product: Product,
  { rounds, seconds }: { rounds: number; seconds: number },
): Promise<Row[]> {
  return [
    ...(await benchReads(product, rounds, seconds)),
    ...(await benchExchange(product, rounds, seconds)),
    ...(await benchSignIns(product, rounds, seconds)),
    ...(await benchCustomers()),
    ...(await benchStart(product, 5)),
  ];
}
