import { createRequire } from 'node:module';
import type { CssNode } from 'css-tree';
import type { CssFinding, CssFindingCode } from '../css-findings.ts';
import * as lists from '../css-lists.ts';
import { guarded, kept } from '../hooks.ts';
import { wrongWith } from './css-selectors.ts';
import { checkValue, type ValueRules } from './css-values.ts';

export interface MadeCss {
  /** What browsers are given; empty where something was found. */
  readonly css: string;
  readonly findings: readonly CssFinding[];
}

const mostFindings = 50;

/** Loaded when the first style sheet is read, and at once: it is asked for inside a transaction, where nothing may wait. */
const parser = (): typeof import('css-tree') => load('css-tree');
const load = createRequire(import.meta.url);

/**
 * A vendor's style sheet as browsers get it, or all that is wrong with it, by line. Nothing is taken because nothing is
 * known against it: characters, nesting, at-rules, selectors, properties, functions and amounts are lists of what is
 * (css-lists.ts), and what leaves was written anew from the tree.
 * @param addressOf where browsers find one of this vendor's uploaded files, which `url()` names by its id
 */
export function makeCss(source: string, addressOf: (id: string) => string | undefined): MadeCss {
  const early = beforeParsing(source);
  if (early.length > 0) return { css: '', findings: early };
  const { parse, generate, walk, lexer } = parser();
  const findings: CssFinding[] = [];
  const add = (code: CssFindingCode, node: CssNode | undefined, what = node ? generate(node) : '') => {
    if (findings.length < mostFindings)
      findings.push({ line: node?.loc?.start.line ?? 1, code, what: what.slice(0, 80) });
  };
  const sheet = parse(source, {
    positions: true,
    parseCustomProperty: true,
    onParseError: ({ message, line }) => {
      if (findings.length < mostFindings) findings.push({ line, code: 'syntax', what: message.slice(0, 80) });
    },
  });
  const count = { selectors: 0, declarations: 0, customProperties: 0, keyframes: 0, animations: 0, fonts: 0 };
  const most = (name: keyof typeof count, node: CssNode, what: string) => {
    count[name] += 1;
    if (count[name] === lists.limits[name] + 1) add('limit', node, what);
  };

  function declaration(node: CssNode, { decor, inFont }: { decor: boolean; inFont: boolean }): void {
    const property = (node.property ?? '').toLowerCase();
    most('declarations', node, property);
    if (property.startsWith('--')) most('customProperties', node, property);
    const code = wrongProperty(property, { decor, inFont });
    if (code) {
      add(code, node, property);
      return;
    }
    if (/^animation(-name)?$/.test(property)) most('animations', node, property);
    const value = node.value as CssNode;
    const rules: ValueRules = { property, inFont, addressOf, generate, walk, lexer };
    for (const [wrong, at, what] of checkValue(value, rules))
      add(wrong, at, what ?? `${property}: ${generate(value)}`);
  }

  function declarations(
    block: CssNode | null | undefined,
    manner: { decor: boolean; inFont: boolean },
  ): string {
    const made: string[] = [];
    for (const child of block?.children ?? []) {
      if (child.type === 'Raw' && /^[;\s]*$/.test(String(child.value))) continue;
      if (child.type !== 'Declaration') add(child.type === 'Raw' ? 'syntax' : 'nested', child);
      else {
        declaration(child, manner);
        made.push(generate(child));
      }
    }
    return made.join(';');
  }

  function selectorList(list: CssNode | null | undefined): { made: string[]; decor: boolean } {
    const made: string[] = [];
    let decor = true;
    for (const selector of list?.children ?? []) {
      if (selector.type !== 'Selector') {
        add('selector', selector);
        continue;
      }
      most('selectors', selector, 'selector');
      if (count.selectors > lists.limits.selectors) break;
      const parts = [...(selector.children ?? [])];
      if (parts.length > lists.limits.parts) add('limit', selector, 'selector');
      for (const part of parts) {
        const code = wrongWith(part);
        if (code) add(code, part);
      }
      const at = parts.findIndex(({ type }) => type === 'PseudoElementSelector');
      decor &&= at >= 0 && /^(?:before|after)$/.test(String(parts[at]?.name));
      const write = (some: readonly CssNode[]) => some.map(written).join('');
      made.push(
        at < 0
          ? `${write(parts)}${within}`
          : `${write(parts.slice(0, at))}${within}${write(parts.slice(at))}`,
      );
    }
    return { made, decor: decor && made.length > 0 };
  }

  const written = (part: CssNode): string =>
    part.type === 'PseudoClassSelector' && part.name === 'root' ? '[data-portico-part=root]' : generate(part);

  function rule(node: CssNode): string {
    const { made, decor } = selectorList(node.prelude);
    const body = declarations(node.block, { decor, inFont: false });
    return `${made.join(',')}{${body}}`;
  }

  function atRule(node: CssNode): string {
    const name = String(node.name).toLowerCase();
    if (!lists.atRules.has(name) || !node.block) {
      add('at-rule', node, `@${name}`);
      return '';
    }
    const prelude = node.prelude ? generate(node.prelude) : '';
    if (node.prelude) checkPrelude(node.prelude);
    if (name === 'font-face') {
      most('fonts', node, '@font-face');
      return `@font-face{${declarations(node.block, { decor: false, inFont: true })}}`;
    }
    if (name === 'keyframes') {
      most('keyframes', node, '@keyframes');
      if (!/^my-[a-z0-9-]{1,40}$/i.test(prelude)) add('value', node, `@keyframes ${prelude}`);
      const steps = [...(node.block.children ?? [])].map((step) => {
        if (step.type !== 'Rule') return add('syntax', step);
        return `${step.prelude ? generate(step.prelude) : ''}{${declarations(step.block, { decor: false, inFont: false })}}`;
      });
      return `@keyframes ${prelude}{${steps.join('')}}`;
    }
    return `@${name} ${prelude}{${rules(node.block)}}`;
  }

  /** What stands before a block asks about widths and what the browser can do; it fetches nothing. */
  function checkPrelude(prelude: CssNode): void {
    walk(prelude, (node) => {
      if (/^(?:Url|String|Raw)$/.test(node.type)) add('at-rule', node);
      if (node.type === 'Function' && !lists.functions.has(String(node.name).toLowerCase()))
        add('function', node);
    });
  }

  function rules(block: CssNode): string {
    const made: string[] = [];
    for (const child of block.children ?? []) {
      if (child.type === 'Rule') made.push(rule(child));
      else if (child.type === 'Atrule') made.push(atRule(child));
      else if (child.type !== 'Comment') add('syntax', child);
    }
    return made.join('');
  }

  const css = rules(sheet);
  return findings.length > 0 ? { css: '', findings } : { css, findings };
}

