import type { Difference } from '../../../kit/common/differences.ts';
import { nameOf } from './names.ts';
import type { PortalsWords } from './words.ts';

/** One setting that differs, in the words of the tab where it is set. */
export interface SaidDifference {
  readonly path: string;
  readonly name: string;
  readonly before: string;
  readonly after: string;
  /** A colour is shown beside its value. */
  readonly isColour: boolean;
}

type Say = (key: string) => string | undefined;

/** Names of settings whose words stand beside their fields already. */
const named: Readonly<Record<string, string>> = {
  'theme.name': 'portals.look.theme',
  'theme.scheme': 'portals.look.scheme',
  'theme.radiusPx': 'portals.look.corners',
  'theme.pill': 'portals.look.ends',
  'theme.density': 'portals.look.density',
  'theme.font': 'portals.font.body',
  'theme.headingFont': 'portals.font.titles',
  'theme.fontSizePx': 'portals.font.size',
  'customCss.source': 'portals.css',
  'customCss.enabled': 'portals.tab.css',
  'customScript.source': 'portals.script',
  'customScript.enabled': 'portals.tab.script',
  'customScript.hosts': 'portals.diff.customScript.hosts',
  'customScript.slot': 'portals.script.place',
  'customScript.amounts': 'portals.script.amounts',
  'order.variantIds': 'order-page.variants',
  'order.paymentMethods': 'order-page.methods',
};

/** Words of a value, by the setting it belongs to. */
const values: readonly (readonly [path: RegExp, key: (value: string) => string])[] = [
  [/^theme\.scheme$/, (value) => `portals.scheme.${value}`],
  [/^theme\.density$/, (value) => `portals.look.${value}`],
  [/^theme\.(?:heading)?[fF]ont$/, (value) => `portals.font.${value}`],
  [/^customScript\.slot$/, (value) => `portals.script.place.${value}`],
  [/^panels\./, (value) => `portals.panels.${value}`],
  [/^billingFields\./, (value) => `portals.rule.${value}`],
  [/^statement\.state$/, (value) => `portals.diff.statement.${value}`],
  [/^order\.buyers$/, (value) => `order-page.buyers.${value}`],
  [/^order\.purchaseOrder$/, (value) => `order-page.rule.${value}`],
];

/** What differs, in words; pictures of colours beside them, long texts by their length. */
export function sayDifference(t: PortalsWords, { path, before, after }: Difference): SaidDifference {
  const say: Say = (key) => {
    const words = (t as unknown as (name: string) => string)(key);
    return words === key ? undefined : words;
  };
  const text = (value: unknown) => wordsOfValue(t, say, path, value);
  return {
    ...{ path, name: nameOfPath(t, say, path), before: text(before), after: text(after) },
    isColour: [before, after].some((value) => typeof value === 'string' && /^#[0-9a-f]{6}$/i.test(value)),
  };
}

function nameOfPath(t: PortalsWords, say: Say, path: string): string {
  const [group = '', first = '', ...rest] = path.split('.');
  const known = named[path];
  if (known) return say(known) ?? path;
  if (group === 'panels') return nameOf(t, 'panel', first);
  if (group === 'features') return nameOf(t, 'feature', [first, ...rest].join('.'));
  if (group === 'billingFields') return say(`portals.field.${first}`) ?? first;
  if (group === 'theme' && rest.length > 0)
    return `${say(`portals.colour.${rest[0]}`) ?? rest[0]} (${say(`portals.scheme.${first}`)})`;
  if (group === 'order' && first === 'texts') {
    const [language = '', name = ''] = rest;
    return `${say(`order-page.text.${name}`) ?? name} (${languageName(t, language)})`;
  }
  if (group === 'order') return say(`order-page.${first}`) ?? first;
  if (group === 'footer') {
    const part = say(rest[0] === 'links' ? 'portals.diff.footer.links' : 'portals.diff.footer');
    return `${part} (${languageName(t, first)})`;
  }
  const part = say(`portals.diff.${group}.${first}`) ?? say(`portals.diff.${group}`) ?? group;
  return rest[0] ? `${part} (${languageName(t, rest[0])})` : part;
}

const languageName = (t: PortalsWords, tag: string): string =>
  new Intl.DisplayNames([t.manner.locale], { type: 'language' }).of(tag) ?? tag;

function wordsOfValue(t: PortalsWords, say: Say, path: string, value: unknown): string {
  if (value === null || value === undefined || value === '') {
    if (path.startsWith('panels.')) return t('portals.panels.default');
    if (path.startsWith('features.')) return t('portals.features.default');
    if (path.startsWith('theme.')) return t('portals.look.as-theme');
    return path === 'order.variantIds' ? t('order-page.choice.all') : t('portals.diff.none');
  }
  if (typeof value === 'boolean') return t(value ? 'portals.features.on' : 'portals.features.off');
  if (typeof value === 'number') return t.number(value);
  if (path === 'customCss.source' || path === 'customScript.source')
    return t('portals.diff.lines', { count: String(value).split('\n').length });
  if (path === 'words') return t('portals.diff.own');
  if (typeof value === 'string' && value.startsWith('fil_') && !path.startsWith('theme.'))
    return t('portals.diff.file');
  if (Array.isArray(value)) return value.length > 0 ? listOf(t, say, value) : t('portals.diff.none');
  const key = values.find(([its]) => its.test(path))?.[1](String(value));
  return (key && say(key)) ?? shortened(String(value));
}

/** Short ones by name; of ids and objects it is their number that says something. */
const listOf = (t: PortalsWords, say: Say, list: readonly unknown[]): string =>
  list.every((one) => typeof one === 'string' && !/^[a-z]{3}_/.test(one)) && list.length <= 8
    ? list.map((one) => say(`order-page.method.${one}`) ?? String(one)).join(', ')
    : t('portals.diff.many', { count: list.length });

const shortened = (text: string): string => (text.length > 120 ? `${text.slice(0, 119)}…` : text);
