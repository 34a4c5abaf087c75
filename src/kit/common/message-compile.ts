import { type MessageFormatElement, parse, TYPE } from '@formatjs/icu-messageformat-parser';
import type { Message, MessagePart, Words } from './message.ts';

/**
 * Compiles ICU MessageFormat 1 into the tree that `message.ts` runs; for build, server start and tests, so that
 * no browser carries a parser.
 * @throws SyntaxError for what the format or we do not allow: skeletons, and styles that nobody defined
 */
export function compileMessage(source: string): Message {
  return simplified(parse(source, { captureLocation: false, requiresOtherClause: true }).map(toPart));
}

export const compileWords = (sources: Readonly<Record<string, string>>): Words =>
  Object.fromEntries(Object.entries(sources).map(([key, source]) => [key, compileMessage(source)]));

const simplified = (parts: readonly MessagePart[]): Message =>
  parts.every((part) => typeof part === 'string') ? parts.join('') : parts;

const styles = { 1: ['money'], 2: ['long', 'full', 'near', 'time'] } as const;

function styleOf(kind: 1 | 2, style: unknown): [] | [string] {
  if (style === null || style === undefined) return [];
  if (typeof style === 'string' && (styles[kind] as readonly string[]).includes(style)) return [style];
  throw new SyntaxError(`The style ${JSON.stringify(style)} is none of ${styles[kind].join(', ')}`);
}

/** Without those that say what `other` says and stands in for anyway: French has `many` beside it in every plural. */
function optionsOf(options: Readonly<Record<string, { value: MessageFormatElement[] }>>) {
  const made = Object.entries(options).map(
    ([name, option]) => [name, simplified(option.value.map(toPart))] as const,
  );
  const other = JSON.stringify(made.find(([name]) => name === 'other')?.[1]);
  return Object.fromEntries(
    made.filter(([name, said]) => /^(?:=|other$)/.test(name) || JSON.stringify(said) !== other),
  );
}

function toPart(element: MessageFormatElement): MessagePart {
  switch (element.type) {
    case TYPE.literal:
      return element.value;
    case TYPE.argument:
      return [0, element.value];
    case TYPE.number:
      return [1, element.value, ...styleOf(1, element.style)];
    case TYPE.date:
    case TYPE.time:
      return [2, element.value, ...styleOf(2, element.type === TYPE.time ? 'time' : element.style)];
    case TYPE.plural:
      return [
        3,
        element.value,
        optionsOf(element.options),
        element.offset,
        element.pluralType === 'ordinal' ? 1 : 0,
      ];
    case TYPE.select:
      return [4, element.value, optionsOf(element.options)];
    case TYPE.pound:
      return [5];
    case TYPE.tag:
      return [6, element.value, simplified(element.children.map(toPart))];
  }
}
