import { posix } from 'node:path';
import type { MarkedToken, Token } from 'marked';
import { escapeHtml as escaped } from '../../../kit/common/template.ts';
import { docPages } from './pages.ts';

export interface Rendered {
  /** The first heading, as plain text. */
  readonly title: string;
  readonly html: string;
  /** Headings of the second rank, for a list of what stands on the page. */
  readonly parts: readonly { readonly id: string; readonly title: string }[];
}

/** `Retries & limits` → `retries-limits`. */
const idOf = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '');

const plainText = (tokens: readonly Token[]): string =>
  tokens
    .map((token) => {
      const { tokens: inner, text } = token as MarkedToken & { tokens?: Token[]; text?: string };
      return inner ? plainText(inner) : (text ?? '');
    })
    .join('');

/** Where a link in `file` leads at `/docs`; links to files that are no page of it lead nowhere, which a test finds. */
export function linkFrom(file: string, href: string): string | undefined {
  if (/^(https?:|mailto:|#)/.test(href)) return href;
  if (href.startsWith('/')) return href;
  const [path = '', part] = href.split('#');
  const target = posix.join(posix.dirname(file), path);
  const page = docPages.find((one) => one.file === target);
  return page && `/docs/${page.slug}${part ? `#${part}` : ''}`;
}

/** A page of our own as HTML. Markup inside the text is shown, not obeyed; every heading can be linked to. */
export async function renderMarkdown(source: string, file: string): Promise<Rendered> {
  const { Marked, Renderer } = await import('marked'); // only where somebody reads
  const parts: { id: string; title: string }[] = [];
  const used = new Map<string, number>();
  let title = '';
  const renderer = new Renderer();
  renderer.html = ({ text }) => escaped(text);
  renderer.heading = function ({ depth, tokens }) {
    const text = plainText(tokens);
    const times = used.get(idOf(text)) ?? 0;
    used.set(idOf(text), times + 1);
    const id = times ? `${idOf(text)}-${times}` : idOf(text);
    if (depth === 1) title ||= text;
    if (depth === 2) parts.push({ id, title: text });
    const inner = this.parser.parseInline(tokens);
    return depth === 1
      ? `<h1>${inner}</h1>`
      : `<h${depth} id="${id}"><a class="anchor" href="#${id}">${inner}</a></h${depth}>`;
  };
  renderer.link = function ({ href, tokens }) {
    const inner = this.parser.parseInline(tokens);
    const to = linkFrom(file, href);
    return to ? `<a href="${escaped(to)}">${inner}</a>` : inner;
  };
  renderer.image = ({ text }) => escaped(text);
  const table = renderer.table;
  // Wide tables scroll by themselves; reachable by keyboard, so that they scroll for everyone.
  renderer.table = function (token) {
    return `<div class="wide" tabindex="0" role="region" aria-label="Table">${table.call(this, token)}</div>`;
  };
  renderer.code = ({ text, lang }) =>
    `<pre tabindex="0"${lang ? ` data-language="${escaped(lang)}"` : ''}><code>${escaped(text)}</code></pre>`;
  const html = new Marked({ renderer }).parse(source, { async: false });
  return { title, html, parts };
}
