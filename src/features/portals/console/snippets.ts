import type { LoaderPin } from '../loader-pin.ts';

/** How a vendor's page is made. */
export const snippetKinds = [
  'html',
  'script',
  'react',
  'next',
  'vue',
  'nuxt',
  'svelte',
  'angular',
  'module',
  'wordpress',
  'iframe',
  'link',
] as const;
export type SnippetKind = (typeof snippetKinds)[number];

export interface SnippetOf {
  readonly origin: string;
  readonly slug: string;
  readonly name: string;
  /** What opens first; absent: the portal's own first panel. */
  readonly panel?: string | undefined;
  readonly language?: string | undefined;
  readonly scheme?: string | undefined;
  /** The loader of today and no other; absent: whatever the service serves. */
  readonly pin?: LoaderPin | undefined;
}

/** Ways whose page names the loader itself. */
export const pinnable: ReadonlySet<SnippetKind> = new Set([
  ...(['html', 'script', 'vue', 'nuxt', 'svelte', 'angular'] as const),
]);

const fetchToken = `() =>
  fetch('/portal-token').then((answer) => (answer.ok ? answer.text() : null))`;
const indented = (text: string, by: string): string => text.replaceAll('\n', `\n${by}`);

/** What a vendor pastes, made for this very portal; the same ways that docs/embedding.md tells of. */
export function snippetOf(kind: SnippetKind, portal: SnippetOf): string {
  const { origin, slug } = portal;
  const name = portal.name.replace(/[&<>"{}`$\\]/g, '');
  const said = (['panel', 'language', 'scheme'] as const).flatMap((option) =>
    portal[option] ? [[option, portal[option]] as const] : [],
  );
  const attributes = [['portal', slug], ...said].map(([key, value]) => `${key}="${value}"`).join(' ');
  const address = `${origin}/p/${slug}${portal.panel ? `/${portal.panel}` : ''}`;
  const link = `<a href="${address}">${name}</a>`;
  // Without a loader the address itself says how it is to be shown.
  const wishes = new URLSearchParams(Object.fromEntries(said.filter(([option]) => option !== 'panel')));
  const whole = `${address}${wishes.size > 0 ? `?${wishes}` : ''}`;
  const { pin } = portal;
  const src = `${origin}/v1/${pin ? `${pin.name}/` : ''}portico.js`;
  const checked = pin ? ` integrity="${pin.integrity}" crossorigin="anonymous"` : '';
  const script = `<script async src="${src}"${checked}></script>`;
  switch (kind) {
    case 'html':
      return `${script}
<portico-portal ${attributes}>
  ${link}
</portico-portal>
<script>
  document.querySelector('portico-portal').fetchToken = ${indented(fetchToken, '  ')};
</script>`;
    case 'script':
      return `<script>
  window.portico = {
    fetchToken: ${indented(fetchToken, '    ')},
  };
</script>
${script.replace('></script>', ` ${attributes.replace(/(^| )/g, '$1data-')}></script>`)}`;
    case 'react':
      return `import { Portal } from 'portico/react';

const fetchToken = ${fetchToken};

export const Account = () => (
  <Portal origin="${origin}" ${attributes} fetchToken={fetchToken}>
    ${link}
  </Portal>
);`;
    case 'next':
      return `// app/account/Account.tsx
'use client';
import { Portal } from 'portico/react';

const fetchToken = ${fetchToken};

export const Account = () => (
  <Portal origin="${origin}" ${attributes} fetchToken={fetchToken}>
    ${link}
  </Portal>
);

// app/portal-token/route.ts answers the token as text, for whoever is signed in on your site:
// examples/nextjs is the whole of it.`;
    case 'vue':
      return `<!-- index.html: ${script} -->
<!-- vite.config.js: vue({ template: { compilerOptions: { isCustomElement: (tag) => tag === 'portico-portal' } } }) -->
<script setup>
const fetchToken = ${fetchToken};
</script>

<template>
  <portico-portal ${attributes} :fetchToken.prop="fetchToken">
    ${link}
  </portico-portal>
</template>`;
    case 'nuxt': {
      const more = pin ? `, integrity: '${pin.integrity}', crossorigin: 'anonymous'` : '';
      return `// nuxt.config.ts
export default defineNuxtConfig({
  app: { head: { script: [{ src: '${src}', async: true${more} }] } },
  vue: { compilerOptions: { isCustomElement: (tag) => tag === 'portico-portal' } },
});

<!-- components/Account.vue -->
<script setup>
const fetchToken = ${fetchToken};
</script>

<template>
  <portico-portal ${attributes} :fetchToken.prop="fetchToken">
    ${link}
  </portico-portal>
</template>`;
    }
    case 'svelte':
      return `<!-- app.html: ${script} -->
<script>
  import { onMount } from 'svelte';

  let portal;
  onMount(() => {
    portal.fetchToken = ${indented(fetchToken, '    ')};
  });
</script>

<portico-portal bind:this={portal} ${attributes}>
  ${link}
</portico-portal>`;
    case 'angular':
      return `// index.html: ${script}
import { Component, CUSTOM_ELEMENTS_SCHEMA } from '@angular/core';

@Component({
  selector: 'app-account',
  schemas: [CUSTOM_ELEMENTS_SCHEMA],
  template: \`
    <portico-portal ${attributes} [fetchToken]="fetchToken">
      ${link}
    </portico-portal>
  \`,
})
export class Account {
  readonly fetchToken = ${indented(fetchToken, '  ')};
}`;
    case 'module':
      return `import { createPortal } from '${origin}/v1/portico.mjs';

createPortal({
${[['portal', slug], ...said].map(([key, value]) => `  ${key}: '${value}',`).join('\n')}
  target: '#account',
  fetchToken: ${indented(fetchToken, '  ')},
});`;
    case 'wordpress':
      return `[portico ${attributes}]`;
    case 'iframe':
      return `<iframe src="${whole.replaceAll('&', '&amp;')}#token=…" title="${name}"
  width="100%" height="640" style="border: 0" allow="payment; clipboard-write"></iframe>`;
    case 'link':
      return whole;
  }
}

/** For pages with a content security policy of their own. */
export const policyOf = (origin: string): string => `script-src ${origin}; frame-src ${origin}`;

/** By the name behind the three marks in docs/tokens.md, where they are run by a test. */
export const tokenLanguages = {
  js: 'Node',
  php: 'PHP',
  python: 'Python',
  csharp: 'C#',
  java: 'Java',
} as const;
export type TokenLanguage = keyof typeof tokenLanguages;

/** The sample in this language out of the guide. */
export const sampleOf = (guide: string, language: TokenLanguage): string =>
  new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, 'm').exec(guide)?.[1]?.trimEnd() ?? '';

/** What a sample reads, with the values of this very portal. */
export const environmentOf = (portal: {
  readonly vendorId: string;
  readonly origin: string;
  readonly slug: string;
  readonly keyId: string | undefined;
}): string => `VENDOR_ID=${portal.vendorId}
PORTAL_ADDRESS=${portal.origin}/p/${portal.slug}
KEY_ID=${portal.keyId ?? 'sig_…'}
PORTAL_KEY_FILE=portal-key.pem`;
