import type { CssNode } from 'css-tree';
import type { CssFindingCode } from '../css-findings.ts';
import * as lists from '../css-lists.ts';
import { hooks } from '../hooks.ts';

/** Why one part of a selector is not taken: elements, published hooks and states are, nothing of what may change. */
export function wrongWith(part: CssNode): CssFindingCode | undefined {
  const name = typeof part.name === 'object' ? part.name.name : String(part.name ?? '');
  switch (part.type) {
    case 'Combinator':
      return /^[ >+~]$/.test(name) ? undefined : 'selector';
    case 'TypeSelector':
      return isElement(name) ? undefined : 'selector';
    case 'AttributeSelector':
      return isHook(part, name) ? undefined : 'hook';
    case 'PseudoClassSelector':
      return lists.pseudoClasses.has(name) && [...(part.children ?? [])].every(isTakenInside)
        ? undefined
        : insideOf(part);
    case 'PseudoElementSelector':
      return lists.pseudoElements.has(name) && !part.children ? undefined : 'pseudo';
    default:
      return 'selector';
  }
}

const isElement = (name: string): boolean =>
  /^(?:\*|[a-z][a-z0-9]{0,12})$/i.test(name) && !/^(?:html|body|head|style|script)$/i.test(name);

/** What stands in the brackets of `:not()`, `:is()` and `:nth-child()`. */
function isTakenInside(inner: CssNode): boolean {
  if (inner.type === 'Nth') return !inner.selector;
  if (inner.type === 'SelectorList') return [...(inner.children ?? [])].every(isTakenInside);
  if (inner.type !== 'Selector') return false;
  return [...(inner.children ?? [])].every(
    (part) => part.type !== 'PseudoElementSelector' && wrongWith(part) === undefined,
  );
}

/** Names the mistake inside rather than the brackets around it. */
function insideOf(part: CssNode): CssFindingCode {
  for (const list of part.children ?? [])
    for (const selector of list.children ?? [])
      for (const inner of selector.children ?? []) {
        const code = wrongWith(inner);
        if (code) return code;
      }
  return 'pseudo';
}

function isHook(part: CssNode, name: string): boolean {
  if (part.flags || (part.matcher !== null && part.matcher !== '=')) return false;
  const given = typeof part.value === 'object' ? (part.value?.value ?? part.value?.name) : part.value;
  const value = part.matcher === null ? undefined : String(given);
  if (name === 'data-portico-state') return value === undefined || /^[a-z][a-z-]{0,39}$/.test(value);
  const known = { 'data-portico-panel': hooks.panel, 'data-portico-part': hooks.part }[name];
  return known !== undefined && (value === undefined || (known as readonly string[]).includes(value));
}
