/**
 * Texts that people write with places to be filled in: `Your account: {SelfServicePortalUrl}?language=en`. A placeholder
 * is a name in braces; it may stand anywhere and more than once. What stands right behind the placeholder of an address
 * and continues it (`?language=en`, `&panel=documents`, `#part`) becomes part of that address, so that one well-formed
 * address comes out even where ours ends in a fragment. A brace that begins no name is a brace.
 */
export interface Values {
  readonly texts: Readonly<Record<string, string>>;
  readonly addresses?: Readonly<Record<string, string>>;
}

/** What a template becomes: text as it is written, values, and whole addresses, in order. */
export type Piece =
  | { readonly kind: 'text' | 'value'; readonly text: string }
  | { readonly kind: 'address'; readonly name: string; readonly url: string };

export type TemplateFault =
  | { readonly kind: 'unknown'; readonly name: string }
  /** A placeholder that is never closed would go out as it stands. */
  | { readonly kind: 'unclosed'; readonly name: string };

const placeholder = /\{([A-Za-z][A-Za-z0-9]*)\}/g;
/** Begins like a placeholder, spaces allowed, and is none: `{Name`, `{ Name }`. */
const nearly = /\{[^\S\n]*([A-Za-z][A-Za-z0-9]*)[^\S\n]*(\}?)/g;
/** `?a=b&c=d#e`; a question mark that ends a sentence has no name and no `=` behind it. */
const continued = /^(?:[?&][\w.~-]+=[\w.~%+:@/,-]*)+(?:#[\w.~%=&-]+)?|^#[\w.~%=&-]+/;
const sentenceEnd = /[.,:;!-]+$/;

/** The names that a template asks for, each once. */
export const templateNames = (template: string): string[] => [
  ...new Set([...template.matchAll(placeholder)].map(([, name = '']) => name)),
];

/** What is wrong with a template whose placeholders may be `known`; each name once. */
export function templateFaults(template: string, known: readonly string[]): TemplateFault[] {
  const faults = new Map<string, TemplateFault>();
  for (const [whole, name = '', closing] of template.matchAll(nearly)) {
    if (whole === `{${name}}` && known.includes(name)) continue;
    const kind = closing === '}' ? 'unknown' : 'unclosed';
    faults.set(`${kind} ${name}`, { kind, name });
  }
  return [...faults.values()];
}

export function fillPieces(template: string, { texts, addresses = {} }: Values): Piece[] {
  const pieces: Piece[] = [];
  const add = (piece: Piece) => {
    if (piece.kind === 'address' || piece.text !== '') pieces.push(piece);
  };
  let from = 0;
  for (const found of template.matchAll(placeholder)) {
    const [whole, name = ''] = found;
    const [base, value] = [own(addresses, name), own(texts, name)];
    if (base === undefined && value === undefined) continue;
    add({ kind: 'text', text: template.slice(from, found.index) });
    from = found.index + whole.length;
    if (base === undefined) {
      add({ kind: 'value', text: value as string });
      continue;
    }
    const behind = (continued.exec(template.slice(from))?.[0] ?? '').replace(sentenceEnd, '');
    from += behind.length;
    add({ kind: 'address', name, url: continueAddress(base, behind) });
  }
  add({ kind: 'text', text: template.slice(from) });
  return pieces;
}

const own = (values: Readonly<Record<string, string>>, name: string): string | undefined =>
  Object.hasOwn(values, name) ? values[name] : undefined;

/**
 * `address` with what was written behind it: its query before the fragment, its fragment joined to the one there is. A
 * parameter that the address has already is replaced in the query; in the fragment ours stays.
 */
export function continueAddress(address: string, behind: string): string {
  if (behind === '') return address;
  const [front, fragment] = parted(address, '#');
  const [path, query] = parted(front, '?');
  const [asked, part] = parted(behind, '#');
  const wanted = asked.split(/[?&]/).filter(Boolean);
  const kept = query
    .split('&')
    .filter((one) => one && !wanted.some((other) => nameOf(other) === nameOf(one)));
  const all = [...kept, ...wanted].join('&');
  const parts = [fragment, part].filter(Boolean).join('&');
  return `${path}${all && `?${all}`}${parts && `#${parts}`}`;
}

const nameOf = (parameter: string): string => parameter.split('=', 1)[0] as string;

/** Text before and behind the first `sign`. */
function parted(text: string, sign: string): [string, string] {
  const at = text.indexOf(sign);
  return at === -1 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}

/** As plain text. */
export const fillTemplate = (template: string, values: Values): string =>
  fillPieces(template, values)
    .map((piece) => (piece.kind === 'address' ? piece.url : piece.text))
    .join('');

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
export const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (sign) => entities[sign] ?? sign);

/** As HTML: text and values escaped, addresses as links, line ends kept. */
export const fillHtml = (template: string, values: Values): string =>
  fillPieces(template, values)
    .map((piece) => {
      if (piece.kind !== 'address') return escapeHtml(piece.text).replaceAll('\n', '<br>');
      const url = escapeHtml(piece.url);
      return `<a href="${url}">${url}</a>`;
    })
    .join('');
