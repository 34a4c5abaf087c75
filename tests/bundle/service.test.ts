import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import serviceArgs from '../../scripts/service-args.json' with { type: 'json' };
import { freePort } from '../helpers/free-port.ts';
import { filesIn, root, textOf } from './files.ts';

const files = filesIn(['dist/service'], /\.mjs$/);

test('the built server finds every file that it reads beside its sources', () => {
  const places = files.flatMap((file) => [
    ...textOf(file).matchAll(/new URL\("([^"]+)", import\.meta\.url\)/g),
    ...textOf(file).matchAll(/import\.meta\.dirname \+ "\/([^"]+)"/g),
  ]);
  expect(places.length).toBeGreaterThan(8);
  const missing = places
    .map(([, path = '']) => path)
    .filter((path) => !existsSync(join(root, 'dist/service', path)));
  expect(missing).toEqual([]);
});

test('every thread that the server starts has a built file of its own, without types', () => {
  const startsIn = (paths: readonly string[], quote: string) =>
    paths.flatMap((path) =>
      [
        ...textOf(path).matchAll(new RegExp(`new Worker\\(\\s*new URL\\(${quote}\\./([\\w-]+\\.\\w+)`, 'g')),
      ].map(([, name = '']) => name),
    );
  const ours = startsIn(filesIn(['src'], /(?<!\.test)\.ts$/), "'");
  const built = startsIn(files, '"');
  expect(ours.length).toBeGreaterThan(3);
  expect(built.length).toBe(ours.length);
  expect(built.filter((name) => !existsSync(join(root, 'dist/service', name)))).toEqual([]);
  expect(built.filter((name) => !name.endsWith('.mjs'))).toEqual([]);
});

test('the unit and the image run the service as `npm start` does', () => {
  expect(textOf('examples/deploy/portico.service')).toContain(`bin/node ${serviceArgs.join(' ')}\n`);
  expect(textOf('examples/deploy/Containerfile')).toContain(
    `CMD [${['node', ...serviceArgs].map((arg) => `"${arg}"`).join(', ')}]`,
  );
});

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'portico-service-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('the built server shows the demo: signs in, sets an invoice, writes its documentation', async () => {
  const [port, examples] = [await freePort(), await freePort()];
  const env = {
    ...{ PATH: process.env.PATH, PORT: String(port), EXAMPLES_PORT: String(examples) },
    PORTICO_DATABASE: join(folder, 'portico.db'),
  };
  const child = spawn(process.execPath, serviceArgs, {
    cwd: root,
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    let said = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    while (!said.includes('Portal sign-in:')) {
      expect(child.exitCode).toBe(null);
      await pause(50);
    }
    const url = `http://localhost:${port}`;
    const [, username, password, portal] = /Portal sign-in: +(\S+) +(\S+) .*\/p\/(\S+)/.exec(said) ?? [];
    const signedIn = await fetch(`${url}/portal/v1/sessions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ portal, username, password }),
    });
    expect(signedIn.status).toBe(201);
    const { sessionToken } = (await signedIn.json()) as { sessionToken: string };
    const asked = { headers: { authorization: `Bearer ${sessionToken}` } };
    const { items } = (await (await fetch(`${url}/portal/v1/documents`, asked)).json()) as {
      items: readonly { id: string }[];
    };
    const letter = await fetch(`${url}/portal/v1/documents/${items[0]?.id}/pdf`, asked);
    expect((await letter.text()).slice(0, 5)).toBe('%PDF-');
    const codes = await (await fetch(`${url}/docs/problems`)).text();
    expect(codes).toContain('<code>token.used</code>');
    const page = await fetch(`http://127.0.0.1:${examples}/${portal}/`);
    expect(page.status).toBe(200);
  } finally {
    child.kill('SIGTERM');
  }
});

test('the service loads no library at its start that it needs for single acts alone', () => {
  const loaded = [...textOf('dist/service/main.mjs').matchAll(/^import [^;]*?from ?"([^".][^"]*)"/gm)];
  expect(loaded.length).toBeGreaterThan(5);
  expect(loaded.map(([, name]) => name).filter((name) => !name?.startsWith('node:'))).toEqual([]);
});
