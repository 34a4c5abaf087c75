import { readFileSync } from 'node:fs';
import { transformWithOxc } from 'vite';
import { describe, expect, test } from 'vitest';
import {
  environmentOf,
  pinnable,
  policyOf,
  sampleOf,
  snippetKinds,
  snippetOf,
  tokenLanguages,
} from './snippets.ts';

const portal = {
  ...{ origin: 'https://account.acme.example', slug: 'acme', name: 'Acme "<b>" & Co' },
  ...{ panel: 'documents', language: 'de', scheme: 'dark' },
};
const of = (kind: (typeof snippetKinds)[number]) => snippetOf(kind, portal);

describe('what a vendor pastes', () => {
  test.each(snippetKinds)('names this portal, and nothing that a name could break: %s', (kind) => {
    const code = of(kind);
    expect(code).toContain('acme');
    expect(code).not.toContain('<b>');
    if (kind !== 'link' && kind !== 'iframe') expect(code).toMatch(/panel(="|: ')documents/);
    // Whatever was chosen is in there.
    for (const chosen of ['documents', 'de', 'dark']) expect(code).toMatch(new RegExp(`\\b${chosen}\\b`));
    if (kind !== 'wordpress' && kind !== 'script') expect(code).toContain('https://account.acme.example');
  });

  test('without choices it is as short as it can be', () => {
    const { origin, slug, name } = portal;
    expect(snippetOf('link', { origin, slug, name })).toBe('https://account.acme.example/p/acme');
    expect(snippetOf('wordpress', { origin, slug, name })).toBe('[portico portal="acme"]');
    expect(snippetOf('script', { origin, slug, name })).toContain(
      '<script async src="https://account.acme.example/v1/portico.js" data-portal="acme"></script>',
    );
  });

  test.each(['react', 'next', 'module', 'angular'] as const)('is a program: %s', async (kind) => {
    const { code } = await transformWithOxc(of(kind), 'snippet.tsx', { jsx: { runtime: 'automatic' } });
    expect(code).toContain('/portal-token');
  });

  test('a pinned loader is named by its content, with its checksum, wherever the page names it', () => {
    const pin = { name: '55abc8c2b20bd781', integrity: 'sha384-abc' };
    for (const kind of snippetKinds) {
      const code = snippetOf(kind, { ...portal, pin });
      const named = code.includes(`https://account.acme.example/v1/${pin.name}/portico.js`);
      expect([named, code.includes(pin.integrity), code.includes('anonymous')], kind).toEqual(
        Array(3).fill(pinnable.has(kind)),
      );
    }
  });

  test('a page with a policy of its own is told what to allow', () => {
    expect(policyOf('https://a.example')).toBe('script-src https://a.example; frame-src https://a.example');
  });
});

test('each language of the guide is found, and is told the values of this portal', () => {
  const guide = readFileSync(new URL('../../../../docs/tokens.md', import.meta.url), 'utf8');
  for (const language of Object.keys(tokenLanguages) as (keyof typeof tokenLanguages)[]) {
    expect(sampleOf(guide, language).split('\n').length, language).toBeGreaterThan(10);
    expect(sampleOf(guide, language)).toContain('KEY_ID');
  }
  expect(
    environmentOf({ vendorId: 'ven_1', origin: 'https://a.example', slug: 'acme', keyId: undefined }),
  ).toBe(
    'VENDOR_ID=ven_1\nPORTAL_ADDRESS=https://a.example/p/acme\nKEY_ID=sig_…\nPORTAL_KEY_FILE=portal-key.pem',
  );
});
