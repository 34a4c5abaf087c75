import { globSync, readFileSync } from 'node:fs';
import { type MessageFormatElement, parse, TYPE } from '@formatjs/icu-messageformat-parser';
import { describe, expect, test } from 'vitest';
import { compileMessage } from './message-compile.ts';

type Table = Readonly<Record<string, string>>;
const root = new URL('../../../', import.meta.url);
const files = globSync('src/**/messages/*.json', { cwd: root }).sort();
const read = (file: string): Table => JSON.parse(readFileSync(new URL(file, root), 'utf8'));
const tagOf = (file: string) => file.slice(file.lastIndexOf('/') + 1, -'.json'.length);
const translations = files.filter((file) => tagOf(file) !== 'en');

/** Words that are the same in two languages, by key and language; a new one is added here on purpose. */
const sameAsEnglish = new Set([
  'catalogue.name de',
  'catalogue.position de',
  'catalogue.coupon.code de',
  'catalogue.title fr',
  'catalogue.description fr',
  'catalogue.position fr',
  'catalogue.coupon.code fr',
  'catalogue.variant nl',
  'catalogue.grants fr',
  'catalogue.grant.product nl',
  'catalogue.price.per nl',
  'catalogue.coupon.code nl',
  'nav.catalogue fr',
  ...['de', 'nl', 'fr'].map((tag) => `payments.kind.stripe ${tag}`),
  ...['payments.status de', 'payments.status nl', 'payments.details nl'],
  ...['payments.date fr', 'payments.what fr'],
  ...['nav.tax fr', 'tax.title fr', 'tax.gross fr', 'tax.percent de', 'tax.percent fr'],
  'mailed-code.code de',
  'mailed-code.code nl',
  'mailed-code.code fr',
  'login-as.minutes.15 fr',
  'login-as.minutes.30 fr',
  'help.for.15 fr',
  'help.for.30 fr',
  'signup.postcode nl',
  'system.mb de',
  'system.gb de',
  'system.mb nl',
  'system.gb nl',
  ...['de', 'nl', 'fr'].flatMap((tag) => [
    `shell.title ${tag}`,
    `contracts.item.times ${tag}`,
    `contracts.item.units ${tag}`,
  ]),
  ...['de', 'nl', 'fr'].map((tag) => `order.pay.iban ${tag}`),
  ...['order.per', 'order.usage.price', 'order.usage.thousand', 'order.summary.code'].map(
    (key) => `${key} nl`,
  ),
  'transfer.kind.domains de',
  'transfer.imports fr',
  'transfer.exports fr',
  'transfer.message fr',
  'transfer.kind.contacts fr',
  'transfer.kind.installations fr',
  'transfer.imports nl',
  'transfer.exports nl',
  ...['de', 'nl', 'fr'].map((tag) => `pdf.day ${tag}`),
  'pdf.date fr',
  'pdf.total fr',
  'nav.documents fr',
  ...['nav.domains', 'panel.domains', 'domains.title', 'domains.count', 'contacts.domains'].map(
    (key) => `${key} de`,
  ),
  'nav.invitations fr',
  'invitations.title fr',
  'invitations.one fr',
  'invitations.portal de',
  'invitations.person de',
  'invoices.one nl',
  'contracts.number nl',
  'contracts.total fr',
  'profile.postcode nl',
  'customers.domains de',
  'sites.postcode nl',
  'sites.installations fr',
  'nav.licences fr',
  'panel.licences fr',
  'licences.title fr',
  'customers.licences fr',
  'customers.licences.product nl',
  'products.format.guid de',
  'products.format.guid nl',
  'products.format.guid fr',
  'licences.machine.name de',
  'licences.machine.os de',
  'licences.machine.version de',
  'licences.machine.version fr',
  'products.name de',
  'products.description fr',
  'licences.product nl',
  'licences.note fr',
  'licences.state.active fr',
  'licences.downloads de',
  'licences.downloads nl',
  'licences.key.copy nl',
  'sites.labels.title nl',
  ...['de', 'nl', 'fr'].flatMap((tag) =>
    ['letters.logo', 'letters.iban', 'letters.bic'].map((key) => `${key} ${tag}`),
  ),
  ...['letters.portal', 'letters.name', 'letters.website', 'letters.bank.name'].map((key) => `${key} de`),
  ...['letters.email', 'letters.website', 'letters.bank.name'].map((key) => `${key} nl`),
  'letters.email fr',
  ...['de', 'nl', 'fr'].flatMap((tag) =>
    ['nav.webhooks', 'webhooks.title', 'webhooks.took.ms', 'webhooks.took.s'].map((key) => `${key} ${tag}`),
  ),
  'webhooks.area.documents fr',
  'webhooks.area.catalogue fr',
]);

