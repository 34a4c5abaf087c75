import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { root, textOf } from './files.ts';

/** A vendor's project with `portico` installed as npm would: the package copied, what it depends on beside it. */
let project: string;
beforeAll(() => {
  project = mkdtempSync(join(tmpdir(), 'portico-vendor-'));
  const modules = join(project, 'node_modules');
  mkdirSync(modules);
  cpSync(join(root, 'dist/package'), join(modules, 'portico'), { recursive: true });
  for (const name of [
    'openapi-fetch',
    'openapi-typescript-helpers',
    'react',
    'react-dom',
    '@types',
    'csstype',
  ]) {
    if (existsSync(join(root, 'node_modules', name)))
      symlinkSync(join(root, 'node_modules', name), join(modules, name));
  }
  writeFileSync(join(project, 'package.json'), '{ "type": "module" }');
});
afterAll(() => rmSync(project, { recursive: true, force: true }));

const run = (file: string, args: string[]) =>
  promisify(execFile)(process.execPath, [file, ...args], { cwd: project }).then(
    ({ stdout }) => stdout,
    ({ stdout, stderr }: { stdout: string; stderr: string }) => `${stdout}${stderr}`,
  );

test('DAY-19 the package holds what vendors import, and nothing of the service', () => {
  const manifest = JSON.parse(textOf('dist/package/package.json'));
  expect(Object.keys(manifest.exports)).toEqual(['.', './react', './server', './client']);
  expect(Object.keys(manifest.dependencies)).toEqual(['openapi-fetch']);
  for (const { types, default: file } of Object.values(manifest.exports) as {
    types: string;
    default: string;
  }[]) {
    expect(existsSync(join(root, 'dist/package', types)), types).toBe(true);
    expect(existsSync(join(root, 'dist/package', file)), file).toBe(true);
  }
  const client = textOf('dist/package/client.mjs');
  expect(client).not.toMatch(/\bfrom ["']|require\(|node:|process\.env/);
});

test('DAY-19 an installed package signs a token and makes a client', async () => {
  const code = `
    import { generateKeyPairSync } from 'node:crypto';
    import { signPortalToken } from 'portico/server';
    import { createPorticoClient } from 'portico/client';
    const { privateKey } = generateKeyPairSync('ed25519');
    const key = { kid: 'sig_1', algorithm: 'EdDSA', privateKey };
    const token = await signPortalToken({ vendorId: 'ven_1', portalAddress: 'https://a.example/p/acme', customerId: 'ext:1', key });
    console.log(token.split('.').length, typeof createPorticoClient({ baseUrl: 'https://a.example', apiKey: 'k' }).all);`;
  writeFileSync(join(project, 'use.mjs'), code);
  expect(await run('use.mjs', [])).toBe('3 function\n');
});

const tsc = join(root, 'node_modules/typescript/bin/tsc');

test.each(['bundler', 'nodenext'])(
  'DAY-19 its types fit a strict project with %s resolution',
  async (resolution) => {
    const code = `
    import { createPortal } from 'portico';
    import { Portal } from 'portico/react';
    import { signPortalToken } from 'portico/server';
    import { createPorticoClient, type Shapes } from 'portico/client';
    const portico = createPorticoClient({ baseUrl: 'https://a.example', apiKey: 'k' });
    export const name = async (): Promise<string> => {
      const customer: Shapes['Customer'] = await portico.get('/customers/{id}', { params: { path: { id: 'ext:1' } } });
      return customer.name;
    };
    // @ts-expect-error: there is no such field
    export const wrong = portico.post('/customers', { body: { nmae: 'x' } });
    export const mount = () => createPortal({ portal: 'acme', on: { ready: ({ tookMs }) => tookMs.toFixed() } });
    export const view = () => Portal({ portal: 'acme', on: { error: ({ code }) => console.log(code) } });
    // @ts-expect-error: the key is needed
    export const unsigned = signPortalToken({ vendorId: 'a', portalAddress: 'b', customerId: 'c' });`;
    writeFileSync(join(project, 'use.ts'), code);
    const module = resolution === 'bundler' ? 'esnext' : 'nodenext';
    const flags = `--noEmit --strict --exactOptionalPropertyTypes --skipLibCheck --target es2022 --lib es2022,dom --types node --module ${module} --moduleResolution ${resolution}`;
    expect(await run(tsc, ['use.ts', '--ignoreConfig', ...flags.split(' ')])).toBe('');
  },
  60_000,
);

test('DAY-19 the Next.js example compiles against the package', async () => {
  cpSync(join(root, 'examples/nextjs'), join(project, 'site'), {
    recursive: true,
    filter: (path) => !/node_modules|\.next/.test(path),
  });
  // As much of Next.js as the example uses; the long test builds it with the real one.
  writeFileSync(
    join(project, 'site/next-env.d.ts'),
    `declare module 'next' { export interface Metadata { title?: string } }
     declare module 'next/navigation' { export function redirect(to: string): never }
     declare module 'next/headers' {
       interface Jar { get(name: string): { value: string } | undefined; set(name: string, value: string, options: object): void; delete(name: string): void }
       export function cookies(): Promise<Jar>;
     }
     declare module '*.css';`,
  );
  const config = join(project, 'site/tsconfig.json');
  expect(await run(tsc, ['-p', config, '--types', 'node', '--incremental', 'false'])).toBe('');
});
