import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { build, type InlineConfig, type Rollup } from 'vite';

/** Where the files that vendors' pages load are written: `dist/embed`, served as `/v1/*`. */
export interface EmbedOutput {
  /** Name of the bridge with the hash of its content, known to the loader built with it. */
  readonly bridge: string;
}

interface Bundle {
  readonly entry: string;
  readonly format: 'iife' | 'es';
  readonly define?: Record<string, string>;
  readonly minify?: boolean;
  readonly external?: readonly string[];
}

const root = new URL('..', import.meta.url).pathname;

/** One file, one chunk, in memory: the loader is told the bridge's name, so the bridge is built first. */
async function bundle({
  entry,
  format,
  define = {},
  minify = true,
  external = [],
}: Bundle): Promise<{ code: string; more: Record<string, string> }> {
  const config: InlineConfig = {
    root,
    configFile: false,
    logLevel: 'warn',
    define,
    build: {
      write: false,
      target: 'es2022',
      minify: minify && format === 'iife' ? 'oxc' : false,
      modulePreload: { polyfill: false },
      lib: { entry: `${root}${entry}`, formats: [format], name: 'portico' },
      rolldownOptions: {
        external: [...external],
        output: { chunkFileNames: '[name]-[hash].js', ...(format === 'es' && { minify }) },
      },
    },
  };
  const [result] = (await build(config)) as Rollup.RollupOutput[];
  const [chunk, ...more] = (result?.output ?? []) as Rollup.OutputChunk[];
  if (!chunk) throw new Error(`${entry} gave no file.`);
  return { code: chunk.code, more: Object.fromEntries(more.map(({ fileName, code }) => [fileName, code])) };
}

/** Builds everything a vendor's page may load into `folder`. */
export async function buildEmbed(folder = `${root}dist/embed`): Promise<EmbedOutput> {
  const { code: bridgeCode, more } = await bundle({ entry: 'src/bridge/host.ts', format: 'es' });
  const bridge = `bridge-${createHash('sha256').update(bridgeCode).digest('hex').slice(0, 6)}.js`;
  const define = { __BRIDGE__: JSON.stringify(bridge) };
  const files: Record<string, string> = {
    ...more,
    [bridge]: bridgeCode,
    // The service answers with this one where an older loader asks for a bridge that is gone.
    'bridge.js': bridgeCode,
    'portico.js': (await bundle({ entry: 'embed/loader.ts', format: 'iife', define })).code,
    'portico.mjs': (await bundle({ entry: 'embed/npm.ts', format: 'es', define, minify: false })).code,
    'react.mjs': (
      await bundle({
        entry: 'embed/react.tsx',
        format: 'es',
        define,
        minify: false,
        external: ['react'],
      })
    ).code,
  };
  await mkdir(folder, { recursive: true });
  for (const [name, code] of Object.entries(files)) await writeFile(`${folder}/${name}`, code);
  for (const name of await readdir(folder))
    if (!(name in files) && name !== 'types') await rm(`${folder}/${name}`);
  return { bridge };
}

/** Declarations of everything a vendor imports, for editors: `types/embed/npm.d.ts`. */
async function writeTypes(folder = `${root}dist/embed/types`): Promise<void> {
  const tsc = `${root}node_modules/typescript/bin/tsc`;
  const options = ['--declaration', '--emitDeclarationOnly', '--outDir', folder];
  // The server kit is the one part that knows Node, so it has a program of its own.
  const server = `${root}embed/server/index.ts --ignoreConfig --rootDir ${root} --module nodenext --target es2024 --types node --allowImportingTsExtensions --strict --skipLibCheck`;
  const programs = [['-p', `${root}tsconfig.embed.json`, '--noEmit', 'false'], server.split(' ')];
  for (const program of programs) {
    // It writes them even where it finds a mistake; mistakes are the tests' business.
    await promisify(execFile)(process.execPath, [tsc, ...program, ...options], { cwd: root }).catch(() => {});
  }
}

/** `portico/server` for vendors' backends, as JavaScript: Node reads no TypeScript inside `node_modules`. */
async function buildServerKit(folder = `${root}dist/server`): Promise<void> {
  const entry = 'embed/server/index.ts';
  const { code } = await bundle({ entry, format: 'es', minify: false, external: ['node:crypto'] });
  await mkdir(folder, { recursive: true });
  await writeFile(`${folder}/index.mjs`, code);
}

/** `portico/client`: the API with types, in one file that asks for nothing but `fetch`. */
async function buildClient(folder = `${root}dist/client`): Promise<void> {
  const { code } = await bundle({ entry: 'embed/client/index.ts', format: 'es', minify: false });
  await mkdir(folder, { recursive: true });
  await writeFile(`${folder}/index.mjs`, code);
}

/**
 * `dist/package`: what a vendor's own project installs, as `portico`. It holds the module, the React component, the
 * server kit and the client with their types, and nothing of the service.
 */
async function writePackage(folder = `${root}dist/package`): Promise<void> {
  const { name, version, description, license, dependencies } = JSON.parse(
    await readFile(`${root}package.json`, 'utf8'),
  ) as { dependencies: Record<string, string> } & Record<string, string>;
  const entry = (types: string, file: string) => ({
    types: `./types/embed/${types}.d.ts`,
    default: `./${file}`,
  });
  const manifest = {
    ...{ name, version, description, license, type: 'module', sideEffects: false },
    engines: { node: '>=20' },
    exports: {
      '.': entry('npm', 'portico.mjs'),
      './react': entry('react', 'react.mjs'),
      './server': entry('server/index', 'server.mjs'),
      './client': entry('client/index', 'client.mjs'),
    },
    dependencies: { 'openapi-fetch': dependencies['openapi-fetch'] },
    peerDependencies: { react: '>=18' },
    peerDependenciesMeta: { react: { optional: true } },
  };
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await writeFile(`${folder}/package.json`, `${JSON.stringify(manifest, null, 2)}\n`);
  const files = {
    LICENSE: 'LICENSE',
    'dist/embed/portico.mjs': 'portico.mjs',
    'dist/embed/react.mjs': 'react.mjs',
    'dist/server/index.mjs': 'server.mjs',
    'dist/client/index.mjs': 'client.mjs',
    'dist/embed/types': 'types',
  };
  for (const [from, to] of Object.entries(files))
    await cp(`${root}${from}`, `${folder}/${to}`, { recursive: true });
}

if (process.argv[1] === import.meta.filename) {
  await Promise.all([buildEmbed(), writeTypes(), buildServerKit(), buildClient()]);
  await writePackage();
}
