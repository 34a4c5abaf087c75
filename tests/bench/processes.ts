import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';

const pinned = (() => {
  try {
    execFileSync('taskset', ['--version'], { stdio: 'ignore' });
    return availableParallelism() > 1;
  } catch {
    return false;
  }
})();

/** Puts a server on one core and the load on another, so that neither slows the other; where the system can. */
function onCore(core: 0 | 1, args: readonly string[]): [string, string[]] {
  return pinned
    ? ['taskset', ['-c', String(core), process.execPath, ...args]]
    : [process.execPath, [...args]];
}

export interface Running {
  readonly url: string;
  /** Milliseconds from `spawn` to the first answer. */
  readonly startMs: number;
  /** User and system time so far, in microseconds; NaN where there is no /proc. */
  cpuUs(): number;
  residentMb(): number;
  stop(): Promise<void>;
}

const read = (path: string): string => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
};

/** Starts a server (a script and its arguments) and waits until `ready` answers 2xx. */
export async function startServer(
  args: readonly string[],
  {
    port,
    ready,
    env = {},
    anyCore = false,
  }: {
    port: number;
    ready: string;
    env?: Readonly<Record<string, string>>;
    /** For what is measured by the clock and works on more than one thread. */
    anyCore?: boolean;
  },
): Promise<Running> {
  const url = `http://127.0.0.1:${port}`;
  const start = performance.now();
  const [command, rest] = anyCore ? [process.execPath, [...args]] : onCore(0, args);
  const child = spawn(command, rest, {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, NODE_ENV: 'production', PORT: String(port), ...env },
  });
  let said = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-2_000);
  });
  while (!(await answers(url + ready))) {
    if (child.exitCode !== null || performance.now() - start > 60_000) {
      child.kill('SIGKILL');
      throw new Error(`${args.join(' ')} did not start: ${said}`);
    }
    await sleep(3);
  }
  const startMs = performance.now() - start;
  return {
    url,
    startMs,
    cpuUs() {
      const fields = read(`/proc/${child.pid}/stat`).split(') ')[1]?.split(' ') ?? [];
      return (Number(fields[11]) + Number(fields[12])) * 10_000;
    },
    residentMb: () => Number(/VmRSS:\s+(\d+)/.exec(read(`/proc/${child.pid}/status`))?.[1]) / 1024,
    stop: () => end(child),
  };
}

const answers = (url: string): Promise<boolean> =>
  fetch(url).then(
    async (answer) => {
      await answer.arrayBuffer();
      return answer.ok;
    },
    () => false,
  );

function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return Promise.resolve();
  return new Promise((done) => {
    const hard = setTimeout(() => child.kill('SIGKILL'), 5_000);
    child.once('exit', () => {
      clearTimeout(hard);
      done();
    });
    child.kill('SIGTERM');
  });
}

export interface Load {
  readonly url: string;
  readonly seconds: number;
  readonly connections: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Instead of GETs: POSTs of a new portal token each, signed with this key. */
  readonly tokens?: { readonly privateKey: string; readonly kid: string; readonly claims: object };
}
export interface LoadResult {
  readonly requests: number;
  readonly failed: number;
  readonly p99Ms: number;
}

/** Runs load.ts in a process of its own and resolves with what it counted. */
export function putLoad(load: Load): Promise<LoadResult> {
  const [command, args] = onCore(1, [new URL('load.ts', import.meta.url).pathname]);
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin?.end(JSON.stringify(load));
  let output = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  return new Promise((done, fail) => {
    child.once('close', (code) => {
      if (code === 0) done(JSON.parse(output) as LoadResult);
      else fail(new Error(`the load generator ended with code ${code}`));
    });
  });
}