function wrongProperty(
  property: string,
  { decor, inFont }: { decor: boolean; inFont: boolean },
): CssFindingCode | undefined {
  if (property.startsWith('--')) return /^--my-[a-z0-9-]{1,40}$/.test(property) ? undefined : 'own-property';
  if (inFont) return lists.fontFaceProperties.has(property) ? undefined : 'property';
  if (lists.decorSizes.has(property)) return decor ? undefined : 'decor';
  return lists.properties.has(property) ? undefined : 'property';
}

const shut = [...guarded, ...kept].join(',');
/** Inside the portal, but neither a guarded surface nor anything in or around one. Adds nothing to the specificity. */
const within = `:where(.portico,.portico *):where(:not(:is(${shut}),:is(${shut}) *,:has(${guarded.join(',')})))`;

/** What must not even reach the parser. */
function beforeParsing(source: string): CssFinding[] {
  if (Buffer.byteLength(source) > lists.limits.bytes) return [{ line: 1, code: 'size', what: 'style sheet' }];
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  const odd = /[\\<\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\ufeff\ufffe\uffff]|\p{Cs}/u;
  let depth = 0;
  // Comments may hold braces; their lines still count.
  const spoken = source.replace(/\/\*[\s\S]*?\*\//g, (comment) => comment.replace(/[^\n<\\]/g, ' '));
  for (const [index, line] of spoken.split('\n').entries()) {
    const found = odd.exec(line);
    if (found) {
      const code = found[0].codePointAt(0) ?? 0;
      const what = code > 32 && code < 127 ? found[0] : `U+${code.toString(16).padStart(4, '0')}`;
      return [{ line: index + 1, code: 'character', what }];
    }
    for (const sign of line) {
      if (sign === '{' || sign === '(' || sign === '[') depth += 1;
      if (sign === '}' || sign === ')' || sign === ']') depth -= 1;
      if (depth > lists.limits.depth) return [{ line: index + 1, code: 'depth', what: sign }];
      if (depth < 0) return [{ line: index + 1, code: 'syntax', what: sign }];
    }
  }
  return depth === 0 ? [] : [{ line: source.split('\n').length, code: 'syntax', what: '}' }];
}
