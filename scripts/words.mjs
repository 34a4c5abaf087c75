// What a language lacks, and a way to write it in one file:
//   node scripts/words.mjs check pl            everything that keeps Polish from being offered; exit code 1 while there is something
//   node scripts/words.mjs template pl [file]  one JSON file with every text that is missing or broken, English beside it
//   node scripts/words.mjs take pl <file>      writes such a file's texts into the places where they belong
//   node scripts/words.mjs list                each language with the share of its texts that is there
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { foldersFor, languageProblems } from '../src/apps/words/check.ts';
import { isLanguage, knownLanguages, languages } from '../src/kit/common/languages.ts';
import { root } from './install.mjs';

const [command, tag = '', file] = process.argv.slice(2);
const read = (path) =>
  existsSync(join(root, path)) ? JSON.parse(readFileSync(join(root, path), 'utf8')) : {};
const write = (path, content) => {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `${JSON.stringify(content, null, 2)}\n`);
};
const flat = (value, path = []) =>
  typeof value === 'string'
    ? [[path, value]]
    : Object.entries(value).flatMap(([key, one]) => flat(one, [...path, key]));
const at = (table, path) => path.reduce((found, key) => found?.[key], table);

/** In the order of the English file; what English does not have is left out. */
function inOrder(english, texts, path = []) {
  if (typeof english === 'string') return at(texts, path);
  const entries = Object.entries(english).flatMap(([key, one]) => {
    const found = inOrder(one, texts, [...path, key]);
    return found === undefined ? [] : [[key, found]];
  });
  return entries.length > 0 ? Object.fromEntries(entries) : undefined;
}

function set(table, path, text) {
  const [key, ...rest] = path;
  if (rest.length === 0) table[key] = text;
  else {
    table[key] ??= {};
    set(table[key], rest, text);
  }
}

const files = (of) =>
  foldersFor(root, of).map(({ path }) => ({
    path,
    english: read(`${path}/en.json`),
    own: read(`${path}/${of}.json`),
  }));

if (command !== 'list' && !(isLanguage(tag) && !languages[tag].isPseudo)) {
  console.error(
    `Which language? One of ${knownLanguages.join(' ')}; another is added to src/kit/common/languages.ts first.`,
  );
  process.exit(1);
}

if (command === 'list') {
  for (const one of knownLanguages.filter((of) => !languages[of].isPseudo)) {
    const all = files(one).flatMap(({ english, own }) =>
      flat(english).map(([path]) => at(own, path) !== undefined),
    );
    const { base, isUnfinished, name } = languages[one];
    const share = base ? `as ${base}` : `${Math.floor((all.filter(Boolean).length * 100) / all.length)} %`;
    console.log(`${one.padEnd(8)} ${name.padEnd(24)} ${share}${isUnfinished ? ', not offered' : ''}`);
  }
} else if (command === 'check') {
  const found = languageProblems(root, tag);
  for (const [path, problems] of found) for (const problem of problems) console.log(`${path}: ${problem}`);
  const count = [...found.values()].flat().length;
  const { isUnfinished } = languages[tag];
  console.log(
    count > 0
      ? `${count} to mend`
      : `complete${isUnfinished ? `; take isUnfinished from ${tag} in src/kit/common/languages.ts` : ''}`,
  );
  process.exitCode = count > 0 ? 1 : 0;
} else if (command === 'template') {
  const broken = languageProblems(root, tag);
  const wanted = Object.fromEntries(
    files(tag).flatMap(({ path, english, own }) => {
      const bad = broken.get(`${path}/${tag}.json`) ?? [];
      const entries = flat(english).flatMap(([keys, text]) => {
        const said = at(own, keys);
        const faults = bad.filter((one) => one.startsWith(`${keys.join('.')}: `));
        if (said !== undefined && faults.length === 0) return [];
        const note = faults
          .map((one) => one.slice(keys.join('.').length + 2))
          .filter((one) => one !== 'is missing');
        return [[keys.join('\t'), { english: text, text: said ?? '', ...(note.length > 0 && { note }) }]];
      });
      return entries.length > 0 ? [[path, Object.fromEntries(entries)]] : [];
    }),
  );
  if (file) write(file, wanted);
  else process.stdout.write(`${JSON.stringify(wanted, null, 2)}\n`);
} else if (command === 'take') {
  const given = JSON.parse(readFileSync(file, 'utf8'));
  let taken = 0;
  for (const { path, english, own } of files(tag)) {
    const texts = Object.entries(given[path] ?? {});
    for (const [keys, said] of texts) {
      const text = typeof said === 'string' ? said : said.text;
      if (!text) continue;
      set(own, keys.split('\t'), text);
      taken++;
    }
    const whole = texts.length > 0 && inOrder(english, own);
    if (whole) write(join(root, path, `${tag}.json`), whole);
  }
  console.log(`${taken} texts taken`);
} else {
  console.error('check, template, take or list');
  process.exit(1);
}
