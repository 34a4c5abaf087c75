export const snippetKinds = ['html', 'react', 'module', 'iframe', 'link'] as const;
export type SnippetKind = (typeof snippetKinds)[number];

/** What a vendor pastes, made for this very portal; the same ways that README shows. */
export function snippetOf(kind: SnippetKind, origin: string, slug: string, name: string): string {
  const attribute = name.replace(/[&<>"]/g, '');
  switch (kind) {
    case 'html':
      return `<script async src="${origin}/v1/portico.js"></script>
<portico-portal portal="${slug}">
  <a href="${origin}/p/${slug}">${attribute}</a>
</portico-portal>
<script>
  document.querySelector('portico-portal').fetchToken = () =>
    fetch('/portal-token').then((answer) => (answer.ok ? answer.text() : null));
</script>`;
    case 'react':
      return `import { Portal } from 'portico/react';

const fetchToken = () =>
  fetch('/portal-token').then((answer) => (answer.ok ? answer.text() : null));

<Portal origin="${origin}" portal="${slug}" fetchToken={fetchToken} />`;
    case 'module':
      return `import { createPortal } from '${origin}/v1/portico.mjs';

createPortal({
  portal: '${slug}',
  target: '#account',
  fetchToken: () => fetch('/portal-token').then((answer) => (answer.ok ? answer.text() : null)),
});`;
    case 'iframe':
      return `<iframe src="${origin}/p/${slug}#token=…" title="${attribute}"
  width="100%" height="640" frameborder="0"></iframe>`;
    case 'link':
      return `${origin}/p/${slug}`;
  }
}
