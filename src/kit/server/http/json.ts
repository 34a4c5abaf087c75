import { requestProblem } from './problems.ts';

const maxDepth = 32;

/**
 * Parses JSON and refuses what `JSON.parse` lets through: nesting deeper than 32 (parsing it costs stack, and no
 * request of ours is deeper) and a key that stands twice in one object (readers disagree on which one counts).
 */
export function parseJson(text: string): unknown {
  scan(text);
  try {
    return JSON.parse(text);
  } catch {
    throw requestProblem('request.malformed', { detail: 'The body is not valid JSON.' });
  }
}

/** One pass without allocation per value; a malformed text may pass here and is caught by `JSON.parse`. */
function scan(text: string): void {
  const keysByDepth: (Set<string> | undefined)[] = [];
  for (let i = 0; i < text.length; i++) {
    const symbol = text.charCodeAt(i);
    if (symbol === 0x22) {
      const end = endOfString(text, i);
      const keys = keysByDepth.at(-1);
      if (keys && isKey(text, end)) addKey(keys, text.slice(i, end + 1));
      i = end;
    } else if (symbol === 0x7b || symbol === 0x5b) {
      keysByDepth.push(symbol === 0x7b ? new Set() : undefined);
      if (keysByDepth.length > maxDepth) {
        throw requestProblem('request.malformed', { detail: `The body is nested deeper than ${maxDepth}.` });
      }
    } else if (symbol === 0x7d || symbol === 0x5d) keysByDepth.pop();
  }
}

function endOfString(text: string, start: number): number {
  let i = start + 1;
  while (i < text.length && text.charCodeAt(i) !== 0x22) i += text.charCodeAt(i) === 0x5c ? 2 : 1;
  return i;
}

function isKey(text: string, end: number): boolean {
  let i = end + 1;
  while (i < text.length && ' \t\r\n'.includes(text[i] as string)) i++;
  return text[i] === ':';
}

function addKey(keys: Set<string>, quoted: string): void {
  // `"\u0061"` and `"a"` are one key: compare what the text means, not how it is written.
  const key = quoted.includes('\\') ? unescaped(quoted) : quoted;
  if (keys.has(key))
    throw requestProblem('request.malformed', { detail: `${key} stands twice in one object.` });
  keys.add(key);
}

function unescaped(quoted: string): string {
  try {
    return JSON.stringify(JSON.parse(quoted));
  } catch {
    return quoted;
  }
}
