import { escapeHtml as escaped } from '../../../kit/common/template.ts';

export interface NavGroup {
  readonly title: string;
  readonly links: readonly { readonly href: string; readonly title: string }[];
}

export interface LayoutOptions {
  readonly title: string;
  readonly path: string;
  readonly nav: readonly NavGroup[];
  /** What stands on this page. */
  readonly parts: readonly { readonly id: string; readonly title: string }[];
  readonly html: string;
  readonly wide?: boolean;
}

function navigation(nav: readonly NavGroup[], path: string): string {
  const groups = nav.map(({ title, links }) => {
    const items = links.map(
      ({ href, title: text }) =>
        `<li><a href="${href}"${href === path ? ' aria-current="page"' : ''}>${escaped(text)}</a></li>`,
    );
    return `<p>${escaped(title)}</p><ul>${items.join('')}</ul>`;
  });
  return `<nav aria-label="Documentation">${groups.join('')}</nav>`;
}

/** A whole page: navigation beside the text, above it on a phone. No script. */
export function layout({ title, path, nav, parts, html, wide = false }: LayoutOptions): string {
  const links = parts.map(({ id, title: text }) => `<li><a href="#${id}">${escaped(text)}</a></li>`);
  const contents =
    links.length > 2
      ? `<details class="contents"><summary>On this page</summary><ul>${links.join('')}</ul></details>`
      : '';
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark"><title>${escaped(title)} · Portico</title>
<link rel="stylesheet" href="/docs/docs.css"></head>
<body${wide ? ' class="wide-page"' : ''}><a class="skip" href="#text">To the text</a>
<header><a href="/docs" class="home">Portico</a><a href="/docs/reference">API reference</a></header>
<details class="menu"><summary>Pages</summary>${navigation(nav, path)}</details>
<div class="side">${navigation(nav, path)}</div>
<main id="text">${contents}${html}</main></body></html>`;
}
