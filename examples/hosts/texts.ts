import { escapeHtml } from './html.ts';

interface Text {
  readonly to: string;
  readonly text: string;
}

const most = 20;
const got: Text[] = [];

/** What a vendor's text gateway does, but for sending: the last texts are shown on a page instead. */
export function takeText(body: string): boolean {
  const text = JSON.parse(body) as Partial<Text>;
  if (typeof text.to !== 'string' || typeof text.text !== 'string') return false;
  got.unshift({ to: text.to, text: text.text });
  got.length = Math.min(got.length, most);
  return true;
}

export function textsPage(): string {
  const items = got.map(({ to, text }) => `<li><h2>${escapeHtml(to)}</h2><p>${escapeHtml(text)}</p></li>`);
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Text messages</title><link rel="stylesheet" href="/strip.css"></head><body class="example-list"><main>
<h1>Text messages</h1><p>The demo’s text gateway sends nothing: what it was given stands here.</p>
<ul>${items.join('\n')}</ul></main></body></html>`;
}
