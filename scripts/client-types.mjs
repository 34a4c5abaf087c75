// Types of the vendor API for `portico/client`, from the OpenAPI file that the routes themselves make. Part of the
// build, so that they cannot differ from what is served.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import openapiTypes, { astToString } from 'openapi-typescript';
import { openApi } from '../src/apps/server/app.ts';
import { root } from './install.mjs';

export const clientTypes = join(root, 'embed/client/api.ts');

/** The text of `embed/client/api.ts`. */
export async function makeClientTypes() {
  const file = await openApi('http://localhost:4400');
  return `// Made by \`npm run build\` from the OpenAPI file.\n${astToString(await openapiTypes(JSON.parse(JSON.stringify(file))))}`;
}

if (process.argv[1] === import.meta.filename) {
  const text = await makeClientTypes();
  // Written only when it changed, so that a watching type checker has nothing to do.
  let before = '';
  try {
    before = readFileSync(clientTypes, 'utf8');
  } catch {
    // There is none yet.
  }
  if (text !== before) writeFileSync(clientTypes, text);
}
