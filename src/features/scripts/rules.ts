import type { ScriptFinding, ScriptFindingCode } from './findings.ts';
import { plainHost } from './schema.ts';

/** One piece of what a vendor gave, with the line on which it begins. */
export type ScriptPart =
  | { readonly kind: 'code'; readonly line: number; readonly code: string }
  | { readonly kind: 'file'; readonly line: number; readonly href: string };

export interface ReadScript {
  readonly parts: readonly ScriptPart[];
  readonly findings: readonly ScriptFinding[];
}

const mostParts = 10;
const longestShown = 80;
const shortened = (text: string): string =>
  text.length > longestShown ? `${text.slice(0, longestShown - 1)}…` : text;

const bareAddress = /^(?:https?:\/\/|\/\/[^\s/]+\.)\S*$/i;
const otherScheme = /^(?:javascript:|(?:data|blob|vbscript|file|ftp|wss?):\S*$)/i;
const openTag = /<script((?:[\s/](?:"[^"]*"|'[^']*'|[^'">])*)?)>/iy;
const between = /\s+|<!--[\s\S]*?-->|<noscript[^>]*>[\s\S]*?<\/noscript\s*>/iy;
const types = /^(?:(?:text|application)\/(?:x-)?(?:java|ecma)script)?$/i;

/**
 * Tells the three forms apart: the address of a file, script tags as a service gives them to be pasted, or statements.
 * Nothing is taken out of statements: a `</script>` in a string stays one, since they are served as a file.
 */
export function readScript(source: string): ReadScript {
  const text = source.trim();
  const line = lineAt(source, source.length - source.trimStart().length);
  if (!text) return { parts: [], findings: [] };
  if (otherScheme.test(text)) return refused(line, 'scheme', text);
  if (bareAddress.test(text)) return file(text, line);
  if (!text.startsWith('<')) return { parts: [{ kind: 'code', line: 1, code: source }], findings: [] };
  return readTags(source);
}

const refused = (line: number, code: ScriptFindingCode, what: string): ReadScript => ({
  parts: [],
  findings: [{ line, code, what: shortened(what) }],
});

const lineAt = (source: string, at: number): number => source.slice(0, at).split('\n').length;

function file(address: string, line: number): ReadScript {
  const text = address.startsWith('//') ? `https:${address}` : address;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || address.length > 2000) return refused(line, 'address', address);
  if (url.protocol === 'http:') return refused(line, 'insecure', address);
  if (url.protocol !== 'https:') return refused(line, 'scheme', address);
  if (url.username || url.password) return refused(line, 'credentials', url.host);
  if (!plainHost.test(url.host)) return refused(line, 'address', address);
  url.hash = '';
  return { parts: [{ kind: 'file', line, href: url.href }], findings: [] };
}

/** As browsers read them: the first `</script` ends a tag, whatever it stands in. */
function readTags(source: string): ReadScript {
  const parts: ScriptPart[] = [];
  const findings: ScriptFinding[] = [];
  let at = 0;
  const takes = (shape: RegExp): RegExpExecArray | null => {
    shape.lastIndex = at;
    return shape.exec(source);
  };
  while (at < source.length) {
    const gap = takes(between);
    if (gap) {
      at += gap[0].length;
      continue;
    }
    const line = lineAt(source, at);
    const tag = takes(openTag);
    const begins = at + (tag?.[0].length ?? 0);
    const ends = source.slice(begins).search(/<\/script[\s/>]/i);
    if (!tag || ends < 0) {
      findings.push({ line, code: 'markup', what: shortened(source.slice(at).split('\n')[0] as string) });
      break;
    }
    if (parts.length === mostParts) {
      findings.push({ line, code: 'many', what: '<script>' });
      break;
    }
    const one = partOf(tag[1] ?? '', source.slice(begins, begins + ends), line, lineAt(source, begins));
    parts.push(...one.parts);
    findings.push(...one.findings);
    at = source.indexOf('>', begins + ends) + 1 || source.length;
  }
  return { parts, findings };
}

function partOf(attributes: string, code: string, line: number, codeLine: number): ReadScript {
  const type = attribute(attributes, 'type')?.trim() ?? '';
  if (type.toLowerCase() === 'module') return refused(line, 'module', '<script type="module">');
  if (!types.test(type)) return refused(line, 'markup', `<script type="${type}">`);
  const src = attribute(attributes, 'src');
  if (src === undefined) return { parts: [{ kind: 'code', line: codeLine, code }], findings: [] };
  const address = src.replaceAll('&amp;', '&').trim();
  if (otherScheme.test(address)) return refused(line, 'scheme', address);
  return bareAddress.test(address) ? file(address, line) : refused(line, 'address', address);
}

function attribute(attributes: string, name: string): string | undefined {
  const [, double, single, bare] =
    new RegExp(`[\\s/"']${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)'|([^\\s"'>]+))`, 'i').exec(` ${attributes}`) ??
    [];
  return double ?? single ?? bare;
}

const inWords: readonly (readonly [ScriptFindingCode, RegExp])[] = [
  [
    'storage',
    /\b(?:localStorage|sessionStorage|indexedDB|cookieStore|serviceWorker|document\s*\.\s*cookie)\b/,
  ],
  [
    'page',
    /\b(?:(?:window|self|globalThis)\s*\.\s*)?(?:parent|top|opener)\s*\.\s*(?:document|location|frames)\b/,
  ],
  ['dialog', /(?<![\w.$])(?:window\s*\.\s*)?(?:confirm|prompt|print)\s*(?=\()/],
  ['popup', /\b(?:window\s*\.\s*open|top\s*\.\s*location)\b/],
  ['eval', /(?<![\w.$])(?:eval\s*(?=\()|new\s+Function\b)/],
];

/** What stands in comments is not looked at; good enough for a hint. */
const withoutComments = (code: string): string =>
  code
    .replace(/\/\*[\s\S]*?\*\//g, (comment) => comment.replace(/[^\n]/g, ' '))
    .replace(/(^|[\s;{}(,])\/\/[^\n]*/g, '$1');

/** What of statements cannot work where they run, read from the words alone: nothing is run. */
export function hintsOf(
  code: string,
  { line, hosts, slot }: { readonly line: number; readonly hosts: readonly string[]; readonly slot: string },
): ScriptFinding[] {
  const found: ScriptFinding[] = [];
  const said = new Set<string>();
  const note = (at: number, kind: ScriptFindingCode, what: string) => {
    if (said.size >= 20 || said.has(`${kind} ${what}`)) return;
    said.add(`${kind} ${what}`);
    found.push({ line: line + at, code: kind, what: shortened(what) });
  };
  for (const [at, words] of withoutComments(code).split('\n').entries()) {
    for (const [kind, shape] of inWords) {
      const hit = shape.exec(words);
      if (hit) note(at, kind, hit[0].replace(/\s+/g, ' ').trim());
    }
    for (const [, scheme = '', host = ''] of words.matchAll(
      /["'`](https?|wss?):\/\/([a-z0-9.-]+(?::\d+)?)/gi,
    )) {
      const origin = `https://${host.toLowerCase()}`;
      if (/^(?:http|ws)$/i.test(scheme)) note(at, 'plain-host', `${scheme}://${host}`);
      else if (!hosts.includes(origin)) note(at, 'host', origin);
    }
    if (slot === 'none' && /\bportico\s*\.\s*resize\b/.test(words)) note(at, 'slot', 'portico.resize');
  }
  return found;
}
