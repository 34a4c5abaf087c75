import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freePort } from '../helpers/free-port.ts';
import { root, textOf } from './files.ts';

const lines = textOf('examples/deploy/Containerfile').replaceAll('\\\n', ' ').split('\n');
const stages = lines.reduce<string[][]>((all, line) => {
  if (line.startsWith('FROM ')) all.push([]);
  all.at(-1)?.push(line);
  return all;
}, []);
const steps = (stage: readonly string[], word: string): string[] =>
  stage.filter((line) => line.startsWith(`${word} `)).map((line) => line.slice(word.length + 1));

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'portico-image-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }), 120_000);

/** The steps of the image file as a plain shell does them: there is no container engine on every machine. */
test('the image’s steps build, leave development behind, and what they copy starts and is healthy', async () => {
  const [build = [], final = []] = stages;
  const source = join(folder, 'source');
  const files = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
  })
    .split('\0')
    .filter(Boolean);
  for (const file of files) {
    if (!existsSync(join(root, file))) continue;
    mkdirSync(dirname(join(source, file)), { recursive: true });
    cpSync(join(root, file), join(source, file));
  }
  const path = `${dirname(process.execPath)}:${process.env.PATH}`;
  const env = { ...process.env, PATH: path };
  for (const step of steps(build, 'RUN')) {
    await promisify(execFile)('sh', ['-c', step], { cwd: source, env, maxBuffer: 50_000_000 });
  }
  expect(existsSync(join(source, 'node_modules/typescript'))).toBe(false);

  const image = join(folder, 'image');
  mkdirSync(image);
  for (const step of steps(final, 'COPY')) {
    const [, ...rest] = step.split(/\s+/);
    const to = rest.pop() ?? '';
    for (const from of rest) {
      const name = from.replace('/app/', '');
      cpSync(join(source, name), to === './' ? join(image, name) : join(image, to), {
        recursive: true,
        verbatimSymlinks: true,
      });
    }
  }
  rmSync(source, { recursive: true });

  const port = await freePort();
  const set = Object.fromEntries(
    steps(final, 'ENV').flatMap((step) =>
      step.split(/\s+/).map((pair) => pair.split('=') as [string, string]),
    ),
  );
  expect(set).toMatchObject({ HOST: '0.0.0.0', PORT: '4400', PORTICO_DEMO: '0' });
  const inside = {
    ...{ PATH: path, ...set, PORT: String(port), HOST: '127.0.0.1' },
    ...{ PORTICO_DATABASE: join(folder, 'data.db'), PORTICO_PUBLIC_URL: `http://localhost:${port}` },
  };
  const [program = '', ...args] = JSON.parse(steps(final, 'CMD')[0] ?? '[]') as string[];
  const child: ChildProcess = spawn(program, args, {
    cwd: image,
    env: inside,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  try {
    const check = /CMD (\[.*\])/.exec(steps(final, 'HEALTHCHECK')[0] ?? '')?.[1] ?? '[]';
    const [healthy = '', ...words] = (JSON.parse(check) as string[]).map((word) =>
      word.replace('4400', String(port)),
    );
    const isHealthy = () =>
      promisify(execFile)(healthy, words, { env: inside }).then(
        () => true,
        () => false,
      );
    await expect.poll(isHealthy, { timeout: 30_000 }).toBe(true);
    const docs = await fetch(`http://127.0.0.1:${port}/docs/promises`);
    const portal = await fetch(`http://127.0.0.1:${port}/v1/portico.js`);
    expect([docs.status, portal.status]).toEqual([200, 200]);
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);
    expect(await isHealthy()).toBe(false);
  } finally {
    child.kill('SIGKILL');
  }
  expect(steps(final, 'USER')).toEqual(['node']);
}, 600_000);
