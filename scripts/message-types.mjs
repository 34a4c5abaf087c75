// Which values each sentence asks for, from the English messages: `t('contracts.since', { day })` without `day` does
// not compile. Part of the build and of `npm test`, so that nobody writes it by hand.
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, TYPE } from '@formatjs/icu-messageformat-parser';
import { root } from './install.mjs';

const shapes = 'import("./kit/common/money.ts")';
const money = `${shapes}.Money | ${shapes}.UnitPrice`;
const kinds = {
  [TYPE.argument]: `string | number | ${money}`,
  [TYPE.number]: `number | ${money}`,
  [TYPE.date]: 'string',
  [TYPE.time]: 'string',
  [TYPE.plural]: 'number',
  [TYPE.select]: 'string | number | boolean',
};
/** The function that makes something of the words inside a tag; views and plain text want different things of it. */
const tag = '(inner: any[]) => unknown';

/** Value → type. One that is both tested and shown keeps the narrower type of the test. */
function valuesOf(elements, values = new Map()) {
  for (const element of elements) {
    const type = element.type === TYPE.tag ? tag : kinds[element.type];
    const known = values.get(element.value);
    if (type && (known === undefined || known === kinds[TYPE.argument])) values.set(element.value, type);
    if (element.type === TYPE.tag) valuesOf(element.children, values);
    for (const option of Object.values(element.options ?? {})) valuesOf(option.value, values);
  }
  return values;
}

/** The text of `src/messages.d.ts`. A key that two apps use for different values is left out, which asks for nothing. */
export function makeMessageTypes() {
  const types = new Map();
  for (const file of globSync('src/**/messages/en.json', { cwd: root }).sort()) {
    for (const [key, source] of Object.entries(JSON.parse(readFileSync(join(root, file), 'utf8')))) {
      const values = [...valuesOf(parse(source))].map(([name, type]) => `readonly ${name}: ${type}`).sort();
      const type = values.length > 0 ? `{ ${values.join('; ')} }` : '{}';
      types.set(key, (types.get(key) ?? type) === type ? type : undefined);
    }
  }
  const lines = [...types].flatMap(([key, type]) => (type ? [`  ${JSON.stringify(key)}: ${type};`] : []));
  return `// Made by \`npm run build\` from the English messages.\ninterface PorticoMessages {\n${lines.join('\n')}\n}\n`;
}

if (process.argv[1] === import.meta.filename)
  writeFileSync(join(root, 'src/messages.d.ts'), makeMessageTypes());
