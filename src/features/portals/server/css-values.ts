import type { CssNode, generate, lexer, walk } from 'css-tree';
import type { CssFindingCode } from '../css-findings.ts';
import * as lists from '../css-lists.ts';

export interface ValueRules {
  readonly property: string;
  /** Of a font: its descriptors are not what the grammar of properties says. */
  readonly inFont: boolean;
  readonly addressOf: (id: string) => string | undefined;
  readonly generate: typeof generate;
  readonly walk: typeof walk;
  readonly lexer: typeof lexer;
}
type Wrong = readonly [code: CssFindingCode, at: CssNode, what?: string];

const plain = new Set([
  ...[
    'Value',
    'Identifier',
    'Number',
    'Dimension',
    'Percentage',
    'Hash',
    'Operator',
    'Parentheses',
    'Function',
  ],
  ...['String', 'Url'],
]);

const words: Readonly<Record<string, RegExp>> = {
  position: /^(?:static|relative)$/,
  display:
    /^(?:none|block|inline|inline-block|flex|inline-flex|grid|inline-grid|list-item|table|table-row|table-cell)$/,
  'font-size': /^(?:medium|large|x-large|inherit)$/,
  content: /^(?:none|normal)$/,
};

/** What is wrong with the value of one declaration. */
export function checkValue(value: CssNode, rules: ValueRules): Wrong[] {
  const { property, inFont, walk, generate, addressOf, lexer } = rules;
  const wrong: Wrong[] = [];
  let variables = 0;
  const isFont = property === 'font-size' || property === 'font';
  walk(value, (node) => {
    const name = String(node.name ?? '').toLowerCase();
    if (!plain.has(node.type)) wrong.push(['value', node]);
    if (node.type === 'Function') {
      if (!lists.functions.has(name)) wrong.push(['function', node, `${name}()`]);
      if (name === 'var') variables += 1;
    }
    if (node.type === 'String' && !isTakenText(property, String(node.value))) wrong.push(['string', node]);
    if (node.type === 'Url') {
      const address = lists.pictured.has(property) ? addressOf(String(node.value)) : undefined;
      if (address) node.value = address;
      else wrong.push(['address', node, String(node.value)]);
    }
    if (node.type === 'Dimension' && !isTakenAmount(property, Number(node.value), String(node.unit)))
      wrong.push(['value', node]);
    if (node.type === 'Percentage' && (isFont || !isTakenAmount(property, Number(node.value), '%')))
      wrong.push(['value', node]);
    if (node.type === 'Number' && !isTakenNumber(property, Number(node.value))) wrong.push(['value', node]);
    if (node.type === 'Identifier' && words[property]?.test(name) === false) wrong.push(['value', node]);
  });
  const text = generate(value);
  // One is plenty, and none can be doubled by naming the one before twice.
  if (property.startsWith('--') && variables > 1) wrong.push(['limit', value, property]);
  if (isFont && /[(]/.test(text)) wrong.push(['value', value]);
  if (property === 'opacity' && !(Number(text) >= 0.3)) wrong.push(['value', value]);
  if (property === 'line-height' && Number(text) < 1) wrong.push(['value', value]);
  const isKnown = !inFont && !property.startsWith('--') && variables === 0;
  if (wrong.length === 0 && isKnown && lexer.matchProperty(property, value).error)
    wrong.push(['value', value]);
  return wrong;
}

const isTakenText = (property: string, text: string): boolean => {
  if (property === 'content') return text === '';
  return lists.quoted.has(property) && /^[\p{L}\p{N} ._»«„“”‘’‹›-]{0,80}$/u.test(text);
};

const mostNumber: Readonly<Record<string, number>> = { 'z-index': 10, 'line-height': 3, opacity: 1 };

function isTakenNumber(property: string, amount: number): boolean {
  if (property === 'font-size') return false;
  if (property === 'font') return amount >= 1;
  return Math.abs(amount) <= (mostNumber[property] ?? 1000);
}

function isTakenAmount(property: string, amount: number, unit: string): boolean {
  const most = (lists.wide.has(property) ? lists.wideOf : lists.mostOf)[unit.toLowerCase()];
  if (most === undefined || Math.abs(amount) > most) return false;
  if (property === 'font-size' || property === 'font') {
    if (unit === 'px') return amount >= 11 && amount <= 64;
    return unit === 'rem' && amount >= 0.7 && amount <= 4;
  }
  if (lists.shadows.has(property)) return Math.abs(amount) <= (unit === 'px' ? 64 : 4);
  if (/^border.*width$|^border$|stroke-width|thickness/.test(property)) return amount >= 0 && amount <= 16;
  if (property === 'letter-spacing' || property === 'word-spacing')
    return Math.abs(amount) <= (unit === 'px' ? 8 : 0.5);
  if (property === 'line-height') return unit === 'em' || unit === 'rem' ? amount >= 1 : amount >= 12;
  return amount >= 0 || lists.negatives.has(property) || unit === 'deg' || unit === 'turn';
}
