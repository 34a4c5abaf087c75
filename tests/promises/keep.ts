// `node tests/promises/keep.ts` at a release: keeps what the release promises, for the tests of all later ones.
import { cpSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openApi } from '../../src/apps/server/app.ts';
import { root, textOf } from '../bundle/files.ts';
import { publicNames } from './names.ts';

const { version } = JSON.parse(textOf('package.json')) as { version: string };
const folder = join(root, 'tests/promises/releases', version);
mkdirSync(join(folder, 'embed'), { recursive: true });
for (const name of readdirSync(join(root, 'dist/embed'))) {
  if (/\.m?js$/.test(name) && name !== 'react.mjs' && name !== 'bridge.js')
    cpSync(join(root, 'dist/embed', name), join(folder, 'embed', name));
}
writeFileSync(join(folder, 'names.json'), `${JSON.stringify(await publicNames(), null, 1)}\n`);
writeFileSync(join(folder, 'openapi.json'), `${JSON.stringify(await openApi('http://localhost:4400'))}\n`);
console.log(`Kept what ${version} promises in ${folder}`);