interface Shape {
  readonly args: Record<string, string>;
  readonly tags: string[];
  readonly plurals: { ordinal: boolean; categories: string[] }[];
  depth: number;
}

const names: Readonly<Partial<Record<TYPE, string>>> = {
  [TYPE.argument]: 'text',
  [TYPE.number]: 'number',
  [TYPE.date]: 'date',
  [TYPE.time]: 'date',
  [TYPE.select]: 'select',
  [TYPE.plural]: 'plural',
};

/** Which values, tags and plural categories a sentence asks for. */
function shapeOf(elements: readonly MessageFormatElement[], shape: Shape, depth = 0): Shape {
  shape.depth = Math.max(shape.depth, depth);
  for (const element of elements) {
    const name = names[element.type];
    // A value that is both tested and shown, `{hours, select, none {} other {, {hours}}}`, counts as tested.
    if (name && 'value' in element && !(name === 'text' && shape.args[element.value])) {
      shape.args[element.value] = name;
    }
    if (element.type === TYPE.tag) {
      shape.tags.push(element.value);
      shapeOf(element.children, shape, depth);
    }
    if (element.type === TYPE.plural) {
      const categories = Object.keys(element.options).filter((option) => !option.startsWith('='));
      shape.plurals.push({ ordinal: element.pluralType === 'ordinal', categories: categories.sort() });
    }
    if (element.type === TYPE.plural || element.type === TYPE.select) {
      for (const option of Object.values(element.options)) shapeOf(option.value, shape, depth + 1);
    }
  }
  return shape;
}
const shape = (source: string) => shapeOf(parse(source), { args: {}, tags: [], plurals: [], depth: 0 });

/** `\b` knows no letters with accents: it would find `tes` in `êtes`. */
const word = (words: string) => new RegExp(`(?<!\\p{L})(${words})(?!\\p{L})`, 'iu');

const rules: readonly { name: string; broken: (source: string, tag: string) => boolean }[] = [
  { name: 'no space at the ends and no double space', broken: (text) => /^\s|\s$| {2}/.test(text) },
  { name: 'no straight quotes', broken: (text) => /["']/.test(text) },
  { name: 'an ellipsis is one sign', broken: (text) => text.includes('...') },
  { name: 'no exclamation mark', broken: (text) => text.includes('!') },
  { name: 'at most 2,000 characters', broken: (text) => text.length > 2_000 },
  {
    name: 'French puts an unbreakable space before : ; ! ?',
    broken: (text, tag) => tag === 'fr' && /[^\u00a0\u202f][:;!?](?!\w)/.test(text.replace(/\{\w+, /g, '')),
  },
  {
    name: 'customers are addressed formally',
    broken: (text, tag) =>
      ({
        de: word('du|dich|dir|dein|deine[nmrs]?'),
        nl: word('je|jij|jou|jouw'),
        fr: word('tu|toi|ton|ta|tes'),
        en: /$^/,
      })[tag]?.test(text) ?? true,
  },
];

test('there are sentences to check, in four languages each', () => {
  expect(files.length).toBeGreaterThanOrEqual(20);
  expect([...new Set(files.map(tagOf))].sort()).toEqual(['de', 'en', 'fr', 'nl']);
  expect(files.length % 4).toBe(0);
});

describe.each(files)('%s', (file) => {
  const table = read(file);
  const tag = tagOf(file);

  test('compiles, with exactly the plural forms of its language', () => {
    for (const [key, source] of Object.entries(table)) {
      expect(() => compileMessage(source), key).not.toThrow();
      const { plurals, depth } = shape(source);
      expect(depth, key).toBeLessThanOrEqual(3);
      for (const { ordinal, categories } of plurals) {
        const type = ordinal ? 'ordinal' : 'cardinal';
        const wanted = new Intl.PluralRules(tag, { type }).resolvedOptions().pluralCategories;
        expect(categories, key).toEqual([...wanted].sort());
      }
    }
  });

  test.each(rules)('$name', ({ broken }) => {
    expect(Object.entries(table).filter(([, source]) => broken(source, tag))).toEqual([]);
  });
});

describe.each(translations)('%s beside English', (file) => {
  const table = read(file);
  const english = read(file.replace(/\w+\.json$/, 'en.json'));
  const tag = tagOf(file);

  test('has the same keys, in the same order', () => {
    expect(Object.keys(table)).toEqual(Object.keys(english));
  });

  test('asks for the same values and tags', () => {
    for (const [key, source] of Object.entries(english)) {
      const { args, tags } = shape(table[key] ?? '');
      const wanted = shape(source);
      expect([key, args, tags.sort()]).toEqual([key, wanted.args, wanted.tags.sort()]);
    }
  });

  test('is translated', () => {
    const same = Object.keys(english).filter(
      (key) => table[key] === english[key] && !sameAsEnglish.has(`${key} ${tag}`),
    );
    expect(same).toEqual([]);
  });
});
